"""The asset library on screens: one asset with versions and use, what is never used, what was searched for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.message import FIVE_CONVERSATIONS
from readiness.domain.library.asset import FACETS, VIA_NAMES, Freshness, freshness, readers_for
from readiness.domain.library.inside import Searched
from readiness.domain.role_play.work import served_name
from readiness.ground.errors import NotFound
from readiness.reports.role_play import ServedFile
from readiness.store import library, library_use, materials
from readiness.store.launches import applied_launches, current_version
from readiness.store.library import AssetVersion, Missed
from readiness.store.library_search import Hit, UploadInside, hits_of, linking_to, searched_inside
from readiness.store.library_use import UseCounts

__all__ = [
    "AssetForm",
    "AssetPage",
    "Counted",
    "Missed",
    "UploadInside",
    "UseCounts",
    "VersionLine",
    "asset_file",
    "asset_form",
    "asset_page",
    "missed_searches",
    "not_searched",
    "unused",
    "use_report",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, of an upload or of a material. `says` is the note, or what it was called."""

    number: int
    at: datetime
    by: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPage:
    """One asset. `path` is where a material is read, "" = it is a file or a link. `html` is a material's text, safe.

    `searched`: how much of its text is searched, `searched_says`: why not all of it. `opened_from`: (place, people).
    `used_in`: (launch, conversation, times); `linked_from`: (key, title) of assets whose text links here.
    `conversations`: key and name of those that it can be used in.
    """

    key: str
    title: str
    summary: str
    kind: str
    launch: str
    material: str
    facets: Mapping[str, tuple[str, ...]]
    freshness: Freshness
    fresh_until: date | None
    readers: str
    file: str
    size: int
    link: str
    versions: tuple[VersionLine, ...]
    use: UseCounts
    searched: Searched
    searched_says: str
    opened_from: tuple[tuple[str, int], ...]
    used_in: tuple[tuple[str, str, int], ...]
    linked_from: tuple[tuple[str, str], ...]
    conversations: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        return f"/launches/{self.launch}/materials/{self.material}" if self.material else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetForm:
    """What can be said of an asset of a launch: launches, and facet → keys with names."""

    launches: tuple[tuple[str, str], ...]
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Some of a list, and how many it has in all."""

    lines: tuple[UseCounts, ...]
    count: int


def asset_page(context: Context, *, viewer: Viewer, key: str) -> AssetPage:
    """Raises NotFound, the same for an asset that there is not and one that this viewer may not read."""
    readers = readers_for(viewer)
    with context.database.reading() as session:
        asset = library.asset(session, key)
        hits = hits_of(session, asset.id, readers=readers) if asset and not asset.is_gone else ()
        if asset is None or not hits:
            raise _unreadable(key)
        hit = hits[0]
        kept = library.versions_of(session, asset.id)
        use = library_use.use_of(session, asset.id, readers=readers)
        if use is None:
            raise _unreadable(key)
        used = library_use.conversations_of(session, asset.id)
        opened = library_use.opened_from(session, asset.id)
        linked = linking_to(session, key, readers=readers)
        version = current_version(session, asset.launch) if asset.launch else None
        made = _renderings(session, hit) if asset.material else ()
    known = version.definition.conversations if version else FIVE_CONVERSATIONS
    last = kept[0] if kept else None
    return AssetPage(
        key=key, title=hit.title, summary=hit.summary, kind=hit.kind, launch=asset.launch, material=asset.material,
        facets=hit.facets, freshness=freshness(hit.fresh_until, context.clock.today()), fresh_until=hit.fresh_until,
        readers=last.readers if last else "", file=last.file.name if last and last.file else "",
        size=last.file.size if last and last.file else 0, link=last.link if last else "",
        versions=made or tuple(VersionLine(one.number, one.at, one.by, one.note or one.title) for one in kept),
        use=use, searched=hit.inside.searched, searched_says=hit.inside.says,
        opened_from=tuple((VIA_NAMES[via], people) for via, people in opened.items()),
        used_in=tuple((launch, name, times) for (launch, name), times in used.items()),
        linked_from=tuple((one.key, one.title) for one in linked if one.key != key),
        conversations=tuple((name, one.name) for name, one in known.items()),
    )  # fmt: skip


def asset_file(context: Context, *, viewer: Viewer, key: str) -> ServedFile:
    """The file that stands. Raises NotFound."""
    with context.database.reading() as session:
        asset = library.asset(session, key)
        if asset is None or asset.is_gone or not hits_of(session, asset.id, readers=readers_for(viewer)):
            raise _unreadable(key)
        last: AssetVersion | None = next(iter(library.versions_of(session, asset.id)), None)
    if last is None or last.file is None:
        raise NotFound(f"'{key}' has no file.", hint="Open its page: it is a text, or a link.")
    path = context.assets.path(last.file.token)
    return ServedFile(path, last.file.media_type, served_name(f"{key}-{last.number}", last.file.media_type))


def asset_form(context: Context, *, launch: str = "") -> AssetForm:
    """What may be chosen for an asset of this launch; none = no values."""
    with context.database.reading() as session:
        known = applied_launches(session)
        version = current_version(session, launch) if launch else None
    values = {
        facet: tuple(getattr(version.definition, section)) if version else () for facet, section in FACETS.items()
    }
    return AssetForm(launches=tuple((one.key, one.name) for one in known), values=values)


def use_report(
    context: Context, *, viewer: Viewer, launch: str = "", start: int = 0, limit: int | None = None
) -> Counted:
    """What was done with every asset that this viewer may read and that was used, most used first. No names."""
    readers = readers_for(viewer)
    with context.database.reading() as session:
        found = library_use.most_used(session, readers=readers, launch=launch, start=start, limit=limit)
        return Counted(found, library_use.count_used(session, readers=readers, launch=launch))


def unused(
    context: Context, *, viewer: Viewer, launch: str = "", days: int = 0, start: int = 0, limit: int | None = None
) -> Counted:
    """What nobody ever opened, shared or used and has been there for so many days, oldest first."""
    before = context.clock.now() - timedelta(days=days)
    readers = readers_for(viewer)
    with context.database.reading() as session:
        found = library_use.never_used(session, readers=readers, launch=launch, before=before, start=start, limit=limit)
        return Counted(found, library_use.count_unused(session, readers=readers, launch=launch, before=before))


def not_searched(context: Context, *, viewer: Viewer) -> tuple[UploadInside, ...]:
    """The uploads that this viewer may read and of which not everything is searched, with why; by key."""
    with context.database.reading() as session:
        return searched_inside(session, ("part", "not", "unread"), readers=readers_for(viewer))


def missed_searches(context: Context) -> tuple[Missed, ...]:
    """What people searched for and did not find, most often first."""
    with context.database.reading() as session:
        return library.missed_searches(session)


def _renderings(session: Session, hit: Hit) -> tuple[VersionLine, ...]:
    kind, _, key = hit.material.partition("/")
    texts = materials.renderings(session, hit.launch, kind, key)
    lines = [VersionLine(place, one.rendered_at, "", one.title) for place, one in enumerate(texts, start=1)]
    return tuple(reversed(lines))


def _unreadable(key: str) -> NotFound:
    hint = "Search the library: what is under review is not in it yet."
    return NotFound(f"there is no asset '{key[:80]}' that you may read.", hint=hint)
