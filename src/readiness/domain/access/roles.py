"""Roles, and the viewer: whoever is signed in, with everything that their permissions are decided from.

A role comes from one of four places: granted by an administrator, mapped from a group of the OpenID provider, held
through the team of a launch (marketing → marketer, enablement → trainer, sales → sales leader), or through the roster
(on it → rep; somebody reports to them → manager). Next room: `permissions`, which decides what each may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Role = Literal["administrator", "marketer", "trainer", "sales-leader", "manager", "rep", "auditor"]

ROLES: Final[Mapping[Role, str]] = {
    "administrator": "People, roles, roster, tokens and settings; sees everything.",
    "marketer": "Writes the launch definition, plans and applies it, approves the message.",
    "trainer": "Modules and questions: previews, publishes, accepts drafted items.",
    "sales-leader": "Reads readiness, approves and signs for sales, clears; one region or all.",
    "manager": "Coaches the people who report to them: marks, attestations, nudges.",
    "rep": "Learns, takes quizzes, certifies; sees only their own record and published materials.",
    "auditor": "Reads everything, changes nothing.",
}
"""Every role, and what it is for in one line. `rep` and `manager` come from the roster and are never granted."""

GRANTABLE: Final[tuple[Role, ...]] = ("administrator", "marketer", "trainer", "sales-leader", "auditor")

_ORDER: Final = {role: place for place, role in enumerate(ROLES)}

BY_FUNCTION: Final[Mapping[str, Role]] = {
    "marketing": "marketer",
    "product": "marketer",
    "enablement": "trainer",
    "sales": "sales-leader",
    "leadership": "sales-leader",
}
"""The role that a function in a launch's team carries. The others (legal, support, operations) carry none: they see
launches, do their tasks, approve and sign, as anybody in a team may.
"""


Source = Literal["administrator", "provider", "team", "roster"]


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of somebody, and where they have it from. `region` narrows a sales leader, "" = everywhere; `launch` and
    `function` are empty but for a role that comes with a place in a team.
    """

    role: Role
    source: Source
    region: str = ""
    launch: str = ""
    function: str = ""

    @property
    def says(self) -> str:
        """Where it comes from, in words; a launch by its key."""
        return self.told({})

    def told(self, launches: Mapping[str, str]) -> str:
        """Where it comes from, in words; `launches` has their names by key."""
        if self.source == "team":
            return f"{self.function} in {launches.get(self.launch, self.launch)}"
        given = {"administrator": "from an administrator", "provider": "from the sign-in provider"}
        return given.get(self.source, "from the roster") + (f", for {self.region}" if self.region else "")


def held_roles(
    granted: Iterable[HeldRole], *, teams: Mapping[str, Iterable[str]], is_posted: bool, has_reports: bool
) -> tuple[HeldRole, ...]:
    """Every role once for each place it comes from, in the order of `ROLES`.

    `teams`: launch key → functions; `is_posted`: on the roster today; `has_reports`: somebody reports to them today.
    """
    in_teams = ((launch, function) for launch, functions in teams.items() for function in functions)
    found = [
        *granted,
        *(
            HeldRole(BY_FUNCTION[one], "team", launch=launch, function=one)
            for launch, one in in_teams
            if one in BY_FUNCTION
        ),
    ]
    if has_reports:
        found.append(HeldRole("manager", "roster"))
    if is_posted:
        found.append(HeldRole("rep", "roster"))
    found.sort(key=lambda held: (_ORDER[held.role], held.source, held.region, held.launch, held.function))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever is signed in, on one day.

    `regions`: the regions a sales leader sees; empty = all of them. `teams`: launch key → the functions they have in
    its team. `scopes`: None for a session; for an API token the scopes it was given, which only ever take away.
    """

    email: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    regions: frozenset[str] = frozenset()
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: frozenset[str] | None = None

    def has(self, *roles: Role) -> bool:
        """True when they hold any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def shown_name(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """True for everybody who does more than learn: by a role, or by a function in the team of some launch."""
        return bool(self.roles - {"rep"}) or bool(self.teams)

    def sees_region(self, region: str) -> bool:
        """True when a sales leader's regions include this one; asked of sales leaders only."""
        return not self.regions or region in self.regions
