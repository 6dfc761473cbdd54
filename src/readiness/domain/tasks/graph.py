"""A launch's tasks with their dates: scheduled back from the launch day, floored by the first day, judged from today.

The rules in words, with an example worked by hand, are in docs/explanation/tasks-and-dates.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.tasks.calendar import Axis, BusinessCalendar, joined
from readiness.domain.tasks.merge import Draft, merge_tasks
from readiness.domain.tasks.network import critical_chain, earliest_ends, followers_of, latest_ends, order
from readiness.domain.tasks.playbook import Playbook
from readiness.domain.tasks.task import Slip, Task, TaskGraph
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.frozen import frozen, replace

MAX_YEARS = 50
"""A launch further from today than this has a slip of the pen in its year."""


def build_tasks(
    launch: Launch,
    playbook: Playbook,
    calendars_by_market: Mapping[str, BusinessCalendar],
    today: date,
    *,
    finished: frozenset[str] = frozenset(),
) -> TaskGraph:
    """The task graph of `launch`, in an order in which it can be worked through.

    Start and due dates follow from the file, the playbook and the calendars alone, so that they stand still while time
    passes; slack, the critical path and the slips are counted from `today` and leave out the work of `finished` tasks.
    A due date is a business day of every market. Raises DefinitionError with every problem at once: unknown or circular
    prerequisites, owners who do not exist, dates that cannot be, work that does not fit between
    starts_on and the launch.
    """
    drafts, found = merge_tasks(launch, playbook)
    problems = [*found, *_launch_date_problems(launch, today)]
    if problems:
        raise _unsound(launch, problems)
    network = _Network.of(drafts)
    calendar = joined(calendars_by_market.values())
    plan = _Plan.of(launch, network, calendar, today, finished)
    problems = [*_no_room(launch, network, calendar, plan), *_fixed_date_problems(launch, network, calendar, plan)]
    if problems:
        raise _unsound(launch, problems)
    return _counted(_dated(network, plan), network, plan, finished)


def count_from(
    graph: TaskGraph,
    launch: Launch,
    calendars_by_market: Mapping[str, BusinessCalendar],
    today: date,
    *,
    finished: frozenset[str],
) -> TaskGraph:
    """The same tasks with the same dates, their slack, critical path and slips counted anew from `today`.

    `graph` is one that was built for `launch`; an empty one stays empty.
    """
    if not graph.tasks:
        return graph
    drafts = tuple(_draft(task, launch) for task in graph.tasks)
    network = _Network.of(drafts, tuple(task.key for task in graph.tasks))
    plan = _Plan.of(launch, network, joined(calendars_by_market.values()), today, finished)
    return _counted(graph.tasks, network, plan, finished)


def years_needed(launch: Launch, playbook: Playbook | TaskGraph, today: date) -> tuple[int, ...]:
    """The years whose holidays planning may ask about: around every date in play, with room for all the work.

    `playbook` is what `build_tasks` is given, or the graph that `count_from` is.
    """
    dates = [launch.launch_on, launch.starts_on or launch.launch_on, today]
    dates += [change.due_on for change in launch.tasks.values() if change.due_on]
    listed = playbook.tasks if isinstance(playbook, TaskGraph) else playbook.tasks.values()
    work = sum(task.days for task in listed) + sum(c.days or 1 for c in launch.tasks.values())
    closed = sum((b.ends_on - b.starts_on).days + 1 for b in launch.blackouts.values() if b.ends_on >= b.starts_on)
    room = 2 * work + closed + 60
    first, last = min(dates).toordinal() - room, max(dates).toordinal() + room
    years = range(date.fromordinal(max(first, 1)).year, date.fromordinal(min(last, date.max.toordinal())).year + 1)
    return tuple(years) if len(years) <= 3 * MAX_YEARS else tuple(sorted({d.year for d in dates}))


def certification_due(launch: Launch) -> date:
    """The last calendar day for the certification stage: the earliest that any certification of the launch asks for."""
    days = max((c.due_days_before_launch for c in launch.certifications.values()), default=0)
    return launch.launch_on - timedelta(days=days)


@frozen
class _Network:
    """The drafts by key and their order."""

    drafts: Mapping[str, Draft]
    after: Mapping[str, tuple[str, ...]]
    ordered: tuple[str, ...]
    days: Mapping[str, int]

    @classmethod
    def of(cls, drafts: tuple[Draft, ...], ordered: tuple[str, ...] | None = None) -> _Network:
        after = {draft.key: draft.after for draft in drafts}
        days = {draft.key: draft.work_days for draft in drafts}
        if ordered is None:
            ranks = {draft.key: (STAGES.index(draft.stage), place) for place, draft in enumerate(drafts)}
            ordered = order(after, ranks.__getitem__)
        return cls({d.key: d for d in drafts}, after, ordered, days)


@frozen
class _Plan:
    """Every moment of the plan as a boundary on the axis (see `calendar.Axis`).

    `limits` is the last end each task may have by its own dates, `latest` by those of all that wait for it too;
    `possible` is the first end counted from starts_on, `expected` the first end counted from today.
    """

    axis: Axis
    origin: int
    floor: int | None
    limits: Mapping[str, int]
    latest: Mapping[str, int]
    possible: Mapping[str, int]
    expected: Mapping[str, int]
    remaining: Mapping[str, int]

    @classmethod
    def of(
        cls, launch: Launch, network: _Network, calendar: BusinessCalendar, today: date, finished: frozenset[str]
    ) -> _Plan:
        certified_by = certification_due(launch)
        fixed = {key: draft.due_on for key, draft in network.drafts.items() if draft.due_on and not draft.skip}
        origin_day = max(today, launch.starts_on or today)
        dates = [launch.launch_on, certified_by, origin_day, launch.starts_on or origin_day, *fixed.values()]
        axis = Axis.around(calendar, dates, sum(network.days.values()))
        limits = {}
        for key, draft in network.drafts.items():
            limit = _own_limit(axis, launch, draft)
            limits[key] = min(limit, axis.through(fixed[key])) if key in fixed else limit
        floor = axis.before(launch.starts_on) if launch.starts_on else None
        origin = axis.before(origin_day)
        remaining = {key: 0 if key in finished else days for key, days in network.days.items()}
        return cls(
            axis, origin, floor, limits,
            latest_ends(network.ordered, network.after, network.days, limits),
            {} if floor is None else earliest_ends(network.ordered, network.after, network.days, floor),
            earliest_ends(network.ordered, network.after, remaining, origin),
            remaining,
        )  # fmt: skip

    def last_day(self, end: int) -> date:
        """The day on which work that ends at this boundary is finished; never before starts_on."""
        number = end - 1 if self.floor is None else max(end - 1, self.floor)
        return self.axis.days[number]


def _own_limit(axis: Axis, launch: Launch, draft: Draft) -> int:
    """The last end that the launch allows the task, whatever waits for it and whatever day is fixed for it."""
    limit = axis.before(launch.launch_on)
    return min(limit, axis.through(certification_due(launch))) if draft.stage == "certification" else limit


def _dated(network: _Network, plan: _Plan) -> tuple[Task, ...]:
    """The tasks with their dates; slack is not counted yet."""
    tasks = []
    for key in network.ordered:
        draft, days, end = network.drafts[key], network.days[key], plan.latest[key]
        due_on = plan.last_day(end)
        tasks.append(
            Task(
                key=key,
                title=draft.title,
                stage=draft.stage,
                kind=draft.kind,
                action=draft.action,
                owner=draft.owner,
                owner_email=draft.owner_email,
                function=draft.function,
                after=draft.after,
                days=days,
                start_on=plan.axis.days[end - days] if days else due_on,
                due_on=due_on,
                slack_days=0,
                critical=False,
                skip=draft.skip,
                concerns=draft.concerns,
            )
        )
    return tuple(tasks)


def _counted(tasks: tuple[Task, ...], network: _Network, plan: _Plan, finished: frozenset[str]) -> TaskGraph:
    """The graph of these dated tasks, with slack, critical path and slips as of the plan's day."""
    slack = {key: plan.latest[key] - plan.expected[key] for key in network.ordered}
    work_left = {k: s for k, s in slack.items() if k not in finished and not network.drafts[k].skip}
    least = min(work_left.values(), default=0)
    chain = critical_chain(network.ordered, network.after, plan.remaining, plan.expected, work_left)
    counted = (replace(t, slack_days=slack[t.key], critical=work_left.get(t.key) == least) for t in tasks)
    return TaskGraph(tuple(counted), chain, tuple(_slips(plan, work_left)))


def _draft(task: Task, launch: Launch) -> Draft:
    change = launch.tasks.get(task.key)
    return Draft(
        key=task.key,
        title=task.title,
        stage=task.stage,
        kind=task.kind,
        action=task.action,
        owner=task.owner,
        owner_email=task.owner_email,
        function=task.function,
        after=task.after,
        days=task.days,
        due_on=change.due_on if change else None,
        skip=task.skip,
        concerns=task.concerns,
    )


def _slips(plan: _Plan, work_left: Mapping[str, int]) -> Iterator[Slip]:
    begins = plan.axis.days[plan.origin]
    for key, slack in work_left.items():
        if slack >= 0:
            continue
        needs, has = plan.expected[key] - plan.origin, plan.latest[key] - plan.origin
        reason = f"with what must come before it, it needs {_days(needs)} from {begins}"
        reason += f", and there {'is' if has == 1 else 'are'} {has}." if has > 0 else ", and there is none left."
        due_on = plan.axis.days[plan.latest[key] - 1]
        expected_on = plan.axis.days[max(plan.expected[key] - 1, plan.origin)]
        yield Slip(key, due_on, expected_on, -slack, reason)


def _days(count: int) -> str:
    return f"{count} business day{'' if count == 1 else 's'}"


def _launch_date_problems(launch: Launch, today: date) -> Iterator[Problem]:
    if launch.starts_on and launch.launch_on < launch.starts_on:
        message = f"launch_on {launch.launch_on} is before starts_on {launch.starts_on}."
        yield Problem("TK011", message, "Move one of the two.", path="launch_on")
    days: dict[str, date | None] = {"launch_on": launch.launch_on, "starts_on": launch.starts_on}
    days |= {f"tasks.{key}.due_on": change.due_on for key, change in launch.tasks.items()}
    for name, day in days.items():
        if day and abs(day.year - today.year) > MAX_YEARS:
            message = f"{name} {day} is more than {MAX_YEARS} years from today."
            yield Problem("TK011", message, "Mend the year.", path=name)


def _no_room(launch: Launch, network: _Network, calendar: BusinessCalendar, plan: _Plan) -> Iterator[Problem]:
    """TK014: the work does not fit between starts_on and the launch. One problem, of the chain that misses by most.

    Judged on the file alone, by the days it gives every task, finished or not: what it says must be able to be true.
    That today is too late is no such thing, but a slip. Moving starts_on moves every end by as many business days, so
    the days of the fix are exact.
    """
    axis, floor, starts_on = plan.axis, plan.floor, launch.starts_on
    if floor is None or starts_on is None or starts_on >= launch.launch_on:
        return
    drafts = {key: draft for key, draft in network.drafts.items() if not draft.skip}
    room = {key: _own_limit(axis, launch, draft) - plan.possible[key] for key, draft in drafts.items()}
    short = -min(room.values(), default=0)
    if short <= 0:
        return
    chain = critical_chain(network.ordered, network.after, network.days, plan.possible, room)
    key = chain[-1]
    needs, has = plan.possible[key] - floor, max(plan.possible[key] - short - floor, 0)
    until = f"the launch on {launch.launch_on}"
    if drafts[key].stage == "certification" and certification_due(launch) < launch.launch_on:
        until = f"{certification_due(launch)}, the day by which people must be certified"
    message = (
        f"the work does not fit: with what must come before it, '{key}' takes {_days(needs)} from starts_on "
        f"{starts_on}, and there {'is' if has == 1 else 'are'} {has} until {until}; {short} too few."
    )
    work = ", ".join(f"{name} {network.days[name]}" for name in chain if network.days[name])
    launch_on = _first_launch(launch, drafts, calendar, plan)
    fix = f"Start on {axis.days[floor - short]} or earlier, launch on {launch_on} or later, or shorten: {work}."
    yield Problem("TK014", message, fix, path="starts_on")


def _first_launch(launch: Launch, drafts: Mapping[str, Draft], calendar: BusinessCalendar, plan: _Plan) -> date:
    """The first business day on which the launch could be with the starts_on that it has."""
    days = launch.launch_on - certification_due(launch)
    first = plan.axis.days[max(plan.possible[key] for key in drafts)]
    for key, draft in drafts.items():
        if draft.stage == "certification":
            first = max(first, calendar.next_or_same(plan.axis.days[plan.possible[key] - 1] + days))
    return first


def _fixed_date_problems(
    launch: Launch, network: _Network, calendar: BusinessCalendar, plan: _Plan
) -> Iterator[Problem]:
    """Dates the file fixes are kept exactly or told to be impossible."""
    followers = followers_of(network.after)
    for key in network.ordered:
        draft = network.drafts[key]
        if draft.due_on is None or draft.skip:
            continue
        path = f"tasks.{key}.due_on"
        if closed := calendar.why_closed(draft.due_on):
            message = f"task '{key}' is due on {draft.due_on}, which is no business day: {closed}."
            yield Problem("TK007", message, f"Write {calendar.previous_or_same(draft.due_on)}.", path=path)
        elif launch.starts_on and draft.due_on < launch.starts_on:
            message = f"task '{key}' is due on {draft.due_on}, before starts_on {launch.starts_on}."
            yield Problem("TK009", message, "Move one of the two.", path=path)
        elif (end := plan.axis.through(draft.due_on)) > plan.latest[key]:
            yield _too_late(launch, network, plan, key, followers[key])
        elif end < plan.possible.get(key, end):
            possible = plan.last_day(plan.possible[key])
            message = f"task '{key}' is due on {draft.due_on}, but from starts_on it takes until {possible}."
            yield Problem("TK009", message, f"Write {possible}, or shorten what comes before it.", path=path)


def _too_late(launch: Launch, network: _Network, plan: _Plan, key: str, followers: list[str]) -> Problem:
    """The problem of a fixed date after the day by which a follower, the certifications or the launch need it."""
    draft = network.drafts[key]
    latest = plan.latest[key]
    needed_on = plan.axis.days[latest - 1]
    follower = next((f for f in followers if plan.latest[f] - network.days[f] == latest), None)
    if follower is not None:
        until = plan.axis.days[plan.latest[follower] - 1]
        why = f"'{follower}' comes after it, takes {_days(network.days[follower])} and is due on {until}"
    elif draft.stage == "certification" and latest == plan.limits[key] < plan.axis.before(launch.launch_on):
        why = f"people must be certified by {certification_due(launch)}"
    else:
        why = f"the launch is on {launch.launch_on}"
    message = f"task '{key}' is due on {draft.due_on}, but {why}."
    return Problem("TK008", message, f"Write {needed_on} or earlier.", path=f"tasks.{key}.due_on")


def _unsound(launch: Launch, problems: list[Problem]) -> DefinitionError:
    return DefinitionError(f"the tasks of '{launch.key}' cannot be planned.", problems=problems)
