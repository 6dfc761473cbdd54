"""Figures as people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.quiz.figures import is_within, parse_figure
from readiness.domain.quiz.folding import alike, fold


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("19", 19, ""), ("1,234.5", "1234.5", ""), ("1.234,5", "1234.5", ""), ("1,234", 1234, ""), ("1.234", "1.234", ""),
        ("1,5", "1.5", ""), ("0,125", "0.125", ""), ("1.234.567", 1234567, ""), ("1 234 567,8", "1234567.8", ""),
        ("1\u202f234", 1234, ""), ("12'000", 12000, ""), ("15x", 15, "x"), ("8 min", 8, "min"), ("$19", 19, "usd"),
        ("19 USD", 19, "USD"), ("80 %", 80, "%"), ("-30%", -30, "%"), ("−30", -30, ""), ("50k", 50000, ""),
        ("2 million users", 2000000, "users"), (".5", "0.5", ""), ("1e3", 1000, ""), ("  7  ", 7, ""), ("１２", 12, ""),
        ("19 USD/user/month", 19, "USD/user/month"), ("$19/user", 19, "usd/user"), ("120,000 jobs a month", 120000, "jobs a month"),
    ],
)  # fmt: skip
def test_a_figure_is_read(text: str, number: float | str, unit: str) -> None:
    figure = parse_figure(text)
    assert figure is not None
    assert (figure.number, figure.unit) == (Fraction(number), unit)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "6 of 10", "2018-03-22", "1000+/day", ">2 h", "~15", "1,2,3", "12,34,567", "1.2.3", "1,234.5,6", "1 5 8",
     "1,23.456.7", "8 min (15x)", "weeks to 30 min", "9" * 81, "1" + " " * 200, "NaN", "inf", "1e999"],
)  # fmt: skip
def test_what_is_no_figure_is_none(text: str) -> None:
    assert parse_figure(text) is None


@pytest.mark.parametrize(
    ("answer", "number", "tolerance", "unit", "right"),
    [
        ("8 min", 8, 0, "min", True), ("8 minutes", 8, 0, "min", True), ("8", 8, 0, "min", True), ("8 h", 8, 0, "min", False),
        ("15x", 15, 0, "x", True), ("15 times", 15, 0, "x", True), ("15×", 15, 0, "times", True), ("15 %", 15, 0, "x", False),
        ("$19", 19, 0, "USD", True), ("19 dollars", 19, 0, "USD/user/month", True), ("19 usd per user", 19, 0, "USD/user/month", True),
        ("€19", 19, 0, "USD", False), ("19 USD/month", 19, 0, "USD/user/month", False),
        ("50k", 50000, 0, "", True), ("50,000", 50000, 0, "minutes", True), ("50k minutes", 50000, 0, "minutes", True),
        ("50", 50000, 0, "", False), ("15k", 15, 0, "k", True), ("15k", 15, 0, "", False),
        ("0.3", 0.1 + 0.2, 1e-9, "", True), ("8.5", 8, 0.5, "", True), ("8.51", 8, 0.5, "", False), ("7,5", 8, 0.5, "", True),
        ("6 stages", 6, 0, "", True), ("six", 6, 0, "", False), ("0.1", 0.1, 0, "", True),
    ],
)  # fmt: skip
def test_an_answer_is_right_within_the_tolerance_and_in_the_unit(answer, number, tolerance, unit, right) -> None:
    assert is_within(answer, number=number, tolerance=tolerance, unit=unit) is right


@given(st.text(max_size=120))
def test_no_text_makes_reading_fail(text: str) -> None:
    figure = parse_figure(text)
    assert figure is None or isinstance(figure.number, Fraction)
    assert fold(fold(text)) == fold(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_a_number_written_with_commas_or_points_is_the_same_number(whole: int, places: int) -> None:
    english = f"{whole / 10**places:,.{places}f}" if places else f"{whole:,}"
    continental = english.translate(str.maketrans(",.", ".,"))
    read = parse_figure(english)
    assert read is not None
    assert read.number == Fraction(english.replace(",", ""))
    if places != 3 or "," in english:  # "1,234" groups; "1,234" as a decimal comma is the stated exception
        other = parse_figure(continental)
        alone = continental.count(".") == 1 and not places  # "1.234" is a decimal point
        assert alone or (other is not None and other.number == read.number)


def test_folding_ignores_case_spacing_accents_and_dress() -> None:
    assert fold("  Ze\u0301ro-“Łódź”\u200b  ") == fold('zéro–"lodz"')
    assert fold("straße") == fold("STRASSE")
    assert fold("かき") != fold("がき"), "a voicing mark is no accent"
    assert fold("कि") != fold("कु"), "a vowel sign is no accent"


def test_texts_are_alike_when_one_says_the_other() -> None:
    assert alike("Continuous integration", "Continuous integration for GitHub")
    assert alike("Jobs in parallel!", "parallel jobs in")
    assert not alike("Code review", "Version control")
    assert alike("???", "???")
    assert not alike("???", "!!!")
