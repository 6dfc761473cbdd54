"""Evidence from elsewhere in the browser and for programs: recorded whole, once, by trainers; or told line by line."""

from __future__ import annotations

import pytest

from readiness.reports.evidence import evidence_of
from tests.web.api_world import program, refusal
from tests.web.test_message import words
from tests.web.world import AUDITOR, IVO, LAUNCH, LENA, MANAGER, REP, Site, Visitor

ROOM = f"/launches/{LAUNCH}/training/evidence"
API = f"/launches/{LAUNCH}/evidence"
GOOD = f"email,kind,subject,happened_at,fraction\n{REP},module-completed,what-it-is,2018-01-20,\n{REP},quiz-attempt,price,2018-01-21T10:00:00Z,85 %\n"
BAD = "email,kind,subject,happened_at\nnobody@elsewhere.example,module-completed,what-it-is,2018-01-20\n<b>x</b>,module-complete,<script>alert(1)</script>,soon\n"


def send(browser: Visitor, text: str, act: str = "record", name: str = "lms.csv"):
    return browser.post(ROOM, {"act": act}, files={"file": (name, text.encode(), "text/csv")})


def recorded(site: Site) -> list[tuple[str, str]]:
    found = evidence_of(site.context.acting_as(LENA), launch=LAUNCH, rep=REP)
    return [(line.evidence.kind, line.evidence.source) for line in found]


def test_a_file_is_looked_at_recorded_and_recorded_once(site: Site) -> None:
    browser, before = site.as_(LENA), recorded(site)
    assert ROOM in browser.get(f"/launches/{LAUNCH}/training").text
    seen = words(send(browser, GOOD, "look").text)
    assert "lms.csv: 2 would be recorded." in seen
    assert "Nothing is recorded yet." in seen
    assert recorded(site) == before
    assert "1 module-completed, 1 quiz-attempt, of 1 person" in words(send(browser, GOOD).text)
    after = recorded(site)
    assert sorted(set(after) - set(before)) == [
        ("module-completed", "import:lms.csv"), ("quiz-attempt", "import:lms.csv")
    ]  # fmt: skip
    again = words(send(browser, GOOD, name="the-same.csv").text)
    assert "the-same.csv: 0 recorded." in again
    assert "2 known already." in again
    assert recorded(site) == after


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
