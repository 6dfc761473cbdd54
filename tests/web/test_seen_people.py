"""Whose records a viewer is told of: whatever address they open, page or API, it names nobody who is not theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from readiness.actions.clear_launch import Held, clear_launch, held
from readiness.actions.decide_gate import decide_gate
from readiness.actions.give_more_time import give_more_time
from readiness.domain.access.permissions import may_see_person
from readiness.domain.clearance.record import SignedClearance
from readiness.reports.gate_page import seen_verdict
from readiness.reports.seen_people import clearance_for, difference_for, without_names
from readiness.reports.viewer import viewer_of
from readiness.store.gate import RecordedClearance
from readiness.store.launches import require_version
from readiness.store.people import people_on
from readiness.store.reporting_lines import managers_above
from readiness.web import api, routes
from tests.web.api_world import program
from tests.web.world import AUDITOR, DANA, ELSEWHERE, IVO, LAUNCH, LENA, MANAGER, OLGA, REP, RUTH, Site

GATE = f"/launches/{LAUNCH}/gate"
WEST = "west@launch.example"
"""A sales leader of North America, and nothing else."""
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

GETS = [
    route
    for router in (*routes.ROUTERS, *api.ROUTERS)
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
]


def addresses(site: Site, number: int) -> Iterator[str]:
    """Every address that can be opened, with each kind of person in the place of somebody."""
    for route in GETS:
        for email in (REP, ELSEWHERE) if "{email" in route.path else ("",):
            filled = {"launch": LAUNCH, "email": email, "number": str(number), "attempt": "1", "n": "1"}
            yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda found, named=filled: named.get(found[1], "nothing"), route.path)
    yield f"{GATE}/verdicts/{number}?again=true"
    yield f"/api/v1{GATE}/verdicts/{number}/again"


def not_theirs(site: Site, email: str) -> set[str]:
    """The people of the roster whose records this viewer may not see; the launch's team is named to everybody."""
    viewer, today = viewer_of(site.context, email=email), site.clock.today()
    with site.context.database.reading() as session:
        team = {one.email.casefold() for one in require_version(session, LAUNCH).definition.team.values()}
        hidden = set()
        for one in people_on(session, today):
            above = managers_above(session, one.person.email, today)
            if not may_see_person(viewer, email=one.person.email, region=one.posting.region, managers=above):
                hidden.add(one.person.email)
        # Whoever is above somebody one leads stands on that somebody's page, as their manager.
        lines = {email, *(one.person.email for one in people_on(session, today))} - hidden
        return hidden - team - {boss for one in lines for boss in managers_above(session, one, today)}


@pytest.fixture
def decided(site: Site) -> tuple[Site, int]:
    """With a verdict on record that names people, and a leader of one region."""
    site.give_account(WEST, "sales-leader", region="North America")
    done = decide_gate(site.context.acting_as(DANA), launch=LAUNCH)
    assert done.number is not None
    assert any("@" in one.name for result in done.verdict.unmet() for one in result.found.behind)
    return site, done.number


@pytest.mark.parametrize("email", [WEST, MANAGER, RUTH, REP])
def test_no_address_names_somebody_who_is_not_the_viewers_to_see(decided: tuple[Site, int], email: str) -> None:
    site, number = decided
    hidden = not_theirs(site, email)
    assert hidden
    visitor, opened = site.as_(email), 0
    for path in addresses(site, number):
        answered = visitor.get(path)
        asked = set(ADDRESS.findall(path))
        told = set(ADDRESS.findall(html.unescape(answered.text))) - asked
        assert not told & hidden, f"{path} tells {email} of {sorted(told & hidden)}"
        opened += answered.status_code == 200
    assert opened > (5 if email == REP else 20)


def test_what_happened_since_the_last_apply_names_nobody_who_is_not_theirs(decided: tuple[Site, int]) -> None:
    site, _ = decided
    hidden = not_theirs(site, WEST) & {ELSEWHERE}
    assert hidden
    site.later(minutes=1)
    for rep in (REP, ELSEWHERE):
        give_more_time(site.context.acting_as(LENA), launch=LAUNCH, rep=rep, kind="factor", factor=1.5, reason="Asked.")
    told = {email: site.as_(email).get(f"/launches/{LAUNCH}").text for email in (DANA, WEST)}
    assert f"quizzes for {REP}" in told[WEST]
    assert ELSEWHERE not in told[WEST]


@pytest.mark.parametrize("email", [WEST, MANAGER, RUTH])
def test_figures_stay_whole_for_whoever_is_named_nobody(decided: tuple[Site, int], email: str) -> None:
    site, number = decided
    whole, narrowed = (program(site, one).get(GATE) for one in (AUDITOR, email))
    for all_of_it, theirs in zip(whole["verdict"]["criteria"], narrowed["verdict"]["criteria"], strict=True):
        told = {one["name"] for one in theirs["found"]["behind"]}
        assert told <= {one["name"] for one in all_of_it["found"]["behind"]}
        assert told.isdisjoint(not_theirs(site, email))
        assert {**theirs["found"], "behind": []} == {**all_of_it["found"], "behind": []}
        assert theirs["outcome"] == all_of_it["outcome"]
    inputs = program(site, email).get(f"{GATE}/verdicts/{number}")["inputs"]
    shares = inputs["figures"]["shares"]
    assert sum(one["missing_total"] for one in shares) > sum(len(one["missing"]) for one in shares)


def test_a_manager_and_a_leader_are_named_their_own(decided: tuple[Site, int]) -> None:
    site, _ = decided
    for email, theirs in ((MANAGER, REP), (WEST, None)):
        page = site.as_(email).get(GATE).text
        named = set(re.findall(rf"/launches/{LAUNCH}/people/([^\"]+)\"", page))
        assert named
        assert theirs is None or theirs in named
        assert "more whom you may not see" in page


def test_somebody_without_people_is_told_how_many_they_are(decided: tuple[Site, int]) -> None:
    page = decided[0].as_(RUTH).get(GATE).text
    assert "behind this whom you may not see." in page
    assert f"/launches/{LAUNCH}/people/" not in page


@pytest.mark.parametrize("email", [AUDITOR, DANA, LENA, IVO])
def test_whoever_sees_everybody_is_told_the_verdict_as_it_was_decided(decided: tuple[Site, int], email: str) -> None:
    site, number = decided
    page = site.as_(email).get(f"{GATE}/verdicts/{number}").text
    assert REP in page
    assert ELSEWHERE in page
    assert "whom you may not see" not in page


def test_the_signed_text_of_a_clearance_is_for_whoever_sees_everybody(site: Site) -> None:
    signed = SignedClearance(text='{"rep": "nora@example.com"}', fingerprint="f", key_id="k", signature="s")
    given = RecordedClearance(
        number=1, launch=LAUNCH, market="", verdict=1, definition="d", identity="i", cleared_at=site.clock.now(),
        cleared_by=DANA, simulated=False, signed=signed,
    )  # fmt: skip
    for email in (AUDITOR, DANA):
        assert clearance_for(given, viewer_of(site.context, email=email)) == given
    for email in (MANAGER, RUTH):
        told = clearance_for(given, viewer_of(site.context, email=email))
        assert (told.signed.text, told.signed.signature) == ("", "s")


def test_of_what_came_out_otherwise_only_figures_are_told_to_who_does_not_see_everybody(site: Site) -> None:
    manager, auditor = (viewer_of(site.context, email=email) for email in (MANAGER, AUDITOR))
    names = "[{'name': 'nora@example.com', 'why': '2 of 3 met'}]"
    assert difference_for(auditor, "shares[0].missing", names) == names
    assert "nora" not in difference_for(manager, "shares[0].missing", names)
    assert difference_for(manager, "shares[0].groups[1].certified", "7") == "7"
    assert difference_for(manager, "tasks[0].owner", DANA) == DANA
    assert without_names("lowest nora@example.com: 1 of 2.") == "lowest (not yours to see): 1 of 2."


def test_the_refusal_to_clear_names_nobody_who_is_not_the_viewers_to_see(decided: tuple[Site, int]) -> None:
    site, _ = decided
    with pytest.raises(Held) as refused:
        clear_launch(site.context.acting_as(OLGA), launch=LAUNCH)
    verdict = refused.value.verdict
    narrowed = seen_verdict(site.context, verdict=verdict, viewer=viewer_of(site.context, email=WEST))
    hidden = not_theirs(site, WEST)
    assert set(ADDRESS.findall(str(verdict))) & hidden, "there is somebody to hide"
    assert set(ADDRESS.findall(str(narrowed))).isdisjoint(hidden)
    assert set(ADDRESS.findall(str(held(narrowed)))).isdisjoint(hidden)
    assert held(narrowed).message == refused.value.message
