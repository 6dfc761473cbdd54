"""A delta has every part of a module that changed and no part that did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.delta import applied, claims_changed, delta_of, module_delta
from readiness.domain.materials.parts import parts_of
from tests.materials_world import ATLAS, with_reframe

CLAIMS = (
    "value_propositions.on-time", "objections.dear", "objections.later", "facts.price", "capabilities.maps",
    "personas.kim", "requirements.late", "proof_points.case", "competitors.friend", "decision_process.try",
)  # fmt: skip
WORDS = st.text(alphabet="abc ;.", min_size=1, max_size=8)


@st.composite
def versions(draw: st.DrawFn) -> Launch:
    """ATLAS with any of its message reworded, and a module that teaches any of its claims in any order."""
    launch = with_reframe(ATLAS, draw(WORDS))
    price, on_time = launch.facts["price"], launch.value_propositions["on-time"]
    module = replace(
        launch.modules["core"],
        teaches=tuple(draw(st.lists(st.sampled_from(CLAIMS), min_size=1, unique=True))),
        title=draw(st.sampled_from(["Core", "Kernel"])),
        minutes=draw(st.sampled_from([5, 10])),
        body=draw(st.sampled_from(["", "One.\n\nTwo.", "One.\n\nThree."])),
        practice=draw(st.sampled_from(["", "Say it."])),
    )
    return replace(
        launch,
        facts={"price": replace(price, statement=draw(WORDS), figure=draw(st.sampled_from([None, "5", "7"])))},
        value_propositions={
            "on-time": replace(on_time, outcome=draw(WORDS), proof=draw(st.sampled_from([("case",), ()])))
        },
        modules={**launch.modules, "core": module},
    )


def shown(launch: Launch) -> Mapping[str, Any]:
    return {part.name: part.shown for part in parts_of(launch, launch.modules["core"])}


@given(versions(), versions())
def test_who_knew_the_one_and_reads_the_delta_knows_the_other_and_was_told_nothing_twice(
    before: Launch, after: Launch
) -> None:
    old, new = (parts_of(one, one.modules["core"]) for one in (before, after))
    delta = delta_of(old, new, minutes=after.modules["core"].minutes)
    assert {name: part.shown for name, part in applied(old, delta, new).items()} == shown(after)
    told = {one.name for one in delta.changes if one.how != "reordered"}
    assert told == {
        name
        for name in shown(before).keys() | shown(after).keys()
        if name not in shown(before) or name not in shown(after) or shown(before)[name] != shown(after)[name]
    }
    assert all(f.was != f.now for one in delta.changes if one.how == "changed" for f in one.fields if f.was or f.now)


@given(versions(), versions())
def test_a_delta_is_empty_exactly_when_the_content_is_the_same(before: Launch, after: Launch) -> None:
    same = content_fingerprint(before, "module", "core", ()) == content_fingerprint(after, "module", "core", ())
    delta = module_delta(before, after, "core")
    if same:
        assert not delta.changes
        assert delta.minutes == 0
    else:
        sources = [name for name in shown(before) if name.startswith("sources.")]
        assert delta.changes or sources, "the order of sources alone is no news"
        assert delta.minutes <= after.modules["core"].minutes


def test_names_of_parts_are_unique_and_each_has_its_heading() -> None:
    parts = parts_of(ATLAS, ATLAS.modules["core"])
    assert len({part.name for part in parts}) == len(parts)
    assert [part.heading for part in parts if part.name == "objections.dear"] == [
        "What you will hear, and what to answer"
    ]


def test_one_answer_that_changed_is_all_that_is_read_as_it_was_and_is() -> None:
    delta = module_delta(ATLAS, with_reframe(ATLAS, "Ask what late costs."), "core")
    [change] = delta.changes
    assert (change.name, change.how, change.title) == ("objections.dear", "changed", "Too dear.")
    assert [(f.label, f.was, f.now) for f in change.fields] == [
        ("Reframe", "A late parcel costs more.", "Ask what late costs.")
    ]
    assert delta.claims == ("objections.dear",)
    # 2 words ("Too dear.") + 5 was + 4 now, of the module's 128: 0.9 of its 10 minutes, rounded up
    assert delta.minutes == 1


def test_what_is_no_longer_taught_is_told_as_gone_and_what_came_whole() -> None:
    core = ATLAS.modules["core"]
    other = replace(core, teaches=("value_propositions.on-time", "objections.dear", "objections.later"))
    delta = module_delta(ATLAS, replace(ATLAS, modules={"core": other}), "core")
    assert {(one.name, one.how) for one in delta.changes} == {
        ("facts.price", "gone"), ("objections.later", "new"), ("sources.https://example.com/price", "gone"),
    }  # fmt: skip


def test_the_order_in_which_it_is_said_is_told_when_it_changes() -> None:
    one = replace(ATLAS.modules["core"], teaches=("objections.dear", "objections.later"))
    other = replace(one, teaches=("objections.later", "objections.dear"))
    delta = module_delta(replace(ATLAS, modules={"core": one}), replace(ATLAS, modules={"core": other}), "core")
    [change] = delta.changes
    assert change.how == "reordered"
    assert (change.fields[0].was, change.fields[0].now) == ("Too dear.; Not now.", "Not now.; Too dear.")


def test_of_the_authors_markdown_only_paragraphs_that_differ_are_told() -> None:
    one = replace(ATLAS.modules["core"], body="Stays.\n\nWent.\n\nStays too.")
    other = replace(one, body="Stays.\n\nCame.\n\nStays too.")
    delta = module_delta(replace(ATLAS, modules={"core": one}), replace(ATLAS, modules={"core": other}), "core")
    [change] = delta.changes
    assert [(f.was, f.now, f.is_markdown) for f in change.fields] == [("Went.", "Came.", True)]


def test_a_changed_answer_is_a_changed_claim_of_the_modules_that_carry_it_alone() -> None:
    changed = with_reframe(ATLAS, "No.")
    assert claims_changed(ATLAS, changed, ["core"]) == {"objections.dear"}
    assert claims_changed(ATLAS, changed, ["loose"]) == frozenset()
    assert claims_changed(ATLAS, changed, ["nowhere"]) == frozenset()
