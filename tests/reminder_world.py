"""A small company that is asked to certify by a day, and what is needed to remind it: calendars, channels, a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from readiness.context import Context
from readiness.domain.definition.frame import Market, Member, Reminders
from readiness.domain.definition.model import Launch
from readiness.ground.clock import FixedClock
from readiness.ground.errors import OutsideFailure
from readiness.ports.reminding import Channel, Note
from readiness.store.session import Database
from tests import standing_world as company
from tests.fakes import FakeCalendars

DUE = company.day(80)
"""The day on which everything that the launch asks is due: Thursday 22 March 2018."""
REP, PEER, BOSS, EVE = (f"{name}@example.com" for name in ("rep", "peer", "boss", "eve"))
HOLIDAYS = FakeCalendars({"US": {date(2018, 3, 30): "Good Friday"}})


@dataclass
class HeardChannel:
    """Keeps what it was given; fails or dies when told to, before or after it went out."""

    name: str = "mail"
    twice_is_once: bool = False
    heard: list[Note] = field(default_factory=list)
    fails: bool = False
    dies: bool = False

    def carry(self, note: Note) -> None:
        if self.fails:
            raise OutsideFailure("the server is down.")
        self.heard.append(note)
        if self.dies:
            raise Died


class Died(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


@dataclass
class World:
    """A rep and a peer in East under a boss, enrolled; the boss is certified as nothing and asked for nothing."""

    database: Database
    folder: Path
    definition: Launch
    ids: dict[str, int]

    def context(self, at: datetime, *channels: Channel, by: str = EVE, simulated: bool = False) -> Context:
        unused = cast("Any", None)
        return Context(
            root=self.folder, output=self.folder / "out", database=self.database,
            clock=FixedClock(at, simulated=simulated), actor=by, launches=unused, templates=unused, pages=unused,
            outputs=unused, calendars=HOLIDAYS, playbooks=unused, signer=unused, channels=channels,
        )  # fmt: skip


def world(database: Database, folder: Path, *, policy: Reminders | None = None, zone: str | None = None) -> World:
    made = company.launch(company.FIELD)
    made = replace(
        made, reminders=policy or Reminders(),
        markets=MappingProxyType({"home": Market(key="home", name="Home", holidays="US", time_zone=zone)}),
        team=MappingProxyType({"eve": Member(key="eve", name="Eve", email=EVE, function="enablement")}),
    )  # fmt: skip
    with database.transaction() as session:
        company.apply(session, made)
        boss = company.person(session, BOSS, role="boss")
        ids = {who: company.person(session, who, manager=boss) for who in (REP, PEER)}
        company.enrol(session, made, company.FIELD, *ids.values())
    return World(database, folder, made, {BOSS: boss, **ids})


def at(days: int = 0, hour: int = 10, minute: int = 0) -> datetime:
    """So many days after everything was due, in UTC."""
    on = company.day(80 + days)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)
