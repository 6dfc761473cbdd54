"""Practice and examinations in the browser and for programs, how sure people are, and more time for one of them."""

from __future__ import annotations

import re

import pytest

from readiness.actions.apply_launch import apply_launch
from tests.web.api_world import program, refusal
from tests.web.learning_world import PRICE, attempt_behind, publish, right, start
from tests.web.test_message import words
from tests.web.world import AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site

TIME = f"/team/{REP}/time/{LAUNCH}"


def as_quiz(site: Site, **fields: str) -> None:
    """The price quiz has these fields too, applied and published."""
    file = site.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    more = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    if "practice" in fields.values():  # no certification may ask for it
        text = text.replace("quizzes: [core, price, difference]", "quizzes: [core, difference]")
        text = text.replace("quizzes: [core, price]", "quizzes: [core]")
    text = re.sub(r"\n    confidence: true[^\n]*", "", text)  # the sample asks it; here each test says so itself
    text = re.sub(r"(  price:\n    title: Price and promise\n)", rf"\g<1>{more}", text)
    file.write_text(text, encoding="utf-8")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    publish(site)


def test_practice_tells_each_answer_as_it_is_checked_and_the_first_one_stays(site: Site) -> None:
    as_quiz(site, feedback="practice")
    rep = site.as_(REP)
    assert "Nothing of it counts" in words(rep.get(PRICE).text)
    path = start(rep)
    assert "data-attempt" not in rep.get(path).text, "the script saves nothing before it is checked"
    secret = attempt_behind(site, path).items[0].feedback
    assert secret not in words(rep.get(path).text)
    answers = right(site, path)
    first = {name: value for name, value in answers.items() if name.startswith("q1")}
    sent = rep.post(f"{path}/answers", {**first, "go": "1"})
    assert sent.headers["location"] == f"{path}?one=1"
    told = words(rep.get(f"{path}?one=1").text)
    assert "✓ Right." in told
    assert 'name="q1"' not in rep.get(path).text
    rep.post(f"{path}/answers", {"q1": "999", "q1.was": "", "go": "1"})
    assert "✓ Right." in words(rep.get(f"{path}?one=1").text)
    assert rep.post(path, answers).status_code == 303
    assert "This was practice" in words(rep.get(path).text)
    assert rep.post(PRICE).status_code == 303, "again, whenever"


def test_an_examination_tells_the_score_alone_by_every_door_until_it_has_closed(site: Site) -> None:
    as_quiz(site, feedback="examination", closes_on="2018-01-24", confidence="true")
    rep, caller = site.as_(REP), program(site, REP)
    path = start(rep)
    number = path.rsplit("/", 1)[1]
    items = attempt_behind(site, path).items
    secrets = [item.feedback for item in items if item.feedback]
    assert secrets
    asked = rep.get(path).text
    assert "q1.sure" in asked
    answers = right(site, path) | {"q1.sure": "3", "q2.sure": "1"}
    assert rep.post(path, answers).status_code == 303
    page = rep.get(path).text
    assert "This is an examination" in words(page)
    result = caller.get(f"/learn/attempts/{number}")["result"]
    assert (result["passed"], result["told_from"]) == (True, "2018-01-25")
    assert {one["fraction"] for one in result["questions"]} == {None}
    assert [one["confidence"] for one in result["questions"]][:2] == [3, 1]
    for door in (page, str(result), rep.get(PRICE).text, str(caller.get("/me/training"))):
        assert not [secret for secret in secrets if secret in door]
    site.later(days=3)
    result = caller.get(f"/learn/attempts/{number}")["result"]
    assert {one["fraction"] for one in result["questions"]} == {1.0}
    assert sum(one["answers"] for one in result["calibration"]) == 2
    assert "How sure you were" in words(site.as_(REP).get(path).text)
    assert refusal(caller.post, f"/learn/{LAUNCH}/quizzes/price/attempts").status == 409
    room, lena = f"/launches/{LAUNCH}/training/quizzes/price/calibration", site.as_(LENA)
    assert "2 answers of 1 person" in words(lena.get(room).text)
    assert program(site, LENA).get(f"/launches/{LAUNCH}/quizzes/price/calibration")["people"] == 1
    assert "does not ask" in words(lena.get(room.replace("price", "core")).text)
    assert site.as_(REP).get(room).status_code == 403


def test_how_sure_is_for_quizzes_that_ask_and_is_one_of_three(site: Site) -> None:
    as_quiz(site, confidence="true")
    caller = program(site, REP)
    begun = caller.post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    assert begun["sheet"]["asks_confidence"]
    door = f"/learn/attempts/{begun['id']}/answers"
    assert caller.put(door, {"confidence": {"1": 2}}).value["saves"] == 1
    for wrong in ({"1": 4}, {"77": 1}, {"1": 0}):
        assert refusal(caller.put, door, {"confidence": wrong}).status == 422
    rep = site.as_(REP)
    kept = rep.post(f"/learn/attempts/{begun['id']}/answers", {"q1.sure": "rubbish", "q1.was": ""})
    assert kept.status_code == 303


@pytest.fixture
def school(site: Site) -> Site:
    publish(site)
    return site


def test_a_manager_gives_more_time_and_the_rep_has_it(school: Site) -> None:
    boss, rep = school.as_(MANAGER), school.as_(REP)
    assert "Time on quizzes" in words(boss.get(f"/team/{REP}").text)
    assert "The usual time" in words(boss.get(TIME).text)
    wrong = boss.post(TIME, {"kind": "factor", "factor": "lots", "until": "2018-06-30", "reason": "x"})
    assert wrong.status_code == 422
    assert boss.post(TIME, {"kind": "factor", "factor": "1.5", "until": "soon", "reason": "x"}).status_code == 422
    assert boss.post(TIME, {"kind": "factor", "factor": "1.5", "until": "2018-06-30"}).status_code == 422
    given = {"kind": "factor", "factor": "2", "until": "2018-06-30", "reason": "SECRET-REASON"}
    assert boss.post(TIME, given).status_code == 303
    assert "2 times the time" in words(boss.get(TIME).text)
    assert "30 minutes" in words(rep.get(PRICE).text)
    assert "15 minutes" in words(school.as_(OTHER_REP).get(PRICE).text)
    for who in (REP, OTHER_REP, IVO, AUDITOR, DANA):
        browser = school.as_(who)
        answered = browser.get(TIME)
        assert answered.status_code == 403 if who != DANA else answered.status_code in {200, 403}
        assert browser.post(TIME, given).status_code == 403 or who == DANA
    for door in ("/admin/journal", f"/launches/{LAUNCH}/people/{REP}"):
        assert "SECRET-REASON" not in school.as_(AUDITOR).get(door).text
    assert boss.post(TIME, {"kind": "none", "reason": "over"}).status_code == 303
    assert "15 minutes" in words(rep.get(PRICE).text)


def test_a_program_of_a_trainer_gives_it_too(school: Site) -> None:
    lena = program(school, LENA)
    told = lena.post(TIME, {"kind": "no-limit", "until": "2018-06-30", "reason": "agreed"})
    assert told["holds"]["kind"] == "no-limit"
    assert refusal(lena.post, TIME, {"kind": "minutes", "until": "2018-06-30", "reason": "agreed"}).status == 422
    assert refusal(program(school, REP).get, TIME).status == 403
    begun = program(school, REP).post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    assert begun["sheet"]["ends_at"] is None
