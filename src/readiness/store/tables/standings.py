"""What is derived from evidence and kept: standings, their counts, and what both were derived from.

Nothing here is a record: all of it is rebuilt from evidence by one command, and must come out the same.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there; people names the constraints first


class StandingRow(SQLModel, table=True):
    """One person in one certification, over one stretch of days [valid_from, valid_to) in one place.

    What follows from evidence is the same in all stretches of a person. Dates that do not exist are NULL, but for those
    that queries compare: `valid_to` is the last day there is when it has no end; `holds_through` and `exempt_through`
    are the first day there is when nothing holds, and `new_until` is that day when nobody is left out for being new.
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_launch_certification_holds_through", "launch", "certification", "holds_through"),
        {"sqlite_with_rowid": False},
    )

    launch: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    certification: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date
    region: str
    territory: str
    team: str
    manager_id: int | None = None
    on_leave: bool
    new_until: date
    enrolled: bool
    met: int
    needed: int
    certified_on: date | None = None
    expires_on: date | None = None
    warn_from: date | None = None
    holds_through: date
    lapsed_on: date | None = None
    lapsed_because: str = ""
    exempt_through: date
    exempt_because: str = ""
    revoked_on: date | None = None
    renews_through: date | None = None
    counts: str = ""


class StandingCountRow(SQLModel, table=True):
    """By how many people a group changes on a day: the sum of `n` over `on_day <= D` is the group on day D.

    `level` is region or territory, `name` the group's name there. `away` is "", leave, new or leave+new. The
    primary key is in the order in which it is read, days first: what lies after the day asked about, which is most of
    it (every certificate ends some day), is never touched.
    """

    __tablename__ = "standing_count"
    __table_args__ = {"sqlite_with_rowid": False}

    launch: str = Field(primary_key=True)
    certification: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    on_day: date = Field(primary_key=True)
    region: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    away: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    n: int


class LaunchLinkRow(SQLModel, table=True):
    """A certification of `launch`, as it now stands, looks at one of `source`: what happens there counts here too."""

    __tablename__ = "launch_link"
    __table_args__ = {"sqlite_with_rowid": False}

    source: str = Field(primary_key=True)
    launch: str = Field(primary_key=True)


class StandingBasisRow(SQLModel, table=True):
    """What the standings of a launch were derived from; when it no longer fits, they are derived anew.

    `definition` is its fingerprint, with that of every launch that it looks at.

    `floor_on` is the day the launch was first applied: standings say nothing of days before it.
    """

    __tablename__ = "standing_basis"

    launch: str = Field(primary_key=True)
    definition: str
    publications: int
    floor_on: date


class RequirementProgressRow(SQLModel, table=True):
    """One person part of the way through one certification; who has met nothing, or everything, has no row.

    `ticks` has a character a requirement, in the order of the certification: "1" = met, "0" = wanting.
    """

    __tablename__ = "requirement_progress"
    __table_args__ = {"sqlite_with_rowid": False}

    launch: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    certification: str = Field(primary_key=True)
    ticks: str


class RequirementBasisRow(SQLModel, table=True):
    """What the progress of a launch was derived from: its definition, its publish log, evidence up to id `mark`."""

    __tablename__ = "requirement_basis"

    launch: str = Field(primary_key=True)
    definition: str
    publications: int
    mark: int


class ReadinessDayRow(SQLModel, table=True):
    """How many counted and how many were certified at the end of a day: the line over time. Kept, and rebuildable for
    the last day only; written by the daily watch and by every gate that is decided.
    """

    __tablename__ = "readiness_day"

    launch: str = Field(primary_key=True)
    certification: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    on_day: date = Field(primary_key=True)
    counted: int
    certified: int
    simulated: bool = False
