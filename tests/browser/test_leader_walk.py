"""A sales leader asks "are we ready, and if not, who and what?", and the launch goes from held to cleared."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, keep
from tests.browser.stage import CHIEF, LAUNCH, LEADER, MANAGER, MARKETER, REP

GATE = f"/launches/{LAUNCH}/gate"
SIGNERS = {
    "product": "product@launch.example",
    "marketing": MARKETER,
    "sales": LEADER,
    "legal": "ruth@launch.example",
    "support": "tomas@launch.example",
}
WHY = "Released on launch day, so no customer can prove it; pilots report by September."


def test_a_held_launch_is_cleared_by_acting_on_its_reasons(sign_in: SignIn) -> None:
    leader = sign_in(LEADER)
    _the_board_says_who_and_what(leader)
    _a_waiver_is_asked_for(leader)
    _leadership_approves_it(sign_in(CHIEF))
    _the_missing_role_play_is_marked(sign_in(MANAGER))
    _what_the_field_heard_finds_its_answer(sign_in(MARKETER))
    for function, email in SIGNERS.items():
        _sign_off(sign_in(email), function)
    leader.goto(GATE)
    expect(leader.get_by_role("heading", name="Cleared by its figures")).to_be_visible()
    _it_is_cleared_and_on_record(sign_in(CHIEF))
    leader.goto("/launches")
    expect(leader.get_by_role("listitem").filter(has_text="GitLab CI/CD").get_by_text("cleared").first).to_be_visible()


def _the_board_says_who_and_what(page: Page) -> None:
    page.get_by_role("link", name="GitLab CI/CD for GitHub").first.click()
    page.get_by_role("link", name="Readiness", exact=True).last.click()
    expect(page.get_by_role("heading", name="Not ready")).to_be_visible()
    keep(page, "walk-leader-1-board")
    page.get_by_role("link", name="See who is not certified").click()
    expect(page.get_by_role("link", name="jillian0")).to_be_visible()
    keep(page, "walk-leader-2-who")
    page.get_by_role("link", name="jillian0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("jillian0")
    expect(page.get_by_role("main")).to_contain_text("A decider asks for references")
    keep(page, "walk-leader-3-person")


def _a_waiver_is_asked_for(page: Page) -> None:
    page.get_by_role("link", name="Gate", exact=True).click()
    expect(page.get_by_role("heading", name="Held", exact=True)).to_be_visible()
    page.get_by_role("link", name="Ask for a waiver of proven").click()
    page.get_by_label("Reason").fill(WHY)
    page.get_by_label("Last day").fill("2018-09-30")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("region", name="Waivers")).to_contain_text(WHY)
    expect(page.get_by_role("button", name="Approve the waiver")).to_have_count(0)
    keep(page, "walk-leader-4-waiver-asked")


def _leadership_approves_it(page: Page) -> None:
    page.goto(GATE)
    page.get_by_role("button", name="Approve the waiver").click()
    waived = page.get_by_role("region", name="Waived")
    expect(waived).to_contain_text(WHY)
    keep(page, "walk-leader-5-waiver-approved")


def _the_missing_role_play_is_marked(page: Page) -> None:
    page.goto(f"/team/{REP}")
    for category in page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
        category.get_by_role("radio").last.check()
    page.get_by_role("button", name="Record the mark").click()
    expect(page.get_by_text("certified", exact=True)).to_be_visible()


def _what_the_field_heard_finds_its_answer(page: Page) -> None:
    page.goto(f"/launches/{LAUNCH}/voice")
    page.get_by_role("link", name="Will it still be free next year?").click()
    page.get_by_label("It belongs to").select_option("objections.stay-free")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("main")).to_contain_text("Merged")


def _sign_off(page: Page, function: str) -> None:
    page.goto(GATE)
    page.get_by_role("button", name=f"Sign off for {function}").click()
    line = page.get_by_role("region", name="Sign-offs").get_by_role("listitem").filter(has_text=function.capitalize())
    expect(line.first.get_by_text("signed", exact=True)).to_be_visible()


def _it_is_cleared_and_on_record(page: Page) -> None:
    page.goto(GATE)
    keep(page, "walk-leader-6-may-be-cleared")
    page.get_by_role("button", name="Clear for market").click()
    expect(page.get_by_role("main")).to_contain_text("Signature")
    expect(page.get_by_role("main")).to_contain_text(f"by {CHIEF}")
    keep(page, "walk-leader-7-clearance")
    page.get_by_role("link", name="Verdict ").first.click()
    expect(page.get_by_role("main")).to_contain_text("leared")
    keep(page, "walk-leader-8-verdict")
