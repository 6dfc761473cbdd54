"""What each role may do: one named predicate a permission, pure, declared by every route and API operation.

Which launch, person or region a thing is about is decided by `may_see_person` and the actions themselves (an approval
is taken only from the launch's own team); these predicates say which doors open at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from readiness.domain.access.roles import Viewer

Permission = Callable[[Viewer], bool]

READ: Final = "read"
WRITE: Final = "write"
SCOPES: Final = {READ: "See what its owner may see.", WRITE: "Do what its owner may do."}
"""The scopes of an API token; `write` includes `read`."""


def be_signed_in(viewer: Viewer) -> bool:
    """Anybody signed in: their own page, their own account."""
    return _reads(viewer)


def keep_account(viewer: Viewer) -> bool:
    """Change one's own account: end sessions, make and end tokens."""
    return _writes(viewer)


def learn(viewer: Viewer) -> bool:
    """Read modules and take quizzes, as oneself."""
    return viewer.has("rep", "manager") and _writes(viewer)


def see_own_learning(viewer: Viewer) -> bool:
    """My training, as far as I am."""
    return viewer.has("rep", "manager") and _reads(viewer)


def see_launches(viewer: Viewer) -> bool:
    """All launches, their tasks and plans."""
    return _staff(viewer) and _reads(viewer)


def see_definitions(viewer: Viewer) -> bool:
    """The launch's files as they are written: they hold the key of every question, so nobody who only takes quizzes."""
    return see_training(viewer)


def edit_launches(viewer: Viewer) -> bool:
    """Write the definition, plan it, apply it."""
    return viewer.has("marketer", "administrator") and _writes(viewer)


def do_tasks(viewer: Viewer) -> bool:
    """Start, submit, approve, finish tasks; the action asks whether this one is theirs."""
    return _acts(viewer) and _writes(viewer)


def see_message(viewer: Viewer) -> bool:
    """The message map, objection cards and battlecards with their approvals."""
    return _staff(viewer) and _reads(viewer)


def see_published(viewer: Viewer) -> bool:
    """Published materials only: what every rep has."""
    return _reads(viewer)


def send_voice(viewer: Viewer) -> bool:
    """Send what one hears in the field: whoever sells, leads or works on a launch."""
    return bool(viewer.roles or viewer.teams) and viewer.roles != {"auditor"} and _writes(viewer)


def see_own_voice(viewer: Viewer) -> bool:
    """What one sent oneself, and what became of it."""
    return bool(viewer.roles or viewer.teams) and _reads(viewer)


def see_field_voice(viewer: Viewer) -> bool:
    """What was sent from the field; a manager sees their people's, a leader their region's (`scope.scopes_of`)."""
    return viewer.has("administrator", "auditor", "marketer", "trainer", "sales-leader", "manager") and _reads(viewer)


def triage_voice(viewer: Viewer) -> bool:
    """Decide what becomes of what the field sent; an accepted one is written into the launch file."""
    return edit_launches(viewer)


def keep_assets(viewer: Viewer) -> bool:
    """Put assets into the library, replace and take them out."""
    return viewer.has("marketer", "trainer", "administrator") and _writes(viewer)


def tell_use(viewer: Viewer) -> bool:
    """Say that one shared or used an asset, and whether it helped."""
    return send_voice(viewer)


def see_use(viewer: Viewer) -> bool:
    """What is used of the library, what never is, and what was searched for in vain: counts, no names."""
    return _staff(viewer) and _reads(viewer)


def make_kits(viewer: Viewer) -> bool:
    """Put approved materials together for a named buyer, and rewrite the open parts; one sees one's own kits only."""
    return viewer.has("rep", "manager", "marketer", "trainer", "sales-leader", "administrator") and _writes(viewer)


def see_own_kits(viewer: Viewer) -> bool:
    """The kits one made."""
    return viewer.has("rep", "manager", "marketer", "trainer", "sales-leader", "administrator") and _reads(viewer)


def see_rewrites(viewer: Viewer) -> bool:
    """What reps rewrote in kits: neither by whom nor for whom."""
    return viewer.has("marketer", "administrator", "auditor") and _reads(viewer)


def see_training(viewer: Viewer) -> bool:
    """Modules with their sources, the question bank with its keys."""
    return viewer.has("trainer", "marketer", "administrator", "auditor") and _reads(viewer)


def author_training(viewer: Viewer) -> bool:
    """Publish modules, write, accept and retire questions."""
    return viewer.has("trainer", "marketer", "administrator") and _writes(viewer)


def see_readiness(viewer: Viewer) -> bool:
    """The readiness board; a manager's shows their own people, a leader's their region."""
    return _staff(viewer) and _reads(viewer)


def export_answers(viewer: Viewer) -> bool:
    """Every person's standing and answers as a file."""
    return viewer.has("sales-leader", "trainer", "administrator", "auditor") and _reads(viewer)


def see_team(viewer: Viewer) -> bool:
    """The coaching pages of whoever has reports."""
    return viewer.has("manager") and _reads(viewer)


def see_coaching(viewer: Viewer) -> bool:
    """One person's coaching page: rubrics, marks, reminders; the page asks whether the person is theirs to see."""
    return viewer.has("manager", "sales-leader", "trainer", "administrator", "auditor") and _reads(viewer)


def coach(viewer: Viewer) -> bool:
    """Mark role-plays, attest, nudge; the action asks whether the rep reports to them."""
    return viewer.has("manager", "sales-leader", "trainer") and _writes(viewer)


def see_grading(viewer: Viewer) -> bool:
    """What one is asked to grade, and the exemplars; the report asks whether a submission is theirs to see."""
    return viewer.has("manager", "trainer", "administrator", "auditor") and _reads(viewer)


def grade(viewer: Viewer) -> bool:
    """Mark submissions and exemplars, hand back; the action asks whether they were asked, and are certified."""
    return viewer.has("manager", "trainer") and _writes(viewer)


def see_graders(viewer: Viewer) -> bool:
    """How far graders agree, who drifts, whose calibration does not hold: figures about people."""
    return viewer.has("trainer", "administrator", "auditor") and _reads(viewer)


def see_to_graders(viewer: Viewer) -> bool:
    """Assign graders, keep and retire exemplars; the action asks whether they train for this launch."""
    return viewer.has("trainer", "administrator") and _writes(viewer)


def see_certificates(viewer: Viewer) -> bool:
    """Certificates of people one leads or trains; the page asks whether the person is theirs."""
    return viewer.has("manager", "sales-leader", "trainer") and _reads(viewer)


def give_credentials(viewer: Viewer) -> bool:
    """Have credentials issued to people one leads or trains; the page asks whether the person is theirs."""
    return viewer.has("manager", "sales-leader", "trainer") and _writes(viewer)


def see_gate(viewer: Viewer) -> bool:
    """The verdict with its reasons, waivers, sign-offs, clearances."""
    return _staff(viewer) and _reads(viewer)


def decide_certifications(viewer: Viewer) -> bool:
    """Exempt from a certification, revoke and re-issue one; the action asks for the right function in the launch."""
    return _acts(viewer) and _writes(viewer)


def decide_gate(viewer: Viewer) -> bool:
    """Ask for and approve waivers, sign off, clear; the action asks for the right function."""
    return _acts(viewer) and _writes(viewer)


def see_administration(viewer: Viewer) -> bool:
    """People, roles, journal and settings, without changing them."""
    return viewer.has("administrator", "auditor") and _reads(viewer)


def administer(viewer: Viewer) -> bool:
    """Grant roles, import the roster, revoke sessions and tokens."""
    return viewer.has("administrator") and _writes(viewer)


def may_see_person(viewer: Viewer, *, email: str, region: str, managers: Collection[str]) -> bool:
    """True when this viewer may see this person's record.

    `managers`: the mail addresses above the person, nearest first; `region`: where the person stands, "" = nowhere.
    """
    if not _reads(viewer):
        return False
    if viewer.email == email or viewer.email in managers:
        return True
    if viewer.has("administrator", "auditor", "marketer", "trainer"):
        return True
    return viewer.has("sales-leader") and viewer.sees_region(region)


def may_have_certificate(viewer: Viewer, *, email: str, region: str, managers: Collection[str]) -> bool:
    """True when this viewer may have this person's certificate: it is theirs, or they lead or train them.

    As `may_see_person`, less those who see everybody for another reason.
    """
    if not _reads(viewer):
        return False
    if viewer.email == email or viewer.email in managers or viewer.has("trainer"):
        return True
    return viewer.has("sales-leader") and viewer.sees_region(region)


def _staff(viewer: Viewer) -> bool:
    return viewer.is_staff


def _acts(viewer: Viewer) -> bool:
    """Whoever takes part in launches: by a role, or by a function in the team of one."""
    return viewer.has("marketer", "trainer", "sales-leader", "administrator") or bool(viewer.teams)


def _reads(viewer: Viewer) -> bool:
    return viewer.scopes is None or bool(viewer.scopes & {READ, WRITE})


def _writes(viewer: Viewer) -> bool:
    return viewer.scopes is None or WRITE in viewer.scopes


PERMISSIONS: Final[tuple[Permission, ...]] = (
    be_signed_in, keep_account, learn, see_own_learning, see_launches, see_definitions, edit_launches, do_tasks,
    see_message, see_published, send_voice, see_own_voice, see_field_voice, triage_voice, keep_assets, tell_use,
    see_use, make_kits, see_own_kits, see_rewrites, see_training, author_training, see_readiness, export_answers,
    see_team, see_coaching, coach, decide_certifications, see_grading, grade, see_graders, see_to_graders,
    see_certificates, give_credentials, see_gate, decide_gate, see_administration, administer,
)  # fmt: skip
"""Every permission that a route may declare; a test holds each route to one of these, for each role."""
