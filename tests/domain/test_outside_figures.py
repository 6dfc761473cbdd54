"""Tables drawn at random, with the figures that independent programs gave for them.

Ratings: pingouin 0.7.0 (correlations), statsmodels 0.15.0 (kappas), krippendorff (alphas, of `M`: `R` with holes).
Marks: pingouin 0.7.0 (alpha) and scipy (correlations, skewness, kurtosis).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.agreement.ratings import rated
from readiness.domain.agreement.ratings_file import read_ratings
from readiness.ground.errors import DefinitionError

TABLES = json.loads((Path(__file__).parent / "outside_figures.json").read_text(encoding="utf-8"))
FORMS = {
    "ICC(1,1)": "one_way", "ICC(A,1)": "two_way_random", "ICC(C,1)": "two_way_fixed",
    "ICC(1,k)": "mean_one_way", "ICC(A,k)": "mean_two_way_random", "ICC(C,k)": "mean_two_way_fixed",
}  # fmt: skip


def as_file(rows, *, levels: int) -> str:
    """Semicolons, columns in an order of their own, and an unknown one."""
    lines = ["Grader;value;why;subject"]
    lines += [
        f"r{rater};{'' if value is None else value};-;s{thing}"
        for thing, row in enumerate(rows)
        for rater, value in enumerate(row)
    ]
    return "\r\n".join(lines)


@pytest.mark.parametrize("table", TABLES["ratings"])
def test_ratings_from_elsewhere_get_the_figures_that_other_programs_give_them(table) -> None:
    [whole] = rated(read_ratings(as_file(table["R"], levels=table["L"])))
    [first] = [pair for pair in whole.pairs if (pair.first, pair.second) == ("r0", "r1")]
    assert (first.kappa, whole.fleiss) == pytest.approx((table["cohen"], table["fleiss"]), abs=1e-9)
    if len({value for row in table["R"] for value in row}) == table["L"]:
        assert (first.linear, first.quadratic) == pytest.approx((table["lin"], table["quad"]), abs=1e-9)
    assert whole.correlations is not None
    for form, name in FORMS.items():
        value, sure = table["icc"][form]
        assert getattr(whole.correlations, name) == pytest.approx(value, abs=1e-9)
        assert getattr(whole.correlations, f"{name}_interval") == pytest.approx(sure, abs=6e-3), (
            "it rounds to two places"
        )
    [holes] = rated(read_ratings(as_file(table["M"], levels=table["L"])))
    rated_at_all = [row for row in table["M"] if any(value is not None for value in row)]
    assert (holes.things, holes.missing) == (
        len(rated_at_all),
        sum(value is None for row in rated_at_all for value in row),
    )
    told = (holes.nominal, holes.ordinal, holes.interval)
    assert told == pytest.approx((table["nominal"], table["ordinal"], table["interval"]), abs=1e-9)


@pytest.mark.parametrize("table", TABLES["marks"])
def test_marks_from_elsewhere_get_the_figures_that_other_programs_give_them(table) -> None:
    pytest.importorskip("numpy")
    from readiness.reports.item_statistics import table_statistics

    names = ",".join(f"q{place}" for place in range(len(table["X"][0])))
    rows = (f"p{number}," + ",".join(f"{mark:g}" for mark in row) for number, row in enumerate(table["X"]))
    found = table_statistics("\n".join(["Student," + names, *rows]))
    quiz = found.quiz
    told = (quiz.consistency, quiz.skewness, quiz.kurtosis, quiz.sd, quiz.mean)
    assert told == pytest.approx([table[name] for name in ("alpha", "skew", "kurt", "sd", "mean")], abs=1e-9)
    assert quiz.consistency_interval is not None
    assert (quiz.consistency_interval.low, quiz.consistency_interval.high) == pytest.approx(table["ci"], abs=6e-4)
    assert quiz.kr20 == (pytest.approx(table["kr20"], abs=1e-9) if "kr20" in table else None)
    for place, item in enumerate(found.items):
        for name, value in (("facility", "p"), ("item_rest", "rest"), ("item_total", "total")):
            expected = table[value][place]
            assert getattr(item, name) == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_ratings_in_words_have_an_order_only_when_it_is_named() -> None:
    text = "subject,rater,category,value\n" + "".join(
        f"s{n},{who},tone,{word}\n"
        for n, both in enumerate((("poor", "fair"), ("good", "good"), ("fair", "fair")))
        for who, word in zip("ab", both, strict=True)
    )
    [words] = rated(read_ratings(text))
    assert (words.key, words.ordinal, words.correlations, words.pairs[0].quadratic) == ("tone", None, None, None)
    assert words.nominal is not None
    [levels] = rated(read_ratings(text, ["Poor", "Fair", "Good"]))
    assert levels.nominal == words.nominal
    assert levels.correlations is not None
    assert levels.pairs[0].quadratic == pytest.approx(2 / 3 + 1 / 12, abs=0.2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["AG201"] * 3),
        ("subject,rater,rater,value\na,b,c,1\n", ["AG201"]),
        ("subject,rater,value\n", ["AG202"]),
        (
            "subject,rater,value\n,b,1\na,,1\na,b,1\na,b,2\nc,b,x\nd,b,inf\ne,b,1\nf,b,2\ng,b,1\n",
            ["AG202", "AG202", "AG202", "AG203", "AG203"],
        ),
        (f"subject,rater,value\na,b,{'x' * 140_000}\n", ["AG202"]),
    ],
)
def test_what_is_no_table_of_ratings_is_told_whole(text: str, told: list[str]) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_ratings(text)
    assert [one.code for one in refused.value.problems] == told


@given(st.text(alphabet='subject,rater;value\n\t"1.5 x', max_size=120))
@settings(max_examples=60, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(text: str) -> None:
    for whole in (text, "subject,rater,value\n" + text):
        try:
            told = rated(read_ratings(whole))
        except DefinitionError as refused:
            told = refused.problems
        assert told
