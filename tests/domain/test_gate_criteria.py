"""Each kind of criterion by its YAML cases, and the properties of shares and intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.gating import CertifiedShare, Criterion
from readiness.domain.gate.criteria import KINDS, judge
from readiness.domain.gate.figures import SHOWN, Figures, Group, Share, TaskFact
from readiness.domain.gate.interval import wilson
from readiness.domain.gate.shares import enough, judge_share, needed, short_groups
from readiness.ground.restore import restore

CASES = yaml.safe_load((Path(__file__).parent / "gate_cases.yaml").read_text(encoding="utf-8"))


def _figures(case: dict[str, Any]) -> Figures:
    shares = []
    if "groups" in case:
        shares = [
            {
                "criterion": "c", "market": "", "expected": case.get("expected", []),
                "groups": [dict(zip(("name", "certified", "counted"), g, strict=True)) for g in case["groups"]],
                "left_out": [dict(zip(("why", "people"), o, strict=True)) for o in case.get("left_out", [])],
            }
        ]  # fmt: skip
    base = {"launch": "atlas", "definition": "sha256:now", "market": "", "markets": ["us"], "shares": shares}
    return restore(Figures, base | case.get("figures", {}))


def _criterion(told: dict[str, Any]) -> Criterion:
    return restore(KINDS[told["kind"]].model, told)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_criterion(case: dict[str, Any]) -> None:
    found = judge(_criterion(case["criterion"]), _figures(case))
    assert found.met is case["met"]
    for name in ("figure", "counted", "of", "says", "fix"):
        if name in case:
            assert getattr(found, name) == case[name]
    if "of_figure" in case:
        assert found.of_figure == (tuple(case["of_figure"]) if case["of_figure"] else None)
    if "behind" in case:
        assert [[b.name, b.why] for b in found.behind] == case["behind"]
    if found.met:
        assert (found.fix, found.behind) == ("", ())
    else:
        assert found.fix, "every no says what to do"


def test_every_kind_of_the_model_has_a_rule_a_code_and_cases() -> None:
    assert {kind.model for kind in KINDS.values()} == set(get_args(Criterion))
    assert len({kind.code for kind in KINDS.values()}) == len(KINDS)
    assert {case["criterion"]["kind"] for case in CASES} == set(KINDS)


def test_a_share_that_was_not_counted_is_a_fault_of_ours_and_never_a_pass() -> None:
    figures = _figures({})
    with pytest.raises(ValueError, match="nothing was counted"):
        judge(_criterion({"kind": "certified-share", "key": "c", "at_least": 0.0}), figures)


def test_what_is_behind_is_capped_and_its_total_is_said() -> None:
    tasks = tuple(TaskFact(f"t{i:03}", "T", "enrolment", "waiting") for i in range(SHOWN + 5))
    figures = Figures("atlas", "f", "", (), tasks=tasks)
    found = judge(_criterion({"kind": "tasks-done", "key": "c"}), figures)
    assert (len(found.behind), found.behind_total) == (SHOWN, SHOWN + 5)


def test_the_interval_is_wilsons_as_newcombe_published_it() -> None:
    assert wilson(81, 263) == (0.2553, 0.3662)  # Newcombe 1998, table I, method 3
    assert wilson(15, 148) == (0.0624, 0.1605)
    assert wilson(0, 20) == (0.0, 0.1611)
    assert wilson(1, 29) == (0.0061, 0.1718)
    assert wilson(0, 0) is None


counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
thresholds = st.decimals(0, 1, places=3).map(float)


@given(counts, thresholds)
def test_one_more_certified_never_turns_enough_into_too_few(count: tuple[int, int], at_least: float) -> None:
    certified, counted = count
    if certified < counted and enough(certified, counted, at_least):
        assert enough(certified + 1, counted, at_least)


@given(counts, thresholds)
def test_needed_is_exactly_what_is_lacking(count: tuple[int, int], at_least: float) -> None:
    certified, counted = count
    more = needed(certified, counted, at_least)
    assert enough(certified + more, counted, at_least)
    assert more == 0 or not enough(certified + more - 1, counted, at_least)


@given(counts)
def test_the_interval_holds_the_share_and_stays_between_0_and_1(count: tuple[int, int]) -> None:
    low, high = wilson(*count) or (1.0, 0.0)
    share = count[0] / count[1]
    assert 0 <= low <= share + 5e-5
    assert share - 5e-5 <= high <= 1


@given(st.dictionaries(st.text(max_size=5), counts, max_size=8), thresholds, st.integers(1, 20))
def test_a_share_is_met_exactly_when_there_are_groups_and_none_falls_short(
    told: dict[str, tuple[int, int]], at_least: float, people: int
) -> None:
    groups = tuple(Group(name, *count) for name, count in sorted(told.items()))
    criterion = CertifiedShare(
        kind="certified-share", key="c", at_least=at_least, within="team", at_least_people=people
    )
    found = judge_share(criterion, Share("c", "", groups))
    assert found.met is (bool(groups) and not short_groups(criterion, groups))
    assert all(not group.met for group in found.groups)
