"""The frame of a launch: what is sold where, who is in the team, its tasks, measures and reminders."""

from datetime import date
from typing import Annotated, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Email, Key, NonEmpty, OneOf, Ref
from readiness.domain.definition.vocabulary import CONCERNS, STAGES, Days, Function
from readiness.ground.fingerprint import quiet


@entry
class Product:
    """What is being launched, and by whom."""

    name: str
    supplier: Annotated[str, About("The company whose name must not lead the conversation.")]
    summary: str
    version: str | None = None
    not_for: tuple[str, ...] = ()


@entry
class Market:
    """Where it is sold. `holidays` is a calendar code such as `US`, `DE-BY`; business days come from it."""

    key: Annotated[str, Key()]
    name: str
    holidays: Annotated[str, About("ISO country, optionally with a subdivision: US, GB, DE-BY.")]
    regions: Annotated[tuple[str, ...], About("Roster regions that belong to this market; empty = all.")] = ()
    time_zone: (
        Annotated[str, About("IANA name, `Europe/Berlin`: the hours in which people there are reminded; empty = UTC.")]
        | None
    ) = quiet(None)


@entry
class Blackout:
    """Days on which no task may fall due: quarter close, an industry fair, a freeze. Both ends included."""

    key: Annotated[str, Key()]
    reason: str
    starts_on: date
    ends_on: date
    markets: tuple[Annotated[str, Ref("markets")], ...] = ()


@entry
class Member:
    """Somebody who owns tasks, approves or signs off."""

    key: Annotated[str, Key()]
    name: str
    email: Annotated[str, Email()]
    function: Function


@entry
class Reminders:
    """When people hear of what is asked of them; without this section, as the defaults say.

    Hours are of the clock where the person's market is. Nobody hears anything outside them, on a weekend or holiday of
    the market, or on leave: it waits for the next hour that is allowed.
    """

    off: Annotated[bool, About("True: nobody is reminded of this launch.")] = False
    days_before: Annotated[tuple[Days, ...], About("Reminded so many days before it is due.")] = (14, 3)
    every_days_after: Annotated[int, Between(1, 90), About("And once it is overdue, every so many days.")] = 7
    manager_after_days: Annotated[int, Between(1, 365), About("The manager hears after so many days overdue.")] = 7
    leader_after_days: Annotated[int, Between(1, 365), About("The sales leader hears after so many.")] = 21
    catch_up_days: Annotated[int, Between(0, 365), About("Days to take again what a change asks.")] = 7
    from_hour: Annotated[int, Between(0, 23), About("The first hour in which anybody hears anything.")] = 8
    until_hour: Annotated[int, Between(1, 24), About("The hour from which nobody does any more.")] = 18
    most_a_week: Annotated[int, Between(1, 7), About("Messages to one person in seven days.")] = 3


@entry
class TaskChange:
    """A task added to the tier's playbook, or a change to the playbook's task of the same key."""

    key: Annotated[str, Key()]
    title: str | None = None
    stage: Annotated[str, OneOf(STAGES)] | None = None
    kind: Literal["human", "engine"] | None = None
    action: Annotated[str, About("human: draft, review, approve, publish, sign-off, do.")] | None = None
    owner: Annotated[str, Ref("team")] | None = None
    function: Function | None = None
    after: tuple[str, ...] | None = None
    days: Annotated[int, Between(0, 365), About("Business days of work.")] | None = None
    due_on: date | None = None
    concerns: tuple[Annotated[str, OneOf(CONCERNS)], ...] | None = None
    skip: Annotated[str, About("Why this task is not needed.")] | None = None


@entry
class Measure:
    """One line of the joint scorecard (field S7)."""

    key: Annotated[str, Key()]
    name: str
    kind: Literal["leading", "lagging"]
    owners: Annotated[tuple[Function, ...], NonEmpty()]
    target: str
    source: str = ""
