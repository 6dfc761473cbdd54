"""Claims, proof and standing, over the smallest launch there is."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.message import Capability
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import read_launch
from readiness.domain.definition.snapshot import tree
from readiness.domain.messaging.claims import claim_entry, claim_title, claims_of, taught_by
from readiness.domain.messaging.proof import proof_gaps
from readiness.domain.messaging.standing import by_undervaluation, unique_capabilities, versus
from readiness.ground.errors import NotFound
from tests.checks.cases import merged
from tests.domain.test_definition_json import plain_base, sample

LAUNCH_DAY = date(2027, 3, 2)


def launch(**patch: object) -> Launch:
    found = read_launch(tree(merged(plain_base(), patch)), key="base")
    assert found.launch is not None, found.problems
    return found.launch


def test_every_claim_has_an_entry_and_a_title_in_the_words_of_the_author() -> None:
    told = sample("gitlab-cicd-for-github")
    for claim in claims_of(told):
        assert claim_entry(told, claim).key == claim.partition(".")[2]
        assert claim_title(told, claim)
    assert claim_title(told, "objections.stay-free") == "Will it stay free?"


def test_claims_of_a_section_are_in_file_order() -> None:
    assert claims_of(launch(), "competitors") == ("competitors.paper", "competitors.clocks", "competitors.payroll")


@pytest.mark.parametrize("claim", ["objections.nothing", "nothing.price", "objections", "", "modules.basics"])
def test_claim_that_is_none_is_told(claim: str) -> None:
    with pytest.raises(NotFound):
        claim_entry(launch(), claim)


def test_a_claim_knows_the_modules_that_teach_it() -> None:
    assert taught_by(launch()) == {"objections.discount": ("basics",), "facts.trial": ("basics",)}


def test_proof_that_shows_holds_and_may_be_shown_leaves_no_gap() -> None:
    assert proof_gaps(launch(), LAUNCH_DAY) == ()


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        ({"value_propositions": {"right-pay": {"proof": []}}}, "none"),
        ({"proof_points": {"pilot": {"shows": []}}}, "shows-nothing"),
        ({"proof_points": {"pilot": {"expires_on": "2027-03-01"}}}, "expired"),
        ({"proof_points": {"pilot": {"dated": "2027-03-03"}}}, "expired"),
        ({"proof_points": {"pilot": {"permission": "internal"}}}, "not-permitted"),
        ({"proof_points": {"pilot": {"permission": "none"}}}, "not-permitted"),
    ],
)
def test_gap_is_told_with_its_reason(patch: dict[str, object], reason: str) -> None:
    gaps = proof_gaps(launch(**patch), LAUNCH_DAY)
    assert [(gap.value_proposition, gap.reason) for gap in gaps] == [("right-pay", reason)]


def test_one_good_proof_point_among_bad_ones_is_enough() -> None:
    bad = {"statement": "x", "source": "y", "permission": "none", "shows": ["swaps"]}
    patch = {"proof_points": {"bad": bad}, "value_propositions": {"right-pay": {"proof": ["bad", "pilot"]}}}
    assert proof_gaps(launch(**patch), LAUNCH_DAY) == ()


@given(before=st.integers(0, 400), after=st.integers(0, 400), day=st.integers(-500, 500))
def test_proof_holds_exactly_from_its_date_through_its_expiry(before: int, after: int, day: int) -> None:
    dated, expires = LAUNCH_DAY - timedelta(before), LAUNCH_DAY + timedelta(after)
    told = launch(proof_points={"pilot": {"dated": dated.isoformat(), "expires_on": expires.isoformat()}})
    assert (proof_gaps(told, LAUNCH_DAY + timedelta(day)) == ()) == (-before <= day <= after)


def test_the_real_launch_has_no_proof_of_its_lead() -> None:
    told = sample("gitlab-cicd-for-github")
    gaps = {gap.value_proposition: gap.reason for gap in proof_gaps(told, told.launch_on)}
    assert gaps["keep-code-gain-pipeline"] == "shows-nothing"


def test_standing_against_one_competitor() -> None:
    told = versus(launch(), "clocks")
    assert (told.unique, told.stronger, told.parity, told.weaker, told.unstated) == (
        ("swaps",),
        (),
        ("export",),
        (),
        (),
    )
    assert versus(launch(), "paper").unstated == ("export",)


def test_unique_means_unique_against_every_rival_and_partners_are_none() -> None:
    assert unique_capabilities(launch()) == ("swaps",)
    assert unique_capabilities(launch(capabilities={"swaps": {"standing": {"payroll": "parity"}}})) == ("swaps",)
    assert unique_capabilities(launch(capabilities={"swaps": {"standing": {"clocks": "stronger"}}})) == ()
    assert unique_capabilities(launch(capabilities={"swaps": {"available": False}})) == ()


def test_without_rivals_nothing_is_unique() -> None:
    told = launch()
    alone = dataclasses.replace(told, competitors={})
    assert unique_capabilities(alone) == ()


def test_capabilities_that_customers_undervalue_most_come_first() -> None:
    told = launch()
    more = Capability(key="more", name="More")
    assert by_undervaluation(dataclasses.replace(told, capabilities={"more": more, **told.capabilities})) == (
        "swaps", "more", "export",
    )  # fmt: skip
