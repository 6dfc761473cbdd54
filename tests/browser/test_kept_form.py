"""A marketer's session ends while they write: signed in again, in a second window and without JavaScript, they go on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import SignIn, keep
from tests.browser.stage import LAUNCH, MARKETER, Served

DEFINITION = f"/launches/{LAUNCH}/definition"
TYPED = "key: mine\n# typed for an hour"


def test_what_was_typed_is_back_after_signing_in_again_without_scripts(sign_in: SignIn, site: Served) -> None:
    page = sign_in(MARKETER, script=False, again=True)
    page.goto(DEFINITION)
    before = page.locator("#f-text").input_value()
    page.locator("#f-text").fill(TYPED)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What you typed is kept")).to_be_visible()
    keep(page, "kept-1-asked")
    page.get_by_role("button", name="Go on with what I typed").click()
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in yet")
    second = page.context.new_page()
    second.goto(f"{site.link(MARKETER)}?next=/typed/signed-in")
    second.get_by_role("button", name="Sign in").click()
    expect(second.get_by_role("heading", name="You are signed in")).to_be_visible()
    page.get_by_role("button", name="Go on with what I typed").click()
    expect(page.locator("#f-text")).to_have_value(TYPED)
    expect(page.get_by_role("main")).to_contain_text("Nothing of it was sent")
    keep(page, "kept-2-back")
    page.goto(DEFINITION)
    expect(page.locator("#f-text")).to_have_value(before)
