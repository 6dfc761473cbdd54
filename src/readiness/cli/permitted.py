"""Who stands at the terminal, for the commands that show what is of others: the permissions are those of the pages."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.access.permissions import Permission
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import NotAllowed
from readiness.reports.viewer import viewer_of


def permitted(context: Context, permission: Permission) -> Viewer:
    """Whoever acts, with the roles they have today. Raises NotAllowed when nobody said who, or this is not theirs."""
    viewer = viewer_of(context, context.by())
    if not permission(viewer):
        roles = ", ".join(sorted(viewer.roles)) or "no role"
        raise NotAllowed(
            f"you act as {viewer.email}: {roles}. That does not open this.",
            hint="Pass --by for whoever it is, or ask an administrator for the role.",
        )
    return viewer
