"""Calculators: what a formula may be, that working it out agrees with arithmetic, and that swings are what they say."""

from __future__ import annotations

import ast
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.definition.calculating import Calculator, CalculatorInput, CalculatorResult
from readiness.domain.value.bounds import bounds
from readiness.domain.value.formula import circles, formula, headline, in_order, unknown_names
from readiness.domain.value.given import FiguresGiven, figures_given, number
from readiness.domain.value.telling import amount, in_words
from readiness.domain.value.units import mismatches, unit_of, written
from readiness.domain.value.working import work_out
from readiness.ground.errors import DefinitionError


def calculator(results: dict[str, str], **ranges: tuple[float, float, float]) -> Calculator:
    """Results by key and formula; inputs by name, a hyphen for an underscore, with low, likely and high."""
    return Calculator(
        key="c", name="What it costs", changes="Less of it.",
        inputs={
            key: CalculatorInput(key=key, name=key.title(), low=low, likely=likely, high=high, source="us")
            for name, (low, likely, high) in ranges.items()
            for key in [name.replace("_", "-")]
        },
        results={key: CalculatorResult(key=key, name=key.title(), formula=text) for key, text in results.items()},
    )  # fmt: skip


finite = st.floats(-1e4, 1e4).map(lambda value: round(value, 3) + 0.0)
leaves = st.one_of(st.sampled_from(["a", "b", "long_name"]), st.integers(0, 99).map(str))
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(st.sampled_from(["min", "max", "sum", "mean"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        inner.map(lambda one: f"abs({one})"),
        inner.map(lambda one: f"floor({one})"),
    ),
    max_leaves=6,
)
PLAIN = {
    "min": min, "max": max, "abs": abs, "floor": math.floor, "sum": lambda *of: sum(of),
    "mean": lambda *of: sum(of) / len(of), "__builtins__": {},
}  # fmt: skip


@given(formulas, finite, finite, finite)
def test_what_is_worked_out_is_what_arithmetic_says(text: str, a: float, b: float, c: float) -> None:
    made = calculator({"r": text}, a=(0, 1, 2), b=(0, 1, 2), long_name=(0, 1, 2))
    wanted = eval(text, PLAIN, {"a": a, "b": b, "long_name": c})
    if abs(wanted) > 1e15:
        with pytest.raises(DefinitionError):
            work_out(made, {"a": a, "b": b, "long-name": c})
        return
    found = work_out(made, {"a": a, "b": b, "long-name": c}).results["r"]
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@given(formulas, st.lists(st.tuples(finite, finite), min_size=3, max_size=3), st.data())
def test_a_result_is_within_its_bounds_wherever_the_inputs_are_in_theirs(
    text: str, ends: list[tuple[float, float]], data: st.DataObject
) -> None:
    ranges = {name: sorted(pair) for name, pair in zip(("a", "b", "long_name"), ends, strict=True)}
    made = calculator({"r": text}, **{name: (low, low, high) for name, (low, high) in ranges.items()})
    found = bounds(made)
    if "r" in found.fails:
        return
    low, high = found.ranges["r"]
    given_figures = {
        name.replace("_", "-"): data.draw(st.floats(*pair, allow_subnormal=False)) for name, pair in ranges.items()
    }
    value = work_out(made, given_figures).results["r"]
    slack = 1e-6 + 1e-9 * max(abs(low), abs(high))
    assert low - slack <= value <= high + slack


@settings(max_examples=40)
@given(formulas, finite, finite, finite)
def test_swings_are_the_result_at_both_ends_the_largest_first(text: str, a: float, b: float, c: float) -> None:
    made = calculator({"r": text}, a=(0, 1, 5), b=(-3, 0, 3), long_name=(1, 2, 9))
    figures = {"a": a, "b": b, "long-name": c}
    try:
        worked = work_out(made, figures)
    except DefinitionError:
        return
    assert {one.input for one in worked.swings} == set(made.inputs)
    assert [one.size for one in worked.swings] == sorted((one.size for one in worked.swings), reverse=True)
    for one in worked.swings:
        if one.at_low is not None:
            assert one.at_low == work_out(made, {**figures, one.input: one.low}).results["r"]
        if one.at_high is not None:
            assert one.at_high == work_out(made, {**figures, one.input: one.high}).results["r"]


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_is_told_why_not(text: str) -> None:
    found = formula(text)
    assert (found.tree is None) == bool(found.wrong)
    assert all(wrong.says and wrong.fix for wrong in found.wrong)


@pytest.mark.parametrize(
    "text",
    [
        "a.real", "a['x']", "[1, 2]", "{1}", "lambda: 1", "a if b else 1", "a and b", "not a", "a < b", "a ** 9", "a // b",
        "a % 2", "~a", "f'{a}'", "'x' * 9", "True", "None", "...", "1j", "1e999", "a := 1", "print(a)", "min(*a)",
        "min(a, key=b)", "max()", "round(a, b)", "round(a, 99)", "abs.__class__", "(min)(a)(b)", "a; b", "a\nb", "",
        "await a", "x" * 501, "(" * 300, "1" + "+1" * 300,
    ],
)  # fmt: skip
def test_more_than_sums_is_refused(text: str) -> None:
    assert formula(text).wrong
    with pytest.raises(DefinitionError):
        work_out(calculator({"r": text}, a=(0, 1, 2), b=(0, 1, 2), x=(0, 1, 2)), {})


def test_the_nearest_name_is_suggested_and_a_hyphen_is_explained() -> None:
    made = calculator({"r": "peple * hours-lost"}, people=(1, 2, 3), hours_lost=(0, 1, 2))
    told = [f"{one.says}. {one.fix}" for one in unknown_names("peple * hours-lost", made)]
    assert told[0] == "there is no 'peple'. Did you mean 'people'?"
    assert told[1] == "there is no 'hours'. Write hours_lost: in a formula a hyphen is a minus sign."


def test_results_follow_each_other_in_whatever_order_they_are_written() -> None:
    made = calculator({"last": "middle + 1", "middle": "first * 2", "first": "a"}, a=(1, 5, 9))
    assert in_order(made) == ("first", "middle", "last")
    assert work_out(made, {}).results == {"last": 11, "middle": 10, "first": 5}


def test_each_circle_is_told_once() -> None:
    made = calculator({"x": "y", "y": "z", "z": "x + w", "w": "w"}, a=(1, 2, 3))
    assert circles(made) == (("x", "y", "z"), ("w",))
    with pytest.raises(DefinitionError, match="circle"):
        work_out(made, {})


def test_a_division_that_can_fail_is_told_before_a_buyer_meets_it() -> None:
    made = calculator({"r": "a / (b - c)"}, a=(1, 2, 3), b=(0, 5, 9), c=(9, 10, 11))
    assert "can be 0 (-11 to 0)" in bounds(made).fails["r"]
    assert not bounds(calculator({"r": "a / max(b, 1)"}, a=(1, 2, 3), b=(0, 5, 9))).fails


def test_what_needs_a_result_that_fails_is_not_told_again() -> None:
    assert set(bounds(calculator({"r": "1 / a", "s": "r + 1"}, a=(0, 1, 2))).fails) == {"r"}


def test_every_figure_that_cannot_be_worked_with_is_told_at_once() -> None:
    made = calculator({"r": "a + b"}, a=(0, 1, 2), b=(0, 1, 2))
    with pytest.raises(DefinitionError) as refused:
        work_out(made, {"aa": 1, "a": math.nan, "b": math.inf})
    assert [problem.code for problem in refused.value.problems] == ["CV001", "CV002", "CV002"]


def test_a_buyers_figure_that_breaks_a_formula_is_refused_and_one_end_of_a_swing_may_be_missing() -> None:
    made = calculator({"r": "a / (b - 5)"}, a=(1, 2, 3), b=(5, 7, 9))
    with pytest.raises(DefinitionError, match="divides by 0"):
        work_out(made, {"b": 5})
    swing = next(one for one in work_out(made, {}).swings if one.input == "b")
    assert swing.at_low is None
    assert swing.at_high == 0.5


def test_a_figure_outside_the_range_counts_and_is_marked() -> None:
    worked = work_out(calculator({"r": "a"}, a=(1, 2, 3)), {"a": 30})
    assert worked.results["r"] == 30
    assert worked.figures[0].outside


def test_the_last_result_that_is_shown_leads_unless_the_file_says_otherwise() -> None:
    made = calculator({"x": "a", "y": "a"}, a=(1, 2, 3))
    assert headline(made) == "y"
    assert headline(replace(made, leads="x")) == "x"
    hidden = {**made.results, "y": replace(made.results["y"], shown=False)}
    assert headline(replace(made, results=hidden)) == "x"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("USD/hour", "$ per hours"),
        ("hours a week", "hours/week"),
        ("min", "minutes"),
        ("people", ""),
        ("CPU", "builds"),
    ],
)
def test_units_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert unit_of(one) == unit_of(other)


def test_units_are_compared_as_far_as_time_and_money_go() -> None:
    def told(text: str, unit: str) -> list[str]:
        made = calculator({"r": text}, wage=(1, 2, 3), hours=(1, 2, 3), people=(1, 2, 3))
        units = {"wage": "USD/hour", "hours": "hours/week", "people": "people"}
        inputs = {key: replace(one, unit=units[key]) for key, one in made.inputs.items()}
        result = replace(made.results["r"], unit=unit)
        return [says for _, says in mismatches(replace(made, inputs=inputs, results={"r": result}))]

    assert told("wage * hours * people", "USD/week") == []
    assert told("wage * hours", "USD/year") == ["it comes to USD/week, and its unit is USD/year"]
    assert told("wage + hours", "USD") == ["it adds or compares USD/hour and hour/week"]
    assert told("wage * hours * 46", "USD/year") == []
    assert told("max(wage, 1)", "USD/hour") == []
    assert written(unit_of("people")) == "a number"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (-0.0, "0"), (1234567.8, "1,234,568"), (12.5, "12.5"), (2.0, "2"), (0.12345, "0.123"), (-3.25, "−3.25"),
     (0.00000123, "0.00000123"), (99.999, "100")],
)  # fmt: skip
def test_figures_are_written_for_people(value: float, said: str) -> None:
    assert amount(value) == said


def test_formulas_are_told_in_the_names_that_people_know() -> None:
    made = calculator({"r": "people * hours_lost / 60 - max(people, 1)"}, people=(1, 2, 3), hours_lost=(0, 1, 2))
    assert in_words(made.results["r"].formula, made) == "People × Hours-Lost ÷ 60 − max(People, 1)"


def test_figures_are_read_as_people_type_them() -> None:
    assert figures_given(["a=1,200.50", " b = −3 "]) == FiguresGiven({"a": 1200.5, "b": -3})
    read = figures_given(["a=1", "a=2", "b", "c=x", "d=nan", "e=1_0"])
    assert read.values == {"a": 1}
    assert [one.path for one in read.unread] == ["a", "b", "c", "d", "e"]


def test_figures_that_cannot_be_read_and_inputs_that_there_are_not_are_told_at_once() -> None:
    made, read = calculator({"r": "a"}, a=(1, 2, 3), b=(1, 2, 3)), figures_given(["a=x", "bb=2", "c=y", "b=5"])
    with pytest.raises(DefinitionError) as refused:
        work_out(made, read.values, read.unread)
    told = sorted((one.code, one.message.split("'")[1]) for one in refused.value.problems)
    assert told == [("CV001", "bb"), ("CV001", "c"), ("CV002", "a=x"), ("CV002", "c=y")]


@given(st.text(max_size=50))
def test_no_text_becomes_a_number_that_cannot_be_worked_with(text: str) -> None:
    value = number(text)
    assert value is None or (math.isfinite(value) and abs(value) <= 1e15)


def test_the_tree_that_is_worked_out_holds_no_attribute_and_no_subscript() -> None:
    tree = formula("round(max(a, 1) / 3, 2)").tree
    assert tree is not None
    assert not any(isinstance(part, (ast.Attribute, ast.Subscript)) for part in ast.walk(tree))
