"""A rep on a phone: reads a module, takes the quiz through a lost connection and a reload, is certified, is verified."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, SignIn, keep
from tests.browser.stage import SELLER, Served, build_small_stage, served

ANSWERS = {
    "How many days": "30",
    "Why thirty": "A whole pay period fits into it",
    "longer discount": "Would you sign today?",
}
"""The last one is wrong: two of three are enough to pass."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    with served(build_small_stage(tmp_path_factory.mktemp("small") / "workspace"), now=None) as running:
        _somebody_administers(browser, running)
        yield running


def test_a_module_is_read_to_its_end_and_goes_on_where_it_was_left(sign_in: SignIn) -> None:
    page = sign_in(SELLER, phone=True)
    keep(page, "walk-rep-1-home")
    page.get_by_role("link", name="Read The longer trial").click()
    page.get_by_role("button", name="Next:").click()
    page.get_by_role("button", name="Next:").click()
    expect(page.get_by_text("Section 3 of 10")).to_be_visible()
    keep(page, "walk-rep-2-reading")

    page.reload()
    expect(page.get_by_text("2 of 10 read")).to_be_visible()
    page.goto("/learn")
    page.get_by_role("link", name="Read on").click()
    expect(page.get_by_text("Section 3 of 10")).to_be_visible()

    for section in range(3, 10):
        expect(page.get_by_text(f"Section {section} of 10")).to_be_visible()
        page.get_by_role("button", name="Next:").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("main")).to_contain_text("1 of 2 done")
    keep(page, "walk-rep-3-module-read")


def test_a_quiz_survives_a_lost_connection_a_reload_and_two_submits(sign_in: SignIn) -> None:
    page = sign_in(SELLER, phone=True)
    page.goto("/learn")
    page.get_by_role("link", name="Take the quiz").click()
    page.get_by_label("One by one").check()
    page.get_by_role("button", name="Start attempt 1 of 3").click()
    expect(page.get_by_text(re.compile(r"\d+:\d\d left"))).to_be_visible()

    _answer(page)
    expect(page.get_by_text("All saved.")).to_be_visible()
    keep(page, "walk-rep-4-saved")
    page.get_by_role("button", name="Next").click()

    page.context.set_offline(True)
    _answer(page)
    expect(page.get_by_text("Not connected.")).to_be_visible()
    keep(page, "walk-rep-5-not-connected")
    page.context.set_offline(False)
    expect(page.get_by_text("All saved.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("2 of 3 answered and saved.")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    _answer(page)
    page.get_by_role("button", name="Look over and hand in").click()
    expect(page.get_by_role("heading", name="All questions are answered")).to_be_visible()
    keep(page, "walk-rep-6-look-over")

    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="Hand in").dblclick()
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    other.get_by_role("button", name="Hand in").click()
    expect(other.get_by_role("heading", name="Passed")).to_be_visible()
    assert other.url == page.url

    again = page.get_by_role("region", name="Read this again")
    expect(again.get_by_role("link", name="The longer trial, and what to say about it")).to_be_visible()
    expect(page.get_by_text("You said: Would you sign today?")).to_be_visible()
    keep(page, "walk-rep-7-result")
    page.goto("/learn/trial-extension/quizzes/trial-quiz")
    expect(page.get_by_role("link", name="Attempt 1")).to_be_visible()
    expect(page.get_by_role("link", name="Attempt 2")).to_have_count(0)


def test_a_certificate_is_verified_by_anybody_without_signing_in(sign_in: SignIn, browser: Browser) -> None:
    page = sign_in(SELLER, phone=True)
    page.goto("/learn")
    page.get_by_role("link", name="See the certificate").click()
    expect(page.get_by_role("article", name="Certificate")).to_contain_text("Cal Ortiz")
    keep(page, "walk-rep-8-certificate")
    address = page.get_by_role("link", name="/verify/").inner_text()

    stranger = browser.new_context(viewport=PHONE)
    stranger.set_default_timeout(PATIENCE)
    public = stranger.new_page()
    public.goto(address)
    expect(public.get_by_role("heading", name="Valid today")).to_be_visible()
    expect(public.get_by_role("main")).to_contain_text("Cal Ortiz")
    keep(public, "walk-rep-9-verified")
    stranger.close()


def test_the_time_goes_on_while_the_page_is_closed(sign_in: SignIn) -> None:
    page = sign_in("dee@tallybird.example", phone=True)
    page.goto("/learn/trial-extension/quizzes/trial-quiz")
    page.get_by_role("button", name="Start attempt").click()
    began = time.monotonic()
    address, before = page.url, _seconds_left(page)
    page.goto("/")
    page.wait_for_timeout(1_500)
    page.goto(address)
    left = _seconds_left(page)
    assert before - (time.monotonic() - began) - 2 < left < before <= 600


def _answer(page: Page) -> None:
    """The one question on the page is answered as `ANSWERS` says."""
    question = page.get_by_role("main").get_by_role("group").filter(has_text=re.compile("|".join(ANSWERS)))
    asked = question.inner_text()
    (answer,) = [text for stem, text in ANSWERS.items() if stem in asked]
    if answer.isdigit():
        question.get_by_role("textbox").fill(answer)
    else:
        question.get_by_label(answer).check()


def _seconds_left(page: Page) -> int:
    shown = page.get_by_text(re.compile(r"\d+:\d\d left"))
    expect(shown).to_be_visible()
    minutes, seconds = re.findall(r"(\d+):(\d\d) left", shown.inner_text())[0]
    return int(minutes) * 60 + int(seconds)


def _somebody_administers(browser: Browser, site: Served) -> None:
    """The link that the server printed is used, so that links can be made for the others."""
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(site.invitation)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Administration").first).to_be_visible()
    context.close()
