"""A material was opened elsewhere than in the library: counted as what was opened there is, once a person and day."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from readiness.actions.refresh_library import refresh_library
from readiness.context import Context
from readiness.domain.access.permissions import tell_use
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Via, readers_for
from readiness.domain.people.address import mail_address
from readiness.store import library
from readiness.store.library import Asset
from readiness.store.library_search import hits_of


def note_opened(context: Context, *, viewer: Viewer, launch: str, names: Iterable[str], via: Via) -> None:
    """These materials (`battlecard/jenkins`) were opened by the viewer, who may use assets; what is not in the library,
    or not theirs to read, is passed over. A second time on a day nothing is written.
    """
    wanted = tuple(dict.fromkeys(names))
    if not wanted or not tell_use(viewer):
        return
    by, day = mail_address(viewer.email), context.clock.today()
    with context.database.reading() as session:
        known = [library.of_material(session, launch, name) for name in wanted]
        if all(one is not None and library.opened_today(session, one.id, by, day) for one in known):
            return
    refresh_library(context)
    with context.database.transaction() as session:
        for name in wanted:
            asset = library.of_material(session, launch, name)
            if asset is None or not _is_readable(session, viewer, asset):
                continue
            if not library.opened_today(session, asset.id, by, day):
                library.add_use(
                    session, context.clock, asset.id, act="opened", launch=launch, conversation="", helped=None,
                    minutes=None, note="", by=by, via=via,
                )  # fmt: skip


def _is_readable(session: Session, viewer: Viewer, asset: Asset) -> bool:
    return not asset.is_gone and bool(hits_of(session, asset.id, readers=readers_for(viewer)))
