"""What happened elsewhere, from a file: modules completed, quizzes taken, role-plays marked in another system.

A row says who, what and when; every row must be sound, or nothing of the file is taken. The same row twice, in one
file or in two, is the same evidence: its key is made of everything it says but the note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from readiness.domain.definition.model import Launch
from readiness.domain.evidence.imported_essays import EssayMarks, contradictions, left_out, read_essays
from readiness.domain.evidence.record import SUBJECT_OF, Evidence, EvidenceKind, evidence_problems, graded
from readiness.domain.evidence.records import Record, records_of
from readiness.domain.materials.publication import Publication
from readiness.domain.people.address import is_mail_address, mail_address
from readiness.domain.people.sheet import Column
from readiness.ground.errors import Problem, Where
from readiness.ground.keys import did_you_mean
from readiness.ground.percent import percent

KINDS = ("module-completed", "quiz-attempt", "role-play")
"""What may come from elsewhere. An attestation is the manager's own word and is given here."""

CONTENT_OF: Mapping[str, str] = {"module-completed": "module", "quiz-attempt": "quiz", "role-play": "role-play"}

COLUMNS = (
    Column("email", ("mail", "e-mail", "email address", "user", "learner", "rep"), required=True),
    Column("kind", ("type", "activity type"), required=True),
    Column("subject", ("key", "module", "quiz", "activity"), required=True),
    Column("happened_at", ("date", "completed at", "completed on", "when", "time"), required=True),
    Column("fraction", ("score", "grade", "result")),
    Column("passed", ("success", "pass")),
    Column("version", ("content version",)),
    Column("fingerprint", ()),
    Column("note", ("comment", "remark")),
    Column("essays", ("essay marks",)),
    Column("launch", ()),
)

_YES = frozenset({"true", "yes", "y", "1", "passed", "pass", "x"})
_NO = frozenset({"false", "no", "n", "0", "failed", "fail"})
_FRACTION = re.compile(r"^(\d{1,3}(?:[.,]\d{1,12})?)\s*(%?)$")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file read: the evidence in it, each with its place; `repeated` rows said what an earlier row had said.

    `named` is the mail address of every row that has one, unsound rows included, so that strangers are told in them
    too.

    With a problem of level error in `problems`, nothing of it may be recorded.
    """

    evidence: tuple[Evidence, ...]
    places: tuple[Where, ...]
    named: tuple[tuple[str, Where], ...]
    repeated: int
    problems: tuple[Problem, ...]


def read_evidence(
    data: bytes, file: str, *, launch: Launch, publications: Sequence[Publication], now: datetime, by: str
) -> EvidenceFile:
    """Everything that the file says of `launch`, and everything that is wrong with it, in file order.

    Raises Unusable when nothing can be read. A time without an offset is UTC; a date alone is its first moment.
    """
    problems: list[Problem] = []
    reader = _Reader(launch, _versions(publications), f"import:{file.rpartition('/')[2]}", by, problems, [])
    found: dict[str, tuple[Evidence, Where]] = {}
    repeated = 0
    for record in records_of(data, file, COLUMNS, problems):
        one = reader.read(record)
        if one is None:
            continue
        if one.key in found:
            repeated += 1
        else:
            found[one.key] = (one, record.where)
    evidence = tuple(one for one, _ in found.values())
    places = tuple(where for _, where in found.values())
    problems += evidence_problems(evidence, launch, now, places)
    problems += _doubtful(evidence, places, publications)
    problems.sort(key=lambda problem: problem.where or Where(file))
    return EvidenceFile(evidence, places, tuple(reader.named), repeated, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Reader:
    launch: Launch
    versions: Mapping[tuple[str, str], Mapping[int, str]]
    source: str
    by: str
    problems: list[Problem]
    named: list[tuple[str, Where]]

    def read(self, record: Record) -> Evidence | None:
        """The evidence in a record; None when a problem keeps it from being made."""
        before = len(self.problems)
        cells = record.cells
        for column in COLUMNS:
            if column.required and column.name not in cells:
                self._say("EV103", f"'{column.name}' is empty.", "Fill it in.", record)
        kind = self._kind(cells.get("kind", ""), record)
        subject = cells.get("subject", "")
        email = mail_address(cells.get("email", ""))
        if email and not is_mail_address(email):
            self._say("EV104", f"'{email}' is not a mail address.", "Write name@example.com.", record)
        elif email:
            self.named.append((email, record.where))
        at = self._time(cells.get("happened_at", ""), record)
        fraction = self._fraction(cells.get("fraction", ""), record)
        passed = self._passed(cells.get("passed", ""), record)
        fingerprint = self._content(kind, subject, cells, record)
        essays = self._essays(kind, cells.get("essays", ""), record)
        if kind == "module-completed":
            passed = True if passed is None else passed
        elif kind and fraction is None and passed is None and not essays.awaiting and len(self.problems) == before:
            self._say("EV109", f"a {kind} needs a fraction, or passed.", "Write 0.85, or true or false.", record)
        if len(self.problems) > before or at is None:
            if kind and subject and subject not in (known := getattr(self.launch, SUBJECT_OF[kind])):
                section = SUBJECT_OF[kind]
                self._say(
                    "EV004",
                    f"'{subject}' is not in {section} of '{self.launch.key}'.",
                    did_you_mean(subject, known),
                    record,
                )
            return None
        if essays.awaiting:
            self.problems.append(left_out(essays, record.where))
            return None
        note = " ".join(one for one in (cells.get("note", ""), essays.told) if one)
        said = f"{'' if fraction is None else f'{fraction:.12g}'}|{'' if passed is None else str(passed).lower()}"
        key = f"import|{kind}|{subject}|{email}|{at.isoformat()}|{said}|{fingerprint or ''}"
        one = Evidence(
            launch=cells.get("launch", self.launch.key), person=email, kind=cast("EvidenceKind", kind), subject=subject,
            happened_at=at, source=self.source, recorded_by=self.by, key=key, fingerprint=fingerprint,
            fraction=fraction, passed=passed, note=note,
        )  # fmt: skip
        self._odds(one, essays, record)
        return graded(one, self.launch)

    def _say(self, code: str, message: str, fix: str, record: Record) -> None:
        self.problems.append(Problem(code, message, fix, record.where))

    def _kind(self, text: str, record: Record) -> str:
        kind = text.casefold().replace(" ", "-").replace("_", "-")
        if kind in KINDS or not text:
            return kind
        if kind in SUBJECT_OF:
            fix = "It is given here, by whoever may: readiness evidence attest, exempt or revoke."
            self._say("EV105", f"'{text}' is not taken from a file.", fix, record)
        else:
            self._say("EV105", f"unknown kind '{text}'.", did_you_mean(kind, KINDS), record)
        return ""

    def _time(self, text: str, record: Record) -> datetime | None:
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            self._say("EV106", f"'{text}' is not a time.", "Write 2018-03-01 or 2018-03-01T14:30:00+01:00.", record)
            return None
        aware = at if at.tzinfo else at.replace(tzinfo=UTC)
        try:
            return aware.astimezone(UTC)
        except OverflowError:
            self._say("EV106", f"'{text}' is out of range.", "Mend the year.", record)
            return None

    def _fraction(self, text: str, record: Record) -> float | None:
        if not text:
            return None
        found = _FRACTION.match(text)
        value = float(found[1].replace(",", ".")) / (100 if found[2] else 1) if found else -1.0
        if not 0 <= value <= 1:
            fix = f"Write {value / 100:g}, or {value:g} %." if 1 < value <= 100 else "Write 0 to 1, or 0 % to 100 %."
            self._say("EV107", f"fraction '{text}' is not between 0 and 1.", fix, record)
            return None
        return round(value, 12)

    def _passed(self, text: str, record: Record) -> bool | None:
        told = text.casefold()
        if told and told not in _YES | _NO:
            self._say("EV108", f"passed is '{text}'.", "Write true or false.", record)
        return True if told in _YES else False if told in _NO else None

    def _content(self, kind: str, subject: str, cells: Mapping[str, str], record: Record) -> str | None:
        """The fingerprint of the version that was seen; None when the row names none."""
        version, print_ = cells.get("version", ""), cells.get("fingerprint", "")
        if not kind or not (version or print_):
            return None
        known = self.versions.get((CONTENT_OF[kind], subject), {})
        told = ", ".join(map(str, known)) or "none"
        by_version = known.get(int(version)) if version.isascii() and version.isdigit() and len(version) < 9 else None
        if version and by_version is None:
            self._say("EV110", f"'{subject}' has no published version {version}.", f"Published: {told}.", record)
        bare = print_.removeprefix("sha256:").lower()
        matching = [full for full in known.values() if len(bare) >= 12 and full.startswith(f"sha256:{bare}")]
        if print_ and not matching:
            self._say("EV110", f"'{subject}' was never published as '{print_[:24]}'.", f"Published: {told}.", record)
        elif print_ and version and by_version not in matching:
            self._say("EV110", f"version {version} was not published as '{print_[:24]}'.", "Leave one out.", record)
        return by_version or (matching[0] if matching else None)

    def _essays(self, kind: str, text: str, record: Record) -> EssayMarks:
        return read_essays(
            text, kind, self.launch.items, lambda mark: self._fraction(mark, record),
            lambda code, message, fix: self._say(code, message, fix, record),
        )  # fmt: skip

    def _odds(self, one: Evidence, essays: EssayMarks, record: Record) -> None:
        """A pass below the pass mark cannot be; a fail above it can, where something had to be right."""
        told = graded_mark(self.launch, one)
        if one.passed or (one.passed is None and one.fraction is not None and one.fraction >= (told or 0)):
            for key, mark in contradictions(essays, self.launch.items, enough=told or 0.0):
                said = f"passed, with essay '{key}', which had to be, at {percent(mark)}."
                self._say("EV111", said, "Mend one of them; or say passed: false.", record)
        if one.fraction == 1 and any(mark is not None and mark < 1 for mark in essays.marks.values()):
            self._say("EV111", "everything was earned, and an essay earned less.", "Mend one of them.", record)
        if one.passed and one.fraction is not None and told is not None and one.fraction < told:
            said = f"passed, with {percent(one.fraction)} below the pass mark {percent(told)}."
            self._say("EV111", said, "Mend one of them.", record)


def graded_mark(launch: Launch, one: Evidence) -> float | None:
    """The pass mark of what a piece of evidence is of; None for what has none."""
    if one.kind == "quiz-attempt" and one.subject in launch.quizzes:
        return launch.quizzes[one.subject].pass_fraction
    if one.kind == "role-play" and one.subject in launch.role_plays:
        return launch.role_plays[one.subject].pass_fraction
    return None


def _versions(publications: Sequence[Publication]) -> Mapping[tuple[str, str], Mapping[int, str]]:
    found: dict[tuple[str, str], dict[int, str]] = {}
    for publication in publications:
        found.setdefault((publication.kind, publication.key), {})[publication.version] = publication.fingerprint
    return found


def _doubtful(
    evidence: Sequence[Evidence], places: Sequence[Where], publications: Sequence[Publication]
) -> list[Problem]:
    """Rows whose day alone does not tell which version was seen: told, and taken as before the publication."""
    days: dict[tuple[str, str], set[datetime]] = {}
    for p in publications:
        midnight = p.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        days.setdefault((p.kind, p.key), set()).add(midnight)
    return [
        Problem(
            "EV112", f"'{one.subject}' was published on that day, and the row has no time.",
            "It counts as done before. Give a time, or the version.", where, "warning",
        )
        for one, where in zip(evidence, places, strict=True)
        if one.fingerprint is None and one.happened_at in days.get((CONTENT_OF[one.kind], one.subject), ())
    ]  # fmt: skip
