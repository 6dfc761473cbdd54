"""What pieces are made of: complete, deterministic, and exactly what they print."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.templates import TrainingTemplates
from readiness.domain.definition.assessment import Item, Option, RubricCategory
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import materials_for
from readiness.domain.materials.battlecard import SECONDS, WORDS_PER_SECOND, thirty_seconds
from readiness.domain.materials.content import content_fingerprint, content_fingerprints, content_units
from readiness.domain.materials.spec import KINDS, MaterialSpec, file_name
from readiness.ground.errors import NotFound
from tests.conftest import REPOSITORY
from tests.materials_world import ATLAS, NAMES, with_reframe

TEMPLATES = TrainingTemplates(REPOSITORY)
ONE = "Alphaone"
OTHER = "Betatwo"


@cache
def sample() -> Launch:
    launch = WorkspaceLaunches(REPOSITORY).read("gitlab-cicd-for-github").launch
    assert launch
    return launch


def specs(launch: Launch, accepted: tuple[Item, ...] = ()) -> dict[str, MaterialSpec]:
    return {spec.name: spec for spec in materials_for(launch, accepted, TEMPLATES.fingerprint)}


def changed(before: Launch, after: Launch) -> set[str]:
    one, other = specs(before), specs(after)
    return {name for name in one.keys() | other.keys() if name not in one or name not in other
            or one[name].fingerprint != other[name].fingerprint}  # fmt: skip


def showing(launch: Launch, text: str) -> set[str]:
    return {name for name, spec in specs(launch).items() if text in TEMPLATES.render(spec.template, spec.context)}


def test_every_piece_of_a_launch_is_there_once() -> None:
    assert tuple(specs(ATLAS)) == NAMES


def test_only_the_kinds_that_are_asked_for_are_made() -> None:
    made = materials_for(ATLAS, (), TEMPLATES.fingerprint, ("battlecard", "quiz"))
    assert {spec.kind for spec in made} == {"battlecard", "quiz"}
    assert {spec.kind for spec in specs(sample()).values()} == set(KINDS)


def test_the_same_launch_has_the_same_fingerprints() -> None:
    again = WorkspaceLaunches(REPOSITORY).read("gitlab-cicd-for-github").launch
    assert again
    assert {n: s.fingerprint for n, s in specs(again).items()} == {n: s.fingerprint for n, s in specs(sample()).items()}


def test_another_template_is_another_fingerprint_and_the_same_content() -> None:
    other = {s.name: s for s in materials_for(ATLAS, (), lambda name: "sha256:" + name)}
    assert all(other[name].fingerprint != spec.fingerprint for name, spec in specs(ATLAS).items())
    assert all(other[name].context == spec.context for name, spec in specs(ATLAS).items())


def test_a_changed_answer_changes_exactly_the_pieces_that_show_it() -> None:
    assert changed(with_reframe(ATLAS, ONE), with_reframe(ATLAS, OTHER)) == {
        "value-proposition-sheet/pat", "objection-cards/all", "battlecard/rival", "module/core.seller",
        "module/core.lead", "role-play/call",
    }  # fmt: skip


SECTIONS = (
    "facts", "segments", "personas", "requirements", "competitors", "capabilities", "proof_points",
    "value_propositions", "objections", "decision_process", "conversations", "modules", "items", "quizzes",
    "role_plays", "certifications",
)  # fmt: skip
CHOICES = {"key", "template", "kind", "part", "permission", "competitor", "requirement", "persona", "conversation",
           "role", "change"}  # fmt: skip
LISTS = {"cares_about", "questions", "better_at", "accept", "order"}


def texts(entry: Any) -> Iterator[tuple[str, ...]]:
    """The path of every free text inside an entry."""
    for f in dataclasses.fields(entry):
        value = getattr(entry, f.name)
        if f.name in {"response", "value"} and value is not None:
            yield from ((f.name, *path) for path in texts(value))
        elif (isinstance(value, str) and f.name not in CHOICES) or (f.name in LISTS and value):
            yield (f.name,)


def put(entry: Any, path: tuple[str, ...], text: str) -> Any:
    head, *rest = path
    value = getattr(entry, head)
    if rest:
        return replace(entry, **{head: put(value, tuple(rest), text)})
    return replace(entry, **{head: (text, *value[1:]) if isinstance(value, tuple) else text})


def with_text(launch: Launch, section: str, key: str, path: tuple[str, ...], text: str) -> Launch:
    entries: Mapping[str, Any] = getattr(launch, section)
    return replace(launch, **{section: {**entries, key: put(entries[key], path, text)}})


PLACES = [
    (section, key, path)
    for section in SECTIONS
    for key, entry in getattr(sample(), section).items()
    for path in texts(entry)
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES))
def test_a_changed_text_anywhere_changes_exactly_the_pieces_that_show_it(place: tuple[str, str, Any]) -> None:
    one, other = (with_text(sample(), *place, text) for text in (ONE, OTHER))
    before, after = specs(one), specs(other)
    differs = {name for name, spec in before.items() if spec.fingerprint != after[name].fingerprint}
    for name in differs:
        assert ONE in TEMPLATES.render(before[name].template, before[name].context), name
    for name in before.keys() - differs:
        assert before[name].context == after[name].context


def test_what_nobody_reads_changes_nothing() -> None:
    moved = replace(ATLAS, launch_on=ATLAS.launch_on.replace(month=4), owner="mara", tier=1)
    assert changed(ATLAS, moved) == set()


def test_accepted_items_change_only_the_quiz_and_the_modules_that_count_its_questions() -> None:
    drafted = Item(
        key="drafted-x", kind="single", stem="And now?", tests=("facts.price",),
        options=(Option(text="5", correct=True), Option(text="6")),
    )  # fmt: skip
    before, after = specs(ATLAS), specs(ATLAS, (drafted,))
    assert {n for n in before if before[n].fingerprint != after[n].fingerprint} == {"quiz/basics", "module/core.seller"}


def test_answers_are_filed_apart_from_what_reps_read() -> None:
    folders = {kind: file_name(kind, "x", "md").split("/")[0] for kind in KINDS}
    assert {kind for kind, folder in folders.items() if folder == "reviewers"} == {"quiz"}


def test_content_fingerprints_cover_what_is_taught_and_asked() -> None:
    now = content_fingerprints(ATLAS, ())
    assert tuple(now) == content_units(ATLAS) == (
        ("module", "core"), ("module", "loose"), ("quiz", "basics"), ("role-play", "call"),
    )  # fmt: skip
    after = content_fingerprints(with_reframe(ATLAS, ONE), ())
    assert {unit for unit in now if now[unit] != after[unit]} == {("module", "core"), ("role-play", "call")}


@pytest.mark.parametrize(
    ("section", "key", "changes"),
    [
        ("modules", "core", {"change": "recertify", "change_note": "n", "roles": (), "template": "other"}),
        ("quizzes", "basics", {"change": "minor", "attempts": 9, "cool_down_hours": 1.0, "time_limit_minutes": 3}),
        ("role_plays", "call", {"change": "minor", "change_note": "n"}),
        ("certifications", "seller", {"valid_days": 10, "name": "Vendor"}),
    ],
)  # fmt: skip
def test_what_is_declared_about_content_is_not_content(section: str, key: str, changes: dict[str, Any]) -> None:
    entries = getattr(ATLAS, section)
    after = replace(ATLAS, **{section: {**entries, key: replace(entries[key], **changes)}})
    assert content_fingerprints(after, ()) == content_fingerprints(ATLAS, ())


def test_content_that_does_not_exist_is_told_with_the_nearest_name() -> None:
    with pytest.raises(NotFound, match="no module 'cor'") as raised:
        content_fingerprint(ATLAS, "module", "cor", ())
    assert raised.value.hint == "Did you mean 'core'?"
    with pytest.raises(NotFound, match="no kind of content"):
        content_fingerprint(ATLAS, "modul", "core", ())


def test_the_thirty_seconds_concede_differ_prove_and_ask() -> None:
    said = thirty_seconds(ATLAS, "rival")
    assert [beat["label"] for beat in said["beats"]] == [
        "Their problem", "What they do well", "What differs", "What shows it", "Ask",
    ]  # fmt: skip
    assert "Live routes" in said["beats"][2]["text"]
    assert "Maps" not in said["beats"][2]["text"]  # parity is not a difference
    assert not said["unproven"]


def test_the_thirty_seconds_shed_the_question_then_the_problem_and_never_the_concession() -> None:
    long = replace(ATLAS.requirements["late"], problem=" ".join(["word"] * 60))
    said = thirty_seconds(replace(ATLAS, requirements={"late": long}), "rival")
    assert [beat["label"] for beat in said["beats"]] == ["What they do well", "What differs", "What shows it"]
    assert said["seconds"] <= SECONDS


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_seconds_are_those_of_the_words_that_are_left(problem: int, proof: int, ask: int) -> None:
    def words(count: int) -> str:
        return " ".join(["word"] * count)

    objection = ATLAS.objections["dear"]
    assert objection.response
    launch = replace(
        ATLAS,
        requirements={"late": replace(ATLAS.requirements["late"], problem=words(problem))},
        proof_points={**ATLAS.proof_points, "case": replace(ATLAS.proof_points["case"], statement=words(proof))},
        objections={"dear": replace(objection, response=replace(objection.response, ask=words(ask)))},
    )
    said = thirty_seconds(launch, "rival")
    spoken = sum(len(beat["text"].split()) for beat in said["beats"])
    assert said["seconds"] == round(spoken / WORDS_PER_SECOND)
    assert spoken <= SECONDS * WORDS_PER_SECOND


ESSAY = Item(
    key="why", kind="essay", stem="Why now?", tests=("facts.price",), grader_notes="Names the pay day.\n\nPromises *nothing*.",
    min_words=5, response_template="Because",
)  # fmt: skip


def test_the_reviewers_sheet_says_what_an_essay_is_marked_on_and_no_piece_for_reps_does() -> None:
    category = RubricCategory(key="ask", name="Asks first", weight=100, anchors=("Tells", "Asks"), must_pass=True)
    on_rubric = replace(ESSAY, key="how", grader_notes="Listens twice.", rubric={"ask": category})
    quiz = replace(ATLAS.quizzes["basics"], items=(*ATLAS.quizzes["basics"].items, "why", "how"))
    with_essays = replace(
        ATLAS, items={**ATLAS.items, "why": ESSAY, "how": on_rubric}, quizzes={**ATLAS.quizzes, "basics": quiz}
    )
    made = specs(with_essays)
    sheet = TEMPLATES.render(made["quiz/basics"].template, made["quiz/basics"].context)
    told = ("Names the pay day.", "Listens twice.", "at least 5 words", "in 4 even steps", "The answer begins with: Because",
            "**Asks first**, 100 %", "1. Tells")  # fmt: skip
    assert [one for one in told if one not in sheet] == []
    for notes in ("Names the pay day.", "Listens twice."):
        assert showing(with_essays, notes) == {"quiz/basics"}
    plain = {"essay" in question for question in specs(ATLAS)["quiz/basics"].context["questions"]}
    assert plain == {False}, "what other questions say, and so what was approved of them, stays"
