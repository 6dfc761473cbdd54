"""Evidence from elsewhere in the browser and for programs: recorded whole, once, by trainers; or told line by line."""

from __future__ import annotations

import re

import pytest

from readiness.reports.evidence import evidence_of
from tests.web.api_world import program, refusal
from tests.web.test_message import words
from tests.web.world import AUDITOR, IVO, LAUNCH, LENA, MANAGER, REP, Site, Visitor

ROOM = f"/launches/{LAUNCH}/training/evidence"
API = f"/launches/{LAUNCH}/evidence"
GOOD = f"email,kind,subject,happened_at,fraction\n{REP},module-completed,what-it-is,2018-01-20,\n{REP},quiz-attempt,price,2018-01-21T10:00:00Z,85 %\n"
BAD = "email,kind,subject,happened_at\nnobody@elsewhere.example,module-completed,what-it-is,2018-01-20\n<b>x</b>,module-complete,<script>alert(1)</script>,soon\n"


def send(browser: Visitor, text: str, name: str = "lms.csv"):
    """What the file would record, as the page shows it."""
    sent = browser.post(ROOM, {}, files={"file": (name, text.encode(), "text/csv")})
    return browser.get(sent.headers["location"]) if sent.status_code == 303 else sent


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(upload|called|seen)" value="([^"]*)">', page)
    assert len(found) == 3
    return dict(found)


def record(browser: Visitor, looked_at):
    """Exactly what was looked at, from the form beside it."""
    return browser.post(f"{ROOM}/record", hidden_fields(looked_at.text))


def told(browser: Visitor, answer) -> str:
    """Where it leads, in words."""
    assert answer.status_code == 303, answer.text
    return words(browser.get(answer.headers["location"]).text)


def recorded(site: Site) -> list[tuple[str, str]]:
    found = evidence_of(site.context.acting_as(LENA), launch=LAUNCH, rep=REP)
    return [(line.evidence.kind, line.evidence.source) for line in found]


def test_a_file_is_looked_at_recorded_and_recorded_once(site: Site) -> None:
    browser, before = site.as_(LENA), recorded(site)
    assert ROOM in browser.get(f"/launches/{LAUNCH}/training").text
    looked_at = send(browser, GOOD)
    assert "Of lms.csv. Nothing is recorded yet." in words(looked_at.text)
    assert "2 would be recorded 1 person" in words(looked_at.text)
    assert recorded(site) == before
    said = told(browser, record(browser, looked_at))
    assert "lms.csv: 2 recorded: 1 module completed, 1 quiz taken, of 1 person." in said
    after = recorded(site)
    assert sorted(set(after) - set(before)) == [
        ("module-completed", "import:lms.csv"), ("quiz-attempt", "import:lms.csv")
    ]  # fmt: skip
    assert "Nothing is new" in words(send(browser, GOOD, name="the-same.csv").text)
    assert "Something else would be recorded now" in words(record(browser, looked_at).text)
    assert recorded(site) == after


def test_what_is_recorded_is_what_was_looked_at_or_it_is_shown_again(site: Site) -> None:
    browser, before = site.as_(LENA), recorded(site)
    looked_at = send(browser, GOOD)
    record(browser, send(browser, GOOD.rpartition(f"{REP},quiz")[0]))
    moved = record(browser, looked_at)
    assert moved.status_code == 409
    assert "1 would be recorded 1 person 1 known already" in words(moved.text)
    assert len(recorded(site)) == len(before) + 1
    assert "1 recorded: 1 quiz taken, of 1 person. 1 known already." in told(browser, record(browser, moved))
    unsaid = hidden_fields(send(browser, GOOD.replace("what-it-is", "how-we-differ")).text) | {"seen": ""}
    assert browser.post(f"{ROOM}/record", unsaid).status_code == 409
    assert browser.post(f"{ROOM}/record", unsaid | {"upload": "f" * 64}).status_code == 404
    assert browser.get(f"{ROOM}/preview?upload=..%2F..%2Fsecret").status_code == 404


def test_a_file_with_a_problem_comes_back_with_every_line_as_text_and_nothing_is_recorded(site: Site) -> None:
    browser, before = site.as_(LENA), recorded(site)
    page = send(browser, BAD + GOOD.partition("\n")[2].replace("\n", ",\n"), name="<img src=x onerror=alert(2)>.csv")
    assert page.status_code == 422
    for told in ("Line 2", "EV012", "Line 3", "EV104", "EV105", "EV106"):
        assert told in words(page.text), told
    for hostile in ("<script>alert", "<img src=x", "<b>x"):
        assert hostile not in page.text
    for content in ("", "\x00", "no header\n"):
        assert send(browser, content).status_code == 422
    assert recorded(site) == before


@pytest.mark.parametrize("email", [IVO, MANAGER, REP, AUDITOR])
def test_nobody_but_a_trainer_imports(site: Site, email: str) -> None:
    before = recorded(site)
    assert site.as_(email).get(ROOM).status_code == 403
    assert send(site.as_(email), GOOD).status_code == 403
    assert refusal(program(site, email).post, API, {"text": GOOD}).status == 403
    assert recorded(site) == before


def test_a_program_imports_the_same_way(site: Site) -> None:
    lena = program(site, LENA)
    assert lena.post(API, {"text": GOOD, "preview": True})["added"] == 2
    done = lena.post(API, {"text": GOOD, "called": "lms.csv"})
    assert (done["added"], done["known"], done["people"]) == (2, 0, 1)
    assert (lena.post(API, {"text": GOOD})["added"], lena.post(API, {"text": GOOD})["known"]) == (0, 2)
    refused = refusal(lena.post, API, {"text": BAD})
    assert refused.status == 422


def test_a_program_records_what_it_looked_at_or_is_told_that_it_is_another(site: Site) -> None:
    lena, before = program(site, LENA), recorded(site)
    seen = lena.post(API, {"text": GOOD, "preview": True})["seen"]
    assert refusal(lena.post, API, {"text": GOOD.replace("85 %", "84 %"), "seen": seen}).status == 409
    assert recorded(site) == before
    assert lena.post(API, {"text": GOOD, "seen": seen})["added"] == 2
    assert refusal(lena.post, API, {"text": GOOD, "seen": seen}).status == 409
