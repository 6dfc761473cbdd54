"""Everything the screens do is an operation of the API: every route of the pages beside what does the same, or the reason
why no program has it.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi.routing import APIRoute

from readiness.web import api, routes
from readiness.web.api.once import doors

API: Final = "/api/v1"

SAME: Final[dict[str, str]] = {
    # Learning
    "GET /learn": "GET /me/training",
    "GET /learn/practice": "GET /me/practice",
    "POST /learn/practice": "POST /me/practice/answers",
    "GET /learn/practice/answers/{answer}": "GET /me/practice/answers/{answer}",
    "POST /learn/practice/hold": "POST /me/practice/hold",
    "POST /learn/practice/resume": "POST /me/practice/resume",
    "POST /learn/practice/leave": "POST /me/practice/leave",
    "POST /learn/practice/return": "POST /me/practice/return",
    "GET /learn/{launch}/modules/{key}": "GET /learn/{launch}/modules/{key}",
    "GET /learn/{launch}/modules/{key}/changes": "GET /learn/{launch}/modules/{key}/changes",
    "POST /learn/{launch}/modules/{key}/sections/{section}": "POST /learn/{launch}/modules/{key}/sections/{section}",
    "POST /learn/{launch}/modules/{key}/complete": "POST /learn/{launch}/modules/{key}/complete",
    "GET /learn/{launch}/quizzes/{key}": "GET /learn/{launch}/quizzes/{key}",
    "POST /learn/{launch}/quizzes/{key}": "POST /learn/{launch}/quizzes/{key}/attempts",
    "GET /learn/attempts/{attempt}": "GET /learn/attempts/{attempt}",
    "POST /learn/attempts/{attempt}/answers": "PUT /learn/attempts/{attempt}/answers",
    "POST /learn/attempts/{attempt}": "POST /learn/attempts/{attempt}/submit",
    "GET /learn/{launch}/certificate/{certification}": "GET /learn/{launch}/certificates/{certification}",
    "GET /learn/{launch}/certificate/{certification}/certificate.pdf": (
        "GET /learn/{launch}/certificates/{certification}/certificate.pdf"
    ),
    "POST /learn/{launch}/certificate/{certification}/credential": (
        "POST /learn/{launch}/certificates/{certification}/credential"
    ),
    "GET /launches/{launch}/people/{email}/certificate/{certification}": (
        "GET /launches/{launch}/people/{email}/certificates/{certification}"
    ),
    "GET /launches/{launch}/people/{email}/certificate/{certification}/certificate.pdf": (
        "GET /launches/{launch}/people/{email}/certificates/{certification}/certificate.pdf"
    ),
    "POST /launches/{launch}/people/{email}/certificate/{certification}/credential": (
        "POST /launches/{launch}/people/{email}/certificates/{certification}/credential"
    ),
    "POST /launches/{launch}/readiness/certificates": "POST /launches/{launch}/certificates",
    "POST /verify": "POST /verify",
    "GET /credentials/status/{number}": "GET /credentials/status/{number}",
    "GET /credentials/keys/{key_id}": "GET /credentials/keys",
    "GET /.well-known/did.json": "GET /credentials/did",
    "GET /.well-known/jwks.json": "GET /credentials/keys",
    "GET /verify": "GET /verify/{code}",
    "GET /verify/{code}": "GET /verify/{code}",
    # Oneself
    "GET /": "GET /me/work",
    "GET /account": "GET /me/account",
    "POST /account/password": "POST /me/password",
    "POST /account/sessions/end-others": "POST /me/sessions/end-others",
    "POST /account/sessions/{number}/end": "POST /me/sessions/{number}/end",
    "POST /account/tokens": "POST /me/tokens",
    "POST /account/tokens/{number}/revoke": "POST /me/tokens/{number}/revoke",
    # Launches
    "GET /launches": "GET /portfolio",
    "POST /launches": "POST /launches",
    "GET /launches/{launch}": "GET /launches/{launch}/tasks",
    "GET /launches/{launch}/tasks/{task}": "GET /launches/{launch}/tasks/{task}",
    "POST /launches/{launch}/tasks/{task}": "POST /launches/{launch}/tasks/{task}",
    "GET /launches/{launch}/timeline": "GET /launches/{launch}/timeline",
    "GET /launches/{launch}/definition": "GET /launches/{launch}/definition",
    "POST /launches/{launch}/definition": "PUT /launches/{launch}/definition",
    "POST /launches/{launch}/definition/check": "POST /launches/{launch}/definition/check",
    "POST /launches/{launch}/definition/plan": "POST /launches/{launch}/definition/plan",
    "POST /launches/{launch}/definition/upload": "POST /launches/{launch}/definition/check",
    "GET /launches/{launch}/plan": "GET /launches/{launch}/plan",
    "POST /launches/{launch}/apply": "POST /launches/{launch}/apply",
    "GET /launches/{launch}/apply": "GET /launches/{launch}/apply",
    "GET /launches/{launch}/apply/progress": "GET /launches/{launch}/apply",
    # Readiness and the gate
    "GET /launches/{launch}/readiness": "GET /launches/{launch}/readiness",
    "GET /launches/{launch}/readiness/people": "GET /launches/{launch}/readiness/people",
    "GET /launches/{launch}/readiness/export.csv": "GET /launches/{launch}/readiness/export.csv",
    "GET /launches/{launch}/retention": "GET /launches/{launch}/retention",
    "GET /launches/{launch}/equivalences": "GET /launches/{launch}/equivalences",
    "GET /launches/{launch}/people/{email}": "GET /launches/{launch}/people/{email}",
    "GET /launches/{launch}/people/{email}/history.csv": "GET /launches/{launch}/people/{email}/history.csv",
    "POST /launches/{launch}/people/{email}/certifications/{certification}/exempt": (
        "POST /launches/{launch}/people/{email}/certifications/{certification}/exempt"
    ),
    "POST /launches/{launch}/people/{email}/certifications/{certification}/revoke": (
        "POST /launches/{launch}/people/{email}/certifications/{certification}/revoke"
    ),
    "POST /launches/{launch}/people/{email}/certifications/{certification}/reissue": (
        "POST /launches/{launch}/people/{email}/certifications/{certification}/reissue"
    ),
    "GET /launches/{launch}/gate": "GET /launches/{launch}/gate",
    "POST /launches/{launch}/gate/record": "POST /launches/{launch}/gate/record",
    "POST /launches/{launch}/gate/waivers": "POST /launches/{launch}/gate/waivers",
    "POST /launches/{launch}/gate/waivers/{number}": "POST /launches/{launch}/gate/waivers/{number}",
    "POST /launches/{launch}/gate/waivers/{criterion}/withdraw": (
        "POST /launches/{launch}/gate/criteria/{criterion}/withdraw"
    ),
    "POST /launches/{launch}/gate/sign-offs/{function}": "POST /launches/{launch}/gate/sign-offs/{function}",
    "POST /launches/{launch}/gate/clear": "POST /launches/{launch}/gate/clear",
    "GET /launches/{launch}/gate/clearance": "GET /launches/{launch}/gate/clearances",
    "GET /launches/{launch}/gate/verdicts/{number}": "GET /launches/{launch}/gate/verdicts/{number}",
    # The message and its pieces
    "GET /launches/{launch}/message": "GET /launches/{launch}/message",
    "GET /launches/{launch}/leads": "GET /launches/{launch}/lead-criteria",
    "POST /launches/{launch}/leads": "POST /launches/{launch}/leads/verdicts",
    "POST /launches/{launch}/leads/agreement": "POST /launches/{launch}/lead-criteria/agreement",
    "GET /launches/{launch}/message/objections": "GET /launches/{launch}/materials/{name:path}",
    "GET /launches/{launch}/message/battlecards/{key}": "GET /launches/{launch}/materials/{name:path}",
    "GET /library": "GET /library",
    "GET /library/use": "GET /library/use",
    "POST /library/add": "POST /library/files",
    "POST /library/reindex": "POST /library/reindex",
    "GET /library/assets/{key}": "GET /library/assets/{key}",
    "GET /library/assets/{key}/open": "GET /library/assets/{key}/file",
    "POST /library/assets/{key}/use": "POST /library/assets/{key}/use",
    "GET /voice": "GET /me/voice",
    "POST /voice": "POST /launches/{launch}/voice",
    "GET /launches/{launch}/voice": "GET /launches/{launch}/voice",
    "GET /launches/{launch}/voice/{group}": "GET /launches/{launch}/voice/{group}",
    "POST /launches/{launch}/voice/{group}/accept": "POST /launches/{launch}/voice/{group}/accept",
    "POST /launches/{launch}/voice/{group}/merge": "POST /launches/{launch}/voice/{group}/merge",
    "POST /launches/{launch}/voice/{group}/decline": "POST /launches/{launch}/voice/{group}/decline",
    "GET /launches/{launch}/message/documents": "POST /launches/{launch}/documents/check",
    "POST /launches/{launch}/message/documents": "POST /launches/{launch}/documents/check",
    "GET /launches/{launch}/materials": "GET /launches/{launch}/materials",
    "GET /launches/{launch}/materials/{name:path}": "GET /launches/{launch}/materials/{name:path}",
    "POST /launches/{launch}/materials/{name:path}": "POST /launches/{launch}/materials/{name:path}",
    "GET /launches/{launch}/message/battlecards/{key}/page.{form}": "GET /launches/{launch}/battlecards/{key}/page.{form}",
    "GET /launches/{launch}/kits": "GET /launches/{launch}/kits",
    "POST /launches/{launch}/kits": "POST /launches/{launch}/kits",
    "GET /launches/{launch}/kits/rewrites": "GET /launches/{launch}/kit-rewrites",
    "GET /launches/{launch}/kits/{number}": "GET /launches/{launch}/kits/{number}",
    "POST /launches/{launch}/kits/{number}/parts/{part}": "POST /launches/{launch}/kits/{number}/parts/{part}",
    "GET /launches/{launch}/kits/{number}/{reader}.{form}": "GET /launches/{launch}/kits/{number}/{reader}.{form}",
    "GET /launches/{launch}/value": "GET /launches/{launch}/calculators",
    "GET /launches/{launch}/value/{key}": "GET /launches/{launch}/calculators/{key}",
    "GET /launches/{launch}/value/{key}/page.{form}": "GET /launches/{launch}/calculators/{key}/page.{form}",
    # Training
    "GET /launches/{launch}/training": "GET /launches/{launch}/training",
    "GET /launches/{launch}/training/review": "GET /launches/{launch}/questions",
    "GET /launches/{launch}/training/{part}/{key}": "GET /launches/{launch}/training/{kind}/{key}",
    "POST /launches/{launch}/training/{part}/{key}/publish": "POST /launches/{launch}/training/{kind}/{key}/publish",
    "GET /launches/{launch}/training/questions": "GET /launches/{launch}/questions",
    "POST /launches/{launch}/training/questions/decide": "POST /launches/{launch}/questions/decisions",
    "POST /launches/{launch}/training/questions/new": "POST /launches/{launch}/questions",
    "GET /launches/{launch}/training/questions/{key}": "GET /launches/{launch}/questions/{key}",
    "POST /launches/{launch}/training/questions/{key}": "POST /launches/{launch}/questions/{key}/try",
    "POST /launches/{launch}/training/questions/{key}/retire": "POST /launches/{launch}/questions/{key}/retire",
    "GET /launches/{launch}/training/quizzes/{key}/preview": "GET /launches/{launch}/quizzes/{key}/preview",
    "POST /launches/{launch}/training/quizzes/{key}/preview": "POST /launches/{launch}/quizzes/{key}/preview",
    "GET /launches/{launch}/training/quizzes/{key}/regrade": "GET /launches/{launch}/quizzes/{key}/regrade",
    "GET /launches/{launch}/training/quizzes/{key}/calibration": "GET /launches/{launch}/quizzes/{key}/calibration",
    "POST /launches/{launch}/training/quizzes/{key}/regrade": "POST /launches/{launch}/quizzes/{key}/regrade",
    "GET /launches/{launch}/training/questions/forms": "GET /launches/{launch}/forms",
    "POST /launches/{launch}/training/quizzes/{key}/forms": "POST /launches/{launch}/quizzes/{key}/forms",
    "GET /launches/{launch}/training/questions/statistics": "GET /launches/{launch}/questions/statistics",
    "GET /launches/{launch}/training/questions/statistics.csv": "GET /launches/{launch}/questions/statistics.csv",
    "GET /launches/{launch}/training/exchange": "GET /launches/{launch}/question-file",
    "GET /launches/{launch}/training/exchange/file": "GET /launches/{launch}/question-file",
    "POST /launches/{launch}/training/exchange": "POST /launches/{launch}/question-file",
    "GET /launches/{launch}/training/exchange/preview": "POST /launches/{launch}/question-file",
    "POST /launches/{launch}/training/exchange/import": "POST /launches/{launch}/question-file",
    "GET /launches/{launch}/training/evidence": "POST /launches/{launch}/evidence",
    "POST /launches/{launch}/training/evidence": "POST /launches/{launch}/evidence",
    "GET /launches/{launch}/training/evidence/preview": "POST /launches/{launch}/evidence",
    "POST /launches/{launch}/training/evidence/record": "POST /launches/{launch}/evidence",
    # Coaching
    "GET /reminders": "GET /me/reminders",
    "GET /reminders/sent": "GET /reminders",
    "GET /reminders/ahead": "GET /reminders/ahead",
    "GET /team": "GET /team",
    "GET /team/{email}": "GET /team/{email}",
    "POST /team/{email}/marks/{launch}/{role_play}": "POST /team/{email}/marks",
    "POST /team/{email}/attestations/{launch}/{certification}": "POST /team/{email}/attestations",
    "POST /team/{email}/nudges/{launch}": "POST /team/{email}/nudges",
    "POST /team/{email}/rounds/{launch}": "POST /team/{email}/rounds",
    "GET /team/{email}/time/{launch}": "GET /team/{email}/time/{launch}",
    "POST /team/{email}/time/{launch}": "POST /team/{email}/time/{launch}",
    # Role-plays
    "GET /learn/{launch}/role-plays/{key}": "GET /learn/{launch}/role-plays/{key}",
    "POST /learn/{launch}/role-plays/{key}": "POST /learn/{launch}/role-plays/{key}/submissions",
    "POST /learn/submissions/{submission}/withdraw": "POST /learn/submissions/{submission}/withdraw",
    "GET /learn/submissions/{submission}/file": "GET /learn/submissions/{submission}/file",
    "GET /grading": "GET /grading",
    "GET /grading/{submission}": "GET /grading/{submission}",
    "POST /grading/{submission}": "POST /grading/{submission}",
    "POST /grading/{submission}/again": "POST /grading/{submission}/again",
    "POST /grading/{submission}/hand-back": "POST /grading/{submission}/hand-back",
    "GET /grading/{submission}/file": "GET /grading/{submission}/file",
    "GET /grading/calibration/{launch}": "GET /grading/calibration/{launch}",
    "GET /grading/exemplars/{exemplar}": "GET /grading/exemplars/{exemplar}",
    "POST /grading/exemplars/{exemplar}": "POST /grading/exemplars/{exemplar}",
    "GET /grading/exemplars/{exemplar}/file": "GET /grading/exemplars/{exemplar}/file",
    "GET /launches/{launch}/training/graders": "GET /launches/{launch}/grading-agreement",
    "POST /launches/{launch}/training/graders/assign": "POST /launches/{launch}/submissions/assign",
    "POST /launches/{launch}/training/graders/reassign/{submission}": (
        "POST /launches/{launch}/submissions/{submission}/reassign"
    ),
    "POST /launches/{launch}/training/graders/{key}/exemplars": "POST /launches/{launch}/role-plays/{key}/exemplars",
    "POST /launches/{launch}/training/graders/exemplars/{exemplar}/retire": (
        "POST /launches/{launch}/exemplars/{exemplar}/retire"
    ),
    # Administration
    "GET /admin/roster": "GET /admin/roster",
    "POST /admin/roster": "POST /admin/roster/preview",
    "GET /admin/roster/preview": "POST /admin/roster/preview",
    "GET /admin/roster/changes.csv": "POST /admin/roster/changes.csv",
    "POST /admin/roster/import": "POST /admin/roster",
    "GET /admin/journal": "GET /admin/journal",
    "GET /admin/settings": "GET /admin/settings",
    "GET /admin/people": "GET /admin/people",
    "GET /admin/people/{email:path}": "GET /admin/people/{email}",
    "POST /admin/people/open": "POST /admin/accounts",
    "POST /admin/people/grant": "POST /admin/accounts/{email}/roles",
    "POST /admin/people/revoke": "DELETE /admin/accounts/{email}/roles/{role}",
    "POST /admin/people/disable": "POST /admin/accounts/{email}/disable",
    "POST /admin/people/enable": "POST /admin/accounts/{email}/enable",
    "POST /admin/people/send-link": "POST /admin/accounts/{email}/sign-in-link",
    "POST /admin/people/sessions/{number}/end": "POST /admin/accounts/{email}/sessions/{number}/end",
    "POST /admin/people/tokens/{number}/revoke": "POST /admin/accounts/{email}/tokens/{number}/revoke",
}
"""A route of the pages, and the operation that does or tells the same (under API)."""

SIGNING_IN: Final = "It makes or ends the session of a browser; a program shows a token, made by somebody signed in."
TYPED: Final = "It keeps and brings back what was typed in a form when a session ends; a program has what it sent."
PAGES_ONLY: Final[dict[str, str]] = {
    "GET /library/add": "An empty form, or one that says what stands; see GET /library/assets/{key}.",
    "GET /healthz": "It is for whoever watches the process, without /api and without JSON.",
    "GET /sign-in": SIGNING_IN,
    "POST /sign-in": SIGNING_IN,
    "POST /sign-in/link": SIGNING_IN,
    "GET /sign-in/sent": SIGNING_IN,
    "GET /sign-in/link/{token}": SIGNING_IN,
    "POST /sign-in/link/{token}": SIGNING_IN,
    "GET /sign-in/provider": SIGNING_IN,
    "GET /sign-in/provider/back": SIGNING_IN,
    "POST /sign-out": SIGNING_IN,
    "GET /typed": TYPED,
    "GET /typed/signed-in": TYPED,
    "POST /typed": TYPED,
    "GET /rules/{code}": "A page of the reference: every problem in an answer carries its rule's fix already.",
    "GET /launches/{launch}/training/questions/new": "An empty form, and nothing else.",
}
"""What the API does not have, and why."""

OTHER_DOORS: Final[dict[str, str]] = {
    "GET /launches/{launch}/message/objections": "Materials open for everybody, who is told only what is approved.",
    "GET /launches/{launch}/message/battlecards/{key}": "As the objection cards.",
}
"""Pairs whose permissions differ on purpose."""


def table(routers: object) -> dict[str, APIRoute]:
    assert isinstance(routers, tuple)
    found = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return {f"{method} {route.path}": route for route in found for method in sorted(route.methods)}


PAGES = table(routes.ROUTERS)
OPERATIONS = {re.sub(rf" {API}", " ", name): route for name, route in table(api.ROUTERS).items()}


def test_every_page_and_every_act_on_one_is_an_operation_or_says_why_not() -> None:
    assert sorted(PAGES.keys() - SAME.keys() - PAGES_ONLY.keys()) == [], "add the operation, or the reason"
    assert sorted((SAME.keys() | PAGES_ONLY.keys()) - PAGES.keys()) == [], "no such page any more"
    assert sorted(SAME.keys() & PAGES_ONLY.keys()) == []


def test_every_operation_that_is_named_beside_a_page_is_there() -> None:
    assert sorted(set(SAME.values()) - OPERATIONS.keys()) == []


def test_a_page_and_its_operation_ask_for_the_same_permission() -> None:
    different = {}
    for page, operation in SAME.items():
        asked = [one.__name__ for one in doors(PAGES[page].dependant)]
        told = [one.__name__ for one in doors(OPERATIONS[operation].dependant)]
        if asked != told:
            different[page] = (asked, told)
    assert different.keys() == OTHER_DOORS.keys(), different
