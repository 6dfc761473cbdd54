"""What grading a quiz again would do, told before it is done, and doing exactly that.

`planned` reads everything that was handed in at a quiz, grades anew what was asked with a key that has been put right
since or counts otherwise by now, and tells whose marks and whose certifications move. `carry_out` inserts what
`planned` said and nothing else: the decisions that attempts without a grade are marked by, a `regrade` step for each
that has one, a correction of the evidence of each whose mark changes; standings follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Table, and_, insert, select
from sqlmodel import Session

from readiness.domain.certification.standing import happened_to, standing_from
from readiness.domain.certification.states import state_on
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.corrections import corrected, next_correction
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import Counts, Grade, marks_in
from readiness.domain.quiz.regrade_plan import AskedItem, CountChange, KeyFix, MarkChange, RegradePlan, StandingMove
from readiness.domain.quiz.regrading import Regraded, key_fixes, regraded, reworded, wording
from readiness.domain.quiz.rulings import Rulings
from readiness.ground.clock import Clock
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.keys import did_you_mean
from readiness.ground.restore import restore
from readiness.store import attempts, evidence, people
from readiness.store.answers_given import items_of_pools
from readiness.store.export_sources import evidence_of
from readiness.store.latest_grade import grade_in, is_latest_grade, regrade_in
from readiness.store.quizzes import accepted_items
from readiness.store.rulings import decide, rulings_of
from readiness.store.standing_basis import basis_of
from readiness.store.standing_facts import facts_of, runs_of
from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow

_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

SOURCE = "regrade"
"""The source of evidence that corrects a mark because a key was put right, or a question credited or dropped."""

NO_CHANGE: Mapping[str, Counts] = MappingProxyType({})

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it takes to carry it out."""

    plan: RegradePlan
    mended: tuple[Item, ...] = ()
    counts: Mapping[tuple[str, str], Counts] = field(default_factory=lambda: MappingProxyType({}))
    again: tuple[_Again, ...] = ()
    corrections: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Again:
    """One attempt graded anew. `last`: the number of its last step; `fixed`: the items that were put right for it, and
    `ruled` those that count otherwise than they did.
    """

    attempt: int
    rep: str
    number: int
    at: datetime
    last: int
    before: Grade
    pool: str
    told: Regraded
    fixed: tuple[str, ...]
    ruled: tuple[str, ...]


def planned(
    session: Session, definition: Launch, quiz: str, *, items: Sequence[str] = (),
    counts: Mapping[str, Counts] = NO_CHANGE, by: str, note: str, today: date,
) -> Planned:  # fmt: skip
    """What grading `quiz` again with the keys of `definition` would do; with those of `items` alone when any are named.

    `counts` says how items are to count from here on, by key, in the words in which they were asked so far. Raises
    NotFound for one that nobody was asked, Conflict when nothing would be left to mark of an attempt.
    """
    accepted = {item.key: item for item in accepted_items(session, definition.key, definition)}
    now: Mapping[str, Item] = {**accepted, **definition.items}
    ruled = rulings_of(session, definition.key, quiz)
    pools, current = _pools(session, definition.key, quiz)
    decided = _decided(quiz, pools, ruled, counts)
    was = {item: ruled.counts.get((item, words), "by-key") for item, words in decided}
    ruled = replace(ruled, counts={**ruled.counts, **decided})
    at = _Quiz(session, definition.key, quiz, pools, ruled)
    fixes, other = _fixes({one: pools[one] for one in current}, now, items)
    again = tuple(_graded_again(at, fixes))
    changes = tuple(_change(one) for one in again if _differs(one))
    corrections = _corrections(session, definition.key, changes, by=by, note=note)
    moves = _moves(session, definition.key, corrections, changes, today)
    mended, still_open = _still_open(at, now, items, decided)
    told = {
        "regraded": [(one.attempt, one.last, one.pool, one.ruled) for one in again], "changes": changes,
        "moves": moves, "still_open": still_open, "mended": mended,
        "counts": sorted((*key, how) for key, how in decided.items()),
    }  # fmt: skip
    plan = RegradePlan(
        launch=definition.key, launch_name=definition.product.name, quiz=quiz,
        title=definition.quizzes[quiz].title, fixes=_told_fixes(again, mended, now),
        counts=_told_counts(at, again, {item: (was[item], how) for (item, _), how in decided.items()}, now),
        asked=_asked(at), regraded=len(again), changes=changes, moves=moves, reworded=other, still_open=still_open,
        fingerprint=fingerprint(told),
    )  # fmt: skip
    return Planned(plan, mended, decided, again, corrections)


def carry_out(session: Session, clock: Clock, done: Planned, *, by: str, note: str) -> None:
    """Every attempt of the plan is graded again, and evidence and standings follow; the open ones when handed in."""
    decide(
        session, clock, launch=done.plan.launch, quiz=done.plan.quiz, mended=done.mended, counts=done.counts, by=by,
        note=note,
    )  # fmt: skip
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
                    "by": by, "note": note, "items": [*one.fixed, *one.ruled], "seen": done.plan.fingerprint,
                    "pool": one.pool, "form": plain(one.told.form),
                },
            },
        }
        for one in done.again
    ]  # fmt: skip
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(_STEP), rows[start : start + _AT_ONCE])
    evidence.add(session, clock, done.corrections)


@dataclass(frozen=True, slots=True)
class _Quiz:
    """A quiz with the `pools` that people were asked from, by fingerprint, and how it is marked from here on."""

    session: Session
    launch: str
    key: str
    pools: Mapping[str, tuple[Item, ...]]
    ruled: Rulings


def _pools(session: Session, launch: str, quiz: str) -> tuple[Mapping[str, tuple[Item, ...]], frozenset[str]]:
    """By fingerprint, every pool that somebody was asked from or graded with, open attempts included; and those that
    the grades which count now go by.
    """
    asked = select(_ATTEMPT.c.pool_fingerprint).where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz)
    prints = set(session.execute(asked.distinct()).scalars())
    query = _of_quiz(launch, quiz, (_ATTEMPT.c.pool_fingerprint, _LATEST.c.body["regrade"]["pool"].as_string()))
    current = frozenset(again or first for first, again in session.connection().execute(query.distinct()))
    return items_of_pools(session, sorted(prints | current)), current


def _decided(
    quiz: str, pools: Mapping[str, Sequence[Item]], ruled: Rulings, counts: Mapping[str, Counts]
) -> Mapping[tuple[str, str], Counts]:
    """By item and wording, how these items are to count where that is not how they do."""
    if not counts:
        return {}
    asked = {item.key for items in pools.values() for item in items}
    if missing := [key for key in counts if key not in asked]:
        raise NotFound(
            f"nobody was asked the question '{missing[0][:80]}' in quiz '{quiz}'.", hint=did_you_mean(missing[0], asked)
        )
    words = {(item.key, wording(item)) for items in pools.values() for item in items if item.key in counts}
    return {key: counts[key[0]] for key in sorted(words) if ruled.counts.get(key, "by-key") != counts[key[0]]}


def _fixes(
    pools: Mapping[str, Sequence[Item]], now: Mapping[str, Item], among: Sequence[str]
) -> tuple[dict[str, dict[str, Item]], tuple[str, ...]]:
    """By fingerprint of a pool people were graded with, its items whose key was put right; and what is reworded."""
    found: dict[str, dict[str, Item]] = {}
    other: dict[str, None] = {}
    for pool_print, items in sorted(pools.items()):
        if fixes := key_fixes(items, now, among=among):
            found[pool_print] = fixes
        other |= dict.fromkeys(key for key in reworded(items, now) if not among or key in among)
    return found, tuple(other)


def _graded_again(at: _Quiz, fixes: Mapping[str, Mapping[str, Item]]) -> Iterator[_Again]:
    if not fixes and not at.ruled.counts:
        return
    columns = (
        _ATTEMPT.c.id, _ATTEMPT.c.number, _ATTEMPT.c.form, _ATTEMPT.c.pool_fingerprint, _PERSON.c.email,
        _SUBMITTED.c.at, _SUBMITTED.c.body.label("submitted"), _LATEST.c.body.label("graded"), _LATEST.c.seq,
    )  # fmt: skip
    prints: dict[tuple[str, tuple[str, ...]], str] = {}
    wanted = {pool_print: at.ruled.counts_for(items) for pool_print, items in at.pools.items()}
    query = (
        _of_quiz(at.launch, at.key, columns).join(_PERSON, _PERSON.c.id == _ATTEMPT.c.person_id).order_by(_ATTEMPT.c.id)
    )
    with closing(at.session.connection().execute(query.execution_options(yield_per=_AT_ONCE))) as rows:
        for row in rows:
            earlier = regrade_in(row.graded) or {"pool": row.pool_fingerprint, "form": row.form}
            asked = {one["key"] for one in earlier["form"]["items"]}
            mine = {key: item for key, item in fixes.get(earlier["pool"], {}).items() if key in asked}
            counts = {key: how for key, how in wanted[earlier["pool"]].items() if key in asked}
            had = {one["key"]: one["counts"] for one in row.graded["items"] if "counts" in one}
            if not mine and counts == had:
                continue
            if len([key for key, how in counts.items() if how == "dropped"]) == len(asked):
                raise Conflict(
                    f"of attempt {row.number} of {row.email} nothing would be left to mark.",
                    hint="Credit one of its questions to everybody instead, or open a new round.",
                )
            before = grade_in(row.graded)
            told = regraded(
                restore(Form, earlier["form"]),
                at.pools[earlier["pool"]],
                row.submitted["answers"],
                mine,
                late=before.late,
                counts=counts,
                marks=marks_in(before),
            )
            kept = (earlier["pool"], tuple(mine))
            if kept not in prints:
                prints[kept] = fingerprint(told.pool)
            turned = tuple(key for key in sorted({*counts, *had}) if counts.get(key) != had.get(key))
            yield _Again(
                row.id, row.email, row.number, row.at, row.seq, before, prints[kept], told, tuple(mine), turned
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


def _still_open(
    at: _Quiz, now: Mapping[str, Item], among: Sequence[str], decided: Mapping[tuple[str, str], Counts]
) -> tuple[tuple[Item, ...], int]:
    """The items that attempts without a grade ask with another key than the one they have now, and how many this or
    `decided` concerns.
    """
    over = select(_STEP.c.id).where(_STEP.c.attempt_id == _ATTEMPT.c.id, _STEP.c.kind == "grade").exists()
    query = select(_ATTEMPT.c.id, _ATTEMPT.c.form, _ATTEMPT.c.pool_fingerprint).where(
        _ATTEMPT.c.launch == at.launch, _ATTEMPT.c.quiz == at.key, ~over
    )
    mended: dict[str, Item] = {}
    concerned = 0
    for row in at.session.connection().execute(query):
        keys = {one["key"] for one in row.form["items"]}
        asked = [item for item in at.pools[row.pool_fingerprint] if item.key in keys]
        fixed = at.ruled.keys_for(row.id, asked)
        other = key_fixes([fixed.get(item.key, item) for item in asked], now, among=among)
        mended |= {key: now[key] for key in other}
        concerned += bool(other) or any((item.key, wording(item)) in decided for item in asked if decided)
    return tuple(mended[key] for key in sorted(mended)), concerned


def _differs(one: _Again) -> bool:
    after = one.told.grade
    return (one.before.fraction, one.before.passed) != (after.fraction, after.passed)


def _change(one: _Again) -> MarkChange:
    after = one.told.grade
    return MarkChange(
        one.attempt, one.rep, one.number, one.at, one.before.fraction, after.fraction, one.before.passed, after.passed
    )


def _told_fixes(again: Sequence[_Again], mended: Iterable[Item], now: Mapping[str, Item]) -> tuple[KeyFix, ...]:
    asked = {item.key: 0 for item in mended}
    for one in again:
        for key in one.fixed:
            asked[key] = asked.get(key, 0) + 1
    return tuple(KeyFix(key, now[key].stem, asked[key]) for key in sorted(asked))


def _told_counts(
    at: _Quiz, again: Sequence[_Again], decided: Mapping[str, tuple[Counts, Counts]], now: Mapping[str, Item]
) -> tuple[CountChange, ...]:
    """Of each item that counts otherwise, how it did and does. `decided`: so from here on; the others were decided
    before, while somebody handed in.
    """
    stems = {item.key: item.stem for items in at.pools.values() for item in items}
    turned: dict[str, tuple[Counts, Counts]] = {}
    attempts_of: dict[str, int] = defaultdict(int)
    for one in again:
        was, becomes = ({item.key: item.counts for item in of.items} for of in (one.before, one.told.grade))
        for key in one.ruled:
            attempts_of[key] += 1
            turned.setdefault(key, (was[key], becomes[key]))
    return tuple(
        CountChange(
            key, stems[key], *decided.get(key, turned.get(key, ("by-key", "by-key"))), attempts_of[key],
            key in now and (key, wording(now[key])) in at.ruled.counts,
        )
        for key in sorted({*decided, *turned})
    )  # fmt: skip


def _asked(at: _Quiz) -> tuple[AskedItem, ...]:
    found = {
        item.key: AskedItem(item.key, item.stem, at.ruled.counts.get((item.key, wording(item)), "by-key"))
        for items in at.pools.values() for item in items
    }  # fmt: skip
    return tuple(found[key] for key in sorted(found))


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
