"""What the field sends: which texts are one, what a group comes to by its decisions, what it may become in the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.message import Objection, Response
from readiness.domain.field_voice.likeness import likeness, nearest_of, sounds_like
from readiness.domain.field_voice.proposal import NewEntry, NewWords, proposed, text_paths
from readiness.domain.field_voice.triage import Decision, groups_of, merged_into
from readiness.domain.field_voice.voice import Voice, voice_problems
from readiness.domain.wording.stems import stem
from tests.domain.quiz_launch import launch_with

PAIRS = yaml.safe_load((Path(__file__).parent / "voice_pairs.yaml").read_text(encoding="utf-8"))
AT = datetime(2018, 2, 1, 9, tzinfo=UTC)
LAUNCH = launch_with(
    objections={
        "price": Objection(
            key="price",
            says="Too dear.",
            kind="price",
            response=Response(acknowledge="I see.", reframe="Count the hours."),
        ),
        "open": Objection(key="open", says="Why now?", kind="timing"),
    }
)


def voice(number: int, sender: str = "ann", *, group: int = 0, kind: str = "objection") -> Voice:
    return Voice(
        number, group or number, "atlas", kind, f"Words {number}.", "", "", f"{sender}@x.example", "", "api", AT
    )


def decision(group: int, decided: str = "declined", *, into: int = 0, entry: str = "") -> Decision:
    return Decision(group, decided, into, entry, "because", "mara@x.example", AT)


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{one['one']} / {one['other']}" for one in PAIRS])
def test_sentences_that_say_the_same_are_near_and_others_are_not(pair: dict) -> None:
    assert likeness(pair["one"], pair["other"]).is_near is pair["same"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert 0 <= found.share <= 1


@given(st.text(alphabet=st.characters(categories=["Ll"]), min_size=1, max_size=20))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)


def test_the_nearest_is_found_and_a_hint_reaches_further() -> None:
    known = {"price": "It is too expensive for us", "tools": "We do not want two tools"}
    assert nearest_of("much too expensive!", ((key, text) for key, text in known.items())) == "price"
    assert nearest_of("Where is the data kept?", known.items()) is None
    assert sounds_like("Nobody wants a second tool, two tools are one too many", known) == ("tools",)


def test_groups_count_each_sender_once_and_stand_by_the_last_decision() -> None:
    voices = [voice(1), voice(2, "bob", group=1), voice(3, "bob", group=1), voice(4, "cyd")]
    first, second = groups_of(voices, [decision(4)], LAUNCH)
    assert (first.number, len(first.senders), first.state) == (1, 2, "new")
    assert (second.number, second.state, second.told) == (4, "declined", "Not taken up: because")
    again = groups_of(voices, [decision(4), decision(4, "merged", entry="objections.price")], LAUNCH)
    assert again[1].state == "answered"


@pytest.mark.parametrize(
    ("entry", "state"),
    [("objections.price", "answered"), ("objections.open", "accepted"), ("objections.gone", "accepted")],
)
def test_accepted_is_answered_once_the_applied_objection_has_a_response(entry: str, state: str) -> None:
    (group,) = groups_of([voice(1)], [decision(1, "accepted", entry=entry)], LAUNCH)
    assert group.state == state
    assert groups_of([voice(1)], [decision(1, "accepted", entry=entry)], None)[0].state == "accepted"


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12))
def test_whatever_is_merged_into_whatever_every_voice_is_in_one_group(merges: list[tuple[int, int]]) -> None:
    decisions = [decision(group, "merged", into=into) for group, into in merges if group != into]
    groups = groups_of([voice(number) for number in range(1, 7)], decisions, None)
    assert sorted(one.id for group in groups for one in group.voices) == list(range(1, 7))
    assert set(merged_into(decisions)) == {one.group for one in decisions}


def test_a_chain_of_merges_stands_as_its_end_does() -> None:
    decisions = [decision(3, "merged", into=2), decision(2, "merged", into=1), decision(1, "declined")]
    (group,) = groups_of([voice(1), voice(2), voice(3, "bob")], decisions, None)
    assert (group.number, group.state, len(group.voices)) == (1, "declined", 3)


def test_everything_wrong_with_what_is_sent_is_told_at_once() -> None:
    found = voice_problems(
        "rant", "no", about="objections.prise", competitor="acme", claims={"objections.price": 1}, competitors={}
    )
    assert [one.code for one in found] == ["FV001", "FV002", "FV003", "FV004"]
    (told,) = voice_problems("rewrite", "Our words now.", about="", competitor="", claims={}, competitors={})
    assert told.message == "it says nothing of what was rewritten."
    assert voice_problems("objection", "It costs too much.", about="", competitor="", claims={}, competitors={}) == ()


def test_a_new_objection_has_its_response_and_lists_from_what_was_typed() -> None:
    made, problems = proposed(
        "objection",
        "two-tools",
        {"says": "Two?", "kind": "need", "response.reframe": "One.", "response.proof": "a, b"},
        LAUNCH,
    )
    assert problems == ()
    assert made == NewEntry(
        "objections",
        "two-tools",
        {"says": "Two?", "kind": "need", "response": {"reframe": "One.", "proof": ["a", "b"]}},
    )


def test_a_key_that_is_there_or_is_none_and_an_unknown_field_are_told_together() -> None:
    made, problems = proposed("objection", "price", {"sais": "x"}, LAUNCH)
    assert made is None
    assert [one.code for one in problems] == ["FV006", "FV005"]
    assert proposed("fact", "No Key", {}, LAUNCH)[1][0].code == "FV005"


def test_words_replace_a_text_that_is_there_and_differ_from_it() -> None:
    path = "objections.price.response.reframe"
    assert text_paths(LAUNCH)[path] == "Count the hours."
    assert proposed("words", path, {"text": " Count the days. "}, LAUNCH) == (NewWords(path, "Count the days."), ())
    for given_path, text in ((path, "Count the hours."), (path, " "), ("objections.price.kind", "need")):
        assert proposed("words", given_path, {"text": text}, LAUNCH)[0] is None


def test_a_group_seen_in_part_speaks_with_the_first_voice_that_is_seen() -> None:
    (group,) = groups_of([replace(voice(5, "bob"), group=1)], [], None)
    assert (group.number, group.says) == (1, "Words 5.")
