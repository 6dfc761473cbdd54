"""Materials: who reads which text of them, and the decision on one in place."""

from __future__ import annotations

import re

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from readiness.actions.publish_content import publish_content
from readiness.reports.materials import MaterialLine, material_lines
from tests.web.test_message import HOSTILE, words, write
from tests.web.world import (
    ADMINISTRATOR,
    AUDITOR,
    DANA,
    ELSEWHERE,
    GUEST,
    IVO,
    LAUNCH,
    LENA,
    MANAGER,
    REP,
    STRANGER,
    Site,
)

ALL = f"/launches/{LAUNCH}/materials"
CARD = f"{ALL}/battlecard/jenkins"
NAME = "battlecard/jenkins"


def line(site: Site, name: str = NAME) -> MaterialLine:
    return next(one for one in material_lines(site.context, launch=LAUNCH) if one.name == name)


def approve(site: Site, *people: str, name: str = NAME) -> None:
    for email in people:
        approve_materials(site.context.acting_as(email), launch=LAUNCH, names=(name,))


def change(site: Site) -> None:
    """The card against Jenkins reads differently."""
    write(site, "launch.yaml", "claim: Runs anywhere and has a plug-in for everything.", "claim: Runs on the moon.")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)


def decide(site: Site, email: str, **typed: str):
    sent = {"decision": "approved", "seen": line(site).fingerprint, "function": ""} | typed
    return site.as_(email).post(CARD, sent)


def test_a_member_approves_the_text_that_was_read(site: Site) -> None:
    answered = decide(site, DANA)
    assert (answered.status_code, answered.headers["location"]) == (
        303,
        f"/launches/{LAUNCH}/message/battlecards/jenkins#approvals",
    )
    assert line(site).approved_by == ("marketing",)
    shown = words(site.as_(DANA).get(CARD).text)
    assert "Marketing Dana Okafor, 22 Jan 2018" in shown
    assert "✓ approved" in shown


def test_twice_is_once(site: Site) -> None:
    decide(site, DANA)
    again = decide(site, DANA)
    assert again.status_code == 303
    assert line(site).approved_by == ("marketing",)


def test_a_text_that_changed_after_it_was_read_is_not_approved(site: Site) -> None:
    read = line(site).fingerprint
    change(site)
    answered = decide(site, DANA, seen=read)
    assert answered.status_code == 409
    assert "reads differently now" in answered.text
    assert line(site).approved_by == ()


def test_a_rejection_without_a_reason_comes_back_with_what_was_typed(site: Site) -> None:
    answered = decide(site, DANA, decision="rejected", note="   ")
    assert answered.status_code == 422
    assert "whoever mends it has to know what is wrong" in answered.text
    kept = decide(site, DANA, note=f"{HOSTILE}\x07 of mine")
    assert kept.status_code == 422
    assert "of mine" in kept.text
    assert HOSTILE not in kept.text
    assert line(site).rejected_by == ()


def test_a_rejection_says_why_to_everybody_who_reads_it(site: Site) -> None:
    decide(site, IVO, decision="rejected", note=f"Too kind. {HOSTILE}")
    html = site.as_(DANA).get(CARD).text
    assert "Too kind." in html
    assert "✗ rejected" in html
    assert HOSTILE not in html


@pytest.mark.parametrize("email", [AUDITOR, MANAGER, REP, GUEST])
def test_nobody_else_decides(site: Site, email: str) -> None:
    assert decide(site, email).status_code == 403
    assert line(site).approved_by == ()


def test_an_administrator_who_is_not_in_the_team_is_told_why_not(site: Site) -> None:
    answered = decide(site, ADMINISTRATOR)
    assert answered.status_code == 403
    assert "is not in the team" in answered.text
    assert "Only the launch’s team approves" in site.as_(ADMINISTRATOR).get(CARD).text


def test_a_member_decides_for_their_own_function_only(site: Site) -> None:
    assert decide(site, DANA, function="sales").status_code == 403
    assert decide(site, DANA, function="nothing").status_code == 404


def test_a_stranger_signs_in_first(site: Site) -> None:
    assert site.stranger().get(CARD).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("email", [REP, ELSEWHERE, GUEST, STRANGER])
def test_a_rep_guesses_the_address_of_a_draft_in_vain(site: Site, email: str) -> None:
    """The same answer for what is there and not ready as for what never was."""
    visitor = site.as_(email)
    draft, nothing = visitor.get(CARD), visitor.get(f"{ALL}/battlecard/nobody")
    assert (draft.status_code, nothing.status_code) == (404, 404)
    assert words(draft.text) == words(nothing.text)
    for name in ("objection-cards/all", "module/what-it-is.account-executive", "role-play/references", "quiz/core"):
        assert visitor.get(f"{ALL}/{name}").status_code == 404, name


def test_a_rep_reads_it_once_everybody_who_is_asked_has_approved_it(site: Site) -> None:
    approve(site, DANA)
    assert site.as_(REP).get(CARD).status_code == 404
    approve(site, IVO)
    shown = site.as_(REP).get(CARD)
    assert shown.status_code == 200
    assert "Runs anywhere" in shown.text
    assert "Approvals" not in shown.text
    assert "Against Jenkins" in site.as_(REP).get(ALL).text


def test_a_rep_keeps_the_last_good_text_while_the_next_is_reviewed(site: Site) -> None:
    approve(site, DANA, IVO)
    change(site)
    shown = site.as_(REP).get(CARD).text
    assert "Runs anywhere" in shown
    assert "moon" not in shown
    assert "A newer version is being reviewed" in shown
    assert "moon" in site.as_(DANA).get(CARD).text
    approve(site, DANA, IVO)
    assert "moon" in site.as_(REP).get(CARD).text


def test_a_rep_loses_a_text_that_is_rejected_afterwards(site: Site) -> None:
    approve(site, DANA, IVO)
    decide(site, IVO, decision="rejected", note="It is wrong.")
    assert site.as_(REP).get(CARD).status_code == 404


def test_a_rep_reads_a_module_once_it_is_published_and_never_a_quiz(site: Site) -> None:
    module = f"{ALL}/module/what-it-is.account-executive"
    assert site.as_(REP).get(module).status_code == 404
    acting = site.context.acting_as(LENA)
    for kind, key in (("module", "what-it-is"), ("quiz", "core")):
        publish_content(acting, launch=LAUNCH, kind=kind, key=key, unapproved=True, note="A test.")
    assert site.as_(REP).get(module).status_code == 200
    assert site.as_(REP).get(f"{ALL}/quiz/core").status_code == 404


@pytest.mark.parametrize(("email", "opens"), [(LENA, 200), (AUDITOR, 200), (IVO, 404), (MANAGER, 404), (REP, 404)])
def test_sheets_with_answers_open_only_for_those_who_see_training(site: Site, email: str, opens: int) -> None:
    visitor = site.as_(email)
    assert visitor.get(f"{ALL}/quiz/core").status_code == opens
    assert ("quiz/core" in visitor.get(ALL).text) is (opens == 200)


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2f..%2fetc%2fpasswd", "battlecard/..%2F..%2Freadiness.toml", "battlecard/%2e%2e/jenkins", "battlecard",
        "battlecard/", "/etc/passwd", "battlecard/jenkins%00.md", "battlecard/" + "x" * 4000, "nothing/x",
        "battlecard/jenkins.html", "%ff%fe",
    ],
)  # fmt: skip
@pytest.mark.parametrize("email", [DANA, REP])
def test_a_name_that_leads_elsewhere_is_not_found(site: Site, name: str, email: str) -> None:
    assert site.as_(email).get(f"{ALL}/{name}").status_code == 404


def test_what_changed_is_told_in_marks_and_words_since_ones_own_approval(site: Site) -> None:
    approve(site, DANA)
    change(site)
    html = site.as_(DANA).get(CARD).text
    shown = words(html)
    assert "against what marketing approved on 22 Jan 2018" in shown
    assert re.search(r"− Removed: [^+]*Runs anywhere", shown)
    assert re.search(r"\+ Added: [^−]*Runs on the moon", shown)
    assert "this text is another" in shown


def test_a_text_nobody_ever_approved_says_so(site: Site) -> None:
    assert "Never approved" in site.as_(DANA).get(CARD).text
    approve(site, DANA)
    assert "the first that was" in site.as_(DANA).get(CARD).text


def test_the_comparison_can_be_with_another_functions_approval(site: Site) -> None:
    approve(site, DANA, IVO)
    change(site)
    shown = words(site.as_(DANA).get(f"{CARD}?since=sales").text)
    assert "against what sales approved" in shown
    assert site.as_(DANA).get(f"{CARD}?since={HOSTILE}").status_code == 200


def test_a_rep_with_nothing_to_read_is_told_when_there_will_be(site: Site) -> None:
    assert "Nothing is ready for you yet" in site.as_(REP).get(ALL).text


def test_a_decision_that_is_none_is_refused_before_anything_happens(site: Site) -> None:
    assert decide(site, DANA, decision="maybe").status_code == 422
    assert site.as_(DANA).client.post(CARD, data={"decision": "approved"}).status_code == 403
    assert line(site).approved_by == ()


def test_a_decision_on_something_that_is_not_there_is_not_found(site: Site) -> None:
    sent = {"decision": "approved", "seen": "sha256:0"}
    assert site.as_(DANA).post(f"{ALL}/battlecard/nobody", sent).status_code == 404
    assert site.as_(DANA).post(f"{ALL}/../../x", sent).status_code in {404, 405}
