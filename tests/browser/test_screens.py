"""Every screen in a real browser: no accessibility violation, nothing cut off on a phone, no script refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from readiness.web.routes import ROUTERS
from tests.browser.conftest import DESK, PATIENCE, PHONE, SignIn, keep
from tests.browser.screens import NO_PAGES, NOBODY, SCREENS, Screen
from tests.browser.stage import MARKETER, Served

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.2 AA, and what axe counts as good practice."""

DARK = ("color-contrast", "link-in-text-block")
"""What can differ between light and dark."""

NARROW = (*DARK, "target-size", "scrollable-region-focusable", "aria-hidden-focus", "landmark-unique", "region")
"""What can differ between a desk and a phone."""

BY_PERSON = defaultdict(list)
for screen in SCREENS:
    BY_PERSON[screen.who].append(screen)


@pytest.mark.parametrize("who", BY_PERSON, ids=lambda who: who or "nobody")
def test_every_screen_is_accessible_and_whole_in_light_in_dark_and_on_a_phone(
    sign_in: SignIn, browser: Browser, site: Served, who: str
) -> None:
    page = sign_in(who) if who != NOBODY else browser.new_page(base_url=site.address)
    page.set_default_timeout(PATIENCE)
    told: dict[str, list[str]] = {}
    for one, complaints in _looked_at(page, BY_PERSON[who]):
        found = {one.name: complaints + _violations(page, "tag", RULES)}
        keep(page, one.name)
        page.emulate_media(color_scheme="dark")
        found[f"{one.name}-dark"] = _violations(page, "rule", DARK)
        keep(page, f"{one.name}-dark", whole=False)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        found[f"{one.name}-phone"] = _violations(page, "rule", NARROW) + _too_wide(page)
        keep(page, f"{one.name}-phone")
        page.set_viewport_size(DESK)
        told |= {name: problems for name, problems in found.items() if problems}
    assert not told


def test_everything_is_there_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(MARKETER, script=False)
    for one in BY_PERSON[MARKETER]:
        page.goto(one.path)
        assert page.locator("h1").count() == 1, one.name


def test_every_page_of_the_application_is_among_the_screens() -> None:
    pages = {path for path, _ in _pages()}
    shown = {_route_of(one.shows or urlsplit(one.path).path) for one in SCREENS}
    assert pages - shown - NO_PAGES == set()
    assert pages >= NO_PAGES


def _route_of(path: str) -> str | None:
    """The first route that answers this address, as the application finds it."""
    return next((route for route, matches in _pages() if matches(path)), None)


def _pages() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Each address that answers GET, with what tells whether a path is one of it."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, Route) and "GET" in (route.methods or ()):
                yield route.path, route.path_regex.match


def _violations(page: Page, kind: str, values: tuple[str, ...]) -> list[str]:
    """What axe finds, which is read into a page once: it has half a megabyte."""
    asked = {"runOnly": {"type": kind, "values": list(values)}, "resultTypes": ["violations"]}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("asked => axe.run(asked).then(found => found.violations)", asked)
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:300]}" for one in found]


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    return [f"{wide} px wide on a screen of {PHONE['width']}"] if wide > PHONE["width"] else []


def _looked_at(page: Page, screens: list[Screen]) -> Iterator[tuple[Screen, list[str]]]:
    """Each screen with what is wrong at once: another status, a refused script or style, a broken file."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for one in screens:
        heard.clear()
        answered = page.goto(one.path)
        assert answered is not None
        complaints = [] if answered.status == one.status else [f"answers {answered.status}, not {one.status}"]
        if one.then and not complaints:
            one.then(page)
            page.wait_for_load_state()
        yield one, complaints + [text for text in heard if not re.search("status of 4..", text)]
