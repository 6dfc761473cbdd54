"""Who stands at the terminal, for the commands that show what is of others: the permissions are those of the pages."""

from __future__ import annotations

from readiness.actions.edit_launch_file import team_definition
from readiness.context import Context
from readiness.domain.access.permissions import Permission, be_signed_in, see_message, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.errors import NotAllowed
from readiness.reports.person_page import require_person_seen
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


def permitted_if_named(context: Context, permission: Permission) -> Viewer | None:
    """The same; None when nobody said who acts, for what tells figures to anybody and people to whom they are shown."""
    return permitted(context, permission) if context.actor else None


def permitted_person(context: Context, rep: str) -> Viewer:
    """Whoever acts, when this person is theirs to see: themselves, somebody they lead, or anybody for those who see
    everybody. Raises NotAllowed as the person's page does.
    """
    viewer = permitted(context, be_signed_in)
    require_person_seen(context, viewer, email=rep)
    return viewer


def permitted_questions(context: Context, *, launch: str) -> Viewer:
    """Whoever acts, when the question bank is theirs to see: as its page, and for the team that a file names before it
    is applied for the first time. Raises NotAllowed, NotFound for no such launch.
    """
    if may_see_keys(team_definition(context, launch=launch), context.by()):
        return viewer_of(context, context.by())
    return permitted(context, see_training)


def permitted_message(context: Context, *, launch: str) -> Viewer:
    """Whoever acts, when the message is theirs to see: as its pages, and for the team that a file names before it is
    applied for the first time. Raises NotAllowed, NotFound for no such launch.
    """
    viewer = viewer_of(context, context.by())
    if see_message(viewer) or may_see_keys(team_definition(context, launch=launch), context.by()):
        return viewer
    return permitted(context, see_message)
