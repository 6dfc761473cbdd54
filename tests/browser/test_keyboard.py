"""The quiz and the gate by Tab, Space, Enter and the arrows alone, and one always sees where one is."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn, keep
from tests.browser.stage import LAUNCH, LEADER

LEARNER = "pamela0@adventure-works.example"

WHERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const middle = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, 40) / 2];
  const on_top = document.elementFromPoint(...middle);
  return {
    what: one.outerHTML.slice(0, 200),
    nowhere: one === document.body,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    in_sight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !on_top || !(one.contains(on_top) || on_top.contains(one) || on_top.closest("label")?.contains(one)),
  };
}"""


def test_the_first_tab_leads_past_the_menu_to_the_content(sign_in: SignIn) -> None:
    page = sign_in(LEADER)
    page.goto(f"/launches/{LAUNCH}/readiness")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    _tab(page)
    assert page.get_by_role("main").evaluate("main => main.contains(document.activeElement)")


def test_a_quiz_is_taken_by_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in(LEARNER)
    page.goto(f"/learn/{LAUNCH}/quizzes/price")
    _tab_to(page, page.get_by_label("All on one page"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("One by one")).to_be_checked()
    _tab_to(page, page.get_by_role("button", name="Start attempt"))
    page.keyboard.press("Enter")
    onwards = page.get_by_role("button", name="Next").or_(page.get_by_role("button", name="Look over"))
    for number in range(1, 7):
        expect(page.get_by_text(f"Question {number} of 6")).to_be_visible()
        _answer(page, onwards)
        if number == 3:
            keep(page, "keyboard-quiz")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="All questions are answered")).to_be_visible()
    _tab_to(page, page.get_by_role("button", name="Hand in"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="assed").first).to_be_visible()


def test_a_waiver_is_asked_for_and_the_launch_signed_by_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in(LEADER)
    page.goto(f"/launches/{LAUNCH}/gate")
    behind = page.get_by_text("3 are behind this")
    _tab_to(page, behind)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="jillian0")).to_be_visible()
    keep(page, "keyboard-gate")
    _tab_to(page, page.get_by_role("link", name="Ask for a waiver of proven"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/gate?waive=proven#ask")
    _tab_to(page, page.get_by_label("Reason"))
    page.keyboard.type("No customer can prove it before its day.")
    _tab_to(page, page.get_by_label("Last day"))
    page.keyboard.type("06302018")
    _tab_to(page, page.get_by_role("button", name="Ask for it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Waivers")).to_contain_text("before its day")
    _tab_to(page, page.get_by_role("button", name="Sign off for sales"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()


def _answer(page: Page, onwards: Locator) -> None:
    """Something is answered in every field of the question, and the button that leads on has the focus."""
    answered = False
    while not onwards.evaluate("one => one === document.activeElement"):
        kind = page.evaluate("document.activeElement.closest('fieldset') && document.activeElement.type")
        if kind == "select-one":
            page.keyboard.press("ArrowDown")
        elif kind == "text":
            page.keyboard.type("19")
        elif kind in {"radio", "checkbox"} and not answered:
            page.keyboard.press("Space")
        answered = answered or bool(kind)
        _tab(page)
    assert answered


def _tab_to(page: Page, target: Locator) -> None:
    for _ in range(150):
        _tab(page)
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {target}")


def _tab(page: Page) -> None:
    """One step on; whatever has the focus then is seen to have it, and nothing lies over it."""
    page.keyboard.press("Tab")
    where = page.evaluate(WHERE)
    assert where["nowhere"] or (where["outlined"] and where["in_sight"] and not where["covered"]), where
