"""The library's rules: what a search is read as, which word was meant, what an asset is found by and how fresh it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.access.roles import Viewer
from readiness.domain.conformance.document import Document, Passage, Place
from readiness.domain.definition.message import Competitor, Objection, Persona, ProofPoint, Response
from readiness.domain.library.asset import (
    FRESHNESS,
    Described,
    description_problems,
    freshness,
    readers_for,
    use_problems,
)
from readiness.domain.library.excerpt import excerpt
from readiness.domain.library.finding import asked_for, forms, freshness_terms, indexed, meant, term, terms, words_of
from readiness.domain.library.inside import inside_of, not_read
from readiness.domain.library.material_facets import material_facets, material_fresh_until
from readiness.ground.errors import Problem
from tests.domain.quiz_launch import launch_with

ON = date(2018, 3, 12)
WORDS = st.text(alphabet="abcdefg", min_size=4, max_size=10)
LAUNCH = launch_with(
    competitors={"acme": Competitor(key="acme", name="Acme")},
    personas={"pat": Persona(key="pat", name="Pat", title="CFO", part="decider")},
    proof_points={
        "case": ProofPoint(key="case", statement="Half.", source="s", permission="public", expires_on=date(2018, 5, 1))
    },
    objections={
        "price": Objection(
            key="price", says="Dear.", kind="price", competitor="acme", personas=("pat",),
            response=Response(acknowledge="a", reframe="r", proof=("case",)),
        )
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (None, "fresh"),
        (ON - timedelta(1), "out-of-date"),
        (ON, "ends-soon"),
        (ON + timedelta(30), "ends-soon"),
        (ON + timedelta(31), "fresh"),
    ],
)
def test_an_asset_is_out_of_date_from_the_day_after_its_last(until: date | None, told: str) -> None:
    assert freshness(until, ON) == told


def test_a_search_is_words_and_facets_and_tells_a_facet_that_there_is_not() -> None:
    asked, problems = asked_for("  Pricing of Jenkins’ plug-ins ", {"competitor": "jenkins", "market": ""})
    assert asked.words == ("pricing", "of", "jenkins", "plug", "ins")
    assert (asked.facets, problems) == ({"competitor": "jenkins"}, ())
    assert [one.code for one in asked_for("x", {"colour": "red", "freshness": "ripe"})[1]] == ["AL010", "AL010"]


@given(st.text(max_size=80))
def test_what_is_indexed_and_asked_is_letters_and_digits_alone(text: str) -> None:
    assert all(word.isalnum() for word in words_of(text))
    assert len(indexed(text)) == len(words_of(text))


@given(WORDS, st.integers(0, 9), st.sampled_from("abcdefg"))
def test_a_word_one_slip_away_shares_a_form_and_is_the_one_that_was_meant(word: str, place: int, letter: str) -> None:
    place %= len(word)
    swapped = word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :] if place else word
    for slipped in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    ):
        if slipped != word and len(slipped) >= 4:
            assert forms(slipped) & forms(word)
            assert meant(slipped, [word, "zzzz"]) == (word,)


def test_two_slips_are_another_word_and_an_ending_is_none() -> None:
    assert meant("piplines", ["pipeline", "pipelining"]) == ("pipeline", "pipelining")
    assert meant("jenkins", ["jonkens", "jenkins"]) == ()


def test_facets_are_words_that_no_text_has_and_links_are_found() -> None:
    told = terms(
        {"competitor": ("acme",)},
        readers="all",
        launch="atlas",
        kind="upload",
        body="See /library/assets/one-pager.",
        until=None,
    )
    assert set(told) - {term("until", "never")} == {
        term("readers", "all"),
        term("launch", "atlas"),
        term("kind", "upload"),
        term("competitor", "acme"),
        term("links", "one-pager"),
    }
    assert term("competitor", "acme") != term("persona", "acme")


def test_an_excerpt_is_about_what_was_asked() -> None:
    body = "Nothing of note. " * 40 + "The migration takes an hour." + " More follows." * 40
    assert "The migration takes an hour." in excerpt((body,), ("migrations",)).text
    assert excerpt(("Short.",), ("else",)).text == "Short."


def test_objection_cards_are_found_by_everything_that_the_objections_name() -> None:
    assert material_facets(LAUNCH, "objection-cards", "all") == {
        "market": tuple(LAUNCH.markets),
        "competitor": ("acme",),
        "persona": ("pat",),
    }
    assert material_facets(LAUNCH, "battlecard", "acme")["competitor"] == ("acme",)
    assert material_fresh_until(LAUNCH, "battlecard", "acme") == date(2018, 5, 1)
    assert material_fresh_until(LAUNCH, "module", "none") is None


def test_everything_wrong_with_an_asset_is_told_at_once() -> None:
    told = Described(key="No Key", title=" ", facets={"competitor": ("acne",), "colour": ("red",)}, launch="atlas")
    assert [one.code for one in description_problems(told, LAUNCH)] == ["AL001", "AL002", "AL003", "AL003"]
    assert description_problems(Described(key="one", title="One", facets={"competitor": ("acme",)}), LAUNCH) == ()
    assert [one.code for one in use_problems("ate", conversation="x", conversations=["y"], minutes=-1)] == [
        "AL004",
        "AL005",
        "AL006",
    ]


def test_answer_keys_are_found_by_who_may_see_them_alone() -> None:
    assert readers_for(Viewer(email="r@x.example", roles=frozenset({"rep"}))) == ("all", "reps")
    assert readers_for(Viewer(email="m@x.example", roles=frozenset({"manager"}))) == ("all", "staff")
    assert "training" in readers_for(Viewer(email="t@x.example", roles=frozenset({"trainer"})))


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2150, 1, 1))


@given(st.none() | DAYS, DAYS)
def test_a_text_has_a_term_of_its_freshness_and_of_no_other(until: date | None, on: date) -> None:
    told = set(terms({}, readers="all", launch="", kind="upload", body="", until=until))
    assert [one for one in FRESHNESS if told & set(freshness_terms(one, on))] == [freshness(until, on)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Миграция без простоя", "миграция"),
        ("Ёлка и счёт", "елка счет"),
        ("Κόστος ανά χρήστη", "κοστοσ"),
        ("مُقارَنة الأسعار", "مقارنة الاسعار"),
        ("הַשְׁוָאַת מחירים", "השואת"),
        ("हिन्दी में मूल्य सूची", "मूल्य"),
        ("가격 비교표", "가격"),
        ("無料の価格表を見る", "価格"),
        ("价格对比：詹金斯", "詹金斯"),
        ("ตารางราคา", "ราคา"),
        ("Größe und Übersicht", "grosse ubersicht"),
    ],
)
def test_texts_of_any_script_are_found_by_what_people_type(text: str, asked: str) -> None:
    assert set(indexed(asked)) <= set(indexed(text))
    assert any(one.is_asked for one in excerpt((text,), words_of(asked)).pieces)


def test_the_part_that_has_most_of_the_words_is_quoted_with_them_marked() -> None:
    parts = ("The price of it.", "Prices & the <b>migration</b> of pipelines.", "migration")
    found = excerpt(parts, ("price", "migrat"))
    assert (found.place, found.has) == (1, 2)
    assert [one.text for one in found.pieces if one.is_asked] == ["Prices", "migration"]
    assert found.text == "Prices & the <b>migration</b> of pipelines."
    assert excerpt(parts, ("nothing",), else_first=False).pieces == ()
    assert excerpt(("## *One* [page](/x)\n\n| a | b |",), (), is_markup=True).text == "One page a b"


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(WORDS | st.text(max_size=6), max_size=3))
def test_an_excerpt_is_a_piece_of_the_text_whatever_it_is(parts: list[str], words: list[str]) -> None:
    found = excerpt(parts, [one for word in words for one in words_of(word)])
    told = found.text.removeprefix("… ").removesuffix(" …")
    assert told in _on_one_line(parts[found.place]) if parts and told else not found.text.strip()


def _on_one_line(text: str) -> str:
    return " · ".join(told for line in text.split("\n") if (told := " ".join(line.split())))


def test_what_is_inside_is_told_by_page_and_what_was_left_out_is_said() -> None:
    pages = tuple(Passage(f"Page {number}.", Place("page", number)) for number in (1, 1, 3))
    found = inside_of(Document(name="a.pdf", form="pdf", passages=pages, pages=3))
    assert (found.searched, found.parts, found.place(1)) == ("all", ("Page 1.\nPage 1.", "Page 3."), "page 3")
    long = (*pages, Passage("x " * 99_999, Place("page", 4)), Passage("y", Place("page", 5)), pages[0])
    cut = inside_of(Document(name="a.pdf", form="pdf", passages=long))
    assert (cut.searched, cut.numbers) == ("part", (1, 3))
    assert "only the first 200,000 characters" in cut.says
    none = Problem("CF008", "there is no text in it.", level="warning")
    assert inside_of(Document(name="a.pdf", form="pdf", passages=(), told=(none,))) == not_read(
        "there is no text in it"
    )
