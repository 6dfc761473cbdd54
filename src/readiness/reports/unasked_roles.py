"""Roles on the roster that no certification of a launch asks for: meant so, or a slip of the pen."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.ground.keys import nearest
from readiness.store import people


def unasked_roles(context: Context, definition: Launch) -> tuple[str, ...]:
    """A sentence a role that people have today and `definition` asks nothing of, most people first."""
    asked = sorted({entry.role for entry in definition.certifications.values()})
    with context.database.reading() as session:
        counted = people.count_by_role(session, context.clock.today())
    told = []
    for role, count in counted:
        if role in asked:
            continue
        close = nearest(role, asked)
        meant = f" Did you mean '{close}'?" if close else ""
        told.append(
            f"no certification of {definition.key} asks for role '{role}' "
            f"({count:,} {'person' if count == 1 else 'people'}).{meant}"
        )
    return tuple(told)
