"""A narrower scope than a viewer has: one region, or one manager's people, when those are theirs to see."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import Scope, scope_asked, scopes_of, sees_everybody
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import people
from readiness.store.account_lists import regions
from readiness.store.reporting_lines import team_sizes
from readiness.store.reporting_trees import seen_among


def scope_within(context: Context, viewer: Viewer, *, region: str = "", manager: str = "") -> Scope:
    """The scope of this region or this manager, or the widest that the viewer has when neither is named.

    Raises NotAllowed for people whom the viewer may not see, and NotFound, with the nearest name, for a region where
    nobody is today and for somebody to whom nobody reports.
    """
    widest, on = scope_asked(viewer), context.clock.today()
    if not region and not manager:
        return widest
    with context.database.reading() as session:
        if region:
            open_to_them = regions(session, on) if sees_everybody(viewer) else _regions_of(viewer)
            if not open_to_them:
                raise NotAllowed("these are not your people to see.", hint=f"You may see {_told(viewer)}.")
            if region not in open_to_them:
                where = "nobody is" if sees_everybody(viewer) else "you see nobody"
                raise NotFound(f"{where} in a region '{region[:80]}' today.", hint=did_you_mean(region, open_to_them))
            return Scope(whose="regions", regions=frozenset({region}))
        named = mail_address(manager)
        mine = [one for one in scopes_of(viewer) if one.whose == "mine"]
        if not (sees_everybody(viewer) or named == viewer.email or named in seen_among(session, mine, {named}, on)):
            raise NotAllowed("these are not your people to see.", hint=f"You may see {_told(viewer)}.")
        people.require_person(session, named)
        if not team_sizes(session, (named,), on).get(named):
            raise NotFound(f"nobody reports to {named} today.", hint="Name a manager by their mail address.")
        return Scope(whose="mine", manager=named)


def _regions_of(viewer: Viewer) -> tuple[str, ...]:
    return tuple(sorted(viewer.regions)) if viewer.has("sales-leader") else ()


def _told(viewer: Viewer) -> str:
    return " and ".join(scope.says for scope in scopes_of(viewer))
