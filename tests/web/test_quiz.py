"""A quiz in the browser: saved, timed, handed in once; whose it is; what is never in a page; hostile answers."""

from __future__ import annotations

import gc
import json
import re
from datetime import date
from typing import Any

import pytest
from httpx import Response
from jinja2.runtime import Macro
from sqlalchemy import select, update

from readiness.domain.quiz.answers import key_of
from readiness.reports.evidence import evidence_of
from readiness.store.tables.people import PersonRow, PostingRow
from tests.web.learning_world import (
    CORE,
    DIFFERENCE,
    PRICE,
    attempt_behind,
    definition_of,
    hidden_fields,
    right,
    saved,
    start,
    text_of,
)
from tests.web.world import DANA, ELSEWHERE, LAUNCH, LENA, MANAGER, OTHER_REP, REP, STRANGER, Site, Visitor

SCRIPT = {"HX-Request": "true"}


def save(rep: Visitor, path: str, fields: dict[str, Any]) -> Response:
    """As the page's own script does."""
    return rep.post(f"{path}/answers", fields, headers=SCRIPT)


def evidence(site: Site) -> list[tuple[str, bool | None]]:
    found = evidence_of(site.context, launch=LAUNCH, rep=REP)
    return [(one.evidence.subject, one.evidence.passed) for one in found]


def test_before_it_begins_a_quiz_says_everything_about_itself(school: Site) -> None:
    words = text_of(school.as_(REP).get(PRICE))
    for said in (
        "6 questions",
        "15 minutes",
        "80 %",
        "3 in all, 3 not begun yet",
        "24 hours between two",
        "Start attempt 1 of 3",
    ):
        assert said in words, said


def test_a_quiz_that_is_not_published_cannot_be_started(site: Site) -> None:
    rep = site.as_(REP)
    assert "not published yet" in text_of(rep.get(PRICE))
    answered = rep.post(PRICE)
    assert answered.status_code == 409
    assert "not published yet" in text_of(answered)


def test_starting_twice_goes_on_with_the_same_attempt(school: Site) -> None:
    rep = school.as_(REP)
    first = start(rep)
    assert start(rep) == first
    assert start(school.as_(REP)) == first, "in another browser too"
    assert "Go on" in text_of(rep.get(PRICE))


@pytest.mark.parametrize(("pace", "ends"), [("one", "?one=1"), ("all", ""), ("' --", "")])
def test_the_rep_chooses_one_by_one_or_all_at_once(school: Site, pace: str, ends: str) -> None:
    answered = school.as_(REP).post(PRICE, {"pace": pace})
    assert re.fullmatch(r"/learn/attempts/\d+" + re.escape(ends), answered.headers["location"])


@pytest.mark.parametrize("quiz", [CORE, PRICE, DIFFERENCE])
def test_every_kind_of_question_is_answered_by_a_plain_form_and_passes(school: Site, quiz: str) -> None:
    rep = school.as_(REP)
    path = start(rep, quiz)
    answered = rep.post(path, right(school, path))
    assert answered.status_code == 303
    shown = text_of(rep.get(path))
    assert "Passed" in shown
    assert "100 %" in shown
    assert evidence(school) == [(quiz.rsplit("/", 1)[1], True)]


def macros() -> int:
    return sum(isinstance(one, Macro) for one in gc.get_objects())


def test_the_pages_of_a_quiz_leave_no_pieces_behind_for_the_garbage_collector(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    rep.get(path)
    gc.collect()
    gc.disable()
    try:
        before = macros()
        rep.get(path)
        assert macros() == before, "the questions"
        rep.post(path, right(school, path))
        rep.get(path)
        before = macros()
        rep.get(path)
        assert macros() == before, "the result"
    finally:
        gc.enable()


def test_every_answer_is_saved_as_it_is_given_and_stands_in_the_page_again(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    fields = right(school, path)
    told = save(rep, path, fields | {"saves": "0"}).json()
    assert told["wrong"] == {}
    assert told["answered"] == 6
    assert told["left"] == 900
    attempt = attempt_behind(school, path)
    items = {item.key: item for item in attempt.items}
    for entry in attempt.form.items:
        wanted = key_of(items[entry.key], entry)
        held = attempt.saved[entry.key]
        assert str(held) == str(wanted) or float(str(held)) == float(str(wanted))
    again = school.as_(REP).get(path)
    assert "6 of 6 answered and saved" in text_of(again)
    assert again.text.count(" checked") == sum(
        len(held) if isinstance(held, (list, tuple)) else 1
        for entry in attempt.form.items
        if items[entry.key].kind in {"single", "scenario", "true-false", "multiple"}
        for held in [attempt.saved[entry.key]]
    )


def test_without_script_the_save_button_saves_and_next_goes_on(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    fields = right(school, path, only=1)
    answered = rep.post(f"{path}/answers", fields | {"go": "2", "here": "1", "saves": "0"})
    assert answered.headers["location"] == f"{path}?one=2"
    assert len(saved(school, path)) == 1
    answered = rep.post(f"{path}/answers", {"saves": "1"})
    assert answered.headers["location"] == path
    assert "Your answers are saved." in text_of(rep.get(path))
    check = rep.post(f"{path}/answers", {"go": "check", "saves": "1"}).headers["location"]
    assert "5 questions are not answered" in text_of(rep.get(check))


def test_handing_in_twice_gives_one_result(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    first = rep.post(path, right(school, path))
    again = rep.post(path, {})
    assert (first.status_code, first.headers["location"]) == (again.status_code, again.headers["location"])
    assert evidence(school) == [("price", True)]
    assert "Passed" in text_of(rep.get(path))


def test_a_page_kept_from_before_the_hand_in_changes_nothing(school: Site) -> None:
    """The back button, a second tab, a replayed request."""
    rep = school.as_(REP)
    path = start(rep)
    rep.post(path, {})
    replayed = save(rep, path, right(school, path))
    assert replayed.status_code == 409
    assert "handed in already" in replayed.json()["message"]
    plain = rep.post(f"{path}/answers", right(school, path))
    assert plain.headers["location"] == path
    assert "handed in already" in text_of(rep.get(path))
    assert evidence(school) == [("price", False)]


def test_of_two_windows_each_changes_what_was_changed_in_it_and_the_other_is_told(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    both = hidden_fields(rep.get(path))
    answers = right(school, path)
    first, second = ({**both, **{k: v for k, v in answers.items() if k.split(".")[0] == name}} for name in ("q1", "q2"))
    assert save(rep, path, first).json()["elsewhere"] == ""
    told = save(rep, path, second).json()
    assert "open in another window too" in told["elsewhere"]
    held = saved(school, path)
    keys = [entry.key for entry in attempt_behind(school, path).form.items]
    assert set(held) == {keys[0], keys[1]}, "the empty fields of the second window took nothing away"


def test_the_last_save_of_a_question_wins_whichever_window_it_came_from(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep, DIFFERENCE)
    attempt = attempt_behind(school, path)
    kinds = {item.key: item.kind for item in attempt.items}
    number, key = next((n, e.key) for n, e in enumerate(attempt.form.items, 1) if kinds[e.key] == "single")
    for given in ("1", "2", "1"):
        save(rep, path, {f"q{number}.was": "", f"q{number}": given})
    assert saved(school, path)[key] == 1


def test_what_is_unchecked_again_is_no_longer_answered(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    attempt = attempt_behind(school, path)
    kinds = {item.key: item.kind for item in attempt.items}
    number, key = next((n, e.key) for n, e in enumerate(attempt.form.items, 1) if kinds[e.key] == "multiple")
    save(rep, path, {f"q{number}.was": "", f"q{number}": ["1", "3"]})
    assert saved(school, path)[key] == [1, 3]
    save(rep, path, {f"q{number}.was": "1,3"})
    assert saved(school, path)[key] == []


def test_an_order_with_one_place_twice_is_told_and_everything_else_is_saved(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep, DIFFERENCE)
    attempt = attempt_behind(school, path)
    kinds = {item.key: item.kind for item in attempt.items}
    number = next(n for n, e in enumerate(attempt.form.items, 1) if kinds[e.key] == "ordering")
    fields = right(school, path) | {f"q{number}.1": "2", f"q{number}.2": "2"}
    told = save(rep, path, fields).json()
    assert told["wrong"] == {str(number): "Give every step a different place, from 1 on."}
    answered = rep.post(path, fields)
    assert answered.status_code == 422
    assert "everything else is saved" in text_of(answered)
    assert answered.text.count('<option value="2" selected>2</option>') >= 2, "what was typed stands there again"
    assert len(saved(school, path)) == 6
    assert evidence(school) == []
    rep.post(path, right(school, path))
    assert evidence(school) == [("difference", True)]


def test_the_time_is_the_servers_and_goes_on_while_nobody_looks(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    assert 'data-left="900"' in rep.get(path).text
    school.later(minutes=10)
    assert 'data-left="300"' in school.as_(REP).get(path).text, "in a new browser, after everything was closed"
    assert save(rep, path, {}).json()["left"] == 300


def test_within_the_grace_everything_still_counts(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    school.later(minutes=15, seconds=60)
    rep.post(path, right(school, path))
    assert evidence(school) == [("price", True)]


def test_after_the_time_what_was_saved_in_time_is_graded_and_the_result_says_so(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    save(rep, path, right(school, path, only=2))
    school.later(minutes=16, seconds=1)
    late = save(rep, path, right(school, path))
    assert late.status_code == 409
    assert "was not kept" in late.json()["message"]
    over = text_of(rep.get(path))
    assert "Your time ran out" in over
    assert "nothing of it is lost" in over
    assert "hand it in" in text_of(rep.get(PRICE)).lower()
    rep.post(path, right(school, path))
    shown = text_of(rep.get(path))
    assert "It is graded on what was saved in time." in shown
    assert evidence(school) == [("price", False)]
    assert len(saved(school, path)) == 2


def test_who_saved_everything_in_time_passes_although_the_connection_was_lost(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    save(rep, path, right(school, path))
    school.later(days=1)
    back = school.as_(REP)  # the old session idled out meanwhile
    assert rep.get(path).status_code == 303
    back.post(path, {})
    assert evidence(school) == [("price", True)]


def test_the_next_attempt_waits_for_the_cool_down_and_the_page_says_until_when(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    rep.post(path, {})
    shown = text_of(rep.get(path))
    assert "Not passed yet" in shown
    assert "2 more attempts, the next from 23 Jan 2018, 09:00 UTC on" in shown
    assert "You may take it again from 23 Jan 2018, 09:00 UTC" in text_of(rep.get(PRICE))
    answered = rep.post(PRICE)
    assert answered.status_code == 409
    assert "cools down" in text_of(answered)
    school.later(days=1)
    assert start(school.as_(REP)) != path


def test_the_result_of_a_failed_attempt_says_that_another_one_passed_and_not_that_none_is_left(school: Site) -> None:
    rep = school.as_(REP)
    failed = start(rep)
    rep.post(failed, {})
    school.later(days=1)
    back = school.as_(REP)
    passed = start(back)
    back.post(passed, right(school, passed))
    shown = text_of(back.get(failed))
    assert "Not passed in this attempt" in shown
    assert "You have passed this quiz in another attempt, and that counts." in shown
    assert "last attempt" not in shown


def test_the_result_says_what_to_read_again_with_links_into_the_modules(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    rep.post(path, {})
    shown = rep.get(path).text
    links = re.findall(r'href="(/learn/[^"]+/modules/[^"]+\?about=[^"]+)"', shown)
    assert links
    for link in links:
        assert rep.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("email", [OTHER_REP, MANAGER, ELSEWHERE])
def test_somebody_elses_attempt_is_as_unknown_as_one_that_does_not_exist(school: Site, email: str) -> None:
    path = start(school.as_(REP))
    other = school.as_(email)

    def answers(where: str) -> list[tuple[int, str]]:
        found = (
            other.get(where),
            save(other, where, {"q1.was": "", "q1": "1"}),
            other.post(where),
            other.post(f"{where}/answers"),
        )
        return [(one.status_code, re.sub(r"attempt \d+", "attempt N", one.text)) for one in found]

    theirs, nobodys = answers(path), answers("/learn/attempts/4711")
    assert [status for status, _ in theirs] == [404, 404, 404, 404]
    assert [strip(text) for _, text in theirs] == [strip(text) for _, text in nobodys]
    assert saved(school, path) == {}
    assert evidence(school) == []


def strip(page: str) -> str:
    """Without the form tokens, which differ from page to page."""
    return re.sub(r"[0-9a-f]{64}", "TOKEN", page)


@pytest.mark.parametrize("email", [DANA, LENA, STRANGER])
def test_the_launch_team_takes_no_quiz_for_a_rep_in_the_browser(school: Site, email: str) -> None:
    path = start(school.as_(REP))
    other = school.as_(email)
    assert other.get(path).status_code in {403, 404}
    assert other.post(path).status_code in {403, 404}
    assert evidence(school) == []


@pytest.mark.parametrize("number", ["0", "-1", "99999999999", "1e3", "x", "1%00"])
def test_a_number_that_is_none_is_refused_politely(school: Site, number: str) -> None:
    assert school.as_(REP).get(f"/learn/attempts/{number}").status_code in {404, 422}


def test_nothing_is_taken_without_the_form_token(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    for where in (PRICE, path, f"{path}/answers"):
        assert rep.client.post(where, data=right(school, path)).status_code == 403
        assert rep.client.post(where, data={"csrf": "0" * 64}).status_code == 403
    assert saved(school, path) == {}


HOSTILE = [
    "<script>alert(1)</script>", "'; DROP TABLE attempt; --", "\x00", "\u202e", "9" * 400, "-1", "0", "1.5", "1,1,1,1",
    "NaN", "null", "[1]", "{{ 7 * 7 }}", "true", "x" * 20_000, "²", "١",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("quiz", [PRICE, DIFFERENCE])
def test_hostile_answers_are_told_or_kept_as_text_and_never_break_anything(school: Site, quiz: str, text: str) -> None:
    rep = school.as_(REP)
    path = start(rep, quiz)
    count = len(attempt_behind(school, path).form.items)
    fields: dict[str, Any] = {}
    for number in range(1, count + 3):
        fields |= {f"q{number}.was": "", f"q{number}": [text, text], f"q{number}.1": text, f"q{number}.2": text}
    told = save(rep, path, fields)
    assert told.status_code == 200
    assert set(map(int, told.json()["wrong"])) <= set(range(1, count + 1))
    again = rep.post(path, fields)
    assert again.status_code in {303, 422}
    shown = rep.get(path)
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text


@pytest.mark.parametrize(
    "fields",
    [
        {"q1.was": "x" * 90_000}, {"q99.was": "", "q99": "1"}, {"price-figure": "19"}, {"answers": '{"price-figure": 19}'},
        {"saves": "many"}, {"go": "https://evil.example"}, {"go": "2&x=1\r\nSet-Cookie: a=b"}, {"here": "x" * 5000},
    ],
)  # fmt: skip
def test_fields_that_no_form_of_ours_has_change_nothing(school: Site, fields: dict[str, str]) -> None:
    rep = school.as_(REP)
    path = start(rep)
    answered = rep.post(f"{path}/answers", fields)
    assert answered.status_code in {303, 422}
    assert answered.headers.get("location", path).startswith(path)
    assert "set-cookie: a" not in str(answered.headers).lower()


def test_a_megabyte_of_answers_is_refused_before_it_is_read(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    assert save(rep, path, {"q1.was": "", "q1": "x" * 1_100_000}).status_code == 413


@pytest.mark.parametrize("quiz", [CORE, PRICE, DIFFERENCE])
def test_no_answer_of_an_open_attempt_gives_the_key_away(school: Site, quiz: str) -> None:
    """Whatever is answered, rightly or wrongly, the same things are said; nothing of the key is in any of it."""
    seen = {}
    for email, is_right in ((REP, True), (OTHER_REP, False)):
        rep = school.as_(email)
        path = start(rep, quiz)
        replies = [rep.get(path), rep.get(f"{path}?one=1"), rep.get(f"{path}?one=check")]
        fields = right(school, path) if is_right else wrong(school, path)
        replies += [
            save(rep, path, fields),
            rep.get(path),
            rep.get(f"{path}?one=check"),
            rep.get(quiz),
            rep.get("/learn"),
        ]
        seen[is_right] = json.loads(replies[3].text)
        attempt = attempt_behind(school, path)
        for reply in replies:
            assert_no_key(reply.text, school, attempt)
    assert seen[True] == seen[False]


def assert_no_key(text: str, site: Site, attempt: Any) -> None:
    asked = {entry.key for entry in attempt.form.items}
    for item in attempt.items:
        if item.key in asked:
            assert re.search(rf"[\"'>=/]{item.key}[\"'<&/]", text) is None, f"the key of the item ({item.key})"
            for told in (item.feedback, *(option.feedback for option in item.options)):
                assert not told or told not in text, told
            for claim in item.tests:
                assert claim not in text, claim
    for word in ('"correct"', "fraction", "data-right", "right_answer", attempt.form.seed, attempt.form.fingerprint):
        assert word not in text, word


def wrong(site: Site, path: str) -> dict[str, Any]:
    """Every question answered, none of them rightly, in the shape of the right answers."""
    attempt = attempt_behind(site, path)
    items = {item.key: item for item in attempt.items}
    fields: dict[str, Any] = {}
    for number, entry in enumerate(attempt.form.items, start=1):
        item, name = items[entry.key], f"q{number}"
        best = key_of(item, entry)
        fields[f"{name}.was"] = ""
        if item.kind == "ordering":
            fields |= {f"{name}.{p}": str(len(best) - best.index(p)) for p in range(1, len(best) + 1)}
        elif item.kind == "matching":
            fields |= {f"{name}.{p}": str(one % len(entry.shown) + 1) for p, one in enumerate(best, start=1)}
        elif item.kind == "multiple":
            fields[name] = [str(p) for p in range(1, len(entry.shown) + 1) if p not in best]
        elif item.kind == "true-false":
            fields[name] = "false" if best else "true"
        elif item.kind in {"single", "scenario"}:
            fields[name] = str(best % len(entry.shown) + 1)
        else:
            fields[name] = "4711"
    return fields


def test_the_right_answers_are_told_after_a_pass_and_not_while_an_attempt_is_left(school: Site) -> None:
    feedback = "19 USD, self-managed and hosted alike."
    rep = school.as_(REP)
    path = start(rep)
    rep.post(path, {})
    failed = text_of(rep.get(path))
    assert feedback not in failed
    assert "Right:" not in failed
    other = school.as_(OTHER_REP)
    path = start(other)
    fields = right(school, path)
    number = next(n for n, e in enumerate(attempt_behind(school, path).form.items, 1) if e.key == "one-account")
    other.post(path, {key: value for key, value in fields.items() if not key.startswith(f"q{number}")})
    passed = text_of(other.get(path))
    assert "Passed" in passed
    assert "Right: Logs of failed jobs" in passed or "Right:" in passed


def test_a_role_taken_away_in_mid_session_closes_the_quiz_and_loses_nothing(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    save(rep, path, right(school, path, only=3))
    with school.context.database.transaction() as session:
        theirs = select(PersonRow.id).where(PersonRow.email == REP).scalar_subquery()
        session.execute(update(PostingRow).where(PostingRow.person_id == theirs).values(valid_to=date(2018, 1, 22)))
    assert save(rep, path, right(school, path)).status_code == 403
    assert rep.get(path).status_code == 403
    assert len(saved(school, path)) == 3


def test_submitting_too_often_is_told(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep)
    statuses = {rep.post(path, {}).status_code for _ in range(130)}
    assert statuses == {303, 429}


def test_a_quiz_or_launch_that_does_not_exist_is_not_found(school: Site) -> None:
    rep = school.as_(REP)
    for where in (f"/learn/{LAUNCH}/quizzes/nothing", "/learn/nothing/quizzes/core"):
        assert rep.get(where).status_code == 404
        assert rep.post(where).status_code == 404


def test_everything_asked_stands_in_the_page_in_order(school: Site) -> None:
    rep = school.as_(REP)
    path = start(rep, DIFFERENCE)
    shown = text_of(rep.get(path))
    attempt = attempt_behind(school, path)
    stems = {key: item.stem for key, item in definition_of(school).items.items()}
    places = [shown.index(stems[entry.key]) for entry in attempt.form.items]
    assert places == sorted(places)
