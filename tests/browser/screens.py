"""Every screen, and who looks at it: the list that accessibility and layout are tested on."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.stage import ADMINISTRATOR, LAUNCH, LEADER, MANAGER, MARKETER, REP, TRAINER

L = f"/launches/{LAUNCH}"


@dataclass(frozen=True, slots=True)
class Screen:
    """One address as one person sees it. `path` is fully spelled; `name` is that of its screenshot."""

    name: str
    who: str
    path: str


SCREENS = (
    Screen("home-marketer", MARKETER, "/"),
    Screen("home-rep", REP, "/"),
    Screen("account", REP, "/account"),
    Screen("launches", MARKETER, "/launches"),
    Screen("board", MARKETER, L),
    Screen("timeline", MARKETER, f"{L}/timeline"),
    Screen("definition", MARKETER, f"{L}/definition"),
    Screen("message-map", MARKETER, f"{L}/message"),
    Screen("objections", MARKETER, f"{L}/message/objections"),
    Screen("training", TRAINER, f"{L}/training"),
    Screen("questions", TRAINER, f"{L}/training/questions"),
    Screen("review-queue", TRAINER, f"{L}/training/review"),
    Screen("readiness-leader", LEADER, f"{L}/readiness"),
    Screen("readiness-manager", MANAGER, f"{L}/readiness"),
    Screen("people", LEADER, f"{L}/readiness/people"),
    Screen("person", LEADER, f"{L}/people/{REP}"),
    Screen("learn", REP, "/learn"),
    Screen("team", MANAGER, "/team"),
    Screen("coaching", MANAGER, f"/team/{REP}"),
    Screen("gate", LEADER, f"{L}/gate"),
    Screen("verdict", LEADER, f"{L}/gate/verdicts/1"),
    Screen("clearance", LEADER, f"{L}/gate/clearance"),
    Screen("admin-people", ADMINISTRATOR, "/admin/people"),
    Screen("admin-roster", ADMINISTRATOR, "/admin/roster"),
    Screen("admin-journal", ADMINISTRATOR, "/admin/journal"),
    Screen("admin-settings", ADMINISTRATOR, "/admin/settings"),
    Screen("nothing-here", REP, "/nothing-here"),
    Screen("not-yours", REP, "/admin/people"),
)
