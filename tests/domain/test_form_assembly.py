"""Forms put together ahead: possible exactly when trying everything finds them, and as alike as is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Draw, Item, ParallelForms, Quiz
from readiness.domain.form_assembly.assemble import assemble
from readiness.domain.form_assembly.assembly import Assembly, Expected
from readiness.domain.form_assembly.choosing import choose_form
from readiness.domain.form_assembly.expectation import doubted, expectations
from readiness.domain.form_assembly.needs import at_hand, serve, told
from readiness.domain.form_assembly.solve import Candidate, solve
from readiness.domain.quiz.forms import always_in, build_form, fits
from readiness.ground.errors import DefinitionError
from tests.domain.quiz_launch import launch_with

CLAIMS = ("objections.price", "objections.trust", "facts.price")


def question(key: str, *tests: str, must_pass: bool = False, difficulty: float | None = None) -> Item:
    return Item(
        key=key, kind="true-false", stem="Is it?", tests=tests or ("facts.price",), truth=True, must_pass=must_pass,
        difficulty=difficulty,
    )  # fmt: skip


def quiz_of(*blueprint: Draw, count: int = 2, sharing: str = "none", cap: float | None = None, **more) -> Quiz:
    asks = ParallelForms(count=count, sharing=sharing, exposure_cap=cap)
    return Quiz(key="core", title="Core", blueprint=blueprint, forms=asks, **more)


def assembled(quiz: Quiz, items: Sequence[Item], seed: str = "1") -> Assembly:
    return assemble(quiz, items, expectations(items, {}), pool_print="p", seed=seed)


banks = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=2, unique=True),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([None, 0.3, 0.6, 0.9]),
    ),
    max_size=7,
).map(
    lambda rows: tuple(
        question(f"q{n}", *tests, must_pass=must, difficulty=share) for n, (tests, must, share) in enumerate(rows)
    )
)
blueprints = st.lists(
    st.builds(
        Draw,
        count=st.integers(1, 2),
        claims=st.lists(st.sampled_from(CLAIMS), max_size=2, unique=True).map(tuple),
        section=st.none() | st.sampled_from(["objections", "facts"]),
        difficulty=st.none() | st.sampled_from(["easy", "hard"]),
    ),
    min_size=1,
    max_size=2,
)


def _fillings(quiz: Quiz, items: Sequence[Item]) -> set[frozenset[str]]:
    """Every set of drawn items that makes a form, by trying everything: the oracle, which shares nothing with the rule.

    As many always-in items as can be count towards draws, as the draw of one form has it.
    """
    always = always_in(quiz, items)
    others = [item for item in items if item not in always]
    places = [draw for draw in quiz.blueprint for _ in range(draw.count)]
    found: dict[frozenset[str], int] = {}
    for used in range(len(places) + 1):
        for filled in combinations(range(len(places)), used):
            left = [place for at, place in enumerate(places) if at not in filled]
            if not _matches(always, [places[at] for at in filled]):
                continue
            for chosen in combinations(others, len(left)):
                if _matches(chosen, left):
                    key = frozenset(item.key for item in chosen)
                    found[key] = max(found.get(key, 0), used)
    most = max((n for n in range(len(places) + 1) if _places_some(always, places, n)), default=0)
    return {key for key, used in found.items() if used == most}


def _places_some(items: Sequence[Item], places: Sequence[Draw], count: int) -> bool:
    return any(_matches(items, [places[at] for at in some]) for some in combinations(range(len(places)), count))


def _matches(items: Sequence[Item], places: Sequence[Draw]) -> bool:
    """Each place gets an item of its own."""
    if not places:
        return True
    return any(
        fits(places[0], item) and _matches([one for one in items if one is not item], places[1:]) for item in items
    )


def _any_forms(quiz: Quiz, items: Sequence[Item], uses: int) -> bool:
    assert quiz.forms is not None
    sets = sorted(_fillings(quiz, items), key=sorted)
    return any(
        all(sum(item.key in one for one in forms) <= uses for item in items)
        for forms in _choices(sets, quiz.forms.count)
    )


def _choices(sets: Sequence[frozenset[str]], count: int) -> Iterator[tuple[frozenset[str], ...]]:
    return product(sets, repeat=count)


@settings(max_examples=60, deadline=None)
@given(banks, blueprints, st.integers(2, 3), st.sampled_from(["none", "least"]))
def test_forms_are_refused_exactly_when_trying_everything_finds_none(items, blueprint, count, sharing) -> None:
    quiz = quiz_of(*blueprint, count=count, sharing=sharing)
    items = tuple(item for item in items if item.must_pass or any(fits(draw, item) for draw in blueprint))
    served = serve(quiz, items)
    assert _any_forms(quiz, items, count if sharing == "least" else 1) is (not served.needs)
    if served.needs:
        with pytest.raises(DefinitionError):
            assembled(quiz, items)
        return
    if served.uses > 1:
        assert not _any_forms(quiz, items, served.uses - 1), "items are shared by no more forms than they have to"
    made, could = assembled(quiz, items), _fillings(quiz, items)
    assert {frozenset(made.drawn(form)) for form in made.forms} <= could
    assert all(set(made.always) <= set(form.items) for form in made.forms)
    assert made.uses <= served.uses


@settings(max_examples=40, deadline=None)
@given(banks, blueprints, st.integers(2, 3))
def test_what_is_said_to_be_lacking_is_enough_and_nothing_of_it_is_too_much(items, blueprint, count) -> None:
    quiz = quiz_of(*blueprint, count=count)
    needs = serve(quiz, items).needs
    added = [
        question(f"new{need.place}-{n}", *_claims(blueprint[need.place]), difficulty=_share(blueprint[need.place]))
        for need in needs
        for n in range(need.more)
    ]
    assert not serve(quiz, (*items, *added)).needs
    for one in added:
        assert serve(quiz, (*items, *(other for other in added if other is not one))).needs


def _claims(draw: Draw) -> tuple[str, ...]:
    return (*draw.claims, *([f"{draw.section}.any"] if draw.section else []))[:1] or ("personas.any",)


def _share(draw: Draw) -> float | None:
    return {"easy": 0.9, "hard": 0.3, None: None}[draw.difficulty]


@settings(max_examples=40, deadline=None)
@given(banks, blueprints, st.randoms(), st.text(max_size=5))
def test_the_same_seed_gives_the_same_forms_in_whatever_order_the_bank_stands(items, blueprint, chance, seed) -> None:
    quiz = quiz_of(*blueprint, sharing="least")
    if serve(quiz, items).needs:
        return
    mixed = list(items)
    chance.shuffle(mixed)
    one, other = assembled(quiz, items, seed), assembled(quiz, mixed, seed)
    assert [set(form.items) for form in one.forms] == [set(form.items) for form in other.forms]
    assert one.is_proven


BANK = tuple(question(f"q{n}", "facts.price", difficulty=round(0.35 + 0.01 * n, 2)) for n in range(60))


def test_parallel_forms_share_nothing_and_are_expected_to_come_out_alike() -> None:
    made = assembled(quiz_of(Draw(count=8, section="facts"), count=5), BANK)
    assert (len(made.forms), made.shared, made.uses) == (5, 0, 1)
    assert all(len(form.items) == 8 for form in made.forms)
    # The tolerance told is that of the means as anybody would work them out from the estimates.
    means = [sum(0.35 + 0.01 * int(key[1:]) for key in form.items) / 8 for form in made.forms]
    assert [form.expected for form in made.forms] == pytest.approx(means)
    assert made.apart == pytest.approx(max(means) - min(means))
    assert made.apart <= 0.005


def test_another_seed_gives_other_forms() -> None:
    quiz = quiz_of(Draw(count=8, section="facts"), count=3)
    assert assembled(quiz, BANK, "1").forms != assembled(quiz, BANK, "2").forms


def test_the_forms_of_a_seed_are_pinned_so_that_recorded_ones_can_be_made_again() -> None:
    made = assembled(quiz_of(Draw(count=2, section="facts"), Draw(count=1, difficulty="hard"), count=2), BANK, "pin")
    assert [form.items for form in made.forms] == PINNED


PINNED = [("q3", "q8", "q55"), ("q5", "q29", "q32")]


def test_weights_count_in_what_a_form_is_expected_to_earn() -> None:
    heavy = tuple(replace(item, weight=3.0 if n % 2 else 1.0) for n, item in enumerate(BANK))
    made = assembled(quiz_of(Draw(count=6, section="facts"), count=3), heavy)
    by_key = {item.key: item for item in heavy}
    for form in made.forms:
        asked = [by_key[key] for key in form.items]
        hand = sum(i.weight * i.difficulty for i in asked) / sum(i.weight for i in asked)
        assert form.expected == pytest.approx(hand, abs=1e-6)
    assert made.apart is not None
    assert made.apart <= 0.02


def test_a_bank_that_is_just_large_enough_is_used_up_and_the_distance_that_is_left_is_told() -> None:
    few = tuple(question(f"q{n}", "facts.price", difficulty=share) for n, share in enumerate((0.9, 0.9, 0.3)))
    made = assembled(quiz_of(Draw(count=1, section="facts"), count=3), few)
    assert made.apart == pytest.approx(0.6)


def test_items_of_which_nothing_is_known_count_as_the_others() -> None:
    items = (question("a", difficulty=0.4), question("b", difficulty=0.6), question("c"))
    assert expectations(items, {})[2] == Expected("c", 0.5, "average")
    assert expectations((question("c"),), {}) == ()
    assert (
        assembled(quiz_of(Draw(count=1, section="facts")), tuple(replace(i, difficulty=None) for i in items)).apart
        is None
    )


def test_enough_answers_count_for_more_than_an_estimate() -> None:
    items = (question("a", difficulty=0.9),)
    assert expectations(items, {"a": (29, 0.2)}) == (Expected("a", 0.9, "estimate", 29),)
    found = expectations(items, {"a": (30, 0.2)})
    assert found == (Expected("a", 0.2, "answers", 30),)
    (note,) = doubted(items, found)
    assert (note.code, note.level) == ("FA001", "note")


def test_what_is_lacking_is_told_as_it_has_to_be_written() -> None:
    quiz = quiz_of(Draw(count=1, claims=("objections.price",), difficulty="hard"), count=3)
    launch = launch_with(
        items={
            "asked": question("asked", "objections.price", difficulty=0.3),
            "waits": replace(question("waits", "objections.price", difficulty=0.4), review="draft"),
            "unknown": question("unknown", "objections.price"),
            "essay": Item(key="essay", kind="essay", stem="Explain why.", tests=("objections.price",), review="draft"),
            "old": replace(question("old", "objections.price", difficulty=0.3), review="retired"),
        }
    )
    served = serve(quiz, (launch.items["asked"],))
    (need,) = at_hand(quiz, launch, (), served.needs)
    assert told(need) == (
        "Add 2 more reviewed items on objections.price of difficulty hard ('waits' would do once reviewed; 'unknown' "
        "might if you say how hard they are)."
    )


def test_a_cap_bounds_in_how_many_forms_an_item_may_stand() -> None:
    quiz = quiz_of(Draw(count=1, section="facts"), count=4, sharing="least", cap=0.5)
    assert not serve(quiz, BANK[:2]).needs
    (need,) = serve(quiz, BANK[:1]).needs
    assert need.more == 1


def test_a_solver_out_of_time_says_so() -> None:
    many = [Candidate(f"q{n}", 1.0, (n % 97) / 97, (n % 5, 5), False) for n in range(400)]
    found = solve(many, [4, 4, 4, 4, 4, 4], count=5, uses=1, placed=0, seed="s", seconds=0.0)
    assert found is None or not found.is_proven


def test_a_second_attempt_shares_no_drawn_item_while_there_are_other_forms() -> None:
    quiz = quiz_of(Draw(count=4, section="facts"), count=3)
    made = assembled(quiz, (question("must", must_pass=True), *BANK))
    seen: dict[str, int] = {}
    for number in (1, 2, 3):
        form = choose_form(made, quiz.forms, seen=seen, exposed={}, seed=f"rep/{number}")
        assert "must" in form.items
        assert not set(made.drawn(form)) & seen.keys()
        seen |= dict.fromkeys(form.items, number)
    fourth = choose_form(made, quiz.forms, seen=seen, exposed={}, seed="rep/4")
    assert {seen[key] for key in made.drawn(fourth)} == {1}, "then the one of the longest ago"


def test_no_item_is_in_more_of_the_last_attempts_than_the_cap_allows() -> None:
    asks = ParallelForms(count=3, exposure_cap=0.4, exposure_attempts=10)
    quiz = Quiz(key="core", title="Core", blueprint=(Draw(count=4, section="facts"),), forms=asks)
    made = assembled(quiz, BANK)
    lately: list[tuple[str, ...]] = []
    for number in range(60):
        exposed = Counter(key for keys in lately[:9] for key in keys)
        form = choose_form(made, asks, seen={}, exposed=exposed, seed=f"rep{number}/1")
        lately.insert(0, form.items)
        for item in form.items:
            assert sum(item in one for one in lately[:10]) <= 4


def test_a_drawn_retake_asks_what_was_not_asked_as_far_as_the_pool_allows() -> None:
    quiz = Quiz(key="core", title="Core", blueprint=(Draw(count=3, section="facts"),))
    pool = (question("must", must_pass=True), *(question(f"q{n}") for n in range(5)))
    first = {one.key for one in build_form(quiz, pool, "1").items}
    second = {one.key for one in build_form(quiz, pool, "2", seen=dict.fromkeys(first, 1)).items}
    assert first & second == {"must"}
    # Two of five are left unseen after the first; both are in the second, whatever the seed.
    third = {
        one.key for one in build_form(quiz, pool, "3", seen=dict.fromkeys(first, 1) | dict.fromkeys(second, 2)).items
    }
    assert third - {"must"} <= (first | {"q0", "q1", "q2", "q3", "q4"}) - second
