"""A definition as JSON and back; the JSON Schema against the reader, each the other's oracle."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.domain.definition.differences import differences
from readiness.domain.definition.json_schema import launch_schema, part_schema
from readiness.domain.definition.message import Term
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import read_launch
from readiness.domain.definition.snapshot import from_json, to_json, tree, written
from readiness.ground.errors import DefinitionError, Unusable
from readiness.ground.fingerprint import fingerprint, plain
from tests.checks.cases import base
from tests.conftest import REPOSITORY

SAMPLES = ("gitlab-cicd-for-github", "trial-extension")
SCHEMA = launch_schema()
VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def sample(key: str) -> Launch:
    launch = WorkspaceLaunches(REPOSITORY).read(key).launch
    assert launch is not None
    return launch


def plain_base() -> dict[str, Any]:
    return json.loads(json.dumps(base(), default=date.isoformat))


def problems_of(document: Any) -> list[str]:
    """What the reader says about shape; references are what a schema cannot say."""
    key = document.get("key") if isinstance(document, dict) else None
    reading = read_launch(tree(document), key=key.strip() if isinstance(key, str) else "base")
    return [f"{p.code} {p.path}: {p.message}" for p in reading.problems if "does not exist" not in p.message]


# --- snapshot


@pytest.mark.parametrize("key", SAMPLES)
def test_definition_comes_back_equal_in_the_same_order_with_the_same_fingerprint(key: str) -> None:
    launch = sample(key)
    text = to_json(launch)
    back = from_json(text)
    assert back == launch
    assert fingerprint(back) == fingerprint(launch)
    assert to_json(back) == text
    assert list(back.decision_process) == list(launch.decision_process)
    assert "\n" not in text


def test_text_that_is_not_json_is_unusable() -> None:
    with pytest.raises(Unusable):
        from_json("{")


@pytest.mark.parametrize("text", ["[]", "null", "{}", '{"key": 5}', '{"key": "x", "tier": 9}'])
def test_json_that_no_longer_fits_the_rules_is_told_completely(text: str) -> None:
    with pytest.raises(DefinitionError) as error:
        from_json(text)
    assert error.value.problems


def test_defaults_are_written_out_so_that_a_changed_default_changes_nothing_applied() -> None:
    told = json.loads(to_json(sample("trial-extension")))
    assert told["certifications"]["seller"]["warn_days"] == 30
    assert told["quizzes"]["trial-quiz"]["attempts"] == 3
    assert "key" not in told["personas"]["shift-lead"]
    assert next(iter(told["conversations"])) == "point-of-view"


TEXT = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text.strip() != "")


@settings(max_examples=80, deadline=None)
@given(
    headline=TEXT, minutes=st.integers(1, 480), share=st.floats(0, 1), day=st.dates(), questions=st.lists(TEXT, max_size=3),
    number=st.floats(-1e9, 1e9), truth=st.booleans(),
)  # fmt: skip
def test_any_values_survive_the_way_to_json_and_back(
    headline: str, minutes: int, share: float, day: date, questions: list[str], number: float, truth: bool
) -> None:
    document = plain_base()
    document["value_propositions"]["right-pay"]["headline"] = headline
    document["modules"]["basics"]["minutes"] = minutes
    document["gate"]["criteria"]["sellers"]["at_least"] = share
    document["launch_on"] = day.isoformat()
    document["personas"]["lead"]["questions"] = questions
    document["items"]["length"]["number"] = number
    document["items"]["fair"]["truth"] = truth
    launch = read_launch(tree(document), key="base").launch
    assert launch is not None
    back = from_json(to_json(launch))
    assert back == launch
    assert fingerprint(back) == fingerprint(launch)


# --- schema


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(part_schema())


@pytest.mark.parametrize("key", SAMPLES)
def test_sample_definitions_fit_the_schema(key: str) -> None:
    assert [error.message for error in VALID.iter_errors(written(sample(key)))] == []


def test_an_included_part_fits_the_schema_of_parts_and_not_that_of_a_launch() -> None:
    part = {"personas": plain_base()["personas"]}
    validator = jsonschema.Draft202012Validator(part_schema())
    assert validator.is_valid(part)
    assert not validator.is_valid({"tier": 1})
    assert not validator.is_valid({})
    assert not VALID.is_valid(part)


def test_a_launch_that_includes_may_leave_its_sections_to_the_parts() -> None:
    document = plain_base()
    gate = document.pop("gate")
    assert not VALID.is_valid(document)
    assert VALID.is_valid({**document, "include": ["gate.yaml"]})
    assert jsonschema.Draft202012Validator(part_schema()).is_valid({"gate": gate})


def test_the_schema_describes_what_editors_show() -> None:
    assert SCHEMA["properties"]["tier"]["description"].startswith("1 = new market")
    assert SCHEMA["$defs"]["Persona"]["description"] == "A named kind of buyer or user."
    assert SCHEMA["$defs"]["Quiz"]["properties"]["pass_fraction"]["default"] == 0.8
    assert "dataclass" not in json.dumps(SCHEMA)


ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 2000), st.floats(-2, 2, allow_nan=False),
    st.sampled_from([
        "", " ", "text", "2027-03-02", "2027-02-30", "27-3-2", "unique", "minor", "marketing", "a@b.example", "ab.example",
        "facts.trial", "nothing.trial", "facts", "lead", "true-false", "certified-share", "talk", " lead", "x\ny",
    ]),
)  # fmt: skip
KEYS = st.sampled_from(["name", "kind", "lead", "a-b", "A b", "-a", "", "x_y", "proof", "extra", "a" * 65])
VALUES = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=2)), max_leaves=4
)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, child in children:
        found += places(child, (*path, key))
    return found


BASE = plain_base()
PLACES = [path for path in places(BASE) if path != ("include",)]


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(PLACES), how=st.sampled_from(["set", "remove", "rename", "add"]), value=VALUES, name=KEYS)
def test_what_the_schema_refuses_the_reader_refuses_and_the_other_way_round(
    path: tuple[Any, ...], how: str, value: Any, name: str
) -> None:
    document = copy.deepcopy(BASE)
    holder = document
    for part in path[:-1]:
        holder = holder[part]
    last = path[-1]
    if how == "set":
        holder[last] = value
    elif how == "remove":
        del holder[last]
    elif how == "rename" and isinstance(holder, dict):
        holder[name] = holder.pop(last)
    elif isinstance(holder, dict):
        holder[name] = value
    else:
        holder.append(value)
    told = problems_of(document)
    refused = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALID.iter_errors(document)]
    assert bool(told) == bool(refused), (path, how, value, name, told, refused)


def test_an_item_of_before_these_fields_keeps_its_fingerprint_and_reads_as_reviewed() -> None:
    item = next(iter(sample("trial-extension").items.values()))
    assert item.review == "reviewed"
    assert {"author", "difficulty", "review"}.isdisjoint(plain(item))
    stored = json.loads(to_json(sample("trial-extension")))
    for one in stored["items"].values():
        del one["review"]
    older = from_json(json.dumps(stored))
    assert older == sample("trial-extension")
    assert fingerprint(older) == fingerprint(sample("trial-extension"))


def test_a_launch_of_before_these_sections_keeps_its_fingerprint_and_one_that_has_them_comes_back_with_them() -> None:
    before = sample("trial-extension")
    assert {"vocabulary", "forbidden_promises"}.isdisjoint(plain(before))
    stored = json.loads(to_json(before))
    for name in ("vocabulary", "forbidden_promises"):
        stored.pop(name, None)
    assert from_json(json.dumps(stored)) == before
    term = Term(key="planner", write="Shift Planner", instead_of=("planner",), holds_from=date(2027, 3, 2))
    after = replace(before, vocabulary={"planner": term})
    assert from_json(to_json(after)) == after
    assert fingerprint(after) != fingerprint(before)
    assert [change.path for change in differences(before, after)] == ["vocabulary.planner"]
