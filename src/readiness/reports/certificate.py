"""A certificate as its holder prints it, and what anybody learns who has its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal, cast

from sqlalchemy import Table, select
from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.permissions import may_have_certificate
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.certificate import Certified, certificate_code, is_code_of, read_code
from readiness.domain.certification.given_for import given_for
from readiness.domain.certification.reasons import in_words
from readiness.domain.certification.rule import happened_to
from readiness.domain.certification.sheet import CertificateSheet
from readiness.domain.certification.standing import Standing, standing_from
from readiness.domain.certification.states import HOLDING, state_on
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.domain.people.address import mail_address
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import evidence, launches, people
from readiness.store.enrolment import enrolled_through
from readiness.store.person_rules import rules_for
from readiness.store.reporting_lines import managers_above
from readiness.store.tables.people import PersonRow

_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

Stands = Literal["stands", "ended", "lapsed", "revoked", "renewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """`stands` today, or why not: `ended` (its days are over), `lapsed` (something is asked again), `revoked`,
    `renewed` (there is a newer one). `because` is the standing's own reason. `passed`: what it was given for.

    `is_simulated`: some of the evidence behind it is of a rehearsal.
    """

    name: str
    launch: str
    launch_name: str
    supplier: str
    certification: str
    certified_on: date
    valid_through: date
    stands: Stands
    because: str
    passed: tuple[str, ...]
    code: str
    is_simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the public page says, and all that it says."""

    name: str
    certification: str
    launch_name: str
    certified_on: date
    valid_through: date
    stands: Stands
    is_simulated: bool


def certificate(
    context: Context, *, launch: str, certification: str, secret: bytes, told: str = "you are"
) -> Certificate:
    """The actor's certificate; `told` begins what is said when there is none.

    Raises NotFound for a certification there is not, Conflict before it is earned and for one that was not asked of
    them: what others are asked for may be a part of what they have passed.
    """
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        if certification not in definition.certifications:
            raise NotFound(
                f"launch '{launch}' has no certification '{certification}'.",
                hint=did_you_mean(certification, definition.certifications),
            )
        person = people.require_person(session, context.actor)
        asked = definition.certifications[certification]
        asked_through = enrolled_through(session, launch, certification, context.actor)
        if asked_through is None:
            raise _not_enrolled(told, asked)
        held = _held(session, definition, asked, context.actor, until=context.clock.today())
        if held.standing.certified_on is None or held.standing.expires_on is None:
            raise Conflict(
                f"{told} not certified as {asked.name} yet: {held.standing.met} of {held.standing.needed} met.",
                hint="My training says what is next.",
            )
        if held.standing.certified_on > asked_through:
            raise _not_enrolled(told, asked)
        name = _name(session, person)
    certified = Certified(launch, certification, person, context.actor, held.standing.certified_on)
    return Certificate(
        name=name, launch=launch, launch_name=definition.product.name, supplier=definition.product.supplier,
        certification=asked.name, certified_on=held.standing.certified_on, valid_through=held.standing.expires_on,
        stands=_stands(held.standing, held.standing.certified_on, context.clock.today()),
        because=in_words(definition, state_on(held.standing, context.clock.today()).because),
        passed=given_for(definition, asked), code=certificate_code(secret, certified), is_simulated=held.is_simulated,
    )  # fmt: skip


def certificate_sheet(found: Certificate, *, address: str) -> CertificateSheet:
    """What is printed of it. `address` is ours as others reach it, "" = the code stands there alone."""
    return CertificateSheet(
        name=found.name, supplier=found.supplier, certification=found.certification, launch=found.launch_name,
        certified_on=found.certified_on, valid_through=found.valid_through, code=found.code,
        address=f"{address}/verify/{found.code}" if address else "", is_simulated=found.is_simulated,
    )  # fmt: skip


def verified(context: Context, *, code: str, secret: bytes) -> Verified:
    """What stands behind the code today. Raises NotFound for a code that we did not give, whatever is wrong with it."""
    spoken_of = read_code(secret, code)
    if spoken_of is not None:
        person, on = spoken_of
        with context.database.reading() as session:
            email = people.emails_of(session, [person]).get(person) if person < 2**31 else None
            for entry in launches.applied_launches(session) if email else ():
                definition = launches.require_version(session, entry.key).definition
                for asked in definition.certifications.values():
                    certified = Certified(entry.key, asked.key, person, email or "", on)
                    if is_code_of(secret, code, certified) and _was_asked(session, certified):
                        return _verified(session, context, definition, asked, certified)
    raise NotFound(
        "no certificate has this code.", hint="Type it as it stands on the certificate; capitals do not matter."
    )


def _not_enrolled(told: str, asked: Certification) -> Conflict:
    return Conflict(
        f"{told} not enrolled in {asked.name}.", hint="A certificate is for those of whom the certification is asked."
    )


def _was_asked(session: Session, certified: Certified) -> bool:
    """Whether it was earned while it was asked of them; who left the role since keeps it."""
    through = enrolled_through(session, certified.launch, certified.certification, certified.email)
    return through is not None and certified.on <= through


@dataclass(frozen=True, slots=True)
class _Held:
    standing: Standing
    is_simulated: bool


def _held(session: Session, definition: Launch, asked: Certification, email: str, *, until: date) -> _Held:
    """Where they stand, or stood, at the end of a day."""
    happened: list[Evidence] = [
        one.evidence
        for one in evidence.of_person(session, definition.key, email)
        if one.evidence.happened_at.date() <= until
    ]
    last = datetime.combine(until, time.max, UTC)
    person = people.require_person(session, email)
    known = rules_for(session, definition, person, until=last, until_day=until)
    standing = standing_from(known.rules[asked.key], happened_to(happened), enrolled=True, life=known.life)
    return _Held(standing, any(one.simulated for one in happened))


def _verified(
    session: Session, context: Context, definition: Launch, asked: Certification, certified: Certified
) -> Verified:
    """Told as of today, but for the days of a certificate that was replaced since: those are of its own time."""
    held = _held(session, definition, asked, certified.email, until=context.clock.today())
    expires_on = held.standing.expires_on if held.standing.certified_on == certified.on else None
    if expires_on is None:
        expires_on = _held(session, definition, asked, certified.email, until=certified.on).standing.expires_on
    return Verified(
        name=_name(session, certified.person_id), certification=asked.name, launch_name=definition.product.name,
        certified_on=certified.on, valid_through=expires_on or certified.on,
        stands=_stands(held.standing, certified.on, context.clock.today()), is_simulated=held.is_simulated,
    )  # fmt: skip


def _stands(standing: Standing, on: date, today: date) -> Stands:
    if standing.certified_on is None or "revoked" in standing.lapsed_because:
        return "revoked"
    if standing.certified_on != on:
        return "renewed"
    name = state_on(standing, today).name
    if name in HOLDING:
        return "stands"
    return "ended" if name == "expired" or (standing.expires_on or today) < today else "lapsed"


def _name(session: Session, person: int) -> str:
    return str(session.execute(select(_PERSON.c.name).where(_PERSON.c.id == person)).scalar_one())


def certificate_for(
    context: Context, *, viewer: Viewer, launch: str, email: str, certification: str, secret: bytes
) -> Certificate:
    """Somebody's certificate, for whoever leads or trains them. Raises as `require_theirs` and `certificate` do."""
    require_theirs(context, viewer=viewer, email=email)
    return certificate(
        context.acting_as(mail_address(email)), launch=launch, certification=certification, secret=secret,
        told=f"{mail_address(email)} is",
    )  # fmt: skip


def require_theirs(context: Context, *, viewer: Viewer, email: str) -> None:
    """Raises NotAllowed unless this viewer may have this person's certificates; whether they exist is not told."""
    asked, on = mail_address(email), context.clock.today()
    with context.database.reading() as session:
        posting = people.posting_on(session, asked, on)
        above = managers_above(session, asked, on)
    if not may_have_certificate(viewer, email=asked, region=posting.region if posting else "", managers=above):
        raise NotAllowed(
            "this is not a certificate that you may have.", hint="You may have your own, and those of people you lead."
        )
