"""`readiness plan`, and plan files as somebody may hand them to us."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from readiness.actions.keep_plan import read_plan, write_plan
from readiness.actions.plan_launch import plan_launch
from readiness.cli.plan_text import plan_text, undone_text
from readiness.domain.plan.changes import (
    AlsoAsked,
    ContentChange,
    Lapse,
    MaterialChanges,
    OutdatedClearance,
    Plan,
    ReopenedTask,
    TaskChanges,
    VoidedSignOff,
)
from readiness.ground.errors import Conflict, OutsideFailure, Unusable
from readiness.ground.fingerprint import fingerprint, short
from readiness.store.session import Database
from readiness.store.tables.whole import metadata
from tests.plan_world import KEY, Workspace


@pytest.fixture
def workspace(sample: Path) -> Workspace:
    database = Database(f"sqlite:///{sample / 'readiness.db'}")
    metadata.create_all(database.engine)
    made = Workspace(database, sample)
    made.hire("rosa", "sven")
    return made


@pytest.fixture
def plan(workspace: Workspace) -> Plan:
    return plan_launch(workspace.context(), launch=KEY)


def saved(plan: Plan, path: Path, **changed: Any) -> Path:
    """The plan's file, with these keys of it changed and sealed anew as a careful forger would."""
    write_plan(path, plan)
    told = json.loads(path.read_text(encoding="utf-8"))
    if changed:
        told["plan"] |= changed
        told["seal"] = fingerprint(told["plan"])
        path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_saved_plan_comes_back_as_it_was(plan: Plan, tmp_path: Path) -> None:
    again = read_plan(saved(plan, tmp_path / "plan.json"), launch=KEY)
    assert again.fingerprint == plan.fingerprint
    assert dict(again.base) == dict(plan.base)
    assert again.tasks == plan.tasks


def test_a_plan_changed_by_hand_is_refused(plan: Plan, tmp_path: Path) -> None:
    path = saved(plan, tmp_path / "plan.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"kind": "human"', '"kind": "robot"', 1), encoding="utf-8")
    with pytest.raises(Unusable, match="changed after it was saved"):
        read_plan(path, launch=KEY)


def test_a_plan_of_another_launch_is_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match=f"is a plan of '{KEY}', not of 'atlas'"):
        read_plan(saved(plan, tmp_path / "plan.json"), launch="atlas")


@pytest.mark.parametrize(
    "changed",
    [
        {"launch": 5}, {"base": []}, {"base": {"the roster": 1}}, {"made_on": "yesterday"}, {"tasks": None},
        {"slips": {}}, {"extra": 1}, {"enrolments": [{"certification": "x", "added": "many"}]}, {"launch_on": None},
    ],
)  # fmt: skip
def test_a_plan_of_another_shape_is_refused(plan: Plan, tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(Unusable, match="is no plan that can be carried out"):
        read_plan(saved(plan, tmp_path / "plan.json", **changed), launch=KEY)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b"5", b'"readiness plan 1"', b"{", b"\xff\xfe\x00", b"[" * 200_000, b'{"a":' * 100_000,
        b'{"format": "readiness plan 1"}', b'{"format": "readiness plan 1", "plan": []}', b'{"format": "terraform"}',
        b'{"format": "readiness plan 1", "seal": "x", "plan": {"launch": NaN}}',
        b'{"format": "readiness plan 1", "seal": "x", "plan": {"launch_on": 1e999}}',
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_our_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(Unusable, match="is no plan that can be carried out"):
        read_plan(path, launch=KEY)


def test_a_huge_file_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    with pytest.raises(Unusable, match="larger than 32 MB"):
        read_plan(huge, launch=KEY)
    with pytest.raises(Unusable, match="this is a folder"):
        read_plan(tmp_path, launch=KEY)
    with pytest.raises(Unusable, match="it is not there"):
        read_plan(tmp_path / "none.json", launch=KEY)


def test_a_plan_that_cannot_be_saved_is_told_and_leaves_the_old_one(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(OutsideFailure, match="cannot be written"):
        write_plan(tmp_path / "no" / "plan.json", plan)


def test_the_text_groups_what_comes_changes_and_goes_and_counts_at_the_end(workspace: Workspace, plan: Plan) -> None:
    told = plan_text(plan)
    assert "+ value-proposition-sheet/" in told
    assert "Enrolments" in told
    assert told.splitlines()[-1].startswith("Plan: tasks ")
    assert f"{len(plan.tasks.added)} to add" in told.splitlines()[-1]
    assert told.splitlines()[-1].endswith(f"readiness apply {KEY}")


def test_the_text_of_an_empty_plan_says_so(plan: Plan) -> None:
    told = plan_text(_nothing(plan))
    assert told.splitlines()[-1] == "Nothing to do: what stands is what the file asks for."


def _nothing(plan: Plan) -> Plan:
    """The same world with nothing to do in it."""
    return replace(
        plan, definition_before=plan.definition, tasks=TaskChanges(), materials=MaterialChanges(), enrolments=()
    )


def test_what_applying_undoes_of_what_people_did_is_in_text_json_and_the_saved_plan(plan: Plan, tmp_path: Path) -> None:
    before = fingerprint("before")
    told = replace(
        plan,
        sign_offs=(VoidedSignOff("sales", "piet@tallybird.example", before),),
        clearances=(OutdatedClearance("", "noor@tallybird.example", date(2027, 2, 1), before),),
        reopened=(
            ReopenedTask(
                "clear", "Clear the launch", "noor@tallybird.example", "done by noor@tallybird.example", "ready"
            ),
        ),
    )
    text = plan_text(told)
    assert f"! sales (piet@tallybird.example) signed off {short(before)}" in text
    assert "! the launch, cleared by noor@tallybird.example on 2027-02-01" in text
    assert "! clear  Clear the launch  (noor@tallybird.example): done by noor@tallybird.example; will be ready" in text
    assert undone_text(told) == (
        "! 1 sign-off stops counting, 1 clearance no longer matches, 1 finished task opens again; "
        "readiness tasks trial-extension says what is to be done again"
    )
    assert undone_text(plan) == ""
    again = read_plan(saved(told, tmp_path / "plan.json"), launch=KEY)
    assert (again.sign_offs, again.clearances, again.reopened) == (told.sign_offs, told.clearances, told.reopened)


def test_the_text_says_who_is_asked_again_besides_the_certified(plan: Plan) -> None:
    change = ContentChange(
        "module", "x", "X", "delta", "", 1, ("seller",), (Lapse("seller", 7, 1),), (AlsoAsked("seller", 2, 3, 1),)
    )
    text = plan_text(replace(plan, contents=(change,)))
    assert "7 certified as seller would lapse and take 1 requirement again" in text
    assert (
        "2 expired or lapsed and 3 in progress as seller: whoever took it before takes 1 requirement again too" in text
    )


def test_the_text_of_a_plan_that_only_restores_files_says_so(plan: Plan) -> None:
    empty = replace(
        plan, tasks=TaskChanges(), materials=MaterialChanges(), enrolments=(), definition_before=plan.definition,
        missing_files=("index.html",),
    )  # fmt: skip
    assert "Nothing to do on the record, but 1 file of the output folder is missing" in plan_text(empty)
