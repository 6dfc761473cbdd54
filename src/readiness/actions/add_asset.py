"""Somebody puts an asset into the library, replaces it by a new version, or takes it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.read_inside import read_inside, upload_document
from readiness.actions.submit_role_play import GivenFile
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.library.asset import Described, description_problems
from readiness.domain.library.inside import AT_A_LINK, Searched, not_read
from readiness.domain.role_play.work import KeptFile, media_type_of, shown_name, work_problems
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Problem
from readiness.ground.notes import fit_note
from readiness.ports.submissions import Arrived
from readiness.store import journal, library
from readiness.store.launches import require_version
from readiness.store.library import Asset, AssetVersion
from readiness.store.library_search import put, take_away


@dataclass(frozen=True, slots=True)
class AddedAsset:
    """`version` is the one that stands now. `is_new` False = this very version stood already.

    `searched` is how much of the file is searched, and `says` why not all of it.
    """

    key: str
    version: AssetVersion
    is_new: bool
    searched: Searched
    says: str


def add_asset(
    context: Context, told: Described, *, file: GivenFile | None = None, link: str = "", note: str = "",
    replaces: bool = False,
) -> AddedAsset:  # fmt: skip
    """The asset is in the library: a file, or what is at a link. `replaces`: it is a new version of what is there.

    What stands as it is told is not put in again. Raises DefinitionError with everything that is wrong, Conflict for a
    key that is taken (unless it replaces), NotFound for one that is not there (when it does).
    """
    by, said, link = context.by(), fit_note(note), link.strip()
    definition = _definition(context, told.launch)
    _require_sound(told, definition, link, file)
    with ExitStack() as stack:
        arrived = stack.enter_context(_received(context, file))
        kept = _kept(file, arrived)
        inside = read_inside(context, kept, arrived.path) if kept and arrived else not_read(AT_A_LINK)
        session = stack.enter_context(context.database.transaction())
        asset, is_there = _place(session, context, told, replaces=replaces)
        last = library.versions_of(session, asset.id)[0] if is_there else None
        if last is not None and _is_same(last, told, kept, link):
            return AddedAsset(told.key, last, is_new=False, searched=inside.searched, says=inside.says)
        version = library.add_version(session, context.clock, asset.id, told, file=kept, link=link, note=said, by=by)
        take_away(session, asset.id)
        put(session, [upload_document(asset, version, inside)])
        journal.record(
            session, context.clock, actor=by, verb="added", subject=f"asset {told.key} version {version.number}",
            launch=told.launch, detail={"sha256": kept.sha256 if kept else "", "link": link, "note": said},
        )  # fmt: skip
        if arrived is not None:
            arrived.keep()
    return AddedAsset(told.key, version, is_new=True, searched=inside.searched, says=inside.says)


def retire_asset(context: Context, *, key: str, reason: str) -> None:
    """The asset is found no more; its versions and what was done with it stay on record.

    Raises NotFound, Conflict for a material, which goes when it is made no more.
    """
    by, said = context.by(), fit_note(reason, name="reason", required=True)
    with context.database.transaction() as session:
        asset = library.require_asset(session, key)
        if asset.material:
            raise Conflict(f"'{key}' is made of the launch file.", hint="Take it out of the file, and apply.")
        library.mark_gone(session, asset.id)
        take_away(session, asset.id)
        journal.record(
            session, context.clock, actor=by, verb="retired", subject=f"asset {key}", launch=asset.launch,
            detail={"reason": said},
        )  # fmt: skip


def _definition(context: Context, launch: str) -> Launch | None:
    if not launch:
        return None
    with context.database.reading() as session:
        return require_version(session, launch).definition


def _require_sound(told: Described, definition: Launch | None, link: str, file: GivenFile | None) -> None:
    problems = [*description_problems(told, definition)]
    if not link and file is None:
        problems.append(Problem("AL007", "there is neither a file nor a link.", "Give one of them.", path="file"))
    elif link:
        problems += work_problems("", link, has_file=file is not None)
    if problems:
        raise DefinitionError("this cannot be put into the library.", problems=problems)


def _place(session: Session, context: Context, told: Described, *, replaces: bool) -> tuple[Asset, bool]:
    """The asset of this key, and whether it is found now."""
    asset = library.asset(session, told.key)
    if asset is None:
        if replaces:
            raise NotFound(f"there is no asset '{told.key}' to replace.", hint="Add it first.")
        made = library.add_asset(session, key=told.key, launch=told.launch, material="", since=context.clock.now())
        return made, False
    if asset.is_gone:
        library.mark_gone(session, asset.id, is_gone=False)
        return asset, False
    if not replaces and not _is_repeated(session, asset, told):
        raise Conflict(f"there is an asset '{told.key}' already.", hint="Take another key, or say that it replaces it.")
    if asset.launch != told.launch:
        raise Conflict(f"'{told.key}' is an asset of '{asset.launch or 'no launch'}'.", hint="Take another key.")
    return asset, True


def _is_repeated(session: Session, asset: Asset, told: Described) -> bool:
    """True when what stands is described just so: then it may be the same once more."""
    return _as_told(library.versions_of(session, asset.id)[0], told)


def _is_same(last: AssetVersion, told: Described, file: KeptFile | None, link: str) -> bool:
    same_file = (last.file.sha256 if last.file else "") == (file.sha256 if file else "")
    return same_file and last.link == link and _as_told(last, told)


def _as_told(last: AssetVersion, told: Described) -> bool:
    facets = {name: values for name, values in told.facets.items() if values}
    return (last.title, last.summary, dict(last.facets), last.fresh_until, last.readers) == (
        told.title.strip(), told.summary.strip(), facets, told.fresh_until, told.readers,
    )  # fmt: skip


def _kept(file: GivenFile | None, arrived: Arrived | None) -> KeptFile | None:
    if file is None or arrived is None:
        return None
    media_type = media_type_of(file.name, arrived.head)
    return KeptFile(arrived.token, shown_name(file.name), media_type, arrived.size, arrived.sha256)


@contextmanager
def _received(context: Context, file: GivenFile | None) -> Iterator[Arrived | None]:
    if file is None:
        yield None
        return

    def is_named(token: str) -> bool:
        with context.database.reading() as session:
            return library.is_named(session, token)

    with context.assets.receive(file.chunks, is_named=is_named) as arrived:
        yield arrived
