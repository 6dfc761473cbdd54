"""Certificates of many people are printed into a folder, one PDF each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, tee

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.certification.certificate import Certified, certificate_code
from readiness.domain.certification.sheet import CertificateSheet, sheet_file
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Conflict, NotFound, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.ports.certificates import NO_FONT, CertificateFolder
from readiness.store import journal
from readiness.store.certified import CertifiedPerson, certified_people, teams
from readiness.store.launches import require_version

_NOTED_EVERY = 500


@dataclass(slots=True)
class Printed:
    """`written` files are new or changed, `unchanged` ones were there. `refused`: whose name no font can show."""

    written: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)

    def has(self, one: _Wanted, before: Mapping[str, str]) -> bool:
        """Whether the file is there and made of the same, which is counted."""
        is_there = before.get(one.file) == one.made_of
        self.unchanged += is_there
        return is_there


@dataclass(frozen=True, slots=True)
class _Wanted:
    email: str
    file: str
    sheet: CertificateSheet
    made_of: str


def print_certificates(
    context: Context,
    *,
    launch: str,
    into: CertificateFolder,
    secret: bytes,
    address: str = "",
    certification: str = "",
    team: str = "",
    scopes: Iterable[Scope] = (EVERYBODY,),
    most: int | None = None,
) -> Printed:
    """The certificate of everybody in `scopes` who is certified today is a file in `into`.

    Broken off, the next call goes on. `address` is ours as others reach it, "" = certificates carry the code alone. A
    name with a letter that no font has is told (CT001) and has no file; the others are printed all the same. Raises
    NotFound for a launch, certification or team that there is not, Conflict when there are more than `most`, before
    anything is printed, OutsideFailure without the extra or when the disk refuses, DefinitionError for a template that
    cannot be set.
    """
    done, on = Printed(), context.clock.today()
    made_with, before = context.printer.made_with(), into.made_of()
    made = dict(before)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        if certification and certification not in definition.certifications:
            hint = did_you_mean(certification, definition.certifications)
            raise NotFound(f"launch '{launch}' has no certification '{certification}'.", hint=hint)
        if team and team not in (known := teams(session, launch, on)):
            raise NotFound(f"nobody in launch '{launch}' is in a team '{team}' today.", hint=did_you_mean(team, known))
        people = certified_people(session, launch, on, certification=certification, team=team, scopes=scopes)
        holders: Iterable[CertifiedPerson] = (one for one in people if one.certification in definition.certifications)
        if most is not None and len(holders := list(islice(holders, most + 1))) > most:
            raise Conflict(
                f"there are more than {most:,} certificates.",
                hint="Ask for one team or one certification; `readiness certificates` prints any number.",
            )
        wanted = (_wanted(one, _sheet(definition, one, secret, address), made_with) for one in holders)
        asked, sheets = tee(one for one in wanted if not done.has(one, before))
        for one, printed in zip(asked, context.printer.pdfs(one.sheet for one in sheets), strict=True):
            if isinstance(printed, Problem):
                done.refused.append(Problem(NO_FONT, f"{one.email}: {printed.message}", printed.fix))
                continue
            is_new = into.write(one.file, printed)
            done.written += is_new
            done.unchanged += not is_new
            made[one.file] = one.made_of
            if (done.written + done.unchanged) % _NOTED_EVERY == 0:
                into.keep_made_of(made)
                context.progress.step("print", f"{done.written + done.unchanged} certificates")
    if made:
        into.keep_made_of(made)
    if done.written:
        with context.database.transaction() as session:
            journal.record(
                session, context.clock, actor=context.actor, verb="printed", subject="certificates", launch=launch,
                detail={"written": done.written, "certification": certification, "team": team},
            )  # fmt: skip
    return done


def _wanted(one: CertifiedPerson, sheet: CertificateSheet, made_with: str) -> _Wanted:
    file = sheet_file(one.certification, one.email, one.certified_on)
    return _Wanted(one.email, file, sheet, fingerprint([made_with, sheet]))


def _sheet(definition: Launch, one: CertifiedPerson, secret: bytes, address: str) -> CertificateSheet:
    code = certificate_code(
        secret, Certified(definition.key, one.certification, one.person_id, one.email, one.certified_on)
    )
    return CertificateSheet(
        name=one.name, supplier=definition.product.supplier, launch=definition.product.name,
        certification=definition.certifications[one.certification].name, certified_on=one.certified_on,
        valid_through=one.expires_on, code=code, address=f"{address}/verify/{code}" if address else "",
        is_simulated=one.is_simulated,
    )  # fmt: skip
