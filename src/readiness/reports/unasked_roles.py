"""Roles on the roster that no certification of a launch asks for: meant so, or a slip of the pen."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.people.unasked_roles import asked_roles, unasked_role
from readiness.store import people
from readiness.store.launches import require_version


def unasked_roles(context: Context, definition: Launch) -> tuple[str, ...]:
    """A sentence a role that people have today and `definition` asks nothing of, most people first."""
    asked = asked_roles((definition,))
    with context.database.reading() as session:
        counted = people.count_by_role(session, context.clock.today())
    told = (unasked_role(role, people, asked, where=definition.key) for role, people in counted if role not in asked)
    return tuple(" ".join(filter(None, sentences)) for sentences in told)


def unasked_roles_applied(context: Context, *, launch: str) -> tuple[str, ...]:
    """The same of the definition that stands. Raises NotFound for a launch that was not applied."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
    return unasked_roles(context, definition)
