"""Whose people somebody's boards, lists and exports are about: everybody, some regions, or those who report to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readiness.domain.access.roles import Viewer
from readiness.ground.errors import NotAllowed

Whose = Literal["all", "regions", "mine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A set of people, told by rule. `regions` are those of a leader; `manager` is whose tree it is, by mail address.

    `whose` says which of the three counts: "regions" is never empty of regions, "mine" never without a manager.
    """

    whose: Whose = "all"
    regions: frozenset[str] = frozenset()
    manager: str = ""

    @property
    def says(self) -> str:
        """Who that is, as a noun for a sentence."""
        if self.whose == "mine":
            return "the people who report to you, down the tree"
        if self.whose == "regions":
            names = sorted(self.regions)
            return f"the region {names[0]}" if len(names) == 1 else f"the regions {', '.join(names)}"
        return "everybody"


EVERYBODY = Scope()


def scopes_of(viewer: Viewer) -> tuple[Scope, ...]:
    """The scopes open to this viewer, widest first; empty when they see nobody but themselves."""
    found = []
    if viewer.has("administrator", "auditor", "marketer", "trainer") or (
        viewer.has("sales-leader") and not viewer.regions
    ):
        found.append(EVERYBODY)
    elif viewer.has("sales-leader"):
        found.append(Scope(whose="regions", regions=viewer.regions))
    if viewer.has("manager"):
        found.append(Scope(whose="mine", manager=viewer.email))
    return tuple(found)


def certificate_scopes(viewer: Viewer) -> tuple[Scope, ...]:
    """Whose certificates are open to this viewer besides their own: `permissions.may_have_certificate` for many at
    once.
    """
    if viewer.has("trainer") or (viewer.has("sales-leader") and not viewer.regions):
        return (EVERYBODY,)
    found = [Scope(whose="mine", manager=viewer.email)] if viewer.has("manager") else []
    if viewer.has("sales-leader"):
        found.append(Scope(whose="regions", regions=viewer.regions))
    return tuple(found)


def sees_everybody(viewer: Viewer) -> bool:
    """True for whoever may see every person's record."""
    return EVERYBODY in scopes_of(viewer)


def scope_asked(viewer: Viewer, whose: str = "") -> Scope:
    """The scope of that name, or the widest there is when none is named.

    Raises NotAllowed when it is not open to them, or none is.
    """
    scopes = scopes_of(viewer)
    for scope in scopes:
        if not whose or scope.whose == whose:
            return scope
    if not scopes:
        raise NotAllowed("you see nobody's readiness but your own.", hint="See My training.")
    raise NotAllowed(
        "these are not your people to see.", hint=f"You may see {' and '.join(scope.says for scope in scopes)}."
    )
