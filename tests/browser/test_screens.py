"""Every screen in a real browser: no accessibility violation, nothing cut off on a phone, no script refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, SignIn, keep
from tests.browser.screens import SCREENS, Screen

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
"""WCAG 2.2 AA, and what axe counts as good practice."""

BY_PERSON = defaultdict(list)
for screen in SCREENS:
    BY_PERSON[screen.who].append(screen)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:300]}" for one in found]


def looked_at(page: Page, screens: list[Screen]) -> Iterator[tuple[Screen, list[str]]]:
    """Each screen with what the browser complained of (a refused script or style, a broken file)."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for one in screens:
        heard.clear()
        page.goto(one.path)
        yield one, [text for text in heard if "status of 40" not in text]


@pytest.mark.parametrize("who", BY_PERSON)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_screen_has_an_accessibility_violation(sign_in: SignIn, who: str, dark: bool) -> None:
    page = sign_in(who, dark=dark)
    told = {}
    for one, complaints in looked_at(page, BY_PERSON[who]):
        if found := violations(page) + complaints:
            told[one.name] = found
        keep(page, f"{one.name}-dark" if dark else one.name)
    assert not told


@pytest.mark.parametrize("who", BY_PERSON)
def test_on_a_phone_nothing_is_cut_off_and_nothing_is_violated(sign_in: SignIn, who: str) -> None:
    page = sign_in(who, phone=True)
    told = {}
    for one, _ in looked_at(page, BY_PERSON[who]):
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        found = violations(page)
        if wide > PHONE["width"]:
            found.append(f"{wide} px wide on a screen of {PHONE['width']}")
        if found:
            told[one.name] = found
        keep(page, f"{one.name}-phone")
    assert not told


def test_everything_is_there_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(SCREENS[0].who, script=False)
    for one in BY_PERSON[SCREENS[0].who]:
        page.goto(one.path)
        assert page.locator("h1").count() == 1, one.name
