"""Forms: the same seed the same form, must-pass always in, every draw met."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Draw, Item, Option
from readiness.domain.quiz.forms import always_in, blueprint_problems, build_form, fits, pool, right_sides, shuffled
from readiness.ground.errors import DefinitionError
from tests.domain.quiz_items import CLAIMS, drawing, fixed, pools
from tests.domain.quiz_launch import launch_with


def question(key: str, *tests: str, must_pass: bool = False) -> Item:
    return Item(key=key, kind="true-false", stem="Is it?", tests=tests, truth=True, must_pass=must_pass)


draws = st.lists(
    st.builds(
        Draw,
        count=st.integers(1, 3),
        claims=st.lists(st.sampled_from(CLAIMS), max_size=2, unique=True).map(tuple),
        section=st.none() | st.sampled_from(["objections", "facts", "personas"]),
    ),
    min_size=1,
    max_size=4,
)


@given(pools(), st.text(max_size=20), st.booleans())
def test_the_same_seed_gives_the_same_form(items, seed: str, shuffle: bool) -> None:
    quiz = fixed(items, shuffle=shuffle)
    assert build_form(quiz, items, seed) == build_form(quiz, items, seed)


@given(pools(most=10), draws, st.text(max_size=8))
def test_every_form_meets_its_blueprint_and_asks_what_must_be_passed(items, blueprint, seed: str) -> None:
    quiz = drawing(*blueprint)
    items = tuple(item for item in items if any(fits(draw, item) for draw in blueprint))
    if blueprint_problems(quiz, items):
        with pytest.raises(DefinitionError):
            build_form(quiz, items, seed)
        return
    keys = [entry.key for entry in build_form(quiz, items, seed).items]
    by_key = {item.key: item for item in items}
    assert len(keys) == len(set(keys)), "no item stands twice"
    assert {item.key for item in always_in(quiz, items)} <= set(keys)
    assert _filled(blueprint, [by_key[key] for key in keys]) == sum(draw.count for draw in blueprint)


@given(pools(most=10), draws)
def test_a_blueprint_is_refused_exactly_when_its_draws_cannot_all_be_met(items, blueprint) -> None:
    met = _filled(blueprint, items) == sum(draw.count for draw in blueprint)
    assert (blueprint_problems(drawing(*blueprint), items) == ()) is met


def _filled(blueprint, items) -> int:
    """How many places of the blueprint these items can fill, by trying everything (an outside oracle for the matching)."""
    places = [draw for draw in blueprint for _ in range(draw.count)]
    best: dict[int, int] = {0: 0}  # set of filled places, as bits → how many
    for item in items:
        reached = dict(best)
        for filled, count in best.items():
            for at, draw in enumerate(places):
                if not filled & (1 << at) and fits(draw, item):
                    reached[filled | (1 << at)] = count + 1
        best = reached
    return max(best.values())


@given(st.integers(0, 12), st.text(max_size=10))
def test_a_shuffle_keeps_everything(count: int, seed: str) -> None:
    assert sorted(shuffled(range(count), seed)) == list(range(count))


def test_the_shuffle_is_pinned_so_that_recorded_forms_stay_what_they_were() -> None:
    assert "".join(shuffled("abcdefgh", "readiness")) == "bfhgcaed"


def test_every_order_is_about_as_likely_as_any_other() -> None:
    seen: dict[tuple[str, ...], int] = {}
    for n in range(6000):
        order = tuple(shuffled("abc", str(n)))
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 6
    assert all(850 < times < 1150 for times in seen.values())  # 1000 ± 5 standard deviations (29)


def test_different_seeds_draw_different_items() -> None:
    items = tuple(question(f"q{n}", "facts.c") for n in range(10))
    quiz = drawing(Draw(count=3, section="facts"))
    drawn = {frozenset(entry.key for entry in build_form(quiz, items, str(n)).items) for n in range(50)}
    assert len(drawn) > 20


def test_two_draws_that_need_the_same_item_are_told_together() -> None:
    items = (question("a", "facts.c"), question("b", "facts.d"))
    quiz = drawing(Draw(count=2, section="facts"), Draw(count=1, claims=("facts.c",)))
    (problem,) = blueprint_problems(quiz, items)
    assert problem.code == "RD313"
    assert "that no other draw needs" in problem.message


def test_a_greedy_draw_does_not_starve_a_narrow_one() -> None:
    items = (question("both", "facts.c"), question("wide", "facts.d"))
    quiz = drawing(Draw(count=1, section="facts"), Draw(count=1, claims=("facts.c",)))
    for seed in range(30):
        assert {entry.key for entry in build_form(quiz, items, str(seed)).items} == {"both", "wide"}


def test_a_must_pass_item_counts_towards_the_draw_it_fits() -> None:
    items = (question("must", "facts.c", must_pass=True), *(question(f"q{n}", "facts.c") for n in range(5)))
    quiz = drawing(Draw(count=2, section="facts"))
    for seed in range(20):
        keys = [entry.key for entry in build_form(quiz, items, str(seed)).items]
        assert "must" in keys
        assert len(keys) == 2


def test_a_quiz_that_asks_nothing_has_no_form() -> None:
    with pytest.raises(DefinitionError) as refused:
        build_form(drawing(), (), "s")
    assert [p.code for p in refused.value.problems] == ["RD311"]


def test_matching_and_ordering_are_shuffled_even_where_the_quiz_is_not() -> None:
    steps = Item(key="s", kind="ordering", stem="?", tests=("facts.c",), order=("a", "b", "c", "d", "e"))
    quiz = fixed((steps,), shuffle=False)
    assert len({build_form(quiz, (steps,), str(n)).items[0].shown for n in range(20)}) > 5


def test_without_shuffle_everything_else_stands_as_written() -> None:
    choice = Item(
        key="c", kind="single", stem="?", tests=("facts.c",),
        options=(Option(text="a", correct=True), Option(text="b"), Option(text="c")),
    )  # fmt: skip
    items = (question("z", "facts.c"), choice)
    form = build_form(fixed(items, shuffle=False), items, "any")
    assert [(entry.key, entry.shown) for entry in form.items] == [("z", ()), ("c", (0, 1, 2))]


def test_the_fingerprint_changes_with_the_wording_and_not_with_the_seed_alone() -> None:
    items = (question("a", "facts.c"),)
    quiz = fixed(items)
    same = build_form(quiz, items, "1"), build_form(quiz, items, "2")
    assert same[0].fingerprint == same[1].fingerprint, "one item, nothing to shuffle: the same is asked"
    reworded = (dataclasses.replace(items[0], stem="Is it not?"),)
    assert build_form(quiz, reworded, "1").fingerprint != same[0].fingerprint


@given(pools())
def test_right_sides_are_offered_once_each(items) -> None:
    for item in items:
        sides = right_sides(item)
        assert len(set(sides)) == len(sides)
        assert set(sides) == {pair.right for pair in item.pairs}


def test_a_pool_holds_the_fixed_items_and_what_the_blueprint_may_draw(launch_and_draft) -> None:
    launch, drafted = launch_and_draft
    quiz = dataclasses.replace(drawing(Draw(count=1, section="facts")), items=("own",))
    assert [item.key for item in pool(quiz, launch, (drafted,))] == ["own", "fact", "drafted-fact-x"]
    assert [item.key for item in pool(dataclasses.replace(quiz, drafted=False), launch, (drafted,))] == ["own", "fact"]
    assert [item.key for item in pool(fixed((launch.items["own"],)), launch, (drafted,))] == ["own"]


@pytest.fixture
def launch_and_draft():
    own, fact = question("own", "personas.e"), question("fact", "facts.c")
    return launch_with(items={"own": own, "fact": fact}), question("drafted-fact-x", "facts.c")


def test_what_a_person_has_to_mark_is_asked_in_no_quiz() -> None:
    essay = Item(key="why", kind="essay", stem="Explain why.", tests=("facts.price",))
    launch = launch_with(items={"so": question("so", "facts.price"), "why": essay})
    quiz = dataclasses.replace(drawing(Draw(count=1, section="facts")), items=("why",))
    assert [item.key for item in pool(quiz, launch, ())] == ["why", "so"]
    assert blueprint_problems(quiz, pool(quiz, launch, ())) == ()
    unnamed = dataclasses.replace(quiz, items=())
    assert [item.key for item in pool(unnamed, launch, ())] == ["so"], "no draw takes an essay unless it says so"
    asking = dataclasses.replace(quiz, items=(), blueprint=(Draw(count=1, essays=True), Draw(count=1)))
    both = pool(asking, launch, ())
    assert {item.key for item in both} == {"why", "so"}
    assert {entry.key for entry in build_form(asking, both, "1").items} == {"why", "so"}
    many = dataclasses.replace(quiz, items=(), blueprint=(Draw(count=2, essays=True),))
    (problem,) = blueprint_problems(many, pool(many, launch, ()))
    assert "2 of any claim, as an essay and finds 1" in problem.message
