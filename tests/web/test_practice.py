"""The day's few questions on Home and on their own page, by form and by API: graded once, explained, never leaked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from readiness.domain.quiz.answers import key_of
from readiness.reports.practice import practice_items
from tests.web.api_world import READ, program, refusal
from tests.web.learning_world import hidden_fields, text_of
from tests.web.practice_site import practise
from tests.web.world import LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site, Visitor

PATH = "/learn/practice"


@pytest.fixture
def daily(site: Site) -> Site:
    practise(site, REP, OTHER_REP, opt_out=True)
    return site


def sent(site: Site, page, *, right: bool, **more: str) -> dict[str, object]:
    """What a browser sends for the question on this page."""
    fields = hidden_fields(page)
    asked = next(one for one in practice_items(site.context, rep=REP) if one.token == fields["question"])
    item, entry = asked.item, asked.form.items[0]
    name = f"q{fields['number']}"
    answer = key_of(item, entry)
    found: dict[str, object] = {"question": fields["question"], "number": fields["number"], f"{name}.was": ""}
    if not right:
        return found | {"unknown": "1"}
    if item.kind == "ordering":
        found |= {f"{name}.{place}": str(answer.index(place) + 1) for place in range(1, len(answer) + 1)}
    elif item.kind == "matching":
        found |= {f"{name}.{place}": str(one) for place, one in enumerate(answer, start=1)}
    elif item.kind == "multiple":
        found[name] = [str(one) for one in answer]
    else:
        found[name] = (
            {True: "true", False: "false"}.get(answer, str(answer)) if item.kind == "true-false" else str(answer)
        )
    return found | more


def answer(site: Site, rep: Visitor, *, right: bool = True, **more: str):
    """The next question is answered; returns the page that explains it."""
    done = rep.post(PATH, sent(site, rep.get(PATH), right=right, **more))
    assert done.status_code == 303, done.text[-600:]
    return rep.get(done.headers["location"])


def test_home_says_how_many_wait_and_the_page_asks_them_one_by_one(daily: Site) -> None:
    rep = daily.as_(REP)
    assert "Your daily three" in text_of(rep.get("/"))
    assert "3 questions wait" in text_of(rep.get("/"))
    assert "Your daily questions" in text_of(rep.get("/learn"))
    shown = text_of(answer(daily, rep, sure="sure"))
    assert "Right" in shown
    assert "2 more today" in shown
    shown = text_of(answer(daily, rep, right=False))
    assert "You did not know." in shown
    assert "Right: " in shown
    answer(daily, rep)
    assert "Done for today" in text_of(rep.get(PATH))
    assert "2 of 3 right" in text_of(rep.get("/"))


def test_nothing_on_the_page_tells_the_answer_or_the_questions_key(daily: Site) -> None:
    rep = daily.as_(REP)
    page = rep.get(PATH).text
    asked = practice_items(daily.context, rep=REP)[0]
    assert asked.item.key not in page
    for told in (asked.item.feedback, *(option.feedback for option in asked.item.options)):
        assert not told or told not in page


def test_sent_twice_from_two_windows_there_is_one_answer(daily: Site) -> None:
    rep = daily.as_(REP)
    form = sent(daily, rep.get(PATH), right=True)
    first, again = rep.post(PATH, form), rep.post(PATH, form)
    assert first.headers["location"] == again.headers["location"]
    assert len(re.findall("/learn/practice/answers/", rep.get(PATH).text)) == 1


def test_no_answer_is_no_answer_and_says_so_beside_the_question(daily: Site) -> None:
    rep = daily.as_(REP)
    fields = hidden_fields(rep.get(PATH))
    name = f"q{fields['number']}"
    answered = rep.post(PATH, {"question": fields["question"], "number": fields["number"], f"{name}.was": ""})
    assert answered.status_code == 422
    assert "say that you do not know" in text_of(answered)


def test_a_page_of_yesterday_leads_to_todays(daily: Site) -> None:
    rep = daily.as_(REP)
    form = sent(daily, rep.get(PATH), right=True)
    daily.later(days=1)
    rep = daily.as_(REP)
    assert rep.post(PATH, form).headers["location"] == PATH
    assert "not asked of you today" in text_of(rep.get(PATH))


def test_somebody_elses_answer_is_nowhere(daily: Site) -> None:
    answer(daily, daily.as_(REP))
    assert daily.as_(OTHER_REP).get(f"{PATH}/answers/1").status_code == 404
    assert daily.as_(REP).get(f"{PATH}/answers/99999999999").status_code in {404, 422}
    assert daily.as_(LENA).get(PATH).status_code == 403


def test_hold_and_resume_leave_and_return_by_form(daily: Site) -> None:
    rep, until = daily.as_(REP), daily.clock.today() + timedelta(days=9)
    rep.post(f"{PATH}/hold", {"until": until.isoformat()})
    assert "Nothing today" in text_of(rep.get(PATH))
    assert "Nothing today" in text_of(rep.get("/"))
    rep.post(f"{PATH}/hold", {"until": "1999-01-01"})
    assert "is over" in text_of(rep.get(PATH))
    rep.post(f"{PATH}/hold", {"until": "soon"})
    assert "Name the last day" in text_of(rep.get(PATH))
    rep.post(f"{PATH}/resume")
    rep.post(f"{PATH}/leave", {"launch": LAUNCH, "reason": " "})
    assert "needs a reason" in text_of(rep.get(PATH))
    rep.post(f"{PATH}/leave", {"launch": LAUNCH, "reason": "I teach it <b>now</b>."})
    shown = rep.get(PATH)
    assert "I teach it &lt;b&gt;now&lt;/b&gt;." in shown.text
    rep.post(f"{PATH}/return", {"launch": LAUNCH})
    assert "3 today" in text_of(rep.get(PATH))


def test_whoever_is_in_no_programme_is_told_so(daily: Site) -> None:
    manager = daily.as_(MANAGER)
    assert "Nothing is asked of you" in text_of(manager.get(PATH))
    assert "Practice" not in text_of(manager.get("/"))


def test_a_program_does_the_same(daily: Site) -> None:
    api = program(daily, REP)
    today = api.get("/me/practice")
    assert [len(today["asked"]), today["daily"]] == [3, 3]
    asked = practice_items(daily.context, rep=REP)[0]
    right = key_of(asked.item, asked.form.items[0])
    body = {"question": today["asked"][0]["token"], "answer": right, "sure": "sure"}
    told = api.post("/me/practice/answers", body)
    assert (told["right"], told["left"]) == (True, 2)
    assert api.post("/me/practice/answers", body)["id"] == told["id"]
    assert api.get(f"/me/practice/answers/{told['id']}") == told
    assert refusal(api.post, "/me/practice/answers", {"question": "x" * 20}).status == 409
    assert api.post("/me/practice/hold", {"until": (daily.clock.today() + timedelta(days=3)).isoformat()})["changed"]
    assert api.post("/me/practice/resume")["changed"]
    assert refusal(api.post, "/me/practice/leave", {"launch": LAUNCH, "reason": ""}).status == 422
    assert api.post("/me/practice/leave", {"launch": LAUNCH, "reason": "I teach it."})["changed"]
    assert api.post("/me/practice/return", {"launch": LAUNCH})["changed"]
    assert refusal(program(daily, REP, READ).post, "/me/practice/resume").status == 403


def test_retention_is_told_to_each_of_the_people_they_may_see(daily: Site) -> None:
    where = f"/launches/{LAUNCH}/retention"
    assert "Nobody has answered yet" in text_of(daily.as_(LENA).get(where))
    rep = daily.as_(REP)
    for _ in range(3):
        answer(daily, rep, right=False)
    assert "over 1 person" in text_of(daily.as_(LENA).get(where))
    assert "over 1 person" in text_of(daily.as_(MANAGER).get(f"{where}?whose=mine"))
    assert daily.as_(MANAGER).get(f"{where}?whose=all").status_code == 403
    assert rep.get(where).status_code == 403
    elsewhere = daily.as_("leader@launch.example")
    daily.give_account("leader@launch.example", "sales-leader", region="Nowhere")
    assert "Nobody has answered yet" in text_of(elsewhere.get(where))
    told = program(daily, MANAGER).get(f"/launches/{LAUNCH}/retention")
    assert (told["people"], told["overall"]["right"]["answers"]) == (1, 3)
