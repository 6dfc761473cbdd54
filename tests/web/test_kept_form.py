"""What was typed when a session ended comes back into its form: to the same person, and never by itself."""

from __future__ import annotations

import re
from html import unescape

import pytest

from readiness.actions.open_account import open_account
from readiness.reports.question_bank import question_bank
from tests.web.test_questions import NEW, SINGLE
from tests.web.test_team import play_of
from tests.web.world import ADMINISTRATOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, Site, Visitor

DEFINITION = f"/launches/{LAUNCH}/definition"
MARK = re.compile(r'name="form-of" value="([^"]+)"')
KEPT = re.compile(r'name="kept" value="([^"]+)"')


def marked(visitor: Visitor, path: str) -> dict[str, str]:
    found = MARK.search(visitor.get(path).text)
    assert found is not None
    return {"form-of": unescape(found[1])}


def signed_out(site: Site, visitor: Visitor, email: str) -> None:
    """Every session of theirs has ended, as after weeks; the browser still has its cookie."""
    site.later(days=60)
    assert visitor.get("/").status_code == 303, email


def kept(page: str) -> dict[str, str]:
    found = KEPT.search(page)
    assert found is not None
    return {"kept": unescape(found[1])}


def test_an_edited_file_outlasts_the_session(site: Site) -> None:
    dana = site.as_(DANA)
    sent = {"text": "key: <mine>\r\n# typed for an hour", "opened": "x", "file": "launch.yaml"} | marked(
        dana, DEFINITION
    )
    signed_out(site, dana, DANA)
    asked = dana.post(DEFINITION, sent)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.text
    still = dana.post("/typed", kept(asked.text))
    assert still.status_code == 401
    assert "You are not signed in yet" in still.text
    back = site.as_(DANA).post("/typed", kept(still.text))
    assert back.status_code == 200
    assert "key: &lt;mine&gt;\n# typed for an hour" in back.text
    assert "what you typed before your session ended" in back.text
    assert "typed for an hour" not in (site.folder / "launches" / LAUNCH / "launch.yaml").read_text("utf-8")


def test_it_is_kept_also_when_the_browser_has_no_session_any_more(site: Site) -> None:
    sent = {"text": "mine", "file": "launch.yaml"} | marked(site.as_(DANA), DEFINITION)
    stranger = site.stranger()
    stranger.get("/sign-in")
    asked = stranger.post(DEFINITION, sent)
    assert asked.status_code == 401
    assert kept(asked.text)


def test_a_form_that_is_older_than_the_sign_in_goes_on_at_once(site: Site) -> None:
    sent = {"text": "mine", "file": "launch.yaml"} | marked(site.as_(DANA), DEFINITION)
    again = site.as_(DANA)
    asked = again.post(DEFINITION, sent | {"csrf": "of another session"})
    assert "older than your sign-in" in asked.text
    assert ">\nmine</textarea>" in again.post("/typed", kept(asked.text)).text


def test_as_one_types_the_page_says_so_and_stays(site: Site) -> None:
    dana = site.as_(DANA)
    sent = {"text": "mine", "file": "launch.yaml"} | marked(dana, DEFINITION)
    signed_out(site, dana, DANA)
    asked = dana.post(f"{DEFINITION}/check", sent, headers={"hx-request": "true"})
    assert (asked.status_code, asked.headers["x-shown-here"]) == (401, "yes")
    assert "hx-redirect" not in asked.headers
    assert "What you typed is still here" in asked.text


def test_a_question_comes_back_with_everything_that_was_typed(site: Site) -> None:
    lena = site.as_(LENA)
    sent = SINGLE | marked(lena, f"{NEW}?kind=single")
    signed_out(site, lena, LENA)
    asked = lena.post(NEW, sent)
    back = site.as_(LENA).post("/typed", kept(asked.text))
    assert back.status_code == 200
    for typed in ("what-it-costs", "What does it cost?", "19 USD", "As the FAQ says."):
        assert typed in back.text
    assert re.search(r'value="0" checked', back.text)
    assert re.search(r'value="facts.price" checked', back.text)
    assert question_bank(site.context, launch=LAUNCH).pending == 0


def test_marks_and_notes_of_a_role_play_come_back(site: Site) -> None:
    key, levels = play_of(site)
    manager = site.as_(MANAGER)
    sent = levels | {"note": "Ask for the decider first."} | marked(manager, f"/team/{REP}")
    signed_out(site, manager, MANAGER)
    asked = manager.post(f"/team/{REP}/marks/{LAUNCH}/{key}", sent)
    back = site.as_(MANAGER).post("/typed", kept(asked.text))
    assert "Ask for the decider first." in back.text
    assert back.text.count(" checked") == len(levels)


@pytest.mark.parametrize(("path", "field"), [(f"nudges/{LAUNCH}", "says"), (f"attestations/{LAUNCH}/any", "note")])
def test_reminders_and_attestations_come_back(site: Site, path: str, field: str) -> None:
    manager = site.as_(MANAGER)
    sent = {field: "In my own words."} | marked(manager, f"/team/{REP}")
    signed_out(site, manager, MANAGER)
    asked = manager.post(f"/team/{REP}/{path}", sent)
    back = site.as_(MANAGER).post("/typed", kept(asked.text))
    assert back.status_code == 200
    assert ("In my own words." in back.text) is (field == "says" or "I attest" in back.text)


def test_a_waiver_that_was_being_asked_for_comes_back(site: Site) -> None:
    ivo, gate = site.as_(IVO), f"/launches/{LAUNCH}/gate"
    sent = {"criterion": "proven", "reason": "Pilots report later.", "until": "2018-09-30"} | marked(ivo, gate)
    signed_out(site, ivo, IVO)
    asked = ivo.post(f"{gate}/waivers", sent)
    back = site.as_(IVO).post("/typed", kept(asked.text))
    assert "Pilots report later." in back.text
    assert "2018-09-30" in back.text


def test_nobody_else_gets_what_was_typed(site: Site) -> None:
    dana = site.as_(DANA)
    sent = {"text": "mine alone", "file": "launch.yaml"} | marked(dana, DEFINITION)
    signed_out(site, dana, DANA)
    asked = dana.post(DEFINITION, sent)
    other = site.as_(ADMINISTRATOR).post("/typed", kept(asked.text))
    assert other.status_code == 401
    assert "mine alone" not in other.text
    assert f"typed by <strong>{DANA}</strong>" in other.text


def test_whoever_may_no_longer_send_it_does_not_see_the_form(site: Site) -> None:
    guest = "guest@launch.example"
    open_account(site.context.acting_as(ADMINISTRATOR), email=guest, roles=("marketer",))
    sent = {"text": "mine", "file": "launch.yaml"} | marked(site.as_(guest), DEFINITION)
    stranger = site.stranger()
    stranger.get("/sign-in")
    asked = stranger.post(DEFINITION, sent)
    from readiness.actions.revoke_role import revoke_role

    revoke_role(site.context.acting_as(ADMINISTRATOR), email=guest, role="marketer")
    assert site.as_(guest).post("/typed", kept(asked.text)).status_code == 403


def test_what_is_not_ours_or_too_old_is_refused(site: Site) -> None:
    dana = site.as_(DANA)
    for wrong in ("", "x", "eyJmb3JtIjoiZGVmaW5pdGlvbiJ9.x"):
        assert dana.post("/typed", {"kept": wrong}).status_code == 403
    marking = marked(dana, DEFINITION)
    assert dana.post("/typed", {"kept": marking["form-of"]}).status_code == 403
    signed_out(site, dana, DANA)
    asked = dana.post(DEFINITION, {"text": "mine", "file": "launch.yaml"} | marking)
    site.later(hours=25)
    late = site.as_(DANA).post("/typed", kept(asked.text))
    assert late.status_code == 403
    assert "nothing was done" in late.text


def test_another_site_gets_nothing_kept(site: Site) -> None:
    dana = site.as_(DANA)
    sent = {"text": "mine", "file": "launch.yaml"} | marked(dana, DEFINITION)
    theirs = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    for path, fields in ((DEFINITION, sent), ("/typed", {"kept": "x"})):
        refused = dana.post(path, fields, headers=theirs)
        assert refused.status_code == 403
        assert "another site" in refused.text


def test_a_form_that_is_not_kept_asks_to_sign_in_as_ever(site: Site) -> None:
    dana = site.as_(DANA)
    signed_out(site, dana, DANA)
    assert dana.post(DEFINITION, {"text": "mine", "form-of": "made up"}).status_code == 303
