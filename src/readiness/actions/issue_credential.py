"""A credential is issued: signed, on record, with a place of its own in a status list."""

from __future__ import annotations

import base64
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.given_for import given_for
from readiness.domain.certification.rule import happened_to
from readiness.domain.certification.standing import standing_from
from readiness.domain.certification.states import HOLDING, state_on
from readiness.domain.credentials.badge import Achieved, Issue, open_badge
from readiness.domain.credentials.data_integrity import proof_options, to_be_signed, with_proof
from readiness.domain.credentials.issuer import issuer_did, method_of
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.fingerprint import canonical_json
from readiness.ground.keys import did_you_mean
from readiness.store import credentials, evidence, journal, people
from readiness.store.credentials import Issued
from readiness.store.enrolment import enrolled_through
from readiness.store.launches import require_version
from readiness.store.person_rules import rules_for

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Credential:
    """The credential on record; `is_new` is False when the last one says the same and still counts."""

    issued: Issued
    is_new: bool


def issue_credential(context: Context, *, launch: str, certification: str, rep: str, address: str) -> Credential:
    """The person has an Open Badges credential for a certification that holds today; asked again, the same one.

    One that was ended (revoked, lapsed, replaced) is never brought back: a new one is issued, with another index.
    `address` is ours as others reach it. Whether the actor may have this person's is the doors' question
    (`reports.certificate.require_theirs`). Raises NotFound; Conflict when the certification does not hold, was never
    asked of them, or when nobody said where others reach us; OutsideFailure when the key cannot be used.
    """
    by = context.by()
    if not address:
        raise Conflict(
            "nobody said where others reach us, and a credential names its issuer by that.",
            hint='Write public_address = "https://ready.example.com" into readiness.toml.',
        )
    for left in reversed(range(_TRIES)):
        try:
            with context.database.transaction() as session:
                return _issue(context, session, by=by, launch=launch, key=certification, rep=rep, address=address)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("the loop returns or raises")


def _issue(context: Context, session: Session, *, by: str, launch: str, key: str, rep: str, address: str) -> Credential:
    email, now = mail_address(rep), context.clock.now()
    definition = require_version(session, launch).definition
    person = people.require_person(session, email)
    achieved = _achieved(context, session, definition, key=key, email=email, address=address)
    last = credentials.latest(session, launch, key, person)
    trusted = {key.key_id for key in context.issuer.public_keys()}
    if last is not None and last.basis == achieved.basis and last.key_id in trusted:
        state = credentials.states_of(session, [last], context.clock.today())[last.uid]
        if state == "valid":
            return Credential(last, is_new=False)
    listed, index = credentials.free_place(session)
    issue = Issue(
        uid=str(uuid.uuid4()), subject=str(uuid.uuid4()), salt=secrets.token_hex(16), issued_at=now,
        status_list=listed, status_index=index,
    )  # fmt: skip
    text, key_id = _signed(context, achieved, issue)
    issued = Issued(
        uid=issue.uid, launch=launch, certification=key, person_id=person, number=last.number + 1 if last else 1,
        certified_on=achieved.certified_on, valid_through=achieved.valid_through, status_list=listed,
        status_index=index, basis=achieved.basis, key_id=key_id, text=text, issued_at=now, issued_by=by,
        simulated=context.clock.simulated,
    )  # fmt: skip
    credentials.add(session, issued)
    journal.record(
        session, context.clock, actor=by, verb="issued", subject=f"credential of {email} for '{key}'", launch=launch,
        fingerprint=achieved.basis, detail={"id": issue.uid, "key": key_id, "number": issued.number},
    )  # fmt: skip
    return Credential(issued, is_new=True)


def _achieved(
    context: Context, session: Session, definition: Launch, *, key: str, email: str, address: str
) -> Achieved:
    if key not in definition.certifications:
        raise NotFound(
            f"launch '{definition.key}' has no certification '{key}'.",
            hint=did_you_mean(key, definition.certifications),
        )
    asked = definition.certifications[key]
    asked_through = enrolled_through(session, definition.key, key, email)
    if asked_through is None:
        raise _not_enrolled(email, asked.name)
    happened = [one.evidence for one in evidence.of_person(session, definition.key, email)]
    known = rules_for(session, definition, people.require_person(session, email), until=context.clock.now())
    enrolled = asked_through >= context.clock.today()
    standing = standing_from(known.rules[key], happened_to(happened), enrolled=enrolled, life=known.life)
    state = state_on(standing, context.clock.today())
    if state.name not in HOLDING or standing.certified_on is None or standing.expires_on is None:
        raise Conflict(
            f"{email} is not certified as {asked.name} today: {state.because}.",
            hint="A credential is issued while the certification holds.",
        )
    if standing.certified_on > asked_through:
        raise _not_enrolled(email, asked.name)
    return Achieved(
        issuer=issuer_did(address), supplier=definition.product.supplier, address=address, launch=definition.key,
        launch_name=definition.product.name, certification=key, certification_name=asked.name,
        criteria=given_for(definition, asked), valid_days=asked.valid_days, email=email,
        certified_on=standing.certified_on, valid_through=standing.expires_on,
        is_simulated=context.clock.simulated or any(one.simulated for one in happened),
    )  # fmt: skip


def _not_enrolled(email: str, name: str) -> Conflict:
    return Conflict(
        f"{email} is not enrolled in {name}.", hint="A credential is for those of whom the certification is asked."
    )


def _signed(context: Context, achieved: Achieved, issue: Issue) -> tuple[str, str]:
    """The credential with its proof as canonical text, and the id of the key."""
    key_id = next(key.key_id for key in context.issuer.public_keys() if key.signs)
    document = open_badge(achieved, issue)
    options = proof_options(document, method=method_of(achieved.issuer, key_id), at=issue.issued_at)
    signed_by, signature = context.issuer.sign(to_be_signed(document, options))
    if signed_by != key_id:
        raise Conflict("the key was replaced this moment.", hint="Try again.")
    secured = with_proof(document, options, base64.b64decode(signature))
    return canonical_json(secured).decode(), key_id
