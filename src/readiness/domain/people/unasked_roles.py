"""Roles that people have and nothing is asked of: meant so, or a slip of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from readiness.domain.definition.model import Launch
from readiness.domain.people.changes import RosterChanges
from readiness.ground.errors import Problem
from readiness.ground.keys import nearest


def asked_roles(launches: Iterable[Launch]) -> tuple[str, ...]:
    """Every role that a certification of any of these launches asks for, sorted."""
    return tuple(sorted({one.role for launch in launches for one in launch.certifications.values()}))


def unasked_role(role: str, people: int, asked: Collection[str], *, where: str) -> tuple[str, str]:
    """The sentence about a role that is not among `asked`, and the asked role it may have meant ("" = none)."""
    said = f"no certification of {where} asks for role '{role}' ({people:,} {'person' if people == 1 else 'people'})."
    close = nearest(role, asked)
    return said, f"Did you mean '{close}'?" if close else ""


def newly_unasked(changes: RosterChanges, launches: Collection[Launch]) -> Iterator[Problem]:
    """RO309 for each role that the import gives somebody and no applied launch asks for; none before the first apply.

    A warning when a role that is asked for is spelled almost so, else a note: not everybody is asked something.
    """
    asked = asked_roles(launches)
    given = Counter(posting.role for posting in changes.postings_added() if posting.valid_to is None)
    for role, people in sorted(given.items()) if launches else ():
        if role not in asked:
            said, meant = unasked_role(role, people, asked, where="any launch")
            fix = meant or "Mend the role, or leave it: they are asked for nothing."
            yield Problem("RO309", said, fix, level="warning" if meant else "note")
