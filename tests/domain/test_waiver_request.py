"""A waiver is given when two functions stand behind it, one that may waive among them, and nobody says no."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.gate.waiver_request import (
    WaiverAnswer,
    WaiverRequest,
    answer_problems,
    is_asked,
    request_problems,
    request_state,
    still_needed,
)
from readiness.ground.fingerprint import fingerprint
from tests.gate_world import REPS, TEAM, definition

LAUNCH = definition()
TODAY = date(2018, 2, 1)
AT = datetime(2018, 2, 1, 9, tzinfo=UTC)
FUNCTIONS = {f"{key}@example.com": member.function for key, member in TEAM.items()}
"""mara marketing, sam sales, lee and lou leadership (which may waive), lex legal."""

ASKED = WaiverRequest(1, "atlas", "reps", "", fingerprint(REPS), "Because.", date(2018, 3, 1), "mara@example.com", AT)


def said(email: str, decision: str = "approved") -> WaiverAnswer:
    return WaiverAnswer(FUNCTIONS[email], "approved" if decision == "approved" else "declined", email, AT)


answers = st.lists(st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.sampled_from(["approved", "declined"])), max_size=6)


@given(answers, st.sampled_from([*sorted(FUNCTIONS), "outside@example.com"]))
def test_it_is_given_exactly_when_two_functions_approve_and_one_of_them_may_waive(
    tried: list[tuple[str, str]], asker: str
) -> None:
    request = replace(ASKED, by=asker)
    for email, decision in tried:
        if not answer_problems(LAUNCH, request, by=email, on=TODAY):
            request = replace(request, answers=(*request.answers, said(email, decision)))
    yes = {a.function for a in request.answers if a.decision == "approved"}
    behind = yes | ({FUNCTIONS[asker]} if asker in FUNCTIONS else set())
    declined = any(a.decision == "declined" for a in request.answers)
    given_now = not declined and "leadership" in yes and len(behind) >= 2
    assert (request_state(LAUNCH, request, TODAY) == "given") is given_now
    assert len({a.function for a in request.answers}) == len(request.answers)
    if request_state(LAUNCH, request, TODAY) == "open":
        assert still_needed(LAUNCH, request)


def test_it_says_what_is_still_needed() -> None:
    assert still_needed(LAUNCH, ASKED) == "leadership"
    outside = replace(ASKED, by="outside@example.com")
    assert still_needed(LAUNCH, outside) == "leadership and one more function"
    assert still_needed(LAUNCH, replace(outside, answers=(said("lee@example.com"),))) == "one more function"


def test_it_ends_with_its_last_day_and_with_the_criterion_it_was_about() -> None:
    assert request_state(LAUNCH, ASKED, date(2018, 3, 1)) == "open"
    assert request_state(LAUNCH, ASKED, date(2018, 3, 2)) == "ended"
    stricter = definition(replace(REPS, at_least=0.9))
    assert request_state(stricter, ASKED, TODAY) == "criterion-changed"


def test_leadership_that_asks_needs_another_function_and_another_leader() -> None:
    request = replace(ASKED, by="lee@example.com")
    assert [p.code for p in answer_problems(LAUNCH, request, by="lou@example.com", on=TODAY)] == ["WQ004"]


def test_who_answered_does_not_answer_again_for_a_function_that_they_were_given_since() -> None:
    request = replace(ASKED, answers=(said("sam@example.com"),))
    moved = definition(team={**TEAM, "sam": replace(TEAM["sam"], function="leadership")})
    assert [p.code for p in answer_problems(moved, request, by="SAM@example.com", on=TODAY)] == ["WQ005"]


def test_everything_that_stands_against_asking_is_told_at_once() -> None:
    found = request_problems(
        LAUNCH, criterion="rep", market="mars", reason=" ", by="mara@example.com", until=date(2018, 1, 1), on=TODAY
    )
    assert {"WV001", "WV003", "WV004"} <= {problem.code for problem in found}


def test_those_are_asked_whose_approval_brings_it_nearer() -> None:
    def asked(request: WaiverRequest) -> set[str]:
        return {email for email in FUNCTIONS if is_asked(LAUNCH, request, by=email, on=TODAY)}

    assert asked(ASKED) == {"lee@example.com", "lou@example.com"}  # marketing stands behind it, leadership is missing
    outside = replace(ASKED, by="outside@example.com")
    assert asked(outside) == set(FUNCTIONS)  # one that may waive, and one more
    with_leadership = replace(outside, answers=(said("lee@example.com"),))
    assert asked(with_leadership) == {e for e in FUNCTIONS if FUNCTIONS[e] != "leadership"}
    assert asked(replace(ASKED, answers=(said("lex@example.com", "declined"),))) == set()
