"""The first administrator: comes in by the printed link, imports the roster, gives a role, ends a session."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, SignIn, keep, pick
from tests.browser.stage import ADMINISTRATOR, MARKETER, REP, Served

COLUMNS = "email,name,role,manager,team,region,territory,start_date,languages\n"
BAD = COLUMNS + (
    "not-an-address,Ann One,account-executive,,US,North America,Central,2018-03-01,en\n"
    "ann2@adventure-works.example,Ann Two,account-executive,nobody@adventure-works.example,US,North America,Central,"
    "2018-03-01,en\n"
    "ann3@adventure-works.example,Ann Three,account-executive,,US,North America,Central,31 March,en\n"
)
GOOD = COLUMNS + (
    "ann4@adventure-works.example,Ann Four,account-executive,stephen0@adventure-works.example,US,North America,Central,"
    "2018-03-01,en\n"
)


def test_the_printed_link_signs_the_first_administrator_in_once(browser: Browser, site: Served) -> None:
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(site.invitation)
    keep(page, "walk-administrator-1-link")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Administration").first).to_be_visible()
    context.close()

    late = browser.new_context(base_url=site.address)
    late.set_default_timeout(PATIENCE)
    page = late.new_page()
    page.goto(site.invitation)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Send me a link")).to_be_visible()
    keep(page, "walk-administrator-2-link-used-up")
    late.close()


def test_every_bad_row_of_a_roster_is_told_and_a_good_one_is_previewed(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(ADMINISTRATOR)
    page.goto("/admin/roster")
    page.get_by_label("File", exact=True).set_input_files(_file(tmp_path / "new-people.csv", BAD))
    page.get_by_role("button", name="Look at the changes").click()
    told = page.get_by_role("region", name="Problems in the file")
    for line in ("Line 2", "Line 3", "Line 4"):
        expect(told).to_contain_text(line)
    keep(page, "walk-administrator-3-bad-rows")

    page.get_by_label("File", exact=True).set_input_files(_file(tmp_path / "new-people.csv", GOOD))
    page.get_by_role("button", name="Look at the changes").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("ann4@adventure-works.example")
    keep(page, "walk-administrator-4-preview")
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("main").get_by_role("status")).to_be_visible()
    expect(page.get_by_role("region", name="Last imports")).to_contain_text("new-people.csv")
    keep(page, "walk-administrator-5-imported")


def test_a_role_holds_at_once_in_a_browser_that_is_open_elsewhere(sign_in: SignIn) -> None:
    theirs = sign_in(REP)
    theirs.goto("/launches")
    expect(theirs.get_by_role("heading", level=1)).not_to_have_text("Launches")

    page = sign_in(ADMINISTRATOR)
    page.goto("/admin/people")
    page.get_by_role("link", name="jillian0").click()
    page.get_by_text("Give a role", exact=True).click()
    pick(page.get_by_label("Role", exact=True), "Auditor")
    page.get_by_role("button", name="Give it").click()
    expect(page.get_by_role("region", name="Roles")).to_contain_text("Auditor")
    keep(page, "walk-administrator-6-role")

    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Launches")
    page.get_by_role("button", name="Revoke Auditor").click()
    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).not_to_have_text("Launches")


def test_a_session_that_is_ended_is_over_at_once(sign_in: SignIn) -> None:
    theirs = sign_in(MARKETER)
    theirs.goto("/launches")
    page = sign_in(ADMINISTRATOR)
    page.goto("/admin/people")
    page.get_by_role("link", name="Dana Okafor").click()
    sessions = page.get_by_role("region", name="Where they are signed in")
    keep(page, "walk-administrator-7-sessions")
    for _ in sessions.get_by_role("button", name="Sign out").all():
        sessions.get_by_role("button", name="Sign out").first.click()
    expect(sessions).to_contain_text("Nowhere.")

    theirs.reload()
    expect(theirs.get_by_role("heading", name="Sign in")).to_be_visible()
    keep(theirs, "walk-administrator-8-signed-out")


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
