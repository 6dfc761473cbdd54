"""The readiness board: how many are certified against the line, where the gaps are, who is late, what to do next.

One screen for one set of people. What it shows is counted in one pass over the kept standings and held until something
changes (`store.held`), so that a view costs the same whether a launch has ten reps or a hundred thousand; `counted_at`
says when. The verdict comes in from `decide_gate`: nothing is judged here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.certification.population import GroupCount, group_count
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.gating import CertifiedShare, ManagersCertified
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import title_of
from readiness.domain.enrolment.requirement import Requirement, due_on
from readiness.domain.gate.shares import enough, needed
from readiness.domain.people.address import mail_address
from readiness.reports.heat_map import By, Heat, columns_of, heat_of, is_in_share, ticked
from readiness.reports.share_over_time import DayPoint, Line, with_past
from readiness.store.held import held, standing_mark
from readiness.store.launches import require_version
from readiness.store.people_standings import WANTING, Asking, Row, alike, by_manager, ticks_of
from readiness.store.standing_basis import basis_of

MANAGERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Share:
    """`certified` of `counted`, with the line it is held to; `at_least` None = no criterion asks for a share of it.

    `needed` more must certify; `met` is None without a line, False when nobody counts.
    """

    certified: int
    counted: int
    at_least: float | None
    needed: int
    met: bool | None

    @property
    def fraction(self) -> float | None:
        return self.certified / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Lacking:
    """One requirement and how many of those who count and are not certified still lack it."""

    kind: str
    key: str
    title: str
    people: int


@dataclass(frozen=True, slots=True)
class CertificationLine:
    """One certification among the people of the board. `late` = asked, due day passed, not certified.

    `left_out` are (why, people) who are not in the share. `lacks` is what most of those who are not certified lack.
    """

    key: str
    name: str
    role: str
    due_on: date
    share: Share
    expiring: int
    late: int
    left_out: tuple[tuple[str, int], ...]
    lacks: Lacking | None


@dataclass(frozen=True, slots=True)
class ManagerGap:
    """Those who report straight to somebody; `email` "" = to nobody. `lacks` is what most of them lack."""

    email: str
    name: str
    counted: int
    certified: int
    late: int
    lacks: Lacking | None


@dataclass(frozen=True, slots=True)
class ReadinessBoard:
    """Everything below the verdict. `people` are on the roster in a role that is asked something; 0 = nobody.

    `is_settled` is False when the standings do not follow the definition yet: then nothing is counted. `lines` are kept
    for everybody and for regions on the days on which somebody counted, and the days between are worked out from what
    stands now where that agrees with what was kept; for a manager's people all are worked out, and empty when these are
    too many. Counts of people are of certifications: who is asked for two counts
    in both. `mark` says how far it has seen (`board_mark`).
    """

    mark: str
    launch: str
    name: str
    launch_on: date
    on: date
    counted_at: datetime
    scope: Scope
    is_settled: bool
    people: int
    certifications: tuple[CertificationLine, ...]
    heat: Heat | None
    managers: tuple[ManagerGap, ...]
    managers_hidden: int
    lines: tuple[Line, ...]

    @property
    def late(self) -> int:
        return sum(one.late for one in self.certifications)

    @property
    def wanting(self) -> int:
        return sum(one.share.counted - one.share.certified for one in self.certifications)


def board_mark(context: Context, *, launch: str) -> str:
    """Where a launch stands today: while it is the same, so is everything on its board, and the verdict above it.

    One small read. Raises NotFound for a launch that was not applied.
    """
    with context.database.reading() as session:
        fingerprint, mark = standing_mark(session, launch)
    return f"{fingerprint} {mark} {context.clock.today()}"


def readiness_board(
    context: Context,
    *,
    launch: str,
    scope: Scope = EVERYBODY,
    by: By | None = None,
    before_counting: Callable[[], object] = lambda: None,
) -> ReadinessBoard:
    """The board of these people today. `by` None = regions when there is more than one, else teams.

    `before_counting` is called when a held answer does not do: it brings up to date what is about to be counted
    (`actions.keep_requirements`). Raises NotFound for a launch that was not applied.
    """
    on = context.clock.today()
    with context.database.reading() as session:
        fingerprint, mark = standing_mark(session, launch)

    def count() -> ReadinessBoard:
        before_counting()
        with context.database.reading() as session:
            definition = require_version(session, launch).definition
            asking = Asking(launch, on, definition.gate.population, scope)
            found = _counted(session, definition, asking, by, context.clock.now())
            return replace(found, mark=f"{fingerprint} {mark} {on}")

    return held(context.database, ("board", launch, fingerprint, on, scope, by), mark, count)


def line_of(definition: Launch, certification: str) -> float | None:
    """The share that the gate asks of a certification: overall when it says so, else in each group; None = nowhere.

    For a certification of managers it may ask as `managers-certified`.
    """
    asked = [
        criterion
        for criterion in definition.gate.criteria.values()
        if isinstance(criterion, CertifiedShare) and criterion.certification in (None, certification)
    ]
    asked.sort(key=lambda one: (one.certification is None, one.within != "overall"))
    if asked:
        return asked[0].at_least
    leads = definition.certifications[certification].manages
    managers = [one.at_least for one in definition.gate.criteria.values() if isinstance(one, ManagersCertified)]
    return managers[0] if managers and leads else None


def late_certifications(definition: Launch, on: date) -> tuple[str, ...]:
    """Those whose due day has passed."""
    return tuple(key for key, one in definition.certifications.items() if due_on(one, definition.launch_on) < on)


def _counted(session: Session, definition: Launch, asking: Asking, by: By | None, at: datetime) -> ReadinessBoard:
    on, scope = asking.on, asking.scope
    basis = basis_of(session, definition.key)
    is_settled = basis is not None and basis.is_kept
    rows = alike(session, asking, by_team=by == "team") if is_settled else []
    if by is None:
        by = "region"
        if rows and len({row.region for row in rows}) == 1:
            by, rows = "team", alike(session, asking, by_team=True)
    late = late_certifications(definition, on)
    managers, of_managers = by_manager(session, asking, late=late, limit=MANAGERS_SHOWN) if rows else ((), 0)
    behind = ticks_of(session, asking, [one.manager_id for one in managers]) if managers else []
    lacking: dict[int | None, Counter[Requirement]] = defaultdict(Counter)
    for manager, key, state, ticks, people in behind:
        lacking[manager].update(_wanted(definition.certifications[key], state, ticks, people))
    lines = tuple(
        _certification(definition, certification, [row for row in rows if row.certification == certification.key], late)
        for certification in definition.certifications.values()
    )
    return ReadinessBoard(
        mark="", launch=definition.key, name=definition.product.name, launch_on=definition.launch_on, on=on,
        counted_at=at, scope=scope, is_settled=is_settled, people=sum(row.people for row in rows), certifications=lines,
        heat=heat_of(definition, rows, by) if rows else None,
        managers=tuple(
            ManagerGap(
                mail_address(one.email), one.name, one.counted, one.certified, one.late,
                _most(definition, lacking[one.manager_id]),
            )
            for one in managers
        ),
        managers_hidden=of_managers - len(managers),
        lines=() if not rows else with_past(
            session, asking, [_today(one, on) for one in lines], since=basis.floor if basis else on
        ),
    )  # fmt: skip


def _certification(
    definition: Launch, certification: Certification, rows: Collection[Row], late: Collection[str]
) -> CertificationLine:
    population = definition.gate.population
    numbers: Counter[tuple[str, str]] = Counter()
    lacking: Counter[Requirement] = Counter()
    for row in rows:
        numbers[row.away, row.state] += row.people
        if is_in_share(definition, row) and row.state in WANTING:
            lacking.update(_wanted(certification, row.state, row.ticks, row.people))
    count = group_count("", numbers, population)
    return CertificationLine(
        key=certification.key, name=certification.name, role=certification.role,
        due_on=due_on(certification, definition.launch_on),
        share=_share(count, line_of(definition, certification.key)), expiring=count.expiring,
        late=count.in_progress + count.lapsed + count.expired if certification.key in late else 0,
        left_out=tuple(
            (why, people)
            for why, people in (
                ("on leave", count.excluded_leave),
                (f"hired within {population.exclude_hired_within_days} days", count.excluded_new),
                ("exempt", count.exempt),
            )
            if people
        ),
        lacks=_most(definition, lacking),
    )  # fmt: skip


def _share(count: GroupCount, at_least: float | None) -> Share:
    if at_least is None:
        return Share(count.certified, count.counted, None, 0, None)
    met = enough(count.certified, count.counted, at_least)
    return Share(count.certified, count.counted, at_least, needed(count.certified, count.counted, at_least), met)


def _today(line: CertificationLine, on: date) -> Line:
    """Its share over time as far as today alone tells it."""
    return Line(line.key, line.name, line.share.at_least, (DayPoint(on, line.share.certified, line.share.counted),))


def _wanted(certification: Certification, state: str, ticks: str, people: int) -> dict[Requirement, int]:
    return {one: people for one, is_met in ticked(certification, state, ticks) if not is_met}


def _most(definition: Launch, lacking: Counter[Requirement]) -> Lacking | None:
    """What most lack; of several, what comes first in the file."""
    if not lacking:
        return None
    most = max(lacking.values())
    order = columns_of(definition)
    first = next(one for one in order if lacking[one] == most)
    return Lacking(first.kind, first.key, title_of(definition, first.kind, first.key), most)
