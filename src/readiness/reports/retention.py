"""Retention: what the certified still know, claim by claim and region by region, today and over the weeks.

Two figures stand side by side, because they answer two questions. *Recall* is how likely they remember today, told by
fsrs from all their answers to the questions of a claim; 0 for what they answered wrong last. *Right* is the share of
right answers in the last weeks, with how many answers it rests on and how sure it is: it looks back, at questions that
were asked because they were about to be forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.definition.model import Launch
from readiness.domain.gate.interval import wilson
from readiness.domain.messaging.claims import claim_title
from readiness.ground.errors import NotFound
from readiness.store.held import held, standing_mark
from readiness.store.launches import require_version
from readiness.store.practice_answers import CardKey
from readiness.store.programmes import programmes_of
from readiness.store.retention import Remembered, Went, Whose, answers_since, people_asked, remembered

T = TypeVar("T")

WEEKS: Final = 13
"""How far back answers are looked at."""
ENOUGH: Final = 20
"""Fewer answers say little: the interval says how little."""
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Right:
    """How answers went. `share` 0..1 and `interval` (95 %, Wilson) are None without any."""

    answers: int = 0
    right: int = 0

    @property
    def share(self) -> float | None:
        return self.right / self.answers if self.answers else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.right, self.answers)

    @property
    def is_small(self) -> bool:
        return self.answers < ENOUGH


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one claim, or of all, in one region, or in all: `recall` is the mean over `cards`, one for each
    person and question; None = nobody was asked yet.
    """

    cards: int
    recall: float | None
    right: Right


@dataclass(frozen=True, slots=True)
class ClaimRetention:
    """One claim with its `questions`; `regions` in the order of the report, None where nobody was asked."""

    claim: str
    title: str
    questions: int
    known: Known
    regions: tuple[Known | None, ...]


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """The answers of the week that begins on a Monday."""

    week_on: date
    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The weakest claim first; those that nobody was asked about last. `regions` "" = people without one.

    `people` have answered at least one question. `has_programme` False = no certification of the launch asks questions
    afterwards; then everything is empty.
    """

    launch: str
    name: str
    on: date
    scope: Scope
    since: date
    has_programme: bool
    people: int
    overall: Known
    regions: tuple[str, ...]
    by_region: tuple[Known, ...]
    claims: tuple[ClaimRetention, ...]
    weeks: tuple[WeekPoint, ...]

    @property
    def weakest(self) -> tuple[ClaimRetention, ...]:
        """At most five, of those that somebody was asked about."""
        return tuple(one for one in self.claims if one.known.recall is not None)[:5]


def retention(context: Context, *, launch: str, scope: Scope = EVERYBODY) -> Retention:
    """What these people know today. Held while nothing changes. Raises NotFound for a launch that was not applied."""
    on = context.clock.today()
    with context.database.reading() as session:
        fingerprint, mark = standing_mark(session, launch)
    return held(
        context.database, ("retention", launch, fingerprint, on, scope), mark,
        lambda: _counted(context, Whose(launch, on, scope)),
    )  # fmt: skip


def _counted(context: Context, whose: Whose) -> Retention:
    monday = whose.on - timedelta(days=whose.on.weekday())
    since = monday - (WEEKS - 1) * _WEEK
    with context.database.reading() as session:
        version = require_version(session, whose.launch)
        programmes, _ = programmes_of(session, version.definition, version.fingerprint)
        tests = {q.card: q.item.tests for questions in programmes.values() for q in questions}
        cards = {key: one for key, one in remembered(session, whose).items() if key[0] in tests} if tests else {}
        went = [one for one in answers_since(session, whose, since) if one.card in tests] if tests else []
        people = people_asked(session, whose) if tests else 0
    regions = tuple(sorted({region for _, region in cards} | {one.region for one in went}))
    return Retention(
        launch=whose.launch, name=version.definition.product.name, on=whose.on, scope=whose.scope, since=since,
        has_programme=bool(programmes), people=people, overall=_known(cards.values(), went), regions=regions,
        by_region=tuple(
            _known(
                (one for (_, where), one in cards.items() if where == region),
                (one for one in went if one.region == region),
            )
            for region in regions
        ),
        claims=_claims(version.definition, tests, cards, went, regions),
        weeks=_weeks(went, since, monday),
    )  # fmt: skip


def _claims(
    definition: Launch, tests: Mapping[CardKey, tuple[str, ...]], cards: Mapping[tuple[CardKey, str], Remembered],
    went: Iterable[Went], regions: tuple[str, ...],
) -> tuple[ClaimRetention, ...]:  # fmt: skip
    questions = Counter(claim for claims in tests.values() for claim in claims)
    held_by: dict[str, dict[str, list[Remembered]]] = defaultdict(lambda: defaultdict(list))
    given_to: dict[str, dict[str, list[Went]]] = defaultdict(lambda: defaultdict(list))
    for (card, region), one in cards.items():
        for claim in tests[card]:
            held_by[claim][region].append(one)
    for answered in went:
        for claim in tests[answered.card]:
            given_to[claim][answered.region].append(answered)
    found = [
        ClaimRetention(
            claim, _title(definition, claim), number,
            _known(_all(held_by[claim]), _all(given_to[claim])),
            tuple(
                _known(held_by[claim][region], given_to[claim][region])
                if held_by[claim][region] or given_to[claim][region] else None
                for region in regions
            ),
        )
        for claim, number in questions.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.known.recall is None, one.known.recall or 0.0, one.claim)))


def _all(by_region: Mapping[str, list[T]]) -> Iterator[T]:
    for several in by_region.values():
        yield from several


def _known(cards: Iterable[Remembered], went: Iterable[Went]) -> Known:
    listed = tuple(cards)
    number = sum(one.cards for one in listed)
    return Known(number, sum(one.recall for one in listed) / number if number else None, _right(went))


def _right(went: Iterable[Went]) -> Right:
    listed = tuple(went)
    return Right(sum(one.answers for one in listed), sum(one.right for one in listed))


def _weeks(went: Iterable[Went], since: date, monday: date) -> tuple[WeekPoint, ...]:
    by_week: dict[date, list[Went]] = defaultdict(list)
    for one in went:
        by_week[one.on_day - timedelta(days=one.on_day.weekday())].append(one)
    number = (monday - since).days // 7 + 1
    return tuple(WeekPoint(since + place * _WEEK, _right(by_week[since + place * _WEEK])) for place in range(number))


def _title(definition: Launch, claim: str) -> str:
    try:
        return claim_title(definition, claim)
    except NotFound:
        return claim
