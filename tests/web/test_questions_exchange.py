"""Questions as files in the browser and for programs: looked at, imported whole or not at all, and taken out."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.api_world import program, refusal
from tests.web.test_message import words
from tests.web.world import AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, RUTH, Site, Visitor

ROOM = f"/launches/{LAUNCH}/training/exchange"
BANK = f"/launches/{LAUNCH}/training/questions"
GOOD = "::What it costs::What does one user cost a month? {#19}\n\nWhich? {=19 USD ~All of the above}\n"
HOSTILE = "::<script>alert(1)</script>::<script>alert(2)</script> {=<b>x</b> ~y\n"


def upload(browser: Visitor, content: str | bytes, name: str = "bank.gift", **data: object):
    """Uploads and goes where that leads."""
    body = content.encode() if isinstance(content, str) else content
    sent = browser.post(ROOM, {"tests": ["facts.price"], **data}, files={"file": (name, body, "text/plain")})
    return browser.get(sent.headers["location"]) if sent.is_redirect else sent


def form_of(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form that imports."""
    form = page[page.index(f'action="{ROOM}/import"') :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        if name != "csrf":
            found.setdefault(name, []).append(html.unescape(value))
    return found


def text(site: Site) -> str:
    return (site.folder / "launches" / LAUNCH / "questions.yaml").read_text(encoding="utf-8")


def test_a_file_is_uploaded_looked_at_and_imported(site: Site) -> None:
    browser, before = site.as_(LENA), text(site)
    page = upload(browser, GOOD)
    assert page.status_code == 200
    for told in ("2 would come", "What does one user cost", "what-it-costs", "RD333", "Nothing is written yet"):
        assert told in words(page.text)
    assert text(site) == before
    done = browser.post(f"{ROOM}/import", form_of(page.text))
    assert done.headers["location"] == f"{BANK}?status=new"
    assert "2 questions written to questions.yaml" in words(browser.get(f"{BANK}?status=new").text)
    assert text(site).startswith(before.rstrip("\n"))
    assert "Nothing is new" in words(upload(browser, GOOD).text)
    assert browser.post(f"{ROOM}/import", form_of(page.text)).status_code == 303
    assert "never asked" in words(browser.get(f"{BANK}/what-it-costs").text)


def test_a_broken_file_comes_back_with_every_line_and_nothing_is_written(site: Site) -> None:
    browser, before = site.as_(LENA), text(site)
    page = upload(browser, "Fine? {=a ~b}\n\nNot closed {=a ~b\n\nClosed} twice\n")
    assert page.status_code == 422
    assert "Line 3" in page.text
    assert "Line 5" in page.text
    assert upload(browser, "Read the page first.").status_code == 422
    assert upload(browser, GOOD.encode("utf-16")).status_code == 422
    assert upload(browser, b"").status_code == 422
    assert upload(browser, GOOD, form="word").status_code == 422
    assert text(site) == before
    assert "would come" in words(upload(browser, "Read the page first.\n\nWhich? {=19 USD ~Nothing}", skip="yes").text)


def test_what_a_file_says_is_shown_as_text(site: Site) -> None:
    browser = site.as_(LENA)
    for content in (HOSTILE, HOSTILE.replace("~y", "~y}")):
        page = upload(browser, content, name="<img src=x onerror=alert(3)>.gift")
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>x" not in page.text


@pytest.mark.parametrize("email", [IVO, MANAGER, REP, RUTH])
def test_nobody_else_takes_questions_out(site: Site, email: str) -> None:
    for path in (ROOM, f"{ROOM}/file?format=gift", f"{ROOM}?format=aiken"):
        assert site.as_(email).get(path).status_code == 403


def test_whoever_only_reads_takes_out_and_brings_nothing_in(site: Site) -> None:
    browser = site.as_(AUDITOR)
    assert 'type="file"' not in browser.get(ROOM).text
    assert browser.get(f"{ROOM}/file?format=gift").status_code == 200
    assert upload(browser, GOOD).status_code == 403
    assert browser.get(f"{ROOM}/preview?upload={'0' * 64}").status_code == 403


@pytest.mark.parametrize(("form", "begins", "kind"), [("gift", "$CATEGORY", "text/plain"), ("aiken", "", "text/plain"), ("moodle-xml", "<?xml", "application/xml")])  # fmt: skip
def test_questions_are_saved_as_a_file_after_a_look_at_what_it_carries(
    site: Site, form: str, begins: str, kind: str
) -> None:
    browser = site.as_(DANA)
    page = words(browser.get(f"{ROOM}?format={form}").text)
    assert "Not carried" in page or form == "moodle-xml"
    saved = browser.get(f"{ROOM}/file?format={form}")
    assert saved.headers["content-type"].startswith(kind)
    assert "attachment" in saved.headers["content-disposition"]
    assert begins in saved.text
    assert browser.get(f"{ROOM}/file?format={form}&quiz=nothing").status_code == 404
    assert browser.get(f"{ROOM}/file?format=word").status_code == 422


def test_an_upload_that_was_cleared_away_is_not_found(site: Site) -> None:
    assert site.as_(LENA).get(f"{ROOM}/preview?upload={'0' * 64}&called=x").status_code == 404
    assert site.as_(LENA).get(f"{ROOM}/preview?upload=../../roster.csv&called=x").status_code == 404


def test_a_program_brings_questions_in_and_takes_them_out(site: Site) -> None:
    lena, path, before = program(site, LENA), f"/launches/{LAUNCH}/question-file", text(site)
    body = {"text": GOOD, "called": "bank.gift", "tests": ["facts.price"]}
    shown = lena.post(path, body | {"preview": True})
    assert [one["item"]["key"] for one in shown["items"]] == ["what-it-costs", "which"]
    assert shown["items"][0]["item"]["rubric"] == {}
    assert text(site) == before
    assert lena.post(path, body)["files"] == ["questions.yaml"]
    assert lena.post(path, body)["unchanged"] == ["what-it-costs", "which"]
    out = lena.get(path, format="moodle-xml")
    assert out["text"].startswith("<?xml")
    told = refusal(lena.post, path, {"text": "no {=a", "called": "x.gift"})
    assert (told.status, [one.where for one in told.problems]) == (422, ["x.gift:1"])
    assert refusal(program(site, REP).get, path, format="gift").status == 403
    assert refusal(program(site, AUDITOR).post, path, body).status == 403
