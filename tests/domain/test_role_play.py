"""What comes of several graders, who they are, what may be handed in: the rules, worked by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Grading, RolePlay, RubricCategory
from readiness.domain.role_play.assignment import choose, is_double, seed_of
from readiness.domain.role_play.calibration import calibrated, calibration_end, off_from
from readiness.domain.role_play.graders import Calibrated, Grader, Wanting, calibration_lacks, why_not
from readiness.domain.role_play.marks import mark_on
from readiness.domain.role_play.outcome import disagreement, outcome_of
from readiness.domain.role_play.rubric import rubric_of
from readiness.domain.role_play.work import HEAD, media_type_of, served_name, shown_name, work_problems
from readiness.ground.errors import DefinitionError

FIVE = ("a", "b", "c", "d", "e")
HONESTY = RubricCategory(key="honesty", name="Honesty", weight=60, anchors=FIVE, must_pass=True)
TONE = RubricCategory(key="tone", name="Tone", weight=40, anchors=FIVE)
CALL = RolePlay(
    key="call", title="Call", scenario="A call.", pass_fraction=0.5,
    rubric=MappingProxyType({"honesty": HONESTY, "tone": TONE}),
)  # fmt: skip
RUBRIC = rubric_of(CALL)
TODAY = date(2018, 2, 1)
LEVELS = st.fixed_dictionaries({"honesty": st.integers(1, 5), "tone": st.integers(1, 5)})


def levels(honesty: int, tone: int) -> dict[str, float]:
    return {"honesty": honesty, "tone": tone}


def test_points_say_what_each_level_is_worth() -> None:
    # points 0, 1, 4: the middle level earns a quarter, not a half
    steep = replace(TONE, anchors=("a", "b", "c"), points=(0.0, 1.0, 4.0), weight=100)
    rubric = rubric_of(replace(CALL, rubric=MappingProxyType({"tone": steep})))
    assert [mark_on(rubric, {"tone": level}).fraction for level in (1, 2, 3)] == [0.0, 0.25, 1.0]


def test_a_rubric_is_the_same_until_what_marks_are_worth_changes() -> None:
    assert rubric_of(replace(CALL, title="Another", scenario="New.")).fingerprint == RUBRIC.fingerprint
    assert rubric_of(replace(CALL, pass_fraction=0.6)).fingerprint != RUBRIC.fingerprint
    harder = MappingProxyType({"honesty": replace(HONESTY, points=(0.0, 1.0, 2.0, 3.0, 9.0)), "tone": TONE})
    assert rubric_of(replace(CALL, rubric=harder)).fingerprint != RUBRIC.fingerprint


def test_two_who_agree_give_the_mean() -> None:
    # honesty 4 and 5: (3/4 + 1)/2 = 0.875; tone 3 and 3: 0.5; total 0.6 * 0.875 + 0.4 * 0.5 = 0.725
    found = outcome_of(RUBRIC, [levels(4, 3), levels(5, 3)])
    assert found.rule == "mean of two"
    assert found.mark.fraction == pytest.approx(0.725)
    assert found.mark.passed
    assert disagreement(RUBRIC, levels(4, 3), levels(5, 3), 0.15) == ""


def test_exactly_as_far_apart_as_may_be_is_no_disagreement() -> None:
    assert disagreement(RUBRIC, levels(4, 3), levels(5, 3), 0.14) != ""
    assert disagreement(RUBRIC, levels(4, 3), levels(5, 3), 0.15) == ""  # 0.6 * 1/4 = 0.15 exactly


def test_totals_too_far_apart_go_to_a_third_who_moves_it_to_the_middle() -> None:
    told = disagreement(RUBRIC, levels(3, 1), levels(5, 5), 0.15)
    assert told == "their totals are 30 % and 100 %, more than 15 % apart."
    # honesty 3, 5, 4 -> 4 = 0.75; tone 1, 5, 4 -> 4 = 0.75
    found = outcome_of(RUBRIC, [levels(3, 1), levels(5, 5), levels(4, 4)])
    assert found.rule == "middle of three"
    assert found.mark.fraction == pytest.approx(0.75)


def test_a_must_pass_that_only_one_of_them_passed_goes_to_a_third_however_near_the_totals_are() -> None:
    told = disagreement(RUBRIC, levels(2, 4), levels(3, 3), 0.9)
    assert "passed 'Honesty'" in told
    # the third says not passed: 2, 3, 2 -> 2, below a half
    found = outcome_of(RUBRIC, [levels(2, 5), levels(3, 5), levels(2, 5)])
    assert not found.mark.passed


@given(st.lists(LEVELS, min_size=1, max_size=3), st.randoms())
def test_the_order_in_which_graders_mark_does_not_matter(marks, chance) -> None:
    turned = list(marks)
    chance.shuffle(turned)
    assert outcome_of(RUBRIC, marks).mark.fraction == outcome_of(RUBRIC, turned).mark.fraction
    assert outcome_of(RUBRIC, marks).mark.passed == outcome_of(RUBRIC, turned).mark.passed


@given(LEVELS, st.integers(1, 3))
def test_graders_who_give_the_same_give_what_one_alone_would(marks, count) -> None:
    assert outcome_of(RUBRIC, [marks] * count).mark.fraction == outcome_of(RUBRIC, [marks]).mark.fraction
    assert disagreement(RUBRIC, marks, marks, 0.0) == ""


@given(LEVELS, LEVELS, LEVELS)
def test_the_middle_of_three_lies_between_the_lowest_and_the_highest(one, two, three) -> None:
    totals = [mark_on(RUBRIC, marks).fraction for marks in (one, two, three)]
    found = outcome_of(RUBRIC, [one, two, three]).mark
    for index, category in enumerate(found.categories):
        given_ = [mark_on(RUBRIC, marks).categories[index].fraction for marks in (one, two, three)]
        assert min(given_) <= category.fraction <= max(given_)
    assert 0 <= found.fraction <= 1
    assert len(totals) == 3


def graders(*loads: int) -> list[Grader]:
    return [Grader(email=f"g{n}@x.example", name=f"G{n}", is_manager=True, open=load) for n, load in enumerate(loads)]


def test_whoever_has_least_to_grade_is_asked_first_and_the_draw_can_be_repeated() -> None:
    people = graders(3, 0, 1, 0)
    seed = seed_of(launch="l", role_play="call", rep="rep@x.example", number=1)
    first = choose(people, seed, 2)
    assert {one.email for one in first} == {"g1@x.example", "g3@x.example"}
    assert choose(list(reversed(people)), seed, 2) == first
    assert choose(people, seed, 1, taken={one.email for one in first})[0].email == "g2@x.example"
    assert choose([], seed, 2) == ()
    assert len(choose(people, seed, 9)) == 4


def test_work_is_spread_evenly_over_those_who_may_grade() -> None:
    loads = dict.fromkeys((one.email for one in graders(0, 0, 0, 0)), 0)
    for number in range(101):
        people = [Grader(email=email, name=email, open=load) for email, load in loads.items()]
        loads[choose(people, f"seed {number}", 1)[0].email] += 1
    assert sorted(loads.values()) == [25, 25, 25, 26]


def test_the_share_that_two_grade_is_drawn_from_the_seed() -> None:
    drawn = Counter(is_double(f"seed {number}", 0.3) for number in range(2_000))
    assert drawn[True] / 2_000 == pytest.approx(0.3, abs=0.04)
    assert not any(is_double(f"seed {number}", 0.0) for number in range(100))
    assert all(is_double(f"seed {number}", 1.0) for number in range(100))


MAY = Grader(email="m@x.example", name="M", is_manager=True)
GRADING = Grading()


@pytest.mark.parametrize(
    ("grader", "grading", "said"),
    [
        (MAY, GRADING, ""),
        (replace(MAY, email="rep@x.example"), GRADING, "nobody grades themselves"),
        (replace(MAY, on_roster=False), GRADING, "not on the roster"),
        (replace(MAY, away_from=date(2018, 2, 2)), GRADING, "on leave from 2018-02-02"),
        (replace(MAY, wanting=(Wanting("Manager", "2 of 6 met"),)), GRADING, "managers certify before they grade, and Manager (2 of 6 met)"),
        (replace(MAY, is_trainer=True, wanting=(Wanting("Manager", "2 of 6 met"),)), GRADING, ""),
        (replace(MAY, is_trainer=True, on_roster=False), GRADING, ""),
        (MAY, Grading(graders=("trainers",)), "does not ask people like them"),
        (MAY, Grading(graders=("line",)), "does not ask people like them"),
        (replace(MAY, is_above=True), Grading(graders=("line",)), ""),
        (MAY, Grading(calibrated=True), "0 of 2 exemplars"),
        (replace(MAY, calibration=Calibrated(1, 0.0, TODAY)), Grading(calibrated=True), "1 of 2 exemplars"),
        (replace(MAY, calibration=Calibrated(2, 0.16, TODAY)), Grading(calibrated=True), "16 % from the agreed"),
        (replace(MAY, calibration=Calibrated(2, 0.15, TODAY)), Grading(calibrated=True), ""),
        (replace(MAY, calibration=Calibrated(2, 0.0, date(2017, 8, 4))), Grading(calibrated=True), "held for 180 days"),
        (replace(MAY, calibration=Calibrated(2, 0.0, date(2017, 8, 5))), Grading(calibrated=True), ""),
    ],
)  # fmt: skip
def test_who_may_grade(grader, grading, said) -> None:
    told = why_not(grader, rep="rep@x.example", grading=grading, today=TODAY, exemplars=2)
    assert (said in told) if said else told == ""


def test_nobody_is_asked_for_a_calibration_where_there_are_no_exemplars() -> None:
    assert why_not(MAY, rep="r@x.example", grading=Grading(calibrated=True), today=TODAY, exemplars=0) == ""


def test_how_far_somebody_is_from_the_agreed_marks_is_worked_by_hand() -> None:
    # honesty 2 instead of 4: two of four steps = 0.5 of 60; tone 5 instead of 4: 0.25 of 40. 0.3 + 0.1 = 0.4
    off = off_from(RUBRIC, levels(4, 4), levels(2, 5))
    assert off.off == pytest.approx(0.4)
    assert off.total == pytest.approx(-0.2)
    assert off.must_pass == ("Honesty",)
    assert off_from(RUBRIC, levels(4, 4), levels(4, 4)).off == 0


def test_the_last_try_at_each_exemplar_counts_and_the_oldest_of_them_says_since_when() -> None:
    tries = [(1, 0.5, date(2018, 1, 1)), (2, 0.1, date(2018, 1, 2)), (1, 0.3, date(2018, 1, 9))]
    assert calibrated(tries) == Calibrated(2, pytest.approx(0.2), date(2018, 1, 2))
    assert calibrated([]) is None


def at(day: int) -> datetime:
    return datetime(2018, 1, day, 12, tzinfo=UTC)


ASKS = Grading(calibrated=True, calibrated_days=30)


@pytest.mark.parametrize(
    ("tries", "kept", "due", "lost", "says"),
    [
        ([(1, 0.1, at(3))], {1: at(1)}, date(2018, 2, 2), date(2018, 2, 3), "of 2018-01-03 is for 30 days"),
        ([(1, 0.1, at(3)), (1, 0.3, at(9))], {1: at(1)}, date(2018, 1, 9), date(2018, 1, 9), "30 % from the agreed marks, 15 % is the most"),
        ([(1, 0.1, at(3))], {1: at(1), 2: at(8)}, date(2018, 1, 8), date(2018, 1, 8), "1 of 2 examples is new to you"),
        ([(1, 0.3, at(3)), (1, 0.1, at(4))], {1: at(1)}, date(2018, 2, 3), date(2018, 2, 4), "of 2018-01-04"),
    ],
)  # fmt: skip
def test_a_calibration_is_lost_by_time_by_a_try_too_far_off_or_by_a_new_example(tries, kept, due, lost, says) -> None:
    found = calibration_end(tries, kept, ASKS)
    assert found is not None
    assert (found.due_on, found.lost_on) == (due, lost)
    assert says in found.says


@pytest.mark.parametrize(
    ("tries", "kept"),
    [([], {1: at(1)}), ([(1, 0.3, at(3))], {1: at(1)}), ([(1, 0.0, at(3))], {1: at(1), 2: at(2)}), ([], {})],
)
def test_who_never_had_a_calibration_loses_none(tries, kept) -> None:
    assert calibration_end(tries, kept, ASKS) is None


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([0.0, 0.1, 0.15, 0.2, 0.9]), st.integers(1, 20)), max_size=6),
    st.integers(1, 3),
)
def test_the_day_a_calibration_is_lost_is_the_first_on_which_a_grader_lacks_it(drawn, exemplars) -> None:
    tries = [
        (exemplar, off, at(day))
        for exemplar, off, day in sorted(drawn, key=lambda one: one[2])
        if exemplar <= exemplars
    ]
    end = calibration_end(tries, dict.fromkeys(range(1, exemplars + 1), at(1)), ASKS)
    stands = calibrated((exemplar, off, when.date()) for exemplar, off, when in tries)
    if end is not None:
        last = max(when.date() for _, _, when in tries)
        assert bool(calibration_lacks(stands, ASKS, max(end.lost_on, last), exemplars))
        if end.lost_on > last:
            assert calibration_lacks(stands, ASKS, end.due_on, exemplars) == ""


@pytest.mark.parametrize(
    ("text", "link", "has_file", "code"),
    [
        ("Hello.", "", False, ""),
        ("", "https://video.example/watch?v=1", False, ""),
        ("", "", True, ""),
        ("  ", " ", False, "RP004"),
        ("Hello.", "https://video.example", False, "RP004"),
        ("Hello.", "", True, "RP004"),
        ("x" * 20_001, "", False, "RP005"),
        ("bell \a", "", False, "RP005"),
        ("", "javascript:alert(1)", False, "RP006"),
        ("", "file:///etc/passwd", False, "RP006"),
        ("", "https://", False, "RP006"),
        ("", "https://user:pass@video.example/", False, "RP006"),
        ("", "https://video.example/a b", False, "RP006"),
        ("", "https://[::1", False, "RP006"),
        ("", "//video.example/", False, "RP006"),
    ],
)
def test_one_thing_is_handed_in_that_a_grader_can_open(text, link, has_file, code) -> None:
    assert [one.code for one in work_problems(text, link, has_file=has_file)] == ([code] if code else [])


MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 20


@pytest.mark.parametrize(
    ("name", "head", "served"),
    [
        ("call.mp4", MP4, "video/mp4"), ("CALL.M4A", MP4, "audio/mp4"), ("a.mov", MP4, "video/quicktime"),
        ("a.mp3", b"ID3\x04", "audio/mpeg"), ("a.mp3", b"\xff\xfb\x90", "audio/mpeg"),
        ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"), ("a.ogg", b"OggS\0", "audio/ogg"),
        ("a.webm", b"\x1a\x45\xdf\xa3", "video/webm"), ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("a.txt", "Grüß Gott".encode(), "text/plain"), ("a.txt", ("ü" * HEAD).encode()[: HEAD - 1], "text/plain"),
        ("../../etc/passwd/call.pdf", b"%PDF-1.7", "application/pdf"),
    ],
)  # fmt: skip
def test_a_file_is_served_as_what_it_is(name, head, served) -> None:
    assert media_type_of(name, head) == served


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("call.html", b"<script>"), ("call.svg", b"<svg"), ("call", MP4), ("", MP4), ("call.exe", b"MZ"),
        ("call.mp4.html", MP4), ("call.mp4", b"<html><script>alert(1)</script>"), ("call.mp4", b""), ("a.mp3", b"\xff"),
        ("a.wav", b"RIFF\0\0\0\0AVI "), ("a.txt", b"MZ\0\0"), ("a.txt", b"\xff\xfe\x00"), ("a.pdf", b" %PDF"),
        ("a.mp4 ", MP4), ("a.mp4\0", MP4), ("a.ｍｐ４", MP4),
    ],
)  # fmt: skip
def test_a_file_that_is_something_else_or_could_be_run_is_refused(name, head) -> None:
    with pytest.raises(DefinitionError) as caught:
        media_type_of(name, head)
    assert caught.value.problems[0].code in {"RP007", "RP008"}


@given(st.text(max_size=300))
def test_a_name_is_shown_without_a_path_or_anything_unseen(name) -> None:
    shown = shown_name(name)
    assert shown
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()
    assert len(shown) <= 120


def test_a_download_has_a_name_of_ours() -> None:
    assert served_name("call-7", "video/mp4") == "call-7.mp4"
    assert served_name("call-7", "audio/mpeg") == "call-7.mp3"
