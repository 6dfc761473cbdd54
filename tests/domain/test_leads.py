"""Leads judged by criteria: comparisons, verdicts and what would change them, lists, and drift, as rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.qualifying import (
    DateCriterion,
    FilledCriterion,
    LeadCriterion,
    NumberCriterion,
    QualifiedLead,
    RecentCriterion,
    TextCriterion,
    YesNoCriterion,
)
from readiness.domain.gate.interval import Z95
from readiness.domain.leads.comparing import Value, outcome, read_value, spelled
from readiness.domain.leads.drift import drift_of, kappa_of
from readiness.domain.leads.lead_list import read_leads
from readiness.domain.leads.verdict import judge
from readiness.ground.errors import Unusable

ON = date(2018, 3, 12)


def number(operator: Any, value: float, **more: Any) -> NumberCriterion:
    return NumberCriterion(kind="number", key="n", name="N", field="n", operator=operator, value=value, **more)


def yes(key: str, *, required: bool, points: int) -> YesNoCriterion:
    return YesNoCriterion(kind="yes-no", key=key, name=key, field=key, required=required, points=points)


@st.composite
def situations(draw: st.DrawFn) -> tuple[QualifiedLead, dict[str, Value]]:
    """Criteria and a lead of which each cell says yes, no or nothing."""
    keys = [f"c{i}" for i in range(draw(st.integers(1, 6)))]
    criteria = {key: yes(key, required=draw(st.booleans()), points=draw(st.integers(0, 30))) for key in keys}
    cells = {key: draw(st.sampled_from([True, False, None])) for key in keys}
    qualified = QualifiedLead(criteria=criteria, points_needed=draw(st.integers(0, 60)))
    return qualified, {key: value for key, value in cells.items() if value is not None}


@given(situations())
def test_making_the_changes_qualifies_a_lead_and_nothing_less_does(given: tuple[QualifiedLead, dict[str, Value]]):
    qualified, values = given
    verdict = judge(qualified, values, ON)
    everything = judge(qualified, dict.fromkeys(qualified.criteria, True), ON)
    if verdict.standing == "qualified" or everything.standing != "qualified":
        assert verdict.changes == ()
        return
    assert judge(qualified, {**values, **dict.fromkeys(verdict.changes, True)}, ON).standing == "qualified"
    for left in verdict.changes:
        most = {**values, **{key: True for key in verdict.changes if key != left}}
        assert judge(qualified, most, ON).standing != "qualified"


@given(situations())
def test_a_qualified_lead_rests_on_exactly_what_it_cannot_lose(given: tuple[QualifiedLead, dict[str, Value]]):
    qualified, values = given
    verdict = judge(qualified, values, ON)
    if verdict.standing == "qualified":
        met = [one.key for one in verdict.reasons if one.outcome == "met"]
        lost = {key for key in met if judge(qualified, {**values, key: False}, ON).standing != "qualified"}
        assert set(verdict.rests_on) == lost


@given(situations())
def test_undecided_means_that_filling_the_empty_cells_can_go_both_ways(given: tuple[QualifiedLead, dict[str, Value]]):
    qualified, values = given
    verdict = judge(qualified, values, ON)
    empty = [key for key in qualified.criteria if key not in values]
    best = judge(qualified, {**values, **dict.fromkeys(empty, True)}, ON).standing
    worst = judge(qualified, {**values, **dict.fromkeys(empty, False)}, ON).standing
    assert verdict.standing == (best if best == worst else "undecided")


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(-(10**9), 10**9, places=2))
def test_numbers_compare_as_numbers_do_however_they_are_written(value: Decimal, wanted: Decimal):
    plain = read_value(number("at-least", 0), f"{value:f}")
    grouped = read_value(number("at-least", 0), f"{value:,f}")
    assert plain == grouped == value
    for operator, holds in (
        ("at-least", value >= wanted), ("at-most", value <= wanted), ("above", value > wanted),
        ("below", value < wanted), ("equal-to", value == wanted),
    ):  # fmt: skip
        assert (outcome(number(operator, float(wanted)), value, ON) == "met") == holds


@given(st.dates(ON - timedelta(days=400), ON + timedelta(days=400)), st.integers(0, 365))
def test_recent_is_from_so_many_days_ago_until_today(day: date, days: int):
    recent = RecentCriterion(kind="recent", key="r", name="R", field="r", within_days=days)
    assert read_value(recent, spelled(day)) == day
    assert (outcome(recent, day, ON) == "met") == (0 <= (ON - day).days <= days)


def test_both_ends_of_a_date_count():
    for operator, days in (("on-or-after", (0, 1)), ("on-or-before", (0, -1))):
        one = DateCriterion(kind="date", key="d", name="D", field="d", operator=operator, value=ON)  # type: ignore[arg-type]
        assert [outcome(one, ON + timedelta(days=n), ON) for n in (*days, -days[1])] == ["met", "met", "unmet"]


@given(st.sampled_from(["us", "US", "Canada", "CANADA ", "France"]).map(str.strip))
def test_texts_compare_without_capitals_and_none_of_is_not_one_of(text: str):
    def text_of(operator: Any) -> TextCriterion:
        return TextCriterion(kind="text", key="t", name="T", field="t", operator=operator, values=("US", "canada"))

    here = text.casefold() in {"us", "canada"}
    assert (outcome(text_of("one-of"), text, ON) == "met") == here
    assert (outcome(text_of("none-of"), text, ON) == "met") != here
    assert outcome(text_of("contains-one-of"), f"head of {text}", ON) == ("met" if here else "unmet")


def test_an_empty_cell_is_unknown_but_to_a_criterion_that_wants_it_filled():
    assert outcome(number("at-least", 1), None, ON) == "unknown"
    filled = FilledCriterion(kind="filled", key="f", name="F", field="f")
    assert (outcome(filled, None, ON), outcome(filled, "x", ON)) == ("unmet", "met")


@pytest.mark.parametrize("text", ["many", "1.200,5", "12 %", "1,20", "1e9", "٣", "-", "1" * 40])
def test_what_is_no_number_is_told(text: str):
    with pytest.raises(ValueError, match=r"is no number\. Write"):
        read_value(number("at-least", 1), text)


QUALIFIED = QualifiedLead(
    criteria={
        "size": NumberCriterion(kind="number", key="size", name="Size", field="Employees", value=50),
        "trial": YesNoCriterion(kind="yes-no", key="trial", name="Trial", field="trial", required=False),
    }
)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_list_is_read_as_people_s_tools_write_it(separator: str, mark: bytes):
    rows = [["Company", "employees ", "Notes", "TRIAL"], ["A & B", '"1,200"', "x" * 900, "yes"], ["", "7", "", ""]]
    data = mark + "\r\n".join(separator.join(row) for row in rows).encode()
    found = read_leads(data, "l.csv", QUALIFIED)
    assert found.problems == ()
    assert [(one.name, one.line, one.values) for one in found.leads] == [
        ("A & B", 2, {"size": Decimal(1200), "trial": True}), ("line 3", 3, {"size": Decimal(7)}),
    ]  # fmt: skip


def test_every_bad_cell_is_told_at_once_with_its_line_and_column():
    text = "company,employees,trial,accepted\nA,many,perhaps,soon\nB,1\nC,5,yes,no\n"
    found = read_leads(text.encode(), "l.csv", QUALIFIED, answered=True)
    told = [(p.code, p.where.line if p.where else 0, p.where.column if p.where else 0) for p in found.problems]
    assert told == [("LQ001", 2, 2), ("LQ003", 2, 3), ("LQ003", 2, 4), ("LQ111", 3, 0)]
    assert all(p.fix for p in found.problems)


def test_a_missing_column_is_told_once_and_not_in_every_row():
    found = read_leads(b"company,employes\nA,1\nB,2\n", "l.csv", QUALIFIED)
    assert [p.message for p in found.problems] == [
        "the column 'Employees' is missing.",
        "the column 'trial' is missing.",
    ]


@pytest.mark.parametrize("data", [b"", b"\xff\xfeA", b"a,b\n1,2\n", b"company\xff,employees,trial\n"])
def test_a_file_of_which_nothing_can_be_read_is_refused(data: bytes):
    with pytest.raises(Unusable) as refused:
        read_leads(data, "l.csv", QUALIFIED)
    assert refused.value.code in {"LQ102", "LQ103"}


def test_a_broken_list_is_told_in_codes_of_lists_of_leads_alone():
    text = 'company,employees,Employees,notes\nA,1,2,3\nB\x07,1,2\nC,"1,2,3\n'
    codes = {one.code for one in read_leads(text.encode(), "l.csv", QUALIFIED).problems}
    assert codes == {"LQ104", "LQ105"}
    text = 'company,employees,trial\nB\x07,1,no\nC,1\nD,"1,2,3\n'
    codes = {one.code for one in read_leads(text.encode(), "l.csv", QUALIFIED).problems}
    assert codes == {"LQ108", "LQ109", "LQ111"}


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes):
    try:
        found = read_leads(b"employees,trial\n" + data, "l.csv", QUALIFIED)
    except Unusable:
        return
    assert found.problems or found.leads


def test_two_criteria_may_look_at_one_column():
    both: dict[str, LeadCriterion] = {"low": number("at-least", 10), "high": number("below", 50, required=False)}
    both["high"] = NumberCriterion(kind="number", key="high", name="H", field="N ", operator="below", value=50)
    found = read_leads(b"n\nx\n20\n", "l.csv", QualifiedLead(criteria=both))
    assert len(found.problems) == 1
    assert found.leads[1].values == {"low": Decimal(20), "high": Decimal(20)}


def verdicts(*told: tuple[float, bool | None, bool | None]):
    """(employees, trial, accepted) each."""
    for size, trial, accepted in told:
        values: dict[str, Value] = {"size": Decimal(str(size))} | ({} if trial is None else {"trial": trial})
        yield judge(QUALIFIED, values, ON), accepted


def test_drift_counts_the_four_ways_and_names_the_criterion_that_is_overruled():
    found = drift_of(verdicts((60, True, True), (60, False, False), (10, True, True), (20, None, True), (5, True, False),
                              (70, True, None)))  # fmt: skip
    assert (found.both, found.criteria_only, found.sales_only, found.neither, found.unanswered) == (1, 1, 2, 1, 1)
    assert (found.agreement.count, found.agreement.of) == (2, 5)
    first, second = found.criteria
    assert (first.key, first.overruled.count, first.overruled.of, first.alone) == ("size", 2, 3, 2)
    assert (second.key, second.overruled.count, second.asked_more.count, second.asked_more.of) == ("trial", 0, 1, 1)
    assert first.overruled.interval is not None


def test_a_list_in_which_sales_answered_nothing_has_no_figures():
    found = drift_of(verdicts((60, True, None)))
    assert (found.compared, found.kappa, found.criteria, found.agreement.share) == (0, None, (), None)


@given(st.lists(st.integers(1, 400), min_size=4, max_size=4))
def test_the_interval_of_kappa_is_what_the_delta_method_gives_numerically(cells: list[int]):
    """Oracle: the variance of a function of multinomial shares by its numerical gradient (Σ g²p - (Σ gp)²)/n."""
    n = sum(cells)
    shares = [one / n for one in cells]

    def kappa(p: list[float]) -> float:
        both, first, second, neither = (one / sum(p) for one in p)
        chance = (both + first) * (both + second) + (neither + first) * (neither + second)
        return (both + neither - chance) / (1 - chance)

    step = 1e-6
    slopes = []
    for i in range(4):
        up, down = list(shares), list(shares)
        up[i] += step
        down[i] -= step
        slopes.append((kappa(up) - kappa(down)) / (2 * step))
    mean = sum(g * p for g, p in zip(slopes, shares, strict=True))
    half = Z95 * sqrt(max(0.0, sum(g * g * p for g, p in zip(slopes, shares, strict=True)) - mean * mean) / n)
    found, interval = kappa_of(both=cells[0], first_only=cells[1], second_only=cells[2], neither=cells[3])
    assert found == pytest.approx(kappa(shares), abs=1e-9)
    assert interval is not None
    assert interval[0] == pytest.approx(max(-1.0, kappa(shares) - half), abs=1e-4)
    assert interval[1] == pytest.approx(min(1.0, kappa(shares) + half), abs=1e-4)
