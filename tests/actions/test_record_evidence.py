"""Recording, exempting, revoking, rebuilding: works, wrong role, unknown, unsound, twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlmodel import select

from readiness.actions.exempt_rep import exempt_rep
from readiness.actions.rebuild_standings import rebuild_standings
from readiness.actions.record_evidence import RecordedEvidence, record_evidence
from readiness.actions.refresh_standings import refresh_standings
from readiness.actions.revoke_certification import revoke_certification
from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.standing import rep_standing
from readiness.store import standings
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.standings import StandingCountRow, StandingRow
from tests import standing_world as world
from tests.fakes import FakeCalendars
from tests.standing_world import FIELD, LEADS, certified, clock, day, piece

OUTSIDE = cast("Any", None)
"""No other port is touched by these actions."""


@pytest.fixture
def at(database: Database, tmp_path: Path) -> Callable[..., Context]:
    """The workspace at so many days after the launch was applied: ann and ben, led by Bo."""
    definition = world.launch()
    with database.transaction() as session:
        world.apply(session, definition)
        bo = world.person(session, "bo@example.com", role="boss")
        reps = [world.person(session, f"{name}@example.com", manager=bo) for name in ("ann", "ben")]
        world.enrol(session, definition, FIELD, *reps)
        world.enrol(session, definition, LEADS, bo)
        standings.rebuild(session, "demo")

    def made(days: float, by: str = "eve@example.com", *, simulated: bool = False) -> Context:
        given = {
            "root": tmp_path, "output": tmp_path, "database": database, "clock": clock(days, simulated=simulated), "actor": by,
            "calendars": FakeCalendars(),
        }  # fmt: skip
        ports = {name: OUTSIDE for name in Context.__dataclass_fields__ if name not in given and name != "progress"}
        return Context(**given, **ports)

    return made


def state(context: Context, rep: str = "ann@example.com") -> str:
    return rep_standing(context, launch="demo", rep=rep).certifications[0].state


def test_what_happened_is_recorded_once_with_whoever_recorded_it(at):
    context = at(2)
    assert record_evidence(context, evidence=certified("ann@example.com", 1)) == RecordedEvidence(2, 0)
    again = record_evidence(context, evidence=certified("ann@example.com", 1))
    assert (again, str(again)) == (RecordedEvidence(0, 2), "0 recorded; 2 known already")
    assert state(context) == "certified"
    with context.database.reading() as session:
        assert {row.recorded_by for row in session.exec(select(EvidenceRow))} == {"eve@example.com"}
        assert len(session.exec(select(JournalRow).where(JournalRow.verb == "recorded")).all()) == 1


def test_nothing_at_all_is_nothing_recorded(at):
    assert record_evidence(at(1), evidence=[]) == RecordedEvidence(0, 0)


def test_nobody_acts_without_a_name(at):
    with pytest.raises(NotAllowed, match="nobody said who acts"):
        record_evidence(at(1, by=""), evidence=certified("ann@example.com", 1))


@pytest.mark.parametrize(("fraction", "passed"), [(0.79, False), (0.8, True), (1.0, True)])
def test_a_mark_without_a_verdict_is_graded_by_the_pass_mark(at, fraction: float, passed: bool):
    context = at(2)
    record_evidence(
        context, evidence=[piece("quiz-attempt", "pricing", "ann@example.com", 1, passed=None, fraction=fraction)]
    )
    with context.database.reading() as session:
        assert session.exec(select(EvidenceRow.passed)).one() is passed


def test_everything_unsound_is_told_at_once_and_nothing_is_recorded(at):
    context = at(2)
    good = certified("ann@example.com", 1)
    bad = [
        piece("quiz-attempt", "pricign", "ann@example.com", 1),
        piece("quiz-attempt", "pricing", "ann@example.com", 3),
        piece("quiz-attempt", "pricing", "ann@example.com", 1, fraction=80.0),
        piece("exemption", "field", "ann@example.com", 1),
        piece("module-completed", "basics", "ann@example.com", 1, until=day(9)),
        piece("exemption", "field", "ann@example.com", 1, until=day(0), note="late"),
    ]
    with pytest.raises(DefinitionError) as refused:
        record_evidence(context, evidence=[*good, *bad])
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["EV004", "EV007", "EV005", "EV009", "EV008", "EV011", "EV010"]
    assert refused.value.problems[0].fix == "Did you mean 'pricing'?"
    assert refused.value.problems[0].path == "evidence 3"
    with context.database.reading() as session:
        assert session.exec(select(EvidenceRow)).all() == []


def test_a_launch_that_was_not_applied_and_a_rep_nobody_knows(at):
    with pytest.raises(NotFound, match="'other' has not been applied"):
        record_evidence(at(2), evidence=[replace(certified("ann@example.com", 1)[0], launch="other")])
    with pytest.raises(NotFound, match="1 of the people"):
        record_evidence(at(2), evidence=[*certified("ann@example.com", 1), *certified("nobody@example.com", 1)])


def test_an_attestation_is_given_by_the_manager_of_that_day_or_brought_in_by_the_team(at):
    given = piece("attestation", "leads", "ann@example.com", 1)
    for by in ("ann@example.com", "ben@example.com", "stranger@example.com"):
        with pytest.raises(NotAllowed) as refused:
            record_evidence(at(2, by=by), evidence=[given])
        assert refused.value.problems[0].fix == "Their manager that day is bo@example.com."
    assert record_evidence(at(2, by="Bo@example.com"), evidence=[given]).added == 1
    assert record_evidence(at(2, by="sam@example.com"), evidence=[replace(given, key="other")]).added == 1


def test_what_a_rehearsal_records_is_simulated(at):
    context = at(2, simulated=True)
    record_evidence(context, evidence=certified("ann@example.com", 1))
    with context.database.reading() as session:
        assert set(session.exec(select(EvidenceRow.simulated))) == {True}
    found = rep_standing(context, launch="demo", rep="ann@example.com")
    assert all(one.simulated for one in found.certifications[0].requirements)


def exempt(context: Context, **more: Any):
    asked = {
        "launch": "demo",
        "rep": "ann@example.com",
        "certification": "field",
        "until": day(30),
        "reason": "on loan",
    }
    return exempt_rep(context, **(asked | more))


def test_exempt_through_a_day_for_a_reason(at):
    assert exempt(at(1))[1]
    assert not exempt(at(2))[1], "the same again is the same"
    found = rep_standing(at(30), launch="demo", rep="ann@example.com").certifications[0]
    assert (found.state, found.because, found.next_steps) == ("exempt", "exempt through 2018-01-31: on loan", ())
    assert state(at(31)) == "in-progress"
    assert exempt(at(3), until=day(5))[1], "an earlier end shortens it"
    assert state(at(6)) == "in-progress"


def test_an_exemption_may_last_until_a_year_after_the_launch(at):
    assert exempt(at(1), until=day(90 + 365))[1]
    with pytest.raises(DefinitionError, match=r"Name 2019-04-01 at the latest"):
        exempt(at(1), until=day(90 + 3650))


@pytest.mark.parametrize("by", ["sam@example.com", "ann@example.com", "bo@example.com"])
def test_only_those_who_run_the_certification_exempt_and_revoke(at, by: str):
    with pytest.raises(NotAllowed, match="may not exempt"):
        exempt(at(1, by=by))
    with pytest.raises(NotAllowed, match="may not revoke"):
        revoke(at(1, by=by))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": "  "}, "EV008"), ({"until": day(0)}, "EV010"), ({"certification": "feild"}, "EV004"),
        ({"until": day(90 + 366)}, "EV014"),
    ],
)  # fmt: skip
def test_an_exemption_needs_a_reason_an_end_and_a_certification(at, more: dict[str, Any], code: str):
    with pytest.raises(DefinitionError) as refused:
        exempt(at(1), **more)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_nobody_unknown_is_exempt_or_revoked(at):
    with pytest.raises(NotFound, match=r"Did you mean ann@example\.com"):
        exempt(at(1), rep="anne@example.com")
    with pytest.raises(NotFound):
        revoke(at(1), rep="anne@example.com")
    with pytest.raises(NotFound, match="has not been applied"):
        exempt(at(1), launch="other")


def revoke(context: Context, **more: Any):
    asked = {
        "launch": "demo",
        "rep": "ann@example.com",
        "certification": "field",
        "reason": "somebody else sat the quiz",
    }
    return revoke_certification(context, **(asked | more))


def test_revoked_until_everything_is_passed_again(at):
    record_evidence(at(1), evidence=certified("ann@example.com", 1))
    assert revoke(at(2))[1]
    assert not revoke(at(3))[1], "asked again while nothing happened since"
    found = rep_standing(at(3), launch="demo", rep="ann@example.com").certifications[0]
    assert (found.state, found.met) == ("revoked", 0)
    assert found.because == "since 2018-01-03, revoked: somebody else sat the quiz; 0 of 2 met"
    record_evidence(at(4), evidence=certified("ann@example.com", 4))
    assert state(at(4)) == "certified"


def test_a_revocation_ends_an_exemption(at):
    exempt(at(1))
    revoke(at(2))
    assert state(at(3)) == "in-progress"


def test_nothing_met_is_nothing_to_revoke(at):
    with pytest.raises(Conflict, match="nothing to revoke"):
        revoke(at(1))


def test_standings_are_refreshed_and_a_second_time_nothing_changes(at, database: Database):
    with database.transaction() as session:
        world.person(session, "cas@example.com")
    first = refresh_standings(at(1), launch="demo")
    assert (first.standings, first.changed > 0) == (4, True)
    second = refresh_standings(at(1), launch="demo")
    assert str(second) == "4 standings follow from the evidence, as they did"
    with pytest.raises(NotFound):
        refresh_standings(at(1), launch="other")


def test_drift_is_told_then_mended_and_journalled(at, database: Database):
    assert rebuild_standings(at(1), verify_only=True).clean
    with database.transaction() as session:
        for row in session.exec(select(StandingRow).where(StandingRow.certification == "field")):
            row.met = 9
            session.add(row)
    told = rebuild_standings(at(1), launch="demo", verify_only=True)
    assert not told.clean
    assert str(told).splitlines()[0].endswith("2 are wrong:")
    mended = rebuild_standings(at(1), launch="demo", verify_only=False)
    assert "2 were wrong and are mended" in str(mended)
    assert rebuild_standings(at(1), verify_only=True).clean
    with database.reading() as session:
        assert session.exec(select(JournalRow).where(JournalRow.verb == "rebuilt")).one().detail["wrong"] == 2
    with pytest.raises(NotFound):
        rebuild_standings(at(1), launch="other", verify_only=True)


def test_what_is_kept_of_a_launch_that_there_is_not_is_drift(at, database: Database):
    with database.transaction() as session:
        session.add(
            StandingCountRow(
                launch="gone", certification="field", level="region", on_day=world.day(0), region="East", name="East",
                away="", state="certified", n=3,
            )
        )  # fmt: skip
    told = rebuild_standings(at(1), verify_only=True)
    assert not told.clean
    assert "gone: there is no such launch; 1 rows of it are kept:" in str(told)
    assert not rebuild_standings(at(1), launch="gone", verify_only=True).clean
    assert "1 rows of it were kept and are gone" in str(rebuild_standings(at(1)))
    assert rebuild_standings(at(1), verify_only=True).clean
