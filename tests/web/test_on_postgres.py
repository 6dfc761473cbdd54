"""The whole application once on Postgres: every room of the API and every main screen answers as on SQLite.

The rules are tested on SQLite; here it is only held that no page and no operation asks Postgres what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from readiness.client import Problem
from readiness.domain.access.permissions import Permission
from readiness.reports.viewer import viewer_of
from readiness.web import api, routes
from readiness.web.access import PERMISSION
from tests.postgres import PostgresStage
from tests.web.api_world import program
from tests.web.learning_world import pass_everything, publish
from tests.web.test_doors import dependencies
from tests.web.world import (
    ADMINISTRATOR,
    DANA,
    EVERYBODY,
    IVO,
    LAUNCH,
    LENA,
    MANAGER,
    OLGA,
    REP,
    RUTH,
    Site,
    make_site,
    make_workspace,
)

HERE = f"/launches/{LAUNCH}"
FILLED = {
    "launch": LAUNCH, "email": REP, "number": "1", "attempt": "1", "n": "1", "kind": "module", "key": "first-call",
    "part": "modules", "quiz": "price", "module": "what-it-is", "task": "press-copy-equals-faq", "code": "RD007",
    "certification": "account-executive", "role_play": "references-call",
}  # fmt: skip
ROUTES = [route for router in (*routes.ROUTERS, *api.ROUTERS) for route in router.routes if isinstance(route, APIRoute)]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Site]:
    """The sample launch applied and published on a Postgres of its own, and one rep who has passed everything."""
    stage = PostgresStage(postgres_url)
    folder: Path = tmp_path_factory.mktemp("postgres") / "workspace"
    make_workspace(folder, database_url=stage.address)
    made = make_site(folder, database_url=stage.address)
    publish(made)
    pass_everything(made, REP)
    yield made
    made.context.database.close()
    stage.close()


def permission_of(route: APIRoute) -> Permission | None:
    declared = [getattr(call, PERMISSION) for call in dependencies(route.dependant) if hasattr(call, PERMISSION)]
    return declared[0] if declared else None


def address(route: APIRoute) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: FILLED.get(found[1], "nothing"), route.path)


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_address_that_reads_answers_whoever_may_read_it(there: Site, role: str) -> None:
    viewer, visitor = viewer_of(there.context, email=EVERYBODY[role]), there.as_(EVERYBODY[role])
    answered = {}
    for route in ROUTES:
        permission = permission_of(route)
        if "GET" in route.methods and permission is not None and permission(viewer):
            answered[route.path] = visitor.get(address(route)).status_code
    assert answered
    assert {path: status for path, status in answered.items() if status >= 500} == {}
    there_is = [status for status in answered.values() if status not in {404, 422}]  # a word may name nothing here
    assert sum(status == 200 for status in there_is) * 2 > len(there_is)


@pytest.mark.parametrize(
    ("email", "path", "says"),
    [
        (DANA, "/launches", "GitLab CI/CD for GitHub"), (DANA, HERE, "tasks finished"),
        (DANA, f"{HERE}/timeline", "critical path"), (DANA, f"{HERE}/message", "Message map"),
        (DANA, f"{HERE}/plan", "Nothing to do"), (LENA, f"{HERE}/training", "Modules"),
        (LENA, f"{HERE}/training/questions", "Question bank"), (IVO, f"{HERE}/readiness", "Not ready"),
        (IVO, f"{HERE}/readiness/people?state=wanting&search=a", "people"), (IVO, f"{HERE}/gate", "Held"),
        (MANAGER, "/", "role-plays"), (RUTH, "/", "Sign off for legal"), (IVO, "/", "pieces for sales"),
        (IVO, "/launches", "of 9 criteria met"),
        (MANAGER, "/team", "My team"), (MANAGER, f"{HERE}/readiness", "over time"), (REP, "/learn", "My training"),
        (ADMINISTRATOR, "/admin/people?search=a", "People"), (ADMINISTRATOR, "/admin/journal?verb=applied", LAUNCH),
    ],
)  # fmt: skip
def test_the_main_screens_show_what_they_are_for(there: Site, email: str, path: str, says: str) -> None:
    page = there.as_(email).get(path)
    assert page.status_code == 200
    assert says in page.text


def test_each_persons_acts_are_done(there: Site) -> None:
    ivo, olga, dana = program(there, IVO), program(there, OLGA), program(there, DANA)
    ready = next(one for one in dana.pages(f"{HERE}/tasks") if one["state"] == "ready" and one["who"] == DANA)
    assert dana.post(f"{HERE}/tasks/{ready['key']}", {"verb": "start"})["changed"]
    assert ivo.get(f"{HERE}/gate")["verdict"]["outcome"] == "held"
    asked = {"criterion": "proven", "reason": "Pilots report by September.", "until": "2018-09-30"}
    assert ivo.post(f"{HERE}/gate/waivers", asked)
    sheet = ivo.get(f"{HERE}/gate")
    with pytest.raises(Problem, match="not approved and published as it now reads"):
        ivo.post(f"{HERE}/gate/sign-offs/sales", {"seen": sheet["definition"]})
    assert olga.post(f"{HERE}/gate/record", {})
    manager = there.as_(MANAGER)
    assert manager.post(f"/team/{REP}/nudges/{LAUNCH}", {"says": "Well done."}).status_code == 303
    given = there.as_(ADMINISTRATOR).post("/admin/people/grant", {"email": REP, "role": "auditor"})
    assert given.status_code == 303


def test_a_sign_in_that_is_tried_too_often_is_refused(there: Site) -> None:
    browser = replace(there).stranger()
    browser.get("/sign-in")
    codes = [browser.post("/sign-in", {"email": OLGA, "password": f"guess {n}"}).status_code for n in range(11)]
    assert codes == [403] * 10 + [429]
