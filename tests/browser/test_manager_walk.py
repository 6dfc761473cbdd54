"""A manager sees who waits for them, marks a role-play on its rubric and reminds somebody, who sees it at home."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import SignIn, keep
from tests.browser.stage import MANAGER, REP

BEHIND = "pamela0@adventure-works.example"


def test_a_manager_marks_a_role_play_and_the_rep_is_certified(sign_in: SignIn) -> None:
    page = sign_in(MANAGER)
    page.get_by_role("link", name="My team").first.click()
    expect(page.get_by_text("7 of 10 people are where they should be.")).to_be_visible()
    queue = page.get_by_role("region", name="Only you can move these on")
    expect(queue.get_by_role("listitem")).to_have_count(3)
    keep(page, "walk-manager-1-queue")
    queue.get_by_role("link", name="Mark jillian0").click()

    for category in page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
        category.get_by_role("radio").nth(3).check()
    page.get_by_label("What they did well, and what next").fill("Said so at once. Next time let them talk more.")
    keep(page, "walk-manager-2-rubric")
    page.get_by_role("button", name="Record the mark").click()
    expect(page.get_by_role("main").get_by_role("status")).to_be_visible()
    expect(page.get_by_text("certified", exact=True)).to_be_visible()
    keep(page, "walk-manager-3-marked")

    page.goto("/team")
    expect(page.get_by_text("8 of 10 people are where they should be.")).to_be_visible()
    expect(page.get_by_role("region", name="Only you can move these on").get_by_role("listitem")).to_have_count(2)

    rep = sign_in(REP, phone=True)
    rep.goto("/learn")
    expect(rep.get_by_role("link", name="See the certificate")).to_be_visible()


def test_a_reminder_stands_on_the_home_page_of_whoever_it_is_for(sign_in: SignIn) -> None:
    page = sign_in(MANAGER)
    page.goto(f"/team/{BEHIND}")
    page.get_by_text("Remind", exact=True).click()
    page.get_by_label("Your words").fill("Take the price quiz again before Friday; we go through it on Wednesday.")
    keep(page, "walk-manager-4-remind")
    page.get_by_role("button", name="Send the reminder").click()
    expect(page.get_by_role("region", name="Reminders")).to_contain_text("we go through it on Wednesday")

    page.get_by_text("Remind", exact=True).click()
    page.get_by_label("Your words").fill("And once more.")
    page.get_by_role("button", name="Send the reminder").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("And once more.")

    rep = sign_in(BEHIND, phone=True)
    expect(rep.get_by_role("main")).to_contain_text("we go through it on Wednesday")
    expect(rep.get_by_role("main")).to_contain_text(MANAGER)
    keep(rep, "walk-manager-5-rep-reminded")
