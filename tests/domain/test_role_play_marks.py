"""A role-play's mark, worked by hand."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import RolePlay, RubricCategory
from readiness.domain.role_play.marks import mark_role_play, scale_of
from readiness.ground.errors import DefinitionError

FIVE = ("1", "2", "3", "4", "5")


def role_play(pass_fraction: float = 0.7, **categories: RubricCategory) -> RolePlay:
    return RolePlay(
        key="call", title="Call", scenario="A call.", pass_fraction=pass_fraction, rubric=MappingProxyType(categories)
    )


def category(key: str, weight: int, anchors: tuple[str, ...] = FIVE, *, must_pass: bool = False) -> RubricCategory:
    return RubricCategory(key=key, name=key.title(), weight=weight, anchors=anchors, must_pass=must_pass)


CALL = role_play(
    honesty=category("honesty", 40, must_pass=True),
    reframe=category("reframe", 35),
    listening=category("listening", 25),
)


def test_levels_are_weighted() -> None:
    # (40·(5−1)/4 + 35·(3−1)/4 + 25·(2−1)/4) / 100 = (40 + 17.5 + 6.25)/100 = 0.6375
    mark = mark_role_play(CALL, {"honesty": 5, "reframe": 3, "listening": 2})
    assert mark.fraction == 0.6375
    assert not mark.passed
    assert mark.reasons == ("63.7 % is below the pass mark of 70 %.",)


def test_a_must_pass_category_below_the_mark_fails_whatever_the_rest() -> None:
    # (40·2/4 + 35 + 25)/100 = 0.8, but honesty has 0.5
    mark = mark_role_play(CALL, {"honesty": 3, "reframe": 5, "listening": 5})
    assert mark.fraction == 0.8
    assert mark.reasons == ("'Honesty' must reach 70 % by itself; it has 50 %.",)


def test_the_pass_mark_is_reached_exactly() -> None:
    halves = role_play(0.5, a=category("a", 50, must_pass=True), b=category("b", 50))
    assert mark_role_play(halves, {"a": 3, "b": 3}).passed


def test_without_anchors_a_category_is_marked_from_0_to_1() -> None:
    plain = role_play(0.7, a=category("a", 30, ()), b=category("b", 70, ("only one",)))
    assert mark_role_play(plain, {"a": 0.7, "b": 0.7}).passed
    assert scale_of(plain.rubric["a"]) == "0 to 1"
    assert scale_of(CALL.rubric["honesty"]) == "level 1 to 5"


def test_every_mark_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(DefinitionError) as refused:
        mark_role_play(CALL, {"honesty": 6, "reframe": 2.5, "listning": 3})
    assert [p.code for p in refused.value.problems] == ["RP001", "RP003", "RP003", "RP002"]
    assert "Did you mean 'listening'?" in str(refused.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1.01])
def test_a_mark_that_is_no_mark_is_refused(value: float) -> None:
    for anchors in ((), FIVE):
        with pytest.raises(DefinitionError):
            mark_role_play(role_play(a=category("a", 100, anchors)), {"a": value})


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 5)), min_size=1, max_size=5), st.data())
def test_a_better_level_never_lowers_the_mark(told, data) -> None:
    play = role_play(**{f"c{n}": category(f"c{n}", weight) for n, (weight, _) in enumerate(told)})
    given_ = {f"c{n}": level for n, (_, level) in enumerate(told)}
    before = mark_role_play(play, given_)
    assert 0 <= before.fraction <= 1
    better = data.draw(st.sampled_from(sorted(given_)))
    after = mark_role_play(play, given_ | {better: 5})
    assert after.fraction >= before.fraction
    assert after.passed >= before.passed
