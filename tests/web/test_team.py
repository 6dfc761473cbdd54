"""A manager's team in the browser: who stands where, marks on the rubric, attestations, reminders."""

from __future__ import annotations

from readiness.actions.publish_content import publish_content
from tests.web.api_world import program, refusal
from tests.web.learning_world import excuse_manager, start, text_of
from tests.web.world import DANA, ELSEWHERE, IVO, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site


def play_of(site: Site) -> tuple[str, dict[str, str]]:
    """The key of a role-play that is published, and the highest level of every category of its rubric."""
    reading = site.context.launches.read(LAUNCH)
    assert reading.launch is not None
    key, play = next(iter(reading.launch.role_plays.items()))
    publish_content(
        site.context.acting_as(LENA), launch=LAUNCH, kind="role-play", key=key, note="For the test", unapproved=True
    )
    excuse_manager(site)
    return key, {f"mark-{name}": str(len(category.anchors)) for name, category in play.rubric.items()}


def test_a_manager_sees_who_reports_to_them_and_nobody_else(site: Site) -> None:
    page = site.as_(MANAGER).get("/team")
    assert page.status_code == 200
    assert REP in page.text
    assert ELSEWHERE not in page.text


def test_another_managers_people_are_not_found(site: Site) -> None:
    manager = site.as_(MANAGER)
    assert manager.get(f"/team/{ELSEWHERE}").status_code == 404
    assert manager.get(f"/team?of={ELSEWHERE}").status_code == 404
    assert manager.get("/team/nobody@adventure-works.example").status_code == 404
    assert manager.post(f"/team/{ELSEWHERE}/nudges/{LAUNCH}", {"says": "Hello"}).status_code == 404


def test_nobody_coaches_themselves(site: Site) -> None:
    assert site.as_(MANAGER).get(f"/team/{MANAGER}").status_code == 404


def test_a_rep_opens_no_coaching_page(site: Site) -> None:
    rep = site.as_(REP)
    assert rep.get("/team").status_code == 403
    assert rep.get(f"/team/{OTHER_REP}").status_code == 403


def test_a_role_play_is_marked_on_its_rubric(site: Site) -> None:
    key, best = play_of(site)
    manager = site.as_(MANAGER)
    answered = manager.post(f"/team/{REP}/marks/{LAUNCH}/{key}", {**best, "note": "Clear and honest."})
    assert answered.status_code == 303
    page = manager.get(f"/team/{REP}").text
    assert "Passed with 100 %." in page
    assert "Mark again" in page


def test_a_manager_who_is_not_certified_is_told_what_comes_first(school: Site) -> None:
    key, best = "references-call", {"mark-honesty": "5", "mark-reframe": "5", "mark-listening": "5"}
    manager = school.as_(MANAGER)
    refused = manager.post(f"/team/{REP}/marks/{LAUNCH}/{key}", best)
    assert refused.status_code == 403
    assert "managers certify before they grade" in refused.text.lower()
    assert school.as_(LENA).post(f"/team/{REP}/marks/{LAUNCH}/{key}", best).status_code == 303


def test_marks_that_are_not_complete_are_told_at_once_and_what_was_typed_is_kept(site: Site) -> None:
    key, best = play_of(site)
    first, *_ = best
    manager = site.as_(MANAGER)
    answered = manager.post(f"/team/{REP}/marks/{LAUNCH}/{key}", {first: best[first], "note": "Kept as typed"})
    assert answered.status_code == 422
    assert "Kept as typed" in answered.text
    assert "checked" in answered.text
    wrong = manager.post(f"/team/{REP}/marks/{LAUNCH}/{key}", {**best, first: "<b>"})
    assert wrong.status_code == 422
    assert "<b>" not in wrong.text


def test_a_mark_by_somebody_outside_the_line_is_refused_and_a_trainer_may_mark(site: Site) -> None:
    key, best = play_of(site)
    assert site.as_(IVO).post(f"/team/{REP}/marks/{LAUNCH}/{key}", best).status_code == 403
    assert site.as_(LENA).post(f"/team/{REP}/marks/{LAUNCH}/{key}", best).status_code == 303


def test_a_reminder_is_sent_once_a_day_and_stands_on_the_reps_home_page(site: Site) -> None:
    manager = site.as_(MANAGER)
    words = {"says": "Please finish <i>today</i>."}
    assert manager.post(f"/team/{REP}/nudges/{LAUNCH}", words).status_code == 303
    assert site.mail.sent[-1][0] == REP
    home = site.as_(REP).get("/").text
    assert "Please finish &lt;i&gt;today&lt;/i&gt;." in home
    again = manager.post(f"/team/{REP}/nudges/{LAUNCH}", words)
    assert again.status_code == 409
    assert "Once a day is enough" in again.text
    site.later(days=1)
    assert manager.post(f"/team/{REP}/nudges/{LAUNCH}", words).status_code == 303


def test_an_empty_reminder_is_refused(site: Site) -> None:
    assert site.as_(MANAGER).post(f"/team/{REP}/nudges/{LAUNCH}", {"says": "  "}).status_code == 422


def test_an_attestation_that_nobody_asks_for_is_refused(site: Site) -> None:
    answered = site.as_(MANAGER).post(f"/team/{REP}/attestations/{LAUNCH}/account-executive", {"note": ""})
    assert answered.status_code in {404, 409}


def test_a_marketer_without_reports_has_no_team(site: Site) -> None:
    assert site.as_(DANA).get("/team").status_code == 403


def test_a_manager_opens_a_new_round_of_attempts_and_says_why(school: Site) -> None:
    assert "Open a new round" not in school.as_(MANAGER).get(f"/team/{REP}").text, "nothing was begun"
    for _ in range(3):
        rep = school.as_(REP)
        path = start(rep)
        assert rep.post(path).status_code == 303
        school.later(days=2)
    manager = school.as_(MANAGER)
    page = text_of(manager.get(f"/team/{REP}"))
    assert "Open a new round" in page
    assert "3 of 3 attempts used" in page
    room, sent = f"/team/{REP}/rounds/{LAUNCH}", {"quiz": "price", "reason": "We went through the price page."}
    refused = manager.post(room, {**sent, "reason": " "})
    assert refused.status_code == 422
    assert manager.post(room, {**sent, "quiz": "no-such"}).status_code == 404
    assert manager.post(room, sent).status_code == 303
    assert "They have a new round" in manager.get(f"/team/{REP}").text
    assert "attempts used" not in manager.get(f"/team/{REP}").text
    assert start(school.as_(REP)) == "/learn/attempts/4"
    body = {"launch": LAUNCH, **sent}
    assert program(school, LENA).post(f"/team/{REP}/rounds", body) == {"changed": True}
    assert refusal(program(school, REP).post, f"/team/{REP}/rounds", body).status == 403
    assert school.as_(MANAGER).post(f"/team/{ELSEWHERE}/rounds/{LAUNCH}", sent).status_code == 404
    assert refusal(program(school, IVO).post, f"/team/{REP}/rounds", body).status == 403
