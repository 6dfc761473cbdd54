"""A real browser on a real server. Screenshots of every walk are kept in `build/screenshots/`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect, sync_playwright

from tests.browser.chromium import FLAGS, HOW_TO_GET_ONE, chromium_path
from tests.browser.stage import Served, build_stage, copy_stage, served
from tests.conftest import REPOSITORY

PATIENCE = 300_000
"""How long, in milliseconds, anything of the browser may take: it only ends what would never come."""

expect.set_options(timeout=PATIENCE)

SCREENSHOTS = REPOSITORY / "build" / "screenshots"
PHONE = {"width": 375, "height": 740}
DESK = {"width": 1280, "height": 900}

PICTURES = {
    "walk-marketer-3-an-error": "editor",
    "walk-marketer-5-plan": "plan",
    "board": "board",
    "message-map": "message-map",
    "walk-trainer-2-effect-recertify": "publish-effect",
    "walk-trainer-4-review": "review-queue",
    "readiness-leader": "readiness",
    "gate": "gate",
    "walk-leader-7-clearance": "clearance",
    "walk-manager-1-queue": "team",
    "walk-rep-5-not-connected": "quiz-phone",
    "certificate": "certificate",
    "walk-administrator-3-bad-rows": "roster",
}
"""Screenshot → its name in docs/images."""

SignIn = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has the browser and the stage, and plays a walk's tests in their order. First, for xdist reads it then."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Without a Chromium these tests are skipped with the reason, but never in CI, which must have one.

    It ends with these tests: while it is there Playwright's loop runs in this thread, and no other test can run its own.
    """
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET_ONE)
        pytest.skip(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once a run. While you write a walk, READINESS_TEST_STAGE=FOLDER keeps it there from run to run."""
    kept = os.environ.get("READINESS_TEST_STAGE")
    if kept and Path(kept).is_dir():
        return Path(kept)
    return build_stage(Path(kept) if kept else tmp_path_factory.mktemp("stage") / "workspace")


@pytest.fixture(scope="module")
def site(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The stage served anew for each file of tests, so that what one walk changes no other sees."""
    with served(copy_stage(stage, tmp_path_factory.mktemp("site") / "workspace")) as running:
        yield running


@pytest.fixture(scope="module")
def doors() -> dict[str, StorageState]:
    """Who has signed in during this file of tests, and with which cookies: once a person is enough."""
    return {}


@pytest.fixture
def sign_in(browser: Browser, site: Served, doors: dict[str, StorageState]) -> Iterator[SignIn]:
    """`sign_in(email)` is a page of a fresh browser in which this person is signed in, through a real link.

    `again` signs them in with a session of its own, as on another device; `link` is the link to use, "" = a fresh one.
    """
    opened = []

    def enter(
        email: str, *, phone: bool = False, dark: bool = False, script: bool = True, again: bool = False, link: str = ""
    ) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=site.address,
            storage_state=None if again else doors.get(email),
        )
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if again or email not in doors:
            page.goto(link or site.link(email))
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{site.address}/")
            if not again:
                doors[email] = context.storage_state()
        else:
            page.goto("/")
        return page

    yield enter
    for context in opened:
        context.close()


def keep(page: Page, name: str, *, whole: bool = True) -> None:
    """A screenshot of the whole page, or of what is in sight, kept as `build/screenshots/<name>.png`.

    With READINESS_TEST_PICTURES=FOLDER (`make screenshots`) those that the documentation shows are written there too.
    """
    folder = os.environ.get("READINESS_TEST_PICTURES")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)
    if folder and name in PICTURES:
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        page.screenshot(path=Path(folder) / f"{PICTURES[name]}.png")


def pick(select: Locator, begins: str) -> None:
    """The option whose text begins so is chosen."""
    (label,) = [text for text in select.locator("option").all_inner_texts() if text.startswith(begins)]
    select.select_option(label=label)
