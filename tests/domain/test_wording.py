"""What words say: the word list, superlatives and figures, each tried on sentences that people judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.conformance.breakdowns import wrong_breakdowns
from readiness.domain.conformance.sums import wrong_sums
from readiness.domain.wording.figures import figures
from readiness.domain.wording.generic import TEN, WORDS, generic_claims
from readiness.domain.wording.superlatives import superlatives
from tests.watchdog import no_hang

LABELLED: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "labelled_sentences.yaml").read_text("utf-8"))

ELSEWHERE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "labelled_elsewhere.yaml").read_text("utf-8"))


def telling_figures(text: str) -> Iterator[Any]:
    return (figure for figure in figures(text) if figure.is_telling)


def found_and_missed(label: str, find: Callable[[str], Iterator[Any]]) -> tuple[list[str], list[str]]:
    """The sentences of the other label in which something is found, and those of this one in which nothing is."""
    wrong = [one for one in LABELLED[f"not_{label}"] if any(True for _ in find(one))]
    missed = [one for one in LABELLED[label] if not any(True for _ in find(one))]
    return wrong, missed


@pytest.mark.parametrize(
    ("label", "find"),
    [("generic", generic_claims), ("superlative", superlatives), ("figure", telling_figures)],
    ids=["generic claims", "superlatives", "figures"],
)
def test_what_people_judged_is_judged_alike(label: str, find: Callable[[str], Iterator[Any]]) -> None:
    assert found_and_missed(label, find) == ([], [])


@pytest.mark.parametrize(
    ("label", "find", "wrong", "missed"),
    [
        ("generic", generic_claims, [], ["Premium care begins with premium devices."]),
        (
            "superlative",
            superlatives,
            [],
            [
                "An industry-leading fraud engine with unparalleled accuracy.",
                "Our pumps are renowned for outstanding quality and unmatched reliability.",
            ],
        ),
        (
            "figure",
            telling_figures,
            ["Press and hold the green key for three seconds.", "The solution is a 20 % caustic soda at 60 °C."],
            [
                "Nurses told us that they silence forty alarms in a shift.",
                "Downtime fell by a third in the first year.",
                "Two brokers out of three renew with us.",
                "Late deliveries went from one in nine to one in thirty.",
            ],
        ),
        ("wrong_sum", lambda text: [*wrong_sums(text), *wrong_breakdowns(text)], [], []),
    ],
    ids=["generic claims", "superlatives", "figures", "sums"],
)
def test_what_other_industries_write_is_judged_as_the_docs_say(
    label: str, find: Callable[[str], Iterable[Any]], wrong: list[str], missed: list[str]
) -> None:
    found = {one["says"] for one in ELSEWHERE if any(True for _ in find(one["says"]))}
    labelled = {one["says"] for one in ELSEWHERE if label in one.get("is", ())}
    assert (sorted(found - labelled), sorted(labelled - found)) == (sorted(wrong), sorted(missed))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("64 pumps: 24 in mines, 20 in mills and 18 in plants.", "62"),
        ("1,500 pallets leave the hub, 900 by road and 500 by rail.", "1,400"),
        ("24 jobs in mines, 20 jobs in mills and 18 in plants make 64 jobs.", "62"),
        ("The team has 12 people: 5 developers, 4 testers and 2 writers.", "11"),
        ("Premiums by line: motor 45 %, home 30 %, other 20 %.", "95 %, not 100 %"),
    ],
)
def test_parts_that_do_not_make_their_whole_are_found(text: str, right: str) -> None:
    assert [one.right for one in wrong_breakdowns(text)] == [right]


@pytest.mark.parametrize(
    "text",
    [
        "64 pumps: 24 in mines, 20 in mills, 18 in plants and 2 in labs.",
        "Of 200 people asked, 150 use mail, 120 use chat and 90 use the phone.",
        "In 10 years: 3 products, 4 awards and 5 patents.",
        "Revenue by region: Europe 45 %, Asia 30 %, Americas 25 %.",
        "Results by team: 45 % faster, 30 % cheaper, 20 % smaller.",
        "Of 64 pumps, 24 run in mines and 20 in mills.",
        "64 pumps, 24 in mines, 20 in mills and the rest elsewhere.",
        "On 22 March 2018, 12 people in Bonn and 14 in Lyon met.",
        "Costs by item: a third rent, 33.3 % wages, 33.3 % goods, 33.3 % tax.",
    ],
)
def test_parts_that_make_their_whole_or_are_not_meant_to_are_left_alone(text: str) -> None:
    assert list(wrong_breakdowns(text)) == []


def test_the_labelled_sentences_are_many_of_both_classes_and_each_stands_once() -> None:
    every = [one for sentences in LABELLED.values() for one in sentences]
    assert len(every) >= 200
    assert len(set(every)) == len(every)
    assert all(len(sentences) >= 15 for sentences in LABELLED.values())


def test_every_word_of_the_list_is_found_as_it_is_written() -> None:
    for word in WORDS:
        said = {
            "trusted": "most trusted",
            "top": "top-rated",
            "passionate": "passionate about",
            "what matters most": "focus on what matters most",
        }.get(word, word)
        assert [one.word for one in generic_claims(f"Truly {said}.")] == [word], word
    assert set(TEN) <= set(WORDS)


def test_of_two_that_overlap_the_longer_is_told_with_its_place() -> None:
    (one,) = generic_claims("A leading-edge tool.")
    assert (one.word, one.text, one.start) == ("cutting-edge", "leading-edge", 2)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("19 USD", 19, "USD"), ("$19", 19, "USD"), ("EUR 1,200.50", "1200.50", "EUR"), ("€5m", 5_000_000, "EUR"),
        ("30 %", 30, "%"), ("thirty percent", 30, "%"), ("2.5 per cent", "2.5", "%"), ("15 times", 15, "times"),
        ("3x", 3, "times"), ("eight minutes", 480, "s"), ("8 min", 480, "s"), ("2 h", 7_200, "s"),
        ("14 days", 1_209_600, "s"), ("two weeks", 1_209_600, "s"), ("120,000 jobs", 120_000, ""), ("12k", 12_000, ""),
        ("2018-03-22", date(2018, 3, 22).toordinal(), "day"), ("22 March 2018", date(2018, 3, 22).toordinal(), "day"),
        ("Mar. 22nd, 2018", date(2018, 3, 22).toordinal(), "day"),
    ],
)  # fmt: skip
def test_the_same_figure_is_the_same_however_it_is_written(text: str, value: Any, unit: str) -> None:
    (one,) = figures(text)
    assert (one.value, one.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["v2.0", "10.6.1", "H2", "31 April 2019", "one of them", "", "2019-13-40"])
def test_parts_of_names_and_days_that_there_are_not_are_no_figures(text: str) -> None:
    assert list(figures(text)) == []


@given(st.integers(0, 10**12))
def test_a_number_reads_the_same_with_and_without_commas(number: int) -> None:
    (plain,) = figures(f"{number} EUR")
    (grouped,) = figures(f"{number:,} EUR")
    assert plain.same_as(grouped)
    assert plain.value == number


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_place_is_where_it_says(text: str) -> None:
    for one in (*generic_claims(text), *superlatives(text), *figures(text)):
        assert text[one.start : one.start + len(one.text)] == one.text


@pytest.mark.parametrize(
    "text",
    ["best " * 9_000, "1," * 25_000, "9" * 50_000, "the only " * 8_000, "leading the " * 8_000, "1 " * 25_000, "a" * 200_000],
    ids=["best", "commas", "digits", "only", "leading", "ones", "one word"],
)  # fmt: skip
def test_no_text_is_read_without_end(text: str) -> None:
    with no_hang():
        for find in (generic_claims, superlatives, figures):
            for _ in find(text):
                pass
