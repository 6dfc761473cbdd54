"""Everything that reminders are decided from: what is due, by which policy, who hears it, what they heard before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.reasons import in_words
from readiness.domain.definition.frame import Market, Reminders
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.reminders.hours import Hours
from readiness.domain.reminders.ladder import Due, Kind
from readiness.domain.reminders.round import Heard, Listener
from readiness.domain.role_play.exercise import title_of
from readiness.domain.tasks.calendar import BusinessCalendar
from readiness.ground.errors import DefinitionError
from readiness.store import launches, reminders
from readiness.store.graders import calibration_ends, trainers_of
from readiness.store.marked_results import MarkedResult, results_since
from readiness.store.practice_days import waiting_practice
from readiness.store.reminder_sources import (
    Behind,
    Placed,
    around,
    behind_on,
    leaders_by_region,
    led_by,
    named_in,
    places_on,
    to_grade,
)
from readiness.store.task_progress import task_progress

MOVABLE = frozenset({"ready", "in-progress", "in-review", "blocked"})
"""States of a task in which its owner can do something about it."""

_DEEPEST = 20

_NEWS_FOR = timedelta(days=60)
"""A result that nobody could be told for so long, because of a leave, stands in the application alone."""


@dataclass(frozen=True, slots=True)
class Gathered:
    dues: tuple[Due, ...]
    policies: Mapping[str, Reminders]
    listening: Listeners
    heard: Heard


def gather_reminders(
    context: Context, session: Session, *, on: date, hearers: Collection[str] | None = None
) -> Gathered:
    """What there is on `on`, over all applied launches. The standings must be up to date.

    With `hearers` at least all that these people may hear of: of others' things perhaps not all, so that only what is
    said to `hearers` can be told from it. Of one who leads a region, that is the region.
    """
    definitions = {
        entry.key: launches.require_version(session, entry.key).definition
        for entry in launches.applied_launches(session)
    }
    leaders = leaders_by_region(session)
    among = None
    if hearers is not None and (led := led_by(session, hearers, leaders, on)) is not None:
        among = around(session, hearers, on) | led
    named = among and among.union(*(named_in(session, one) for one in definitions.values()))
    places = places_on(session, on, named)
    asking = {key: one for key, one in definitions.items() if not one.reminders.off}
    there = places.keys() if hearers is None else places.keys() & hearers
    dues = tuple(
        due
        for one in asking.values()
        for due in chain(
            _people(session, one, on, among), _tasks(session, one), _grading(session, one, places),
            _calibration(session, one, places),
            _results(context, session, one, on, there),
        )
    )  # fmt: skip
    dues += tuple(_practice(context, session, asking, on, among and hearers))
    listening = Listeners(context, definitions, places, leaders, on)
    heard = reminders.heard_since(session, on - reminders.WEEK)
    return Gathered(dues, {key: one.reminders for key, one in definitions.items()}, listening, heard)


def _people(session: Session, definition: Launch, on: date, among: Collection[str] | None) -> Iterator[Due]:
    for behind in behind_on(session, definition.key, on, among):
        certification = definition.certifications.get(behind.certification)
        found = _due_of(behind, definition.reminders)
        if certification is None or found is None:
            continue
        kind, due_on, says = found
        if kind == "change":
            says = in_words(definition, says)
        yield Due(
            launch=definition.key, launch_name=definition.product.name, kind=kind, subject=behind.certification,
            title=certification.name, owner=behind.email, due_on=due_on, says=says, path="/learn",
        )  # fmt: skip


def _due_of(behind: Behind, policy: Reminders) -> tuple[Kind, date, str] | None:
    """What is due and when; None = nobody has asked it of them."""
    met = f"{behind.met} of {behind.needed} requirements are met"
    if behind.expires_on is not None and behind.lapsed_on is None:
        ends = "holds through" if behind.holds else "ran out on"
        return "renewal", behind.expires_on, f"it {ends} {behind.expires_on}"
    if behind.lapsed_on is not None:
        return "change", behind.lapsed_on + timedelta(days=policy.catch_up_days), f"{behind.lapsed_because}; {met}"
    return None if behind.due_on is None else ("certification", behind.due_on, met)


def _tasks(session: Session, definition: Launch) -> Iterator[Due]:
    progress, above = task_progress(session, definition.key), _owner_of(definition)
    leaders = tuple(mail_address(one.email) for one in definition.team.values() if one.function == "leadership")
    for task in progress.graph.tasks:
        state = progress.states[task.key].state
        if task.kind != "human" or state not in MOVABLE or not task.owner_email:
            continue
        who = mail_address(task.owner_email)
        yield Due(
            launch=definition.key, launch_name=definition.product.name, kind="task", subject=task.key,
            title=task.title, owner=who, due_on=task.due_on, says=f"it is {state}",
            path=f"/launches/{definition.key}/tasks/{task.key}",
            managers=tuple(one for one in above if one != who),
            leaders=tuple(dict.fromkeys(one for one in leaders if one != who)),
        )  # fmt: skip


def _grading(session: Session, definition: Launch, places: Mapping[str, Placed]) -> Iterator[Due]:
    """The marks people are asked for. Names no rep: whoever hears of it up the line need not know them."""
    owner = _owner_of(definition)
    for one in to_grade(session, definition.key):
        yield Due(
            launch=definition.key, launch_name=definition.product.name, kind="grading",
            subject=f"submission-{one.submission}", title=f"Grade: {title_of(definition, one.role_play)}",
            owner=one.grader, due_on=one.due_on, says=f"handed in on {one.handed_in}, round {one.round}",
            path=f"/grading/{one.submission}",
            managers=None if one.grader in places else tuple(who for who in owner if who != one.grader),
        )  # fmt: skip


def _calibration(session: Session, definition: Launch, places: Mapping[str, Placed]) -> Iterator[Due]:
    """Calibrations that end or were lost, of those who may still be asked to grade."""
    there = places.keys() | trainers_of(definition).keys()
    for play in definition.role_plays.values():
        for grader, end in sorted(calibration_ends(session, definition, play.key).items()):
            if grader in there:
                yield Due(
                    launch=definition.key, launch_name=definition.product.name, kind="calibration",
                    subject=f"calibration-{play.key}", title=f"Calibrate again: {play.title}", owner=grader,
                    due_on=end.due_on, says=end.says, path=f"/grading/calibration/{definition.key}",
                )  # fmt: skip


def _results(context: Context, session: Session, definition: Launch, on: date, there: Collection[str]) -> Iterator[Due]:
    """What came of work that people marked, for those who handed it in and are `there`."""
    since = datetime.combine(on - _NEWS_FOR, time(), UTC)
    for one in results_since(session, definition.key, since, simulated=context.clock.simulated):
        quiz, play = definition.quizzes.get(one.subject), definition.role_plays.get(one.subject)
        found, called, path = (
            (quiz, "attempt", f"/learn/attempts/{one.place}") if one.kind == "quiz"
            else (play, "round", f"/learn/{definition.key}/role-plays/{one.subject}" if play else "/learn")
        )  # fmt: skip
        if one.rep in there:
            yield Due(
                launch=definition.key, launch_name=definition.product.name, kind="result",
                subject=f"{one.kind}-{one.place}-{one.step}",
                title=f"{found.title if found else one.subject}, {called} {one.number}", owner=one.rep,
                due_on=one.at.date(), says=_verdict(one), path=path,
            )  # fmt: skip


def _verdict(one: MarkedResult) -> str:
    """Passed or not, and no score: a message may be read over a shoulder."""
    passed = "passed" if one.passed else "not passed"
    if one.before is None:
        return passed
    return f"marked again, {'now ' if one.passed != one.before else 'still '}{passed}"


def _practice(
    context: Context, session: Session, asking: Mapping[str, Launch], on: date, among: Collection[str] | None
) -> Iterator[Due]:
    if not any(c.reinforcement for one in asking.values() for c in one.certifications.values()):
        return
    for one in waiting_practice(session, on, context.calendars, among):
        if one.launch in asking:
            yield Due(
                launch=one.launch, launch_name=asking[one.launch].product.name, kind="practice", subject="practice",
                title="Questions after certification", owner=one.email, due_on=on, says=one.line.rstrip("."),
                path="/learn/practice",
            )  # fmt: skip


def _owner_of(definition: Launch) -> tuple[str, ...]:
    owner = definition.team.get(definition.owner)
    return (mail_address(owner.email),) if owner else ()


@dataclass(slots=True)
class Listeners:
    """Mail address and launches → who that is, where they are, and whose they are. Looked up once each."""

    context: Context
    definitions: Mapping[str, Launch]
    places: Mapping[str, Placed]
    leaders: Mapping[str, tuple[str, ...]]
    on: date
    _known: dict[tuple[str, tuple[str, ...]], Listener] = field(default_factory=dict)
    _calendars: dict[str, BusinessCalendar] = field(default_factory=dict)
    _zones: dict[str, tzinfo] = field(default_factory=dict)
    _teams: dict[str, str] = field(default_factory=dict)

    def __call__(self, email: str, launches: Collection[str]) -> Listener:
        key = (email, tuple(sorted(launches)))
        if key not in self._known:
            self._known[key] = self._listener(email, key[1])
        return self._known[key]

    def _listener(self, email: str, keys: tuple[str, ...]) -> Listener:
        place = self.places.get(email)
        region = place.region if place else ""
        concerned = [self.definitions[key] for key in keys]
        market = market_of(concerned[0], region)
        hours = Hours(
            zone=self._zone(market), calendar=self._calendar(market),
            from_hour=max(one.reminders.from_hour for one in concerned),
            until_hour=min(one.reminders.until_hour for one in concerned),
            leaves=place.leaves if place else (),
        )  # fmt: skip
        return Listener(
            email=email, name=(place.name if place else "") or self._member(email), hours=hours,
            managers=self._above(email), leaders=self.leaders.get(region) or self.leaders.get("", ()),
        )  # fmt: skip

    def _above(self, email: str) -> tuple[str, ...]:
        line: list[str] = []
        at = self.places.get(email)
        while at and at.manager and at.manager not in {email, *line} and len(line) < _DEEPEST:
            line.append(at.manager)
            at = self.places.get(at.manager)
        return tuple(line)

    def _member(self, email: str) -> str:
        if not self._teams:
            self._teams.update(
                {mail_address(m.email): m.name for one in self.definitions.values() for m in one.team.values()}
            )
        return self._teams.get(email, email)

    def _zone(self, market: Market) -> tzinfo:
        name = market.time_zone or "UTC"
        if name not in self._zones:
            self._zones[name] = zone_of(name)
        return self._zones[name]

    def _calendar(self, market: Market) -> BusinessCalendar:
        code = market.holidays
        if code not in self._calendars:
            source, years = self.context.calendars, (self.on.year - 1, self.on.year, self.on.year + 1)
            self._calendars[code] = BusinessCalendar(source.weekend(code), source.holidays(code, years))
        return self._calendars[code]


def market_of(launch: Launch, region: str) -> Market:
    """The market that a region belongs to: one that names it, else one that names none, else the first."""
    markets = tuple(launch.markets.values())
    named = next((one for one in markets if region in one.regions), None)
    return named or next((one for one in markets if not one.regions), markets[0])


def zone_of(name: str) -> tzinfo:
    """Raises DefinitionError for a time zone that does not exist (here, or any more)."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DefinitionError(f"there is no time zone '{name}' here.", hint="Write Europe/Berlin.") from error
