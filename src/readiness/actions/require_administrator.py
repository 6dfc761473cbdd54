"""Some acts are an administrator's."""

from __future__ import annotations

from sqlmodel import Session

from readiness.context import Context
from readiness.ground.errors import Conflict, NotAllowed
from readiness.store import accounts


def require_administrator(context: Context, session: Session, act: str) -> str:
    """Who acts, when they are an administrator; while there is none, or none has ever signed in, whoever acts:
    somebody has to begin.

    Raises NotAllowed. The web door asks for the permission `administer` besides, which has no such beginning.
    """
    by = context.by().casefold()
    there = accounts.administrators(session)
    if there and by not in there and accounts.is_administered(session):
        raise NotAllowed(f"{by} may not {act}: that is for administrators.", hint=f"Ask {there[0]}.")
    return by


def keep_one_administrator(session: Session, email: str, act: str) -> None:
    """Raises Conflict when this one is the last administrator."""
    if accounts.administrators(session) == (email,):
        raise Conflict(
            f"{email} is the last administrator, so they cannot be {act}.",
            hint="Make somebody else administrator first.",
        )
