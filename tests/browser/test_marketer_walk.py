"""A marketer starts the sample launch: edits its file, sees what is wrong and what applying would do, applies it, works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, keep, pick
from tests.browser.stage import ADMINISTRATOR, FIRST_MORNING, MARKETER, Served, build_beginning, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(build_beginning(tmp_path_factory.mktemp("beginning") / "workspace"), now=FIRST_MORNING) as running:
        yield running


def test_an_administrator_opens_the_account_of_the_first_marketer(sign_in: SignIn, site: Served) -> None:
    page = sign_in(ADMINISTRATOR, link=site.invitation)
    page.get_by_role("link", name="Administration").first.click()
    page.get_by_text("Open an account", exact=True).click()
    page.get_by_role("textbox", name="Mail address").fill(MARKETER)
    page.get_by_label("Name", exact=True).fill("Dana Okafor")
    pick(page.get_by_label("Role"), "Marketer")
    keep(page, "walk-marketer-0-account")
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("main").get_by_role("status")).to_be_visible()


def test_a_marketer_takes_a_launch_from_its_file_to_its_first_finished_task(sign_in: SignIn) -> None:
    page = sign_in(MARKETER)
    keep(page, "walk-marketer-1-nothing-applied")
    page.get_by_role("link", name="Start with a launch").click()
    keep(page, "walk-marketer-2-launches")
    page.get_by_role("main").get_by_role("link", name="gitlab-cicd-for-github").first.click()
    expect(page.get_by_role("heading", name="Not applied yet")).to_be_visible()
    page.get_by_role("link", name="The file").click()

    _an_error_is_told_with_its_line(page)
    _what_was_mended_elsewhere_is_uploaded_into_the_editor(page)
    _the_plan_of_the_mended_text_is_shown_before_it_is_saved(page)

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("aved")
    page.get_by_role("link", name="Plan and apply").click()
    keep(page, "walk-marketer-5-plan")
    page.get_by_role("button", name="Apply").click()
    keep(page, "walk-marketer-6-applying")
    expect(page.get_by_text("Applied.", exact=True)).to_be_visible(timeout=600_000)
    keep(page, "walk-marketer-7-applied")
    page.get_by_role("link", name="Open the board").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GitLab CI/CD for GitHub")
    _a_task_of_hers_is_finished_in_place(page)


def _an_error_is_told_with_its_line(page: Page) -> None:
    editor = page.get_by_label("launch.yaml", exact=True)
    sound = editor.input_value()
    editor.fill(sound.replace("pass_fraction: 0.8", "pass_fraction: 80", 1))
    checks = page.get_by_role("region", name="Checks")
    expect(checks).to_contain_text("to mend before it can be applied")
    expect(checks).to_contain_text("pass_fraction")
    checks.get_by_role("link", name="line ").first.click()
    expect(editor).to_be_focused()
    keep(page, "walk-marketer-3-an-error")
    editor.fill(sound)
    expect(checks).to_contain_text("Sound")


def _what_was_mended_elsewhere_is_uploaded_into_the_editor(page: Page) -> None:
    editor = page.get_by_label("launch.yaml", exact=True)
    mended = editor.input_value().replace("can build, test and deploy it with", "build, test and deploy it with", 1)
    page.get_by_text("Upload a changed file instead").click()
    page.get_by_label("A changed launch.yaml").set_input_files(
        {"name": "mended.yaml", "mimeType": "text/yaml", "buffer": mended.encode()}
    )
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_text("What is in the editor is not saved yet.")).to_be_visible()
    expect(editor).to_have_value(mended)
    expect(page.get_by_role("region", name="Checks")).to_contain_text("Sound")


def _the_plan_of_the_mended_text_is_shown_before_it_is_saved(page: Page) -> None:
    page.get_by_role("button", name="Preview the plan").click()
    expect(page.get_by_role("heading", name="What applying this text would do")).to_be_visible()
    expect(page.get_by_text("Nothing of this is saved or applied.")).to_be_visible()
    keep(page, "walk-marketer-4-preview")


def _a_task_of_hers_is_finished_in_place(page: Page) -> None:
    column = page.get_by_role("region", name="Value propositions")
    column.get_by_role("button", name="Mark done Draft the value propositions").click()
    done = column.get_by_role("listitem").filter(has=page.get_by_role("link", name="Draft the value propositions"))
    expect(done.get_by_text("done", exact=True)).to_be_visible()
    confirms = column.get_by_role("listitem").filter(has=page.get_by_role("link", name="Product confirms"))
    expect(confirms.get_by_text("ready", exact=True)).to_be_visible()
    keep(page, "walk-marketer-8-board")
    page.reload()
    expect(page.get_by_text("1 / 48")).to_be_visible()
