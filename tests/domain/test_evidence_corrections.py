"""Evidence that corrects evidence: the last correction speaks, in whatever order all of it arrives."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.certification.standing import requirements_met, standing_of
from readiness.domain.evidence.corrections import corrected, in_force, next_correction
from readiness.domain.evidence.record import Evidence, evidence_problems
from tests.domain.test_certification import CERTIFICATION, FULL, at, attest, logs, module, on, pieces, play, quiz
from tests.standing_world import launch


def again(one: Evidence, number: int = 1, *, passed: bool = True, fraction: float = 1.0) -> Evidence:
    return corrected(
        one, number=number, fraction=fraction, passed=passed, by="tess@example.com", note="why", source="regrade"
    )


def test_a_correction_that_passes_gives_the_pass_as_of_the_moment_of_the_attempt():
    failed = quiz(2, passed=False, fraction=0.6)
    evidence = [module(1), failed, play(3), attest(4)]
    assert standing_of(CERTIFICATION, evidence).met == 3
    found = standing_of(CERTIFICATION, [*evidence, again(failed)])
    assert (found.met, found.certified_on, found.expires_on) == (4, on(4), on(104))


def test_a_correction_that_fails_takes_the_pass_away_although_failing_later_takes_nothing():
    passed = quiz(2)
    evidence = [module(1), passed, play(3), attest(4)]
    found = standing_of(CERTIFICATION, [*evidence, again(passed, passed=False, fraction=0.1)])
    assert (found.met, found.certified_on) == (3, None)


def test_another_pass_stands_by_itself():
    passed = quiz(2)
    evidence = [module(1), passed, quiz(3), play(3), attest(4), again(passed, passed=False)]
    assert standing_of(CERTIFICATION, evidence).certified_on == on(4)


def test_the_last_of_several_corrections_speaks():
    passed = quiz(2)
    twice = [again(passed, 1, passed=False), again(passed, 2, passed=True)]
    assert standing_of(CERTIFICATION, [module(1), passed, *twice, play(3), attest(4)]).met == 4
    assert next_correction([passed, *twice], passed.key) == 3
    assert next_correction([passed], passed.key) == 1


def test_a_correction_of_somebody_elses_evidence_with_the_same_key_corrects_nothing_here():
    passed = quiz(2)
    other = replace(again(passed, passed=False), person="ben@example.com")
    assert passed in in_force([passed, other])


def test_met_at_stays_the_moment_of_the_attempt():
    failed = quiz(2, passed=False)
    met = {one.requirement.key: one.met_at for one in requirements_met(CERTIFICATION, [failed, again(failed)])}
    assert met["pricing"] == at(2)


def test_a_correction_without_a_number_or_of_itself_is_refused():
    one = replace(quiz(1), launch="demo", subject="pricing")
    for wrong in (
        replace(one, corrects="other"), replace(one, correction=1), replace(one, corrects=one.key, correction=1),
        replace(one, corrects="other", correction=-1),
    ):  # fmt: skip
        assert "EV015" in {problem.code for problem in evidence_problems([wrong], launch(), at(400))}


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Evidence], list[Evidence]]:
    """Evidence with corrections of some of its pieces, and the same as if it had been marked so at once."""
    written = [replace(one, key=f"k{n}") for n, one in enumerate(draw(st.lists(pieces(), max_size=12)))]
    corrections, meant = [], []
    for one in written:
        marks = draw(st.lists(st.booleans(), max_size=3)) if one.kind in {"quiz-attempt", "role-play"} else []
        corrections += [again(one, number, passed=passed) for number, passed in enumerate(marks, start=1)]
        meant.append(replace(one, passed=marks[-1]) if marks else one)
    return [*written, *corrections], meant


@given(histories(), logs(), st.randoms())
@settings(max_examples=300)
def test_corrected_evidence_stands_as_if_it_had_been_marked_so_at_once_in_any_order_of_arrival(history, log, random):
    arrived, meant = history
    arrived = [*arrived, *arrived[: len(arrived) // 2]]
    random.shuffle(arrived)
    assert standing_of(CERTIFICATION, arrived, log) == standing_of(CERTIFICATION, meant, log)
    assert requirements_met(CERTIFICATION, arrived, log) == requirements_met(CERTIFICATION, meant, log)


@given(histories(), st.randoms())
def test_what_speaks_is_the_same_whatever_came_first(history, random):
    arrived = list(history[0])
    told = {one.key for one in in_force(arrived)}
    random.shuffle(arrived)
    assert {one.key for one in in_force(arrived)} == told
    assert len(told) == len(history[1]), "one piece speaks for each that happened"


def test_nothing_corrected_is_nothing_changed():
    assert in_force(FULL) == tuple(FULL)
