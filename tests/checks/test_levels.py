"""How loudly a workspace has its checks told: what may be set, where it holds, and that every door asks the same."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.actions.lint_items import lint_launch_items
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.cli.checking import tell
from readiness.domain.checks.all_checks import RULES, run_checks
from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels, is_fixed, read_levels
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Unusable
from readiness.settings import load_settings, seen_settings
from tests.checks.cases import Case, base, cases, merged

LOUDNESS = ("note", "warning", "error")
FREE = [rule for rule in RULES if not is_fixed(rule)]
ANY = st.dictionaries(st.sampled_from([rule.code for rule in FREE]), st.sampled_from([*LOUDNESS, "off"]))

BROKEN: dict[str, Any] = {
    "product": {"summary": "A leading planner."},
    "objections": {"discount": {"response": {"concede": None}}},
    "facts": {"trial": {"source": "TBD"}},
}
"""A note (RD104) and two warnings (RD111, RD211)."""


@pytest.fixture(scope="module")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Launch:
    reading = WorkspaceLaunches(workspace(tmp_path_factory.mktemp("levels"))).read("base")
    assert reading.launch is not None
    return reading.launch


def workspace(folder: Path, *lines: str) -> Path:
    place = folder / "launches" / "base"
    place.mkdir(parents=True)
    text = Case("", "", "patch", BROKEN, 0, None, None, None).file()
    (place / "launch.yaml").write_text(text, encoding="utf-8")
    if lines:
        (folder / "readiness.toml").write_text("\n".join(["[checks]", *lines]) + "\n", encoding="utf-8")
    return folder


def levels(**told: Any) -> CheckLevels:
    return CheckLevels(MappingProxyType(told))


@given(ANY)
def test_what_is_set_changes_levels_and_nothing_else(launch: Launch, told: dict[str, Any]) -> None:
    set_to, problems = read_levels(told, RULES)
    assert problems == ()
    plain = run_checks(launch, levels=AS_WRITTEN)
    heard = run_checks(launch, levels=set_to)
    assert [(p.code, p.message) for p in heard] == [(p.code, p.message) for p in plain if told.get(p.code) != "off"]
    own = {rule.code: rule.level for rule in RULES}
    assert all(p.level == told.get(p.code, own[p.code]) for p in heard)


@given(st.dictionaries(st.one_of(st.sampled_from([r.code for r in RULES]), st.text(max_size=6)), st.one_of(
    st.sampled_from([*LOUDNESS, "off", "loud"]), st.integers(), st.none()), max_size=8))  # fmt: skip
def test_every_line_of_the_table_is_taken_or_told(told: dict[str, Any]) -> None:
    known = {rule.code: rule for rule in RULES}
    found, problems = read_levels(told, RULES)
    wrong = {p.path.removeprefix("checks.") for p in problems}
    for code, level in told.items():
        kept = found.set_to.get(code)
        as_it_is = code in known and level == known[code].level and kept is None
        assert (code in wrong) + (kept is not None and kept == level) + as_it_is == 1
    assert all(p.fix for p in problems)
    assert not any(is_fixed(known[code]) for code in found.set_to)


def test_a_finding_that_its_rule_tells_mildly_stays_mild(tmp_path: Path) -> None:
    waiting = next(case for case in cases() if case.code == "RD105" and case.level == "warning")
    place = tmp_path / "launches" / "base"
    place.mkdir(parents=True)
    (place / "launch.yaml").write_text(waiting.file(), encoding="utf-8")
    found = WorkspaceLaunches(tmp_path).read("base").launch
    assert found is not None

    def heard(told: str) -> set[str]:
        return {p.level for p in run_checks(found, levels=levels(RD105=told)) if p.code == "RD105"}

    assert (heard("warning"), heard("note"), heard("off")) == ({"warning"}, {"note"}, set())


def test_rules_without_which_nothing_can_be_planned_are_those_that_stay() -> None:
    fixed = {rule.code for rule in RULES if is_fixed(rule)}
    assert {"RD001", "RD010", "RD301", "RD311", "RD402", "RD501", "RD515"} <= fixed
    assert all(rule.code in fixed for rule in RULES if rule.code.startswith("RD0"))
    assert not any(code.startswith(("RD1", "RD2")) for code in fixed)
    assert not any(rule.code in fixed for rule in RULES if rule.level != "error")


def test_everything_wrong_with_the_table_is_told_at_once_with_the_file(tmp_path: Path) -> None:
    lines = ('RD104 = "loud"', 'RD299 = "off"', 'RD402 = "off"', 'rd211 = "off"', 'TK001 = "off"')
    with pytest.raises(Unusable) as told:
        load_settings(workspace(tmp_path, *lines), {})
    text = str(told.value)
    assert "RD104 is 'loud', no level." in text
    assert "there is no check 'RD299'. Did you mean" in text
    assert "RD402 (Work starts too late) is always an error" in text
    assert "there is no check 'rd211'. Write RD211, in capitals." in text
    assert "'TK001' is no check that can be set." in text
    assert {p.where.file for p in told.value.problems if p.where} == {str(tmp_path / "readiness.toml")}


def test_a_setting_called_checks_that_is_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "readiness.toml").write_text('checks = "off"\n', encoding="utf-8")
    with pytest.raises(Unusable, match="checks is no table"):
        load_settings(tmp_path, {})


def test_what_is_set_stands_among_the_settings(tmp_path: Path) -> None:
    settings = load_settings(workspace(tmp_path, 'RD211 = "error"', 'RD104 = "off"'), {})
    seen = {one.name: one for one in seen_settings(settings, {})}
    assert (seen["checks.RD211"].shown, seen["checks.RD211"].source) == ("error", "file")
    assert seen["checks.RD104"].about == "Response without a concession; note unless set."


def test_check_tells_as_set_and_says_what_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace(tmp_path, 'RD211 = "error"', 'RD104 = "off"'))
    text, code = tell((), "text")
    assert code == 1
    assert "error    RD211" in text
    assert "RD104" not in text.split("launch checked")[0]
    assert text.endswith("set in readiness.toml: RD104 off, RD211 error")
    sarif, _ = tell((), "sarif")
    assert '"enabled": false' in sarif
    plain, _ = tell((), "json")
    assert '"RD104": "off"' in plain


def test_a_workspace_that_sets_nothing_is_told_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace(tmp_path))
    assert "set in" not in tell((), "text")[0]
    assert "ruleConfigurationOverrides" not in tell((), "sarif")[0]


def test_questions_are_linted_at_the_same_levels(tmp_path: Path) -> None:
    place = tmp_path / "launches" / "base"
    place.mkdir(parents=True)
    text = Case("", "", "patch", merged(base(), {"items": {"fair": {"stem": "It is not free"}}}), 0, None, None, None)
    (place / "launch.yaml").write_text(text.file(), encoding="utf-8")
    files = WorkspaceLaunches(tmp_path)
    codes = {p.code for p in lint_launch_items(files, launch="base")}
    assert codes
    off = CheckLevels(MappingProxyType(dict.fromkeys(codes, "off")))
    assert lint_launch_items(files, launch="base", levels=off) == ()
