"""What reps handed in for role-plays and wrote as essays, round after round, and how each round ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, select
from sqlmodel import Session

from readiness.domain.role_play.rubric import RubricVersion
from readiness.domain.role_play.work import KeptFile, Work
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.store import rubrics
from readiness.store.tables.people import PersonRow
from readiness.store.tables.role_plays import ExemplarRow, SubmissionEndRow, SubmissionRow

_SUBMISSION = cast("Table", SubmissionRow.__table__)  # type: ignore[attr-defined]
_END = cast("Table", SubmissionEndRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_EXEMPLAR = cast("Table", ExemplarRow.__table__)  # type: ignore[attr-defined]
_IDS = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a submission ended. `kind`: marked or withdrawn; the rest says something when it was marked."""

    kind: str
    at: datetime
    by: str
    rule: str = ""
    fraction: float | None = None
    passed: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One round of one rep at one role-play. `graders` is how many grade it at first. `ended` None = it is open.

    `attempt`: the attempt that an essay is part of; its `role_play` is then `quiz/item`. None = a role-play.
    """

    id: int
    launch: str
    role_play: str
    person_id: int
    rep: str
    name: str
    round: int
    content: str
    rubric: RubricVersion
    graders: int
    work: Work
    at: datetime
    by: str
    simulated: bool
    ended: Ended | None
    attempt: int | None = None

    @property
    def called(self) -> str:
        """What it is, for the journal and for people: "role-play 'ask-and-answer'"."""
        if self.attempt is None:
            return f"role-play '{self.role_play}'"
        quiz, _, item = self.role_play.partition("/")
        return f"essay '{item}' of quiz '{quiz}'"


def add(
    session: Session, clock: Clock, *, launch: str, role_play: str, person_id: int, number: int, content: str,
    rubric: RubricVersion, graders: int, work: Work, by: str, attempt: int | None = None,
) -> int:  # fmt: skip
    """A new open submission; its id."""
    row = {
        "launch": launch, "role_play": role_play, "person_id": person_id, "round": number,
        "content_fingerprint": content, "rubric_id": rubric.id, "graders": graders, "attempt_id": attempt,
        **work_columns(work), "at": clock.now(), "by": by, "simulated": clock.simulated,
    }  # fmt: skip
    made: int = session.execute(_SUBMISSION.insert().values(row).returning(_SUBMISSION.c.id)).scalar_one()
    return made


def end(
    session: Session, clock: Clock, submission: int, *, kind: str, by: str, rule: str = "",
    fraction: float | None = None, passed: bool | None = None, evidence: str = "", note: str = "",
) -> None:  # fmt: skip
    """The submission is over."""
    session.execute(
        _END.insert().values(
            submission_id=submission, kind=kind, rule=rule, fraction=fraction, passed=passed, evidence_key=evidence,
            at=clock.now(), by=by, note=note, simulated=clock.simulated,
        )
    )  # fmt: skip


def require(session: Session, submission: int, *, lock: bool = False) -> Submission:
    """The submission. Raises NotFound. With `lock`, nobody else grades or ends it meanwhile."""
    if not 0 < submission < _IDS:
        raise no_submission(submission)
    if lock and session.get_bind().dialect.name == "postgresql":
        session.execute(select(_SUBMISSION.c.id).where(_SUBMISSION.c.id == submission).with_for_update(key_share=True))
    row = session.execute(_asked().where(_SUBMISSION.c.id == submission)).first()
    if row is None:
        raise no_submission(submission)
    return _submission(session, row, {})


def no_submission(submission: int) -> NotFound:
    """Said of one that does not exist and of one that is not theirs to see, in the same words."""
    return NotFound(f"there is no submission {submission}.", hint="Run: readiness roleplay queue")


def of_person(session: Session, launch: str, role_play: str, person_id: int) -> tuple[Submission, ...]:
    """Every round of one person at one role-play, first to last."""
    query = _asked().where(
        _SUBMISSION.c.launch == launch, _SUBMISSION.c.role_play == role_play, _SUBMISSION.c.person_id == person_id
    )
    return _all(session, query.order_by(_SUBMISSION.c.round))


def of_attempt(session: Session, attempt: int) -> tuple[Submission, ...]:
    """The essays of an attempt that people were asked to mark, in the order of their hand-in; empty = none were."""
    return _all(session, _asked().where(_SUBMISSION.c.attempt_id == attempt).order_by(_SUBMISSION.c.id))


def open_ones(
    session: Session, launch: str = "", *, after: int = 0, limit: int | None = None
) -> tuple[Submission, ...]:
    """Submissions that wait for their mark, of one launch or of all, oldest first: `limit` of those with a number above
    `after`, None = all of them.
    """
    query = _asked().where(_END.c.submission_id.is_(None))
    if launch:
        query = query.where(_SUBMISSION.c.launch == launch)
    if after:
        query = query.where(_SUBMISSION.c.id > after)
    return _all(session, query.order_by(_SUBMISSION.c.id).limit(limit))


def some(session: Session, ids: list[int]) -> tuple[Submission, ...]:
    """The submissions with these ids, oldest first."""
    return _all(session, _asked().where(_SUBMISSION.c.id.in_(ids)).order_by(_SUBMISSION.c.id)) if ids else ()


def is_named(session: Session, token: str) -> bool:
    """True when a submission or an exemplar is kept in the file of this name."""
    asked = (select(table.c.id).where(table.c.file_token == token).limit(1) for table in (_SUBMISSION, _EXEMPLAR))
    return any(session.execute(query).first() is not None for query in asked)


def tokens(session: Session) -> frozenset[str]:
    """The names of all files that the record names."""
    found: set[str] = set()
    for table in (_SUBMISSION, _EXEMPLAR):
        found.update(session.execute(select(table.c.file_token).where(table.c.file_token.is_not(None))).scalars())
    return frozenset(found)


def work_columns(work: Work) -> dict[str, Any]:
    """The columns in which work is kept, of submissions and exemplars alike."""
    file = work.file
    return {
        "text": work.text, "link": work.link, "file_token": file.token if file else None,
        "file_name": file.name if file else "", "media_type": file.media_type if file else "",
        "file_size": file.size if file else 0, "file_sha256": file.sha256 if file else "",
    }  # fmt: skip


def work_of(row: Any) -> Work:
    """The way back from `work_columns`."""
    file = None
    if row.file_token is not None:
        file = KeptFile(row.file_token, row.file_name, row.media_type, row.file_size, row.file_sha256)
    return Work(row.text, row.link, file)


def _asked() -> Select[Any]:
    return (
        select(
            _SUBMISSION, _PERSON.c.email, _PERSON.c.name,
            _END.c.kind.label("end_kind"), _END.c.at.label("end_at"), _END.c.by.label("end_by"), _END.c.rule,
            _END.c.fraction, _END.c.passed, _END.c.note,
        )
        .join(_PERSON, _PERSON.c.id == _SUBMISSION.c.person_id)
        .join(_END, _END.c.submission_id == _SUBMISSION.c.id, isouter=True)
    )  # fmt: skip


def _all(session: Session, query: Select[Any]) -> tuple[Submission, ...]:
    known: dict[int, RubricVersion] = {}
    return tuple(_submission(session, row, known) for row in session.execute(query))


def _submission(session: Session, row: Any, known: dict[int, RubricVersion]) -> Submission:
    if row.rubric_id not in known:
        known[row.rubric_id] = rubrics.version(session, row.rubric_id)
    ended = None
    if row.end_kind is not None:
        ended = Ended(
            kind=row.end_kind, at=row.end_at, by=row.end_by, rule=row.rule, fraction=row.fraction, passed=row.passed,
            note=row.note,
        )  # fmt: skip
    return Submission(
        id=row.id, launch=row.launch, role_play=row.role_play, person_id=row.person_id, rep=row.email, name=row.name,
        round=row.round, content=row.content_fingerprint, rubric=known[row.rubric_id], graders=row.graders,
        work=work_of(row), at=row.at, by=row.by, simulated=row.simulated, ended=ended, attempt=row.attempt_id,
    )  # fmt: skip
