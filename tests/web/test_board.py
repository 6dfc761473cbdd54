"""The board of a launch: tasks by stage, decided in place, with and without JavaScript."""

from __future__ import annotations

import re

import pytest

from readiness.actions.decide_task import decide_task
from readiness.ground.errors import NotFound
from readiness.reports.board import launch_board, launch_place, task_page
from tests.web.world import AUDITOR, DANA, EVERYBODY, GUEST, IVO, LAUNCH, LENA, MANAGER, RUTH, Site

BOARD = f"/launches/{LAUNCH}"
PROOF = "collect-proof"
"""Dana's first task."""
SEES = {"team", "administrator", "auditor", "marketer", "trainer", "sales-leader", "manager"}
HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script>'\"&{{ 7*7 }}"


def task(key: str = PROOF) -> str:
    return f"{BOARD}/tasks/{key}"


def state(site: Site, key: str = PROOF) -> str:
    return task_page(site.context, launch=LAUNCH, task=key, viewer=DANA).card.line.state


def cards(site: Site, viewer: str, **asked: object) -> dict[str, object]:
    found = launch_board(site.context, launch=LAUNCH, viewer=viewer, **asked)
    return {card.line.key: card for column in found.columns for card in column.cards}


@pytest.mark.parametrize("role", EVERYBODY)
def test_staff_see_board_and_tasks(site: Site, role: str):
    browser = site.as_(EVERYBODY[role])
    wanted = 200 if role in SEES else 403
    assert browser.get(BOARD).status_code == wanted
    assert browser.get(task()).status_code == wanted


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_the_right_people_finish_a_task(site: Site, role: str):
    """Marketing's task, owned by Dana: the others of the team, and people outside it, are told why not."""
    answer = site.as_(EVERYBODY[role]).post(task(), {"verb": "done"})
    assert answer.status_code == (303 if role == "marketer" else 403)
    assert state(site) == ("done" if role == "marketer" else "ready")


def test_a_stranger_is_asked_to_sign_in(site: Site):
    assert site.stranger().get(BOARD).headers["location"] == f"/sign-in?next={BOARD}"


def test_every_task_is_on_the_board_under_its_stage(site: Site):
    page = site.as_(DANA).get(BOARD).text
    found = launch_board(site.context, launch=LAUNCH, viewer=DANA)
    assert found.shown == len(found.board.lines) == 48
    assert re.findall(r'id="stage-([a-z-]+)"', page) == [column.stage for column in found.columns]
    assert page.count('class="task ') + page.count('class="task"') == 48
    assert "Dana Okafor" not in re.findall(r'<p class="small facts">.*?</p>', page)[0]  # it is you
    assert "Ivo Marsh" in page


def test_one_sees_ones_own_tasks_or_one_stage(site: Site):
    mine = cards(site, LENA, mine=True)
    assert mine
    assert {card.line.who for card in mine.values()} == {LENA}
    stage = cards(site, LENA, stage="clearance")
    assert {card.line.stage for card in stage.values()} == {"clearance"}
    page = site.as_(LENA).get(f"{BOARD}?mine=1&stage=clearance").text
    assert "No task here" in page
    assert site.as_(LENA).get(f"{BOARD}?stage=<script>").status_code == 404


def test_without_javascript_a_decision_leads_back_to_the_card(site: Site):
    dana = site.as_(DANA)
    answer = dana.post(task(), {"verb": "done", "came_from": "board"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BOARD}#task-{PROOF}")
    assert state(site) == "done"
    assert "is done." in dana.get(BOARD).text


def test_with_htmx_the_card_comes_back_and_those_that_moved_with_it(site: Site):
    dana = site.as_(DANA)
    dana.post(task(), {"verb": "done"})
    answer = dana.post(task("draft-value-propositions"), {"verb": "done"}, headers=HTMX)
    assert answer.status_code == 200
    text = answer.text
    assert "<html" not in text
    assert text.lstrip().startswith("<li")
    assert 'id="task-draft-value-propositions"' in text
    moved = re.findall(r'<template>\s*<li class="task (\S+)[^"]*" id="task-([a-z-]+)" hx-swap-oob="true"', text)
    assert ("ready", "check-capabilities") in moved
    assert 'id="board-figures" hx-swap-oob="true"' in text


def test_the_second_time_changes_nothing_and_says_so(site: Site):
    dana = site.as_(DANA)
    dana.post(task(), {"verb": "done"})
    before = len(task_page(site.context, launch=LAUNCH, task=PROOF, viewer=DANA).events)
    again = dana.post(task(), {"verb": "done"}, headers=HTMX)
    assert "done already" in again.text
    assert len(task_page(site.context, launch=LAUNCH, task=PROOF, viewer=DANA).events) == before


@pytest.mark.parametrize("verb", ["reject", "skip", "block"])
def test_what_needs_a_reason_asks_for_one(site: Site, verb: str):
    answer = site.as_(DANA).post(task(), {"verb": verb, "note": "  "})
    assert answer.status_code == 409
    assert "needs a reason" in answer.text
    assert state(site) == "ready"


def test_a_refusal_in_place_is_told_on_the_card_with_what_was_typed(site: Site):
    answer = site.as_(DANA).post(
        task("approve-value-propositions-sales"), {"verb": "approve", "note": "fine by me"}, headers=HTMX
    )
    assert answer.status_code == 403
    assert answer.headers["x-shown-here"] == "yes"
    assert answer.text.lstrip().startswith("<li")
    assert "fine by me" in answer.text


def test_a_refusal_without_javascript_shows_the_task_with_what_was_typed(site: Site):
    answer = site.as_(IVO).post(task(), {"verb": "skip", "note": "keep these words"})
    assert answer.status_code == 403
    assert "keep these words" in answer.text
    assert "<h1>" in answer.text
    assert "--note" not in answer.text


@pytest.mark.parametrize("verb", ["", "burn", "<script>", "DONE"])
def test_a_verb_there_is_not_is_refused(site: Site, verb: str):
    assert site.as_(DANA).post(task(), {"verb": verb}).status_code == 404


def test_a_block_is_lifted_again(site: Site):
    dana = site.as_(DANA)
    dana.post(task(), {"verb": "block", "note": "waits for the pilot"})
    assert state(site) == "blocked"
    assert "waits for the pilot" in dana.get(BOARD).text
    dana.post(task(), {"verb": "unblock"})
    assert state(site) == "ready"


def test_nothing_is_done_without_the_form_token(site: Site):
    answer = site.as_(DANA).client.post(task(), data={"verb": "done"})
    assert answer.status_code == 403
    assert state(site) == "ready"


def test_html_in_a_note_stays_text(site: Site):
    dana = site.as_(DANA)
    dana.post(task(), {"verb": "block", "note": HOSTILE})
    for path in (BOARD, task()):
        page = dana.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "7*7" in page


def test_buttons_are_only_what_the_viewer_may_do(site: Site):
    assert cards(site, DANA)[PROOF].verbs == ("start", "submit", "done", "skip", "block")
    assert cards(site, AUDITOR)[PROOF].verbs == ()
    assert cards(site, IVO)[PROOF].verbs == ()
    assert 'value="done"' not in site.as_(AUDITOR).get(BOARD).text
    assert 'name="verb"' not in site.as_(MANAGER).get(task()).text


def test_no_decision_is_offered_on_what_is_not_there_yet(site: Site):
    sheet = cards(site, IVO)["approve-value-propositions-sales"]
    assert "approve" not in sheet.verbs


def test_a_task_says_what_it_waits_for_what_waits_for_it_and_what_happened(site: Site):
    decide_task(site.context.acting_as(DANA), launch=LAUNCH, task=PROOF, verb="start", note="since Monday")
    found = task_page(site.context, launch=LAUNCH, task="check-claims", viewer=DANA)
    assert PROOF in {line.key for line in found.prerequisites}
    page = site.as_(DANA).get(task()).text
    assert "Waits for it" in page
    assert "since Monday" in page
    assert "check-claims" in page


def test_a_task_about_materials_leads_to_them(site: Site):
    found = task_page(site.context, launch=LAUNCH, task="approve-modules-sales", viewer=IVO)
    assert found.pieces
    page = site.as_(IVO).get(task("approve-modules-sales")).text
    assert f"{BOARD}/materials/module/" in page


@pytest.mark.parametrize("key", ["nothing", "../../etc", "collect-prof", "%00", "<script>"])
def test_a_task_there_is_not_is_not_found(site: Site, key: str):
    answer = site.as_(DANA).get(f"{BOARD}/tasks/{key}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_launch_there_is_not_is_not_found_with_a_suggestion(site: Site):
    answer = site.as_(DANA).get("/launches/gitlab-cicd-for-githab")
    assert answer.status_code == 404
    assert LAUNCH in answer.text
    with pytest.raises(NotFound):
        launch_place(site.context, launch="nothing")


def test_what_happened_since_the_last_apply_is_listed(site: Site):
    dana = site.as_(DANA)
    assert "Nothing has happened since" in dana.get(BOARD).text
    site.later(hours=1)
    dana.post(task(), {"verb": "done", "note": "all there"})
    since = launch_board(site.context, launch=LAUNCH, viewer=DANA).since
    assert (since.version, since.total) == (1, 1)
    assert since.acts[0].subject == "task “Collect proof points and ask for permission to use them”"
    assert "all there" in dana.get(BOARD).text


def test_a_file_that_says_more_than_what_stands_is_told(site: Site):
    file = site.folder / "launches" / LAUNCH / "launch.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("tier: 1 ", "tier: 2 ", 1), encoding="utf-8")
    page = site.as_(DANA).get(BOARD).text
    assert "The file says more than what stands" in page
    assert "<code>tier</code> changed" in page
    file.write_text("a: [", encoding="utf-8")
    assert "The file as saved is unsound" in site.as_(DANA).get(BOARD).text
    file.unlink()
    assert site.as_(DANA).get(BOARD).status_code == 200


def test_late_work_is_told_as_late(site: Site):
    site.later(days=40)
    page = site.as_(DANA).get(BOARD).text
    assert "days late" in page
    assert "cannot be done in time" in page


def test_somebody_of_the_team_whose_function_carries_no_role_sees_the_board_but_moves_only_their_own(site: Site):
    ruth = site.as_(RUTH)
    assert ruth.get(BOARD).status_code == 200
    answer = ruth.post(task(), {"verb": "done"})
    assert answer.status_code == 403
    assert "That does not open this" not in answer.text


def test_somebody_without_a_role_is_told_so(site: Site):
    answer = site.as_(GUEST).post(task(), {"verb": "done"})
    assert answer.status_code == 403
    assert "no role yet" in answer.text
