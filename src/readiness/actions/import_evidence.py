"""Evidence from elsewhere is imported: all of a file, or nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from readiness.actions.accept_items import require_trainer
from readiness.context import Context
from readiness.domain.evidence.imported import EvidenceFile, read_evidence
from readiness.domain.people.sheet import LARGEST_FILE
from readiness.given_file import read_given
from readiness.ground.errors import DefinitionError, Problem, Unusable, Where
from readiness.store import evidence, journal, materials, people
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class EvidenceImported:
    """What came of a file, or would. `rows` are its distinct pieces of evidence; `known` of them were on record before.

    `repeated` rows said what an earlier row of the file had said. `kinds` counts the new ones.
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
    context: Context, *, launch: str, data: bytes, called: str, preview: bool = False
) -> EvidenceImported:
    """The same of a file that somebody sent. `called` is the name it came with, which stands with each piece.

    Raises NotAllowed for anybody but a trainer, Unusable for what cannot be read, DefinitionError with every row that
    is unsound, by line.
    """
    by = context.by()
    if len(data) > LARGEST_FILE:
        raise _too_large(called)
    return _record(context, by, launch=launch, data=data, file=called, preview=preview)


def _record(context: Context, by: str, *, launch: str, data: bytes, file: str, preview: bool) -> EvidenceImported:
    name = Path(file).name
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        require_trainer(definition, by)
        found = read_evidence(
            data, file, launch=definition, publications=materials.publications(session, launch),
            now=context.clock.now(), by=by,
        )  # fmt: skip
        known_people = people.person_ids(session, {email for email, _ in found.named})
        problems = sorted([*found.problems, *_strangers(found, known_people)], key=_line)
        if any(problem.level == "error" for problem in problems):
            raise DefinitionError(
                f"nothing of {name} was imported.", problems=problems, hint="Mend the file and import it again."
            )
        there = evidence.known_keys(session, launch, [one.key for one in found.evidence])
        new = [one for one in found.evidence if one.key not in there]
        if new and not preview:
            evidence.add(session, context.clock, new)
            journal.record(
                session, context.clock, actor=by, verb="imported", subject=f"evidence from {name}", launch=launch,
                detail={"added": len(new), "known": len(there)},
            )  # fmt: skip
    return EvidenceImported(
        file=name, rows=len(found.evidence), added=len(new), known=len(there), repeated=found.repeated,
        people=len({one.person for one in new}), kinds=dict(Counter(one.kind for one in new)),
        warnings=tuple(problems), preview=preview,
    )  # fmt: skip


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
