"""The field's voice in the browser and for programs: sent on one page, decided on another, by whom it is for."""

from __future__ import annotations

import re

import pytest

from tests.web.api_world import READ, program
from tests.web.world import AUDITOR, DANA, ELSEWHERE, GUEST, IVO, LAUNCH, LENA, MANAGER, REP, Site

QUEUE = f"/launches/{LAUNCH}/voice"
HOSTILE = "<script>alert(1)</script> costs too much"
ANSWER = {"says": "Two tools?", "kind": "need", "response.acknowledge": "Who does?", "response.reframe": "It is one."}
OBJECTION = {"becomes": "objection", "entry": "two-tools", **ANSWER}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def send(site: Site, email: str, says: str, kind: str = "objection") -> None:
    answer = site.as_(email).post("/voice", {"launch": LAUNCH, "kind": kind, "says": says})
    assert answer.headers["location"] == "/voice", answer.text


def group_of(site: Site) -> str:
    found = re.search(rf'href="({QUEUE}/\d+)"', site.as_(DANA).get(QUEUE).text)
    assert found
    return found[1]


def test_a_rep_sends_what_they_heard_and_reads_what_became_of_it(site: Site) -> None:
    send(site, REP, HOSTILE)
    rep = site.as_(REP)
    page = rep.get("/voice").text
    assert "<script>alert" not in page
    assert "Nobody has looked at it yet." in page
    assert "What became of what you sent" not in rep.get("/").text
    site.as_(DANA).post(f"{group_of(site)}/decline", {"reason": "The price is the market's."})
    assert "Not taken up: The price is the market" in words(rep.get("/").text)
    site.later(days=15)
    assert "Not taken up" not in words(site.as_(REP).get("/").text)


def test_a_form_that_cannot_be_sent_comes_back_with_what_was_typed(site: Site) -> None:
    answer = site.as_(REP).post("/voice", {"launch": LAUNCH, "kind": "rewrite", "says": "Ours are quicker by half."})
    assert answer.status_code == 422
    assert "it says nothing of what was rewritten" in answer.text
    assert "Ours are quicker by half." in answer.text


def test_a_rep_is_offered_nothing_of_a_message_that_is_not_approved(site: Site) -> None:
    assert "objections.sold-alone" not in site.as_(REP).get("/voice").text
    assert "objections.sold-alone" in site.as_(DANA).get("/voice").text


@pytest.mark.parametrize("email", [DANA, LENA, IVO, AUDITOR, MANAGER])
def test_the_queue_is_open_to_who_leads_or_works_on_it(site: Site, email: str) -> None:
    send(site, REP, "We do not want two tools.")
    assert site.as_(email).get(QUEUE).status_code == 200


@pytest.mark.parametrize("email", [REP, GUEST])
def test_and_closed_to_reps_and_guests(site: Site, email: str) -> None:
    send(site, ELSEWHERE, "We do not want two tools.")
    assert site.as_(email).get(QUEUE).status_code == 403
    assert site.as_(email).get(group_of(site)).status_code == 403


def test_a_manager_reads_nothing_of_other_peoples_reps(site: Site) -> None:
    send(site, ELSEWHERE, "We do not want two tools.")
    manager = site.as_(MANAGER)
    assert "two tools" not in manager.get(QUEUE).text
    assert manager.get(group_of(site)).status_code == 404
    assert manager.post(f"{group_of(site)}/decline", {"reason": "no"}).status_code == 403


def test_marketing_looks_at_the_edit_and_then_writes_just_that(site: Site) -> None:
    send(site, REP, "We do not want two tools.")
    path, dana = group_of(site), site.as_(DANA)
    file = site.folder / "launches" / LAUNCH / "launch.yaml"
    before = file.read_text(encoding="utf-8")
    looked = dana.post(f"{path}/accept", OBJECTION)
    assert "Write it into the file" in looked.text
    assert file.read_text(encoding="utf-8") == before
    seen = re.search(r'name="seen" value="(sha256:[0-9a-f]+)"', looked.text)
    assert seen
    done = dana.post(f"{path}/accept", OBJECTION | {"do": "write", "seen": seen[1]})
    assert done.headers["location"] == f"/launches/{LAUNCH}/plan"
    assert "  two-tools:\n    says: Two tools?\n    kind: need\n" in file.read_text(encoding="utf-8")
    assert "in the file" in dana.get(path).text


def test_an_unsound_edit_shows_every_problem_beside_what_was_typed(site: Site) -> None:
    send(site, REP, "We do not want two tools.")
    answer = site.as_(DANA).post(f"{group_of(site)}/accept", OBJECTION | {"entry": "Two Tools", "kind": "sulk"})
    assert answer.status_code == 422
    assert "is no key" in answer.text
    assert 'value="Two Tools"' in answer.text


def test_a_program_sends_reads_and_decides_as_its_owner_may(site: Site) -> None:
    rep, dana = program(site, REP), program(site, DANA)
    sent = rep.post(f"/launches/{LAUNCH}/voice", {"kind": "objection", "says": "We do not want two tools."})
    assert sent["is_new"]
    number = sent["voice"]["group"]
    (line,) = dana.get(f"/launches/{LAUNCH}/voice", state="open")["items"]
    assert (line["number"], line["heard_by"], line["state"]) == (number, 1, "new")
    assert dana.get(f"/launches/{LAUNCH}/voice/{number}")["usual"] == "objection"
    body = {"becomes": "objection", "entry": "two-tools", "fields": ANSWER, "preview": True}
    assert not dana.post(f"/launches/{LAUNCH}/voice/{number}/accept", body)["written"]
    dana.post(f"/launches/{LAUNCH}/voice/{number}/merge", {"entry": "objections.sold-alone"})
    assert rep.get("/me/voice")["items"][0]["state"] == "answered"


def test_a_token_that_only_reads_sends_nothing(site: Site) -> None:
    reader = program(site, REP, READ)
    assert reader.get("/me/voice")["items"] == []
    assert reader.get("/me")["permissions"].count("send_voice") == 0
