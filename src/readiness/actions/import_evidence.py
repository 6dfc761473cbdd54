"""Evidence from elsewhere is imported: all of a file, or nothing of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from readiness.actions.accept_items import require_trainer
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.imported import EvidenceFile, read_evidence
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication
from readiness.domain.people.sheet import LARGEST_FILE
from readiness.given_file import read_given
from readiness.ground.errors import Conflict, DefinitionError, Problem, Unusable, Where
from readiness.store import evidence, journal, materials, people
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class EvidenceImported:
    """What came of a file, or would. `rows` are its distinct pieces of evidence; `known` of them were on record before.

    `repeated` rows said what an earlier row of the file had said. `kinds` counts the new ones. `seen` is 64 hex digits:
    the same exactly when the same is new, so that what was looked at can be told from something else.
    """

    file: str
    rows: int
    added: int
    known: int
    repeated: int
    people: int
    kinds: Mapping[str, int]
    warnings: tuple[Problem, ...]
    preview: bool
    seen: str


def import_evidence(context: Context, *, launch: str, path: Path, preview: bool = False) -> EvidenceImported:
    """Everything in the CSV or JSON file at `path` is on record; with `preview` nothing is, and this is what would be.

    The same file again adds nothing. Raises NotAllowed for anybody but a trainer, NotFound for a file there is not,
    Unusable for one that cannot be read, DefinitionError with every row that is unsound, by line.
    """
    by = context.by()
    with context.database.reading() as session:
        require_trainer(require_version(session, launch).definition, by)
    return _record(context, by, launch=launch, data=_read(path), file=str(path), preview=preview)


def import_uploaded_evidence(
    context: Context, *, launch: str, data: bytes, called: str, preview: bool = False, seen: str = ""
) -> EvidenceImported:
    """The same of a file that somebody sent. `called` is the name it came with, which stands with each piece; `seen`
    the `seen` of the preview that was looked at, "" = none was.

    Raises NotAllowed for anybody but a trainer, Unusable for what cannot be read, DefinitionError with every row that
    is unsound, by line, Conflict when something else would be recorded than was looked at.
    """
    by = context.by()
    if len(data) > LARGEST_FILE:
        raise _too_large(called)
    return _record(context, by, launch=launch, data=data, file=called, preview=preview, seen=seen)


def _record(
    context: Context, by: str, *, launch: str, data: bytes, file: str, preview: bool, seen: str = ""
) -> EvidenceImported:
    """A large file takes seconds to read: it is read before anything is locked, and again if the launch moved on."""
    with context.database.reading() as session:
        against = _Against.of(session, launch)
        require_trainer(against.definition, by)
        found = against.read(context, data, file, by)
        came = _judged(session, found, launch=launch, file=file, preview=preview)
    if preview:
        return came.told
    with context.database.transaction() as session:
        now = _Against.of(session, launch)
        if now != against:
            require_trainer(now.definition, by)
            found = now.read(context, data, file, by)
        came = _judged(session, found, launch=launch, file=file, preview=False)
        if seen and seen != came.told.seen:
            raise Conflict(
                "something else would be recorded now than when you looked.",
                hint="Look at it again: the launch, what is published or what is on record has changed meanwhile.",
            )
        if came.new:
            evidence.add(session, context.clock, came.new)
            journal.record(
                session, context.clock, actor=by, verb="imported", subject=f"evidence from {came.told.file}",
                launch=launch, detail={"added": came.told.added, "known": came.told.known},
            )  # fmt: skip
    return came.told


@dataclass(frozen=True, slots=True)
class _Against:
    """What a file is read against."""

    definition: Launch
    publications: Sequence[Publication]

    @classmethod
    def of(cls, session: Session, launch: str) -> _Against:
        return cls(require_version(session, launch).definition, materials.publications(session, launch))

    def read(self, context: Context, data: bytes, file: str, by: str) -> EvidenceFile:
        return read_evidence(
            data, file, launch=self.definition, publications=self.publications, now=context.clock.now(), by=by
        )


@dataclass(frozen=True, slots=True)
class _Came:
    new: Sequence[Evidence]
    told: EvidenceImported


def _judged(session: Session, found: EvidenceFile, *, launch: str, file: str, preview: bool) -> _Came:
    """What of a file is new. Raises DefinitionError with everything that is unsound in it."""
    name = Path(file).name
    known_people = people.person_ids(session, {email for email, _ in found.named})
    problems = sorted([*found.problems, *_strangers(found, known_people)], key=_line)
    if any(problem.level == "error" for problem in problems):
        raise DefinitionError(
            f"nothing of {name} was imported.", problems=problems, hint="Mend the file and import it again."
        )
    there = evidence.known_keys(session, launch, [one.key for one in found.evidence])
    new = [one for one in found.evidence if one.key not in there]
    told = EvidenceImported(
        file=name, rows=len(found.evidence), added=len(new), known=len(there), repeated=found.repeated,
        people=len({one.person for one in new}), kinds=dict(Counter(one.kind for one in new)),
        warnings=tuple(problems), preview=preview, seen=_digest(new),
    )  # fmt: skip
    return _Came(new, told)


def _digest(new: Sequence[Evidence]) -> str:
    """A row's key says everything of it but its note and what its launch makes of it: whether that passes."""
    told = hashlib.sha256()
    for one in new:
        told.update(f"{one.key}|{one.passed}|{one.note}\n".encode())
    return told.hexdigest()


def _read(path: Path) -> bytes:
    data = read_given(path, most=LARGEST_FILE, code="EV102")
    if len(data) > LARGEST_FILE:
        raise _too_large(str(path))
    return data


def _too_large(file: str) -> Unusable:
    return Unusable(
        f"the file is larger than {LARGEST_FILE // 1024**2} MB.", hint="Split it.", code="EV102", where=Where(file)
    )


def _strangers(file: EvidenceFile, known: Mapping[str, int]) -> list[Problem]:
    return [
        Problem("EV012", f"nobody on the roster is {email}.", "Mend the address, or import the roster first.", where)
        for email, where in file.named
        if email not in known
    ]


def _line(problem: Problem) -> tuple[int, int, str]:
    where = problem.where or Where("")
    return (where.line, where.column, problem.code)
