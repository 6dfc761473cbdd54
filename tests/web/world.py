"""A whole site on a scratch workspace: the sample launch applied, and a browser for anybody.

    def test_x(site: Site):
        ivo = site.as_(IVO)
        assert ivo.get("/launches").status_code == 200
        ivo.post("/launches/…", {"field": "typed"})        # with the form's token; redirects are not followed
        site.later(days=1)                                 # the clock of the whole site

Nothing is patched: the mail and the clock are fakes at their ports, everything else is what `readiness serve` runs.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from readiness.actions.apply_launch import apply_launch
from readiness.actions.import_roster import import_roster
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import open_account
from readiness.actions.refresh_library import refresh_library
from readiness.actions.sign_in_by_link import sign_in_by_link
from readiness.actions.start_workspace import start_workspace
from readiness.context import Context
from readiness.domain.access.roles import Role
from readiness.settings import load_settings
from readiness.store import schema
from readiness.web.app import build_app
from readiness.web.forms import SESSION, VISIT, csrf_of, signer
from readiness.web.services import Services
from readiness.wiring.accounts import with_accounts
from readiness.wiring.workspace import build_context
from tests.fakes import HeardMail

LAUNCH = "gitlab-cicd-for-github"
START = datetime(2018, 1, 22, 9, tzinfo=UTC)
SECRET = b"a secret of thirty-two bytes, no."

ADMINISTRATOR, AUDITOR = "root@launch.example", "audit@launch.example"
DANA, LENA, IVO, OLGA = (f"{name}@launch.example" for name in ("dana", "lena", "ivo", "olga"))
"""Marketing and owner, enablement, sales, leadership of the sample launch."""
RUTH = "ruth@launch.example"
"""Legal: in the team, with no role that its function carries."""
MANAGER, REP, OTHER_REP, ELSEWHERE = (
    f"{name}@adventure-works.example" for name in ("stephen0", "michael9", "linda3", "rachel0")
)
"""The manager of both reps, and a rep in another region under another manager."""
GUEST = "guest@launch.example"
"""Has an account and nothing else."""
STRANGER = "nobody@elsewhere.example"

EVERYBODY: Mapping[str, str] = {
    "administrator": ADMINISTRATOR, "auditor": AUDITOR, "marketer": DANA, "trainer": LENA, "sales-leader": IVO,
    "manager": MANAGER, "rep": REP, "team": RUTH, "none": GUEST,
}  # fmt: skip
"""Somebody for each role."""


@dataclass
class SiteClock:
    """Stands at `at` until it is moved; what is recorded under it is not a simulation."""

    at: datetime = START
    simulated: bool = False

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


@dataclass
class Site:
    """The application of the workspace in `folder`."""

    folder: Path
    app: FastAPI
    context: Context
    clock: SiteClock
    mail: HeardMail

    @property
    def services(self) -> Services:
        found: Services = self.app.state.services
        return found

    def as_(self, email: str) -> Visitor:
        """A browser in which `email` is signed in; whoever may not sign in is given an account without a role."""
        token = self.signed_in(email)
        browser = self.stranger()
        browser.client.cookies.set(SESSION, signer(SECRET, SESSION).sign(token).decode())
        browser.bound = token
        return browser

    def signed_in(self, email: str) -> str:
        """The token of a new session of this address."""
        self.give_account(email)
        link = make_sign_in_link(self.context.acting_as(email), email=email)
        return sign_in_by_link(self.context, token=link, browser="Chromium").token

    def give_account(self, email: str, *roles: Role, region: str = "") -> None:
        open_account(self.context.acting_as(ADMINISTRATOR), email=email, roles=roles, region=region)

    def stranger(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return Visitor(client_of(self.app))

    def behind(self, address: str) -> Site:
        """The same site, reached at another address."""
        return replace(self, app=build_app(replace(self.services, address=address)))

    def later(self, **by: float) -> None:
        self.clock.at += timedelta(**by)


@dataclass
class Visitor:
    """A browser. `post` sends the form token of its session (or of its visit, before sign-in) unless told another."""

    client: TestClient
    bound: str = ""

    def get(self, path: str, **given: Any) -> Response:
        return self.client.get(path, **given)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **given: Any) -> Response:
        sent = {"csrf": self.csrf} | dict(data or {})
        return self.client.post(path, data=sent, **given)

    def try_door(self, method: str, path: str) -> Response:
        """The request with nothing in its form but the token."""
        return self.get(path) if method == "GET" else self.client.request(method, path, data={"csrf": self.csrf})

    @property
    def csrf(self) -> str:
        return csrf_of(SECRET, self.bound or self._visit)

    @property
    def _visit(self) -> str:
        found = self.client.cookies.get(VISIT)
        return signer(SECRET, VISIT).unsign(found).decode() if found else ""


@cache
def _loop() -> BlockingPortal:
    """The one event loop in which all requests are answered: a thread and a loop for each took a quarter of its time."""
    running = ExitStack()
    # As if broken off: a request that a failed test left unanswered is cancelled, not waited for without end.
    atexit.register(running.__exit__, SystemExit, SystemExit(), None)
    return running.enter_context(start_blocking_portal())


def client_of(app: FastAPI) -> TestClient:
    """What sends requests to the application, and follows no redirect."""
    made = TestClient(app, base_url="http://testserver", follow_redirects=False)
    made.portal = _loop()
    return made


def make_site(folder: Path, *, clock: SiteClock | None = None, **settings: Any) -> Site:
    """The application of the workspace in `folder`, whose database is made ready."""
    clock, mail = clock or SiteClock(), HeardMail()
    known = replace(load_settings(folder, {}), **settings)
    made = with_accounts(build_context(known), known)
    context = replace(made, clock=clock, mail=mail, actor="")
    schema.upgrade(context.database)
    services = Services(context=context, settings=known, secret=SECRET, address="http://testserver")
    return Site(folder, build_app(services), context, clock, mail)


def make_workspace(folder: Path, **settings: Any) -> None:
    """The sample launch, applied on its first day with its roster; an administrator and an auditor have accounts."""
    start_workspace(folder, samples=(LAUNCH,))
    (folder / "readiness.toml").write_text('engine = "none"\n', encoding="utf-8")
    site = make_site(folder, **settings)
    acting = site.context.acting_as(DANA)
    import_roster(acting, path=folder / "launches" / LAUNCH / "roster" / "roster.csv")
    apply_launch(acting, launch=LAUNCH)
    open_account(site.context.acting_as(ADMINISTRATOR), email=ADMINISTRATOR, name="Root", roles=("administrator",))
    open_account(site.context.acting_as(ADMINISTRATOR), email=AUDITOR, name="Audit", roles=("auditor",))
    refresh_library(site.context)  # else the first page of each test that opens a material learns all of their words
    site.context.database.close()


def copy_workspace(made: Path, folder: Path) -> Path:
    shutil.copytree(made, folder, copy_function=shutil.copy)  # their times are nobody's business, and cost as much
    return folder
