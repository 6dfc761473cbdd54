"""Every coded rule against its cases, and every rule has cases and a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.check_launch import Checked, check_launch
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.templates import TrainingTemplates
from readiness.domain.checks.all_checks import CHECKS, RULES
from readiness.domain.quiz import items
from tests.checks.cases import FOLDER, Case, cases

CASES = cases()


def checked(folder: Path, text: str) -> Checked:
    place = folder / "launches" / "base"
    place.mkdir(parents=True)
    (place / "launch.yaml").write_text(text, encoding="utf-8")
    return check_launch(
        WorkspaceLaunches(folder), WorkspacePlaybooks(folder), launch="base", templates=TrainingTemplates(folder)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.name}")
def test_rule_finds_what_its_case_says(case: Case, tmp_path: Path) -> None:
    found = [p for p in checked(tmp_path, case.file()).problems if p.code == case.code]
    assert len(found) == case.count, found
    if case.count:
        first = found[0]
        assert first.fix
        assert first.where is not None
        assert case.path is None or first.path == case.path
        assert case.line is None or first.where.line == case.line
        rule = next(rule for rule in RULES if rule.code == case.code)
        assert first.level == (case.level or rule.level)


def test_the_base_of_all_cases_has_nothing_to_find(tmp_path: Path) -> None:
    assert checked(tmp_path, (FOLDER / "base.yaml").read_text(encoding="utf-8")).problems == ()


def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() -> None:
    for rule in RULES:
        counts = {case.count > 0 for case in CASES if case.code == rule.code}
        assert counts == {True, False}, rule.code


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.code for case in CASES} == {rule.code for rule in RULES}


def test_codes_are_in_order_and_each_stands_once() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_every_code_of_an_item_is_a_documented_rule_with_the_same_sentence() -> None:
    told = {check.rule.code: check.rule.rule for check in CHECKS}
    for code, sentence in items.RULES.items():
        assert told[code] == sentence
