"""An asset was opened, shared or used: on record, so that anybody can see what works and what nobody ever looks at."""

from __future__ import annotations

from typing import cast

from sqlmodel import Session

from readiness.actions.refresh_library import refresh_library
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.message import FIVE_CONVERSATIONS
from readiness.domain.library.asset import Act, readers_for, use_problems
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError, NotFound
from readiness.ground.notes import fit_note
from readiness.store import library
from readiness.store.launches import current_version
from readiness.store.library import Asset
from readiness.store.library_search import hits_of


def record_use(
    context: Context, *, viewer: Viewer, key: str, act: str, conversation: str = "", helped: bool | None = None,
    minutes: int | None = None, note: str = "",
) -> None:  # fmt: skip
    """What the actor did with the asset is on record. An asset is opened once a person and day.

    `conversation` is one of its launch's, `minutes` are those saved. Raises NotFound for an asset that there is not or
    that is not theirs to read, DefinitionError with everything that is wrong.
    """
    by, said = mail_address(context.by()), fit_note(note)
    refresh_library(context)
    with context.database.transaction() as session:
        asset = require_readable(session, viewer, key)
        version = current_version(session, asset.launch) if asset.launch else None
        known = version.definition.conversations if version else FIVE_CONVERSATIONS
        if problems := use_problems(act, conversation=conversation, conversations=known, minutes=minutes):
            raise DefinitionError("this use cannot be put on record.", problems=problems)
        if act == "opened" and library.opened_today(session, asset.id, by, context.clock.today()):
            return
        library.add_use(
            session, context.clock, asset.id, act=cast("Act", act), launch=asset.launch, conversation=conversation,
            helped=helped, minutes=minutes, note=said, by=by,
        )  # fmt: skip


def require_readable(session: Session, viewer: Viewer, key: str) -> Asset:
    """The asset. Raises NotFound, the same for one that there is not and one that this viewer may not read."""
    asset = library.asset(session, key)
    if asset is None or asset.is_gone or not hits_of(session, asset.id, readers=readers_for(viewer)):
        hint = "Search the library: what is under review is not in it yet."
        raise NotFound(f"there is no asset '{key[:80]}' that you may read.", hint=hint)
    return asset
