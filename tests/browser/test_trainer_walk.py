"""A trainer after a change of the message: previews by role, publishes by effect, accepts drafts, writes a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, keep, pick
from tests.browser.stage import LAUNCH, TRAINER, Served, change_the_message, copy_stage, served

STEM = "A team on GitHub asks for the pipelines alone. What do you compare with them?"


@pytest.fixture(scope="module")
def site(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = copy_stage(stage, tmp_path_factory.mktemp("changed") / "workspace")
    change_the_message(folder)
    with served(folder) as running:
        yield running


def test_a_module_is_previewed_as_a_role_and_published_once_its_effect_was_seen(sign_in: SignIn) -> None:
    page = sign_in(TRAINER)
    page.goto(f"/launches/{LAUNCH}/training/review")
    page.get_by_role("link", name="Price, users to pay for").click()
    pick(page.get_by_label("Read it as"), "Sales manager")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("region", name="As its readers will have it")).to_contain_text("For Sales manager.")
    expect(page.get_by_role("main")).to_contain_text("Compare the plan")
    keep(page, "walk-trainer-1-preview")

    _the_effect_of(page, "Recertify", "lose it for now")
    keep(page, "walk-trainer-2-effect-recertify")
    page.get_by_role("link", name="Back", exact=True).click()
    _the_effect_of(page, "Minor", "Nobody has to take anything again.")
    keep(page, "walk-trainer-3-effect-minor")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("published version 2")).to_be_visible()
    expect(page.get_by_role("region", name="Versions")).to_contain_text("The sentence reads better.")
    keep(page, "walk-trainer-3b-published")


def test_drafted_questions_are_accepted_from_the_review_queue(sign_in: SignIn) -> None:
    page = sign_in(TRAINER)
    page.goto(f"/launches/{LAUNCH}/training")
    page.get_by_role("link", name="wait for a trainer").click()
    drafts = page.get_by_role("region", name="Drafted questions")
    keep(page, "walk-trainer-4-review")
    for draft in drafts.get_by_role("checkbox").all():
        draft.check()
    drafts.get_by_role("button", name="Accept those ticked").click()
    expect(page.get_by_role("main").get_by_role("status").first).to_be_visible()
    expect(page.get_by_role("region", name="Drafted questions")).to_have_count(0)


def test_a_question_is_written_with_its_options_and_what_it_tests(sign_in: SignIn) -> None:
    page = sign_in(TRAINER)
    page.goto(f"/launches/{LAUNCH}/training")
    page.get_by_role("link", name="Write a question").click()
    page.get_by_role("link", name="One right answer").click()
    page.get_by_role("button", name="Write it").click()
    page.get_by_label("Key", exact=True).fill("compare-people")
    page.get_by_label("Question", exact=True).fill(STEM)
    page.get_by_label("Option 1", exact=True).fill("The price of the plan with what build servers cost in people")
    page.get_by_label("Option 2", exact=True).fill("The price of the plan with the price of the servers")
    page.get_by_role("radio", name="option 1").check()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Question", exact=True)).to_have_value(STEM)
    keep(page, "walk-trainer-5-question-refused")

    page.get_by_text("Objections (8)").click()
    page.get_by_role("checkbox", name="Can we buy just the CI/CD?").check()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("main")).to_contain_text("new with the next apply")
    keep(page, "walk-trainer-6-question")


def _the_effect_of(page: Page, change: str, says: str) -> None:
    page.get_by_role("radio", name=change).check()
    page.get_by_label("Note").fill("The sentence reads better.")
    page.get_by_role("button", name="See the effect first").click()
    expect(page.get_by_role("region", name="What it asks of people")).to_contain_text(says)
