"""Forms put together ahead, who was given which, and what somebody was asked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlmodel import Session

from readiness.domain.form_assembly.assembly import Assembly
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.kept import Kept
from readiness.ground.restore import restore
from readiness.store.prepared import Prepared
from readiness.store.tables.form_assemblies import FormAssemblyRow, FormGivenRow
from readiness.store.tables.quizzes import AttemptRow


@dataclass(frozen=True, slots=True)
class KeptAssembly:
    """Forms as they are kept: put together when and by whom."""

    id: int
    assembly: Assembly
    at: datetime
    by: str
    simulated: bool


def keep(session: Session, clock: Clock, *, launch: str, assembly: Assembly, by: str) -> KeptAssembly:
    """From here on attempts at the quiz are given these forms, as long as it reads as they were made from."""
    at = clock.now()
    row = {
        "launch": launch, "quiz": assembly.quiz, "basis": assembly.basis, "seed": assembly.seed,
        "fingerprint": fingerprint(assembly), "body": plain(assembly), "made_at": at,
        "made_by": by, "simulated": clock.simulated,
    }  # fmt: skip
    made = session.connection().execute(insert(_ASSEMBLY).returning(_ASSEMBLY.c.id), row).scalar_one()
    return KeptAssembly(made, assembly, at, by, clock.simulated)


def kept(session: Session, launch: str, quiz: str, basis: str) -> KeptAssembly | None:
    """The forms that attempts are given; None when none were put together from just this."""
    row = _CURRENT.first(session, {"launch": launch, "quiz": quiz, "basis": basis})
    if row is None:
        return None
    return KeptAssembly(row.id, _assembly(session, row.id, row.fingerprint), row.made_at, row.made_by, row.simulated)


def give(session: Session, *, attempt_id: int, launch: str, quiz: str, assembly_id: int, number: int) -> None:
    """The attempt asks that form."""
    _GIVE.run(
        session,
        {"attempt_id": attempt_id, "launch": launch, "quiz": quiz, "assembly_id": assembly_id, "number": number},
    )


def exposure(session: Session, launch: str, quiz: str, *, attempts: int) -> tuple[int, Mapping[str, int]]:
    """How many of the last `attempts` were given a form, and how many of those asked each item; newest counted first.

    Forms of an earlier wording of the quiz count with the items they asked.
    """
    given = {"launch": launch, "quiz": quiz, "attempts": attempts}
    counted, exposed = 0, dict[str, int]()
    for row in _LATELY.all(session, given):
        counted += row.times
        (form,) = (f for f in _assembly(session, row.assembly_id, row.fingerprint).forms if f.number == row.number)
        for key in form.items:
            exposed[key] = exposed.get(key, 0) + row.times
    return counted, exposed


def given(session: Session, assembly_id: int) -> Mapping[int, int]:
    """Number of a form → attempts that were given it, ever."""
    return {row.number: row.times for row in _GIVEN_OF.all(session, {"assembly": assembly_id})}


def seen(session: Session, launch: str, quiz: str, person_id: int) -> Mapping[str, int]:
    """Item → the number of the last attempt of this person at the quiz that asked it."""
    found: dict[str, int] = {}
    for number, form in _ASKED.all(session, {"launch": launch, "quiz": quiz, "person": person_id}):
        found |= dict.fromkeys((one["key"] for one in form["items"]), number)
    return found


def _assembly(session: Session, row: int, print_of: str) -> Assembly:
    found = _MADE.of(print_of)
    if found is None:
        query = select(_ASSEMBLY.c.body).where(_ASSEMBLY.c.id == row)
        found = _MADE.keep(print_of, restore(Assembly, session.connection().execute(query).scalar_one()))
    return found


_MADE: Kept[str, Assembly] = Kept(64)

_ASSEMBLY = cast("Table", FormAssemblyRow.__table__)  # type: ignore[attr-defined]
_GIVEN = cast("Table", FormGivenRow.__table__)  # type: ignore[attr-defined]
_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]

_CURRENT = Prepared(
    select(_ASSEMBLY.c.id, _ASSEMBLY.c.fingerprint, _ASSEMBLY.c.made_at, _ASSEMBLY.c.made_by, _ASSEMBLY.c.simulated)
    .where(
        _ASSEMBLY.c.launch == bindparam("launch"), _ASSEMBLY.c.quiz == bindparam("quiz"),
        _ASSEMBLY.c.basis == bindparam("basis"),
    )
    .order_by(_ASSEMBLY.c.id.desc())
    .limit(1)
)  # fmt: skip
_GIVE = Prepared(insert(_GIVEN), keys=[column.name for column in _GIVEN.c])
_LAST: Any = (
    select(_GIVEN.c.assembly_id, _GIVEN.c.number)
    .where(_GIVEN.c.launch == bindparam("launch"), _GIVEN.c.quiz == bindparam("quiz"))
    .order_by(_GIVEN.c.attempt_id.desc())
    .limit(bindparam("attempts"))
    .subquery()
)
_LATELY = Prepared(
    select(_LAST.c.assembly_id, _LAST.c.number, _ASSEMBLY.c.fingerprint, func.count().label("times"))
    .join(_ASSEMBLY, _ASSEMBLY.c.id == _LAST.c.assembly_id)
    .group_by(_LAST.c.assembly_id, _LAST.c.number, _ASSEMBLY.c.fingerprint)
)
_GIVEN_OF = Prepared(
    select(_GIVEN.c.number, func.count().label("times"))
    .where(_GIVEN.c.assembly_id == bindparam("assembly"))
    .group_by(_GIVEN.c.number)
)
_ASKED = Prepared(
    select(_ATTEMPT.c.number, _ATTEMPT.c.form)
    .where(
        _ATTEMPT.c.launch == bindparam("launch"), _ATTEMPT.c.quiz == bindparam("quiz"),
        _ATTEMPT.c.person_id == bindparam("person"),
    )
    .order_by(_ATTEMPT.c.number)
)  # fmt: skip
