"""The asset library. What was uploaded, used and searched for is kept; what is searched in is derived, and made anew.

Beside these stands `asset_text`, the index of words: FTS5 on SQLite, tsvectors on Postgres. A migration makes it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


class AssetRow(SQLModel, table=True):
    """One asset. `material` is the piece of `launch` that it is (`battlecard/jenkins`), "" = it was uploaded.

    `is_gone`: the piece is made no more, or the upload was taken out; what was said of it stays.
    """

    __tablename__ = "asset"
    __table_args__ = (UniqueConstraint("key"), Index(None, "launch", "material"))

    id: int | None = Field(default=None, primary_key=True)
    key: str
    launch: str
    material: str
    is_gone: bool = False
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@insert_only
class AssetVersionRow(SQLModel, table=True):
    """What an upload was from then on. `token` names its file, "" = it is at `link`."""

    __tablename__ = "asset_version"
    __table_args__ = (UniqueConstraint("asset_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    asset_id: int = Field(foreign_key="asset.id")
    number: int
    title: str
    summary: str = Field(sa_column=Column(Text, nullable=False))
    facets: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    fresh_until: date | None = None
    readers: str
    token: str = Field(index=True)
    file_name: str
    media_type: str
    size: int
    sha256: str
    link: str
    note: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


class AssetDocumentRow(SQLModel, table=True):
    """One text of an asset as it is found now. `readers`: whose it is (`domain.library.asset.Readers`).

    `body` is its parts, with a form feed between two; `places` are their numbers, in `unit` (page, slide …; "" = none).
    `inside`: how much of a file is searched, `inside_says`: why not all of it (`domain.library.inside`).
    """

    __tablename__ = "asset_document"
    __table_args__ = (
        CheckConstraint("readers IN ('all', 'reps', 'staff', 'training')", name="readers_known"),
        CheckConstraint("inside IN ('all', 'part', 'not', 'unread')", name="inside_known"),
        UniqueConstraint("asset_id", "readers"),
    )

    id: int | None = Field(default=None, primary_key=True)
    asset_id: int = Field(foreign_key="asset.id")
    readers: str
    kind: str
    title: str
    summary: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    unit: str = ""
    places: list[int] = Field(sa_column=Column(JSON, nullable=False))
    inside: str = "all"
    inside_says: str = Field(default="", sa_column=Column(Text, nullable=False))
    facets: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    fresh_until: date | None = Field(default=None, index=True)
    fingerprint: str
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class AssetWordRow(SQLModel, table=True):
    """A word of some text, and a form of it in which a slip of the pen finds it."""

    __tablename__ = "asset_word"

    form: str = Field(primary_key=True)
    word: str = Field(primary_key=True)


class LibraryMarkRow(SQLModel, table=True):
    """How far a launch's materials are in the library. `launch` "" = the uploads: how they are indexed."""

    __tablename__ = "library_mark"

    launch: str = Field(primary_key=True)
    seen: str


@insert_only
class AssetUseRow(SQLModel, table=True):
    """Somebody opened, shared or used an asset. `helped` null = not said; `minutes` saved, null = not said.

    `via`: where it was opened, "" = in the library.
    """

    __tablename__ = "asset_use"
    __table_args__ = (
        CheckConstraint("act IN ('opened', 'shared', 'used')", name="act_known"),
        Index(None, "asset_id", "id"),
        Index(None, "asset_id", "by", "on_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    asset_id: int = Field(foreign_key="asset.id")
    act: str
    via: str = ""
    launch: str
    conversation: str
    helped: bool | None = None
    minutes: int | None = None
    note: str
    by: str
    on_day: date
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class AssetSearchRow(SQLModel, table=True):
    """What was searched for, in stems (`words`) and as typed, and how much was found."""

    __tablename__ = "asset_search"
    __table_args__ = (Index(None, "found", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    text: str
    words: str
    facets: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    found: int
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False
