"""What grading a quiz again would do, told before it is done, and doing exactly that.

`planned` reads everything that was handed in at a quiz, grades anew what was asked with a key that has been put right
since, and tells whose marks and whose certifications move. `carry_out` inserts what `planned` said and nothing else: a
`regrade` step for each attempt, a correction of the evidence of each whose mark changes; standings follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, and_, func, insert, select
from sqlmodel import Session

from readiness.domain.certification.standing import happened_to, standing_from
from readiness.domain.certification.states import state_on
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.corrections import corrected, next_correction
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import Grade
from readiness.domain.quiz.regrading import Regraded, key_fixes, regraded, reworded
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.restore import restore
from readiness.store import attempts, evidence, people
from readiness.store.answers_given import items_of_pools
from readiness.store.export_sources import evidence_of
from readiness.store.latest_grade import grade_in, is_latest_grade, regrade_in
from readiness.store.quizzes import accepted_items
from readiness.store.standing_basis import basis_of
from readiness.store.standing_facts import facts_of, runs_of
from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow

_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

SOURCE = "regrade"
"""The source of evidence that corrects a mark because a key was put right."""

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One attempt whose mark changes: the share it earned and whether it was passed, before and after."""

    attempt: int
    rep: str
    number: int
    handed_in_at: datetime
    was: float
    becomes: float
    was_passed: bool
    is_passed: bool


@dataclass(frozen=True, slots=True)
class StandingMove:
    """A certification that somebody gains or loses, or that ends on another day. `was` and `becomes` are states."""

    rep: str
    certification: str
    was: str
    becomes: str
    was_through: date | None
    through: date | None


@dataclass(frozen=True, slots=True)
class KeyFix:
    """One question whose key was put right; `attempts` were asked it with the old one."""

    item: str
    stem: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradePlan:
    """What grading again would do. `regraded` attempts were asked a question of `fixes`; `changes` are those of them
    whose mark changes. `reworded`: questions that read otherwise than when they were asked, which grade nobody anew.
    `still_open` attempts are graded with the old key when they are handed in, and then wait for the next regrade.

    `fingerprint` is of all of it: what is done is done only as long as it would do exactly this.
    """

    launch: str
    launch_name: str
    quiz: str
    title: str
    fixes: tuple[KeyFix, ...]
    regraded: int
    changes: tuple[MarkChange, ...]
    moves: tuple[StandingMove, ...]
    reworded: tuple[str, ...]
    still_open: int
    fingerprint: str

    @property
    def newly_passed(self) -> tuple[MarkChange, ...]:
        return tuple(one for one in self.changes if one.is_passed and not one.was_passed)

    @property
    def no_longer_passed(self) -> tuple[MarkChange, ...]:
        return tuple(one for one in self.changes if one.was_passed and not one.is_passed)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it takes to carry it out."""

    plan: RegradePlan
    again: tuple[_Again, ...] = ()
    corrections: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Again:
    """One attempt graded anew. `last`: the number of its last step; `fixed`: the items that were put right for it."""

    attempt: int
    rep: str
    number: int
    at: datetime
    last: int
    before: Grade
    pool: str
    told: Regraded
    fixed: tuple[str, ...]


def planned(
    session: Session, definition: Launch, quiz: str, *, items: Sequence[str] = (), by: str, note: str, today: date
) -> Planned:
    """What grading `quiz` again with the keys of `definition` would do; of `items` alone when any are named."""
    accepted = {item.key: item for item in accepted_items(session, definition.key, definition)}
    now: Mapping[str, Item] = {**accepted, **definition.items}
    fixes, other = _fixes(session, definition.key, quiz, now, items)
    again = tuple(_graded_again(session, definition.key, quiz, fixes))
    changes = tuple(_change(one) for one in again if _differs(one))
    corrections = _corrections(session, definition.key, changes, by=by, note=note)
    moves = _moves(session, definition.key, corrections, changes, today)
    told = {"changes": changes, "moves": moves, "regraded": [(one.attempt, one.pool) for one in again]}
    plan = RegradePlan(
        launch=definition.key, launch_name=definition.product.name, quiz=quiz,
        title=definition.quizzes[quiz].title, fixes=_told_fixes(again, now),
        regraded=len(again), changes=changes, moves=moves, reworded=other,
        still_open=_still_open(session, definition.key, quiz, fixes), fingerprint=fingerprint(told),
    )  # fmt: skip
    return Planned(plan, again, corrections)


def carry_out(session: Session, clock: Clock, done: Planned, *, by: str, note: str) -> None:
    """Every attempt of the plan is graded again, and evidence and standings follow."""
    pools = {one.pool: one.told.pool for one in done.again}
    for pool_print, items in pools.items():
        attempts.keep_pool(session, pool_print, items)
    at = clock.now()
    rows = [
        {
            "attempt_id": one.attempt, "seq": one.last + 1, "kind": "regrade", "at": at,
            "body": {
                **plain(one.told.grade),
                "regrade": {
                    "by": by, "note": note, "items": list(one.fixed), "seen": done.plan.fingerprint, "pool": one.pool,
                    "form": plain(one.told.form),
                },
            },
        }
        for one in done.again
    ]  # fmt: skip
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(_STEP), rows[start : start + _AT_ONCE])
    evidence.add(session, clock, done.corrections)


def _fixes(
    session: Session, launch: str, quiz: str, now: Mapping[str, Item], among: Sequence[str]
) -> tuple[dict[str, dict[str, Item]], tuple[str, ...]]:
    """By fingerprint of a pool people were graded with, its items whose key was put right; and what is reworded."""
    pools: set[str] = set()
    query = _of_quiz(launch, quiz, (_ATTEMPT.c.pool_fingerprint, _LATEST.c.body["regrade"]["pool"].as_string()))
    for first, again in session.connection().execute(query.distinct()):
        pools.add(again or first)
    found: dict[str, dict[str, Item]] = {}
    other: dict[str, None] = {}
    for pool_print, items in sorted(items_of_pools(session, sorted(pools)).items()):
        if fixes := key_fixes(items, now, among=among):
            found[pool_print] = fixes
        other |= dict.fromkeys(key for key in reworded(items, now) if not among or key in among)
    return found, tuple(other)


def _graded_again(
    session: Session, launch: str, quiz: str, fixes: Mapping[str, Mapping[str, Item]]
) -> Iterator[_Again]:
    if not fixes:
        return
    pools = items_of_pools(session, list(fixes))
    columns = (
        _ATTEMPT.c.id, _ATTEMPT.c.number, _ATTEMPT.c.form, _ATTEMPT.c.pool_fingerprint, _PERSON.c.email,
        _SUBMITTED.c.at, _SUBMITTED.c.body.label("submitted"), _LATEST.c.body.label("graded"), _LATEST.c.seq,
    )  # fmt: skip
    prints: dict[tuple[str, tuple[str, ...]], str] = {}
    query = _of_quiz(launch, quiz, columns).join(_PERSON, _PERSON.c.id == _ATTEMPT.c.person_id).order_by(_ATTEMPT.c.id)
    for row in session.connection().execute(query.execution_options(yield_per=_AT_ONCE)):
        earlier = regrade_in(row.graded) or {"pool": row.pool_fingerprint, "form": row.form}
        asked = [one["key"] for one in earlier["form"]["items"]]
        mine = {key: item for key, item in fixes.get(earlier["pool"], {}).items() if key in asked}
        if not mine:
            continue
        before = grade_in(row.graded)
        told = regraded(
            restore(Form, earlier["form"]), pools[earlier["pool"]], row.submitted["answers"], mine, late=before.late
        )
        kept = (earlier["pool"], tuple(mine))
        if kept not in prints:
            prints[kept] = fingerprint(told.pool)
        yield _Again(
            row.id, row.email, row.number, row.at, row.seq, before, prints[kept], told, tuple(mine)
        )  # fmt: skip


def _of_quiz(launch: str, quiz: str, columns: Sequence[Any]) -> Any:
    """Attempts that were handed in at the quiz, with their grade as it now is."""
    return (
        select(*columns)
        .select_from(_ATTEMPT)
        .join(_SUBMITTED, and_(_SUBMITTED.c.attempt_id == _ATTEMPT.c.id, _SUBMITTED.c.kind == "submit"))
        .join(_LATEST, and_(_LATEST.c.attempt_id == _ATTEMPT.c.id, is_latest_grade(_LATEST)))
        .where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz)
    )


def _still_open(session: Session, launch: str, quiz: str, fixes: Mapping[str, Any]) -> int:
    if not fixes:
        return 0
    over = select(_STEP.c.id).where(_STEP.c.attempt_id == _ATTEMPT.c.id, _STEP.c.kind == "submit").exists()
    query = select(func.count()).where(
        _ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz, _ATTEMPT.c.pool_fingerprint.in_(list(fixes)), ~over
    )
    return int(session.execute(query).scalar_one())


def _differs(one: _Again) -> bool:
    after = one.told.grade
    return (one.before.fraction, one.before.passed) != (after.fraction, after.passed)


def _change(one: _Again) -> MarkChange:
    after = one.told.grade
    return MarkChange(
        one.attempt, one.rep, one.number, one.at, one.before.fraction, after.fraction, one.before.passed, after.passed
    )


def _told_fixes(again: Sequence[_Again], now: Mapping[str, Item]) -> tuple[KeyFix, ...]:
    asked: dict[str, int] = defaultdict(int)
    for one in again:
        for key in one.fixed:
            asked[key] += 1
    return tuple(KeyFix(key, now[key].stem, asked[key]) for key in sorted(asked))


def _corrections(
    session: Session, launch: str, changes: Sequence[MarkChange], *, by: str, note: str
) -> tuple[Evidence, ...]:
    """A correction of the evidence of each attempt whose mark changes; practice has no evidence, and needs none."""
    keys = {f"attempt|{one.attempt}": one for one in changes}
    known: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence.under_keys(session, launch, list(keys)):
        known[one.corrects or one.key].append(one)
    found = []
    for key, change in keys.items():
        first = next((one for one in known[key] if one.corrects is None), None)
        if first is not None:
            number = next_correction(known[key], key)
            why = f"Attempt {change.number} graded again: {note}" if note else f"Attempt {change.number} graded again."
            found.append(
                corrected(
                    first, number=number, fraction=change.becomes, passed=change.is_passed, by=by, note=why,
                    source=SOURCE,
                )
            )  # fmt: skip
    return tuple(found)


def _moves(
    session: Session, launch: str, corrections: Sequence[Evidence], changes: Sequence[MarkChange], today: date
) -> tuple[StandingMove, ...]:
    """Who stands elsewhere today, or through another day, once the corrections are recorded; by rep."""
    turned = {one.rep for one in changes if one.was_passed != one.is_passed}
    basis = basis_of(session, launch)
    if basis is None or not turned:
        return ()
    new: dict[str, list[Evidence]] = defaultdict(list)
    for one in corrections:
        new[one.person].append(one)
    ids = people.person_ids(session, turned)
    found = []
    for run in runs_of(list(ids.values())):
        names = people.emails_of(session, run.ids)
        known = evidence_of(session, launch, names)
        for person_id, facts in facts_of(session, launch, run, basis.roles, elsewhere=basis.elsewhere).items():
            rep = names[person_id]
            roles = {place.role for place in facts.places if place.valid_from <= today < place.valid_to}
            after = happened_to([*known.get(person_id, ()), *new[rep]])
            for rule in basis.rules:
                key = rule.certification.key
                if rule.certification.role not in roles:
                    continue
                enrolled = key in facts.enrolled
                stood = standing_from(rule, facts.happened, enrolled=enrolled, life=facts.life)
                stands = standing_from(rule, after, enrolled=enrolled, life=facts.life)
                was, becomes = state_on(stood, today).name, state_on(stands, today).name
                if (was, stood.holds_through) != (becomes, stands.holds_through):
                    found.append(StandingMove(rep, key, was, becomes, stood.holds_through, stands.holds_through))
    return tuple(sorted(found, key=lambda one: (one.rep, one.certification)))


_SUBMITTED = _STEP.alias("submitted")
_LATEST = _STEP.alias("graded")
