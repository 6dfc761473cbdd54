"""A document held against the message in the browser and for programs: shown, marked, escaped, and kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.checks.levels import read_levels
from readiness.domain.conformance.rules import RULES
from readiness.ports.documents import NoMeaning
from readiness.reports.conformance import GivenDocument, conform_documents, judged_on
from readiness.web.app import build_app
from readiness.wiring.documents import open_documents, open_nearness
from tests.document_files import deck, pdf
from tests.web.api_world import token_of
from tests.web.test_message import words
from tests.web.world import AUDITOR, DANA, IVO, LAUNCH, MANAGER, REP, Site, Visitor

ROOM = f"/launches/{LAUNCH}/message/documents"
API = f"/api/v1/launches/{LAUNCH}/documents/check"
TEXT = b"# Title\n\nPremium costs 29 USD per user and month. <script>alert(1)</script> GitLab is free forever.\n"


def upload(browser: Visitor, content: bytes, name: str = "page.md", **data: object):
    return browser.post(ROOM, data, files={"file": (name, content, "application/octet-stream")})


def files_of(site: Site) -> set[Path]:
    return {path for path in site.folder.rglob("*") if path.is_file()}


def test_a_document_is_uploaded_judged_and_gone(site: Site) -> None:
    browser = site.as_(DANA)
    assert "Check a document" in words(browser.get(f"/launches/{LAUNCH}/message").text)
    assert "nothing is kept" in words(browser.get(ROOM).text)
    before = files_of(site)
    page = upload(
        browser, deck(("GitLab CI/CD", "Premium costs 29 USD per user and month."), ("Next", "Ask us.")), "deck.pptx"
    )
    assert page.status_code == 200
    for told in ("Slide 1", "says “19 USD”: Premium costs", "CF111", "Figure contradicts the map", "2 slides"):
        assert told in words(page.text)
    assert '<mark class="is-error">29 USD</mark>' in page.text
    assert files_of(site) == before


def test_the_day_that_is_asked_for_decides(site: Site) -> None:
    browser, text = site.as_(DANA), b"Until 22 March 2019 the hosted service has it in the Free plan.\n"
    assert "CF113" not in upload(browser, text, day="2018-06-01").text
    assert "CF113" in upload(browser, text, day="2019-06-01").text
    refused = upload(browser, text, day="soon")
    assert (refused.status_code, "is not a day" in refused.text) == (422, True)


def test_what_a_document_says_is_shown_as_text(site: Site) -> None:
    page = upload(site.as_(DANA), TEXT, "<img src=x onerror=alert(3)>.md")
    assert "CF103" in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_a_file_that_cannot_be_read_comes_back_with_why(site: Site) -> None:
    browser = site.as_(DANA)
    for content in (b"", b"\x89PNG\0\0", pdf("One page.")[:200]):
        page = upload(browser, content, "x.pdf")
        assert page.status_code == 422
        assert "was not read" in words(page.text)
    nothing = browser.post(ROOM, {})
    assert (nothing.status_code, "Choose the document." in nothing.text) == (422, True)


@pytest.mark.parametrize(
    ("email", "opens"), [(DANA, True), (IVO, True), (MANAGER, True), (AUDITOR, True), (REP, False)]
)
def test_it_opens_for_those_who_see_the_message(site: Site, email: str, opens: bool) -> None:
    browser = site.as_(email)
    assert (browser.get(ROOM).status_code == 200) is opens
    assert (upload(browser, TEXT).status_code == 200) is opens


def test_what_the_workspace_sets_holds_in_the_browser_and_for_programs(site: Site) -> None:
    levels, _ = read_levels({"CF103": "off", "CF111": "note"}, RULES.values())
    site.context = replace(site.context, check_levels=levels)
    site.app = build_app(replace(site.services, context=site.context))
    page = words(upload(site.as_(DANA), TEXT).text)
    assert "0 errors, " in page
    assert "Set in readiness.toml CF103 off, CF111 note" in page
    shown = {"authorization": f"Bearer {token_of(site, DANA)}"}
    told = site.stranger().client.post(API, files={"file": ("page.md", TEXT)}, headers=shown).json()
    assert told["levels"] == {"CF103": "off", "CF111": "note"}
    assert (told["sound"], {one["code"]: one["level"] for one in told["findings"]}["CF111"]) == (True, "note")


def test_by_meaning_the_terminal_the_browser_and_programs_judge_alike(site: Site) -> None:
    text = b"# Title\n\nKeep your repositories where they live. GitLab plants a tree for each of your subscriptions.\n"
    browser = site.as_(DANA)
    assert 'value="meaning"' in browser.get(ROOM).text
    page = words(upload(browser, text, compare="meaning").text)
    assert "by meaning (all-MiniLM-L6-v2)" in page
    shown = {"authorization": f"Bearer {token_of(site, DANA)}"}
    sent = {"files": {"file": ("page.md", text)}, "headers": shown}
    told = site.stranger().client.post(API, data={"compare": "meaning"}, **sent).json()
    definition = site.context.launches.read(LAUNCH).launch
    assert definition is not None
    on = judged_on(definition, site.clock.today())
    given = [GivenDocument("page.md", text)]
    found, _ = conform_documents(open_documents(), definition, given, on=on, nearness=open_nearness())
    (ours,) = found.documents
    assert [(one["code"], one["message"]) for one in told["findings"]] == [
        (one.code, one.message) for one in ours.findings
    ]
    assert all(one.message.lower() in page.lower() for one in ours.findings)
    assert "by meaning" in told["measure"]


def test_a_server_that_cannot_compare_by_meaning_says_so(site: Site) -> None:
    site.context = replace(site.context, meaning=NoMeaning())
    site.app = build_app(replace(site.services, context=site.context))
    browser = site.as_(DANA)
    assert "this server needs the extra similarity" in words(browser.get(ROOM).text)
    refused = upload(browser, TEXT, compare="meaning")
    assert (refused.status_code, "choose by the words they share" in refused.text) == (422, True)
    assert "by the words they share" in upload(browser, TEXT).text
    shown = {"authorization": f"Bearer {token_of(site, DANA)}"}
    sent = {"files": {"file": ("page.md", TEXT)}, "headers": shown}
    told = site.stranger().client.post(API, data={"compare": "meaning"}, **sent)
    assert (told.status_code, "nothing here compares by meaning" in told.text) == (502, True)


def test_programs_are_told_the_same(site: Site) -> None:
    def ask(email: str, content: bytes, **data: str):
        shown = {"authorization": f"Bearer {token_of(site, email)}"}
        return site.stranger().client.post(API, files={"file": ("page.md", content)}, data=data, headers=shown)

    answer = ask(DANA, TEXT, on="2018-03-22")
    found = {one["code"]: one for one in answer.json()["findings"]}
    assert (answer.status_code, answer.json()["sound"], answer.json()["on"]) == (200, False, "2018-03-22")
    assert (found["CF111"]["place"], found["CF111"]["marked"]) == ("line 3", "29 USD")
    refused = ask(DANA, b"PK\x03\x04 and no more")
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "CF006")
    assert ask(REP, TEXT).status_code == 403
