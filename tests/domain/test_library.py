"""The library's rules: what a search is read as, which word was meant, what an asset is found by and how fresh it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.access.roles import Viewer
from readiness.domain.definition.message import Competitor, Objection, Persona, ProofPoint, Response
from readiness.domain.library.asset import Described, description_problems, freshness, readers_for, use_problems
from readiness.domain.library.finding import asked_for, excerpt, forms, indexed, meant, term, terms, words_of
from readiness.domain.library.material_facets import material_facets, material_fresh_until
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
    assert len(indexed(text).split()) == len(words_of(text))


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


def test_two_slips_are_another_word() -> None:
    assert meant("jenkins", ["jonkens", "jenkins"]) == ()


def test_facets_are_words_that_no_text_has_and_links_are_found() -> None:
    told = terms(
        {"competitor": ("acme",)}, readers="all", launch="atlas", kind="upload", body="See /library/assets/one-pager."
    )
    assert set(told.split()) == {
        term("readers", "all"),
        term("launch", "atlas"),
        term("kind", "upload"),
        term("competitor", "acme"),
        term("links", "one-pager"),
    }
    assert term("competitor", "acme") != term("persona", "acme")


def test_an_excerpt_is_about_what_was_asked() -> None:
    body = "Nothing of note. " * 40 + "The migration takes an hour." + " More follows." * 40
    assert "The migration takes an hour." in excerpt(body, ("migrations",))
    assert excerpt("Short.", ("else",)) == "Short."


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
