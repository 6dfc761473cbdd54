"""Importing a roster: whole or not at all, twice is once, a preview is what happens, and a kill leaves nothing."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from readiness.actions.enrol_reps import enrol_reps
from readiness.actions.import_roster import SHOWN, import_roster
from readiness.domain.definition.assessment import Module
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Member
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound, Unusable
from readiness.store import launches, people, standings
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow
from tests.domain.quiz_launch import launch_with
from tests.killed import die, import_and_die
from tests.people_world import BY, TODAY, applied, context_for, person, roster_text

REPOSITORY = Path(__file__).resolve().parents[2]
SALES = REPOSITORY / "launches/gitlab-cicd-for-github/roster"
ANN, BOB, BOSS = "ann@x.example", "bob@x.example", "boss@x.example"


@dataclass
class Desk:
    """A database and a folder: write a file, import it."""

    database: Database
    folder: Path

    def load(self, *lines: str, day: date = TODAY, **given):
        path = self.folder / "roster.csv"
        path.write_text(roster_text(*lines), encoding="utf-8")
        return import_roster(context_for(self.database, self.folder, day=day), path=path, **given)

    def postings(self, email: str):
        with self.database.reading() as session:
            known, _ = people.known(session, email)
        return [(p.territory, str(p.valid_from), str(p.valid_to or "")) for p in known.postings]

    def counts(self) -> list[int]:
        with self.database.reading() as session:
            tables = (PersonRow, PostingRow, LeaveRow, JournalRow)
            return [session.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_people_postings_and_leave_are_stored_with_a_line_in_the_journal(desk: Desk) -> None:
    changes = desk.load(
        person(BOSS, role="manager"),
        person(
            "José@x.example",
            manager=BOSS,
            start="2016-01-04",
            leave="2018-01-30",
            until="2018-02-03",
            languages="en es",
        ),
    )
    assert (len(changes.joined), changes.unchanged) == (2, 0)
    with desk.database.reading() as session:
        (_, jose) = people.people_on(session, TODAY)
        line = session.execute(select(JournalRow.__table__)).one()
    assert (jose.person.email, jose.person.languages, jose.posting.manager_email) == (
        "josé@x.example",
        ("en", "es"),
        BOSS,
    )
    assert (str(jose.posting.valid_from), str(jose.leave.ends_on)) == ("2016-01-04", "2018-02-03")
    assert (line.actor, line.verb, line.subject, line.detail["joined"]) == (BY, "imported", "roster from roster.csv", 2)


def test_the_same_file_twice_changes_nothing_and_leaves_no_second_line(desk: Desk) -> None:
    lines = [person(ANN, start="2016-01-04", leave="2018-02-01"), person(BOB, start="2018-03-01", left="2019-01-01")]
    desk.load(*lines)
    before = desk.counts()
    again = desk.load(*lines, day=date(2018, 2, 9))
    assert (again.nothing, again.unchanged, desk.counts()) == (True, 2, before)


def test_a_preview_is_exactly_what_the_import_then_does_and_writes_nothing(desk: Desk) -> None:
    desk.load(person(ANN), person(BOB))
    lines = [person(ANN, territory="T2", leave="2018-02-01", until="2018-02-02"), person("new@x.example")]
    shown = desk.load(*lines, preview=True, leavers="close")
    assert desk.counts() == [2, 2, 0, 1]
    assert desk.load(*lines, leavers="close") == shown


def test_a_preview_needs_no_name_and_an_import_does(desk: Desk) -> None:
    path = desk.folder / "r.csv"
    path.write_text(roster_text(person(ANN)), encoding="utf-8")
    nobody = context_for(desk.database, desk.folder, by="")
    assert len(import_roster(nobody, path=path, preview=True).joined) == 1
    with pytest.raises(NotAllowed):
        import_roster(nobody, path=path)


def test_moves_leavers_and_returns_keep_their_history(desk: Desk) -> None:
    desk.load(person(ANN, start="2016-01-04"), person(BOB))
    desk.load(person(ANN, start="2016-01-04", territory="T2"), day=date(2018, 3, 1), leavers="close")
    desk.load(person(ANN, territory="T2", start="2016-01-04"), person(BOB), day=date(2018, 4, 1))
    assert desk.postings(ANN) == [("T1", "2016-01-04", "2018-03-01"), ("T2", "2018-03-01", "")]
    assert desk.postings(BOB) == [("T1", "2018-02-01", "2018-03-01"), ("T1", "2018-04-01", "")]


def test_one_bad_row_and_nothing_is_imported(desk: Desk) -> None:
    with pytest.raises(DefinitionError, match="nothing was imported: 2 problems") as caught:
        desk.load(person(ANN), person("bob"), person("cyd@x.example", manager="who@x.example"))
    assert [p.code for p in caught.value.problems] == ["RO202", "RO301"]
    assert desk.counts() == [0, 0, 0, 0]


def test_one_bad_cell_hides_no_other_problem_of_its_row_nor_the_column_that_was_not_read(desk: Desk) -> None:
    text = (
        "email,name,role,manager,start_date,shoe size\n"
        "ann@x.example,Ann,rep,nobody@x.example,2024-13-01,44\n"
        "ann@x.example,Ann,rep,,,\n"
    )
    path = desk.folder / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"3 problems in bad\.csv \(RO301 × 1, RO203 × 1, RO205 × 1\)") as caught:
        import_roster(context_for(desk.database, desk.folder), path=path)
    assert [(p.code, p.where.line) for p in caught.value.problems if p.where] == [
        ("RO301", 2), ("RO203", 2), ("RO205", 3), ("RO106", 1),
    ]  # fmt: skip


def test_all_problems_are_counted_and_the_first_hundred_listed(desk: Desk) -> None:
    with pytest.raises(DefinitionError, match=r"250 problems in roster\.csv \(RO202 × 250\)") as caught:
        desk.load(*(person(f"nobody{n}") for n in range(250)))
    assert len(caught.value.problems) == SHOWN


def test_files_that_cannot_be_read_are_told_apart(desk: Desk) -> None:
    context = context_for(desk.database, desk.folder)
    with pytest.raises(NotFound, match="there is no file"):
        import_roster(context, path=desk.folder / "none.csv")
    with pytest.raises(Unusable, match="this is a folder"):
        import_roster(context, path=desk.folder)
    (desk.folder / "latin.csv").write_bytes("email,name,role\na@x.example,José,rep\n".encode("latin-1"))
    with pytest.raises(Unusable, match=r"latin\.csv:2:"):
        import_roster(context, path=desk.folder / "latin.csv")


def test_a_back_dated_import_closes_on_the_day_it_names(desk: Desk) -> None:
    desk.load(person(ANN, start="2016-01-04"))
    desk.load(person(ANN, start="2016-01-04", territory="T2"), on=date(2018, 1, 1))
    assert desk.postings(ANN) == [("T1", "2016-01-04", "2018-01-01"), ("T2", "2018-01-01", "")]
    with pytest.raises(DefinitionError, match="RO304"):
        desk.load(person(ANN, territory="T3"), on=date(2017, 6, 1))


def test_all_five_disagreements_of_the_sample_sales_force_are_shown_kept_and_journalled(desk: Desk) -> None:
    context = context_for(desk.database, desk.folder)
    changes = import_roster(context, path=SALES / "roster.csv", history=SALES / "territory-history.csv")
    said = {one.email.partition("@")[0]: str(one) for one in changes.disagreements}
    assert said == {
        "michael9": "roster says Northeast, history says Central since 2015-11-30",
        "jillian0": "roster says Central, history says Northeast since 2015-11-30",
        "pamela0": "roster says Northwest, history closed on 2015-09-29 and none is open",
        "josé1": "roster says Canada, history says United Kingdom since 2015-05-30",
        "jae0": "roster says United Kingdom, history says Canada since 2015-05-30",
    }
    assert [w.code for w in changes.warnings] == ["RO405"] * 5
    assert desk.postings("josé1@adventure-works.example") == [
        ("Canada", "2014-05-30", "2015-05-30"),
        ("United Kingdom", "2015-05-30", "2018-02-01"),
        ("Canada", "2018-02-01", ""),
    ]
    with desk.database.reading() as session:
        detail = session.execute(select(JournalRow.detail)).scalar_one()
    assert len(detail["disagreements"]) == 5
    assert detail["believed"].startswith("the roster's row")
    again = import_roster(context, path=SALES / "roster.csv", history=SALES / "territory-history.csv")
    assert (again.nothing, len(again.disagreements)) == (True, 5)


def test_the_database_refuses_to_edit_or_delete_a_posting(desk: Desk) -> None:
    desk.load(person(ANN))
    for statement in ("DELETE FROM posting", "UPDATE posting SET territory = 'T9'", "UPDATE posting SET note = 'x'"):
        with pytest.raises(DBAPIError, match="posting is insert-only"), desk.database.transaction() as session:
            session.execute(text(statement))
    with desk.database.transaction() as session:
        session.execute(text("UPDATE posting SET valid_to = '2018-03-01'"))


def test_nobody_can_have_two_open_postings(desk: Desk) -> None:
    desk.load(person(ANN))
    with pytest.raises(DBAPIError, match=r"(?i)unique"), desk.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO posting (person_id, role, team, region, territory, valid_from, source, note) "
                "SELECT id, 'rep', '', '', '', '2018-03-01', 'roster', '' FROM person"
            )
        )


def kept(launch: Launch) -> Launch:
    """The launch with whoever imports in its team, as operations."""
    ops = Member(key="ops", name="Ops", email=BY, function="operations")
    return replace(launch, team={**launch.team, "ops": ops})


def test_once_there_is_a_roster_and_a_launch_only_its_keepers_import(desk: Desk) -> None:
    context = context_for(desk.database, desk.folder)
    desk.load(person(ANN))
    desk.load(person(ANN, territory="T2"))  # no launch was applied: nobody could be named
    launch = launch_with()
    with desk.database.transaction() as session:
        launches.record_version(session, context.clock, launch, BY)
    (desk.folder / "roster.csv").write_text(roster_text(person(ANN, territory="T3")), encoding="utf-8")

    def load(by: str, **given: bool):
        return import_roster(context.acting_as(by), path=desk.folder / "roster.csv", **given)

    for by in (BY, ANN, "piet@demo.example"):  # a stranger, a rep, sales
        with pytest.raises(NotAllowed) as refused:
            load(by)
        assert "operations, enablement or leadership: ada@demo.example" in refused.value.hint
    assert load(BY, preview=True).moved
    assert desk.postings(ANN)[-1][0] == "T2"
    assert load("Ada@demo.example").moved


def test_the_first_roster_may_come_after_the_first_launch(desk: Desk) -> None:
    with desk.database.transaction() as session:
        launches.record_version(session, context_for(desk.database, desk.folder).clock, launch_with(), BY)
    assert desk.load(person(ANN)).joined


def test_standings_follow_in_the_same_import(desk: Desk) -> None:
    certification = Certification(key="reps", name="Reps", role="rep", modules=("m",))
    module = Module(key="m", title="M", minutes=5, teaches=("facts.a",))
    fact = Fact(key="a", statement="So it is.", source="page")
    launch = kept(launch_with(certifications={"reps": certification}, modules={"m": module}, facts={"a": fact}))
    context = context_for(desk.database, desk.folder)
    with desk.database.transaction() as session:
        launches.record_version(session, context.clock, launch, BY)
    desk.load(person(ANN), person(BOB))
    enrolled = enrol_reps(context, launch="demo")
    assert (enrolled.added, enrolled.withdrawn) == (2, 0)
    desk.load(
        person(ANN, region="East"), person(BOB, left="2018-02-05"), person("new@x.example"), day=date(2018, 2, 10)
    )
    assert (enrol_reps(context_for(desk.database, desk.folder, day=date(2018, 2, 10)), launch="demo")) == replace(
        enrolled, added=1, withdrawn=1, unchanged=1
    )
    with desk.database.transaction() as session:
        assert standings.verify(session, "demo").clean


def test_standings_follow_a_large_import_too(desk: Desk) -> None:
    """Beyond 2,000 people all standings are derived anew, in the import and in the enrolment."""
    certification = Certification(key="reps", name="Reps", role="rep", attestation=True)
    context = context_for(desk.database, desk.folder)
    with desk.database.transaction() as session:
        launches.record_version(session, context.clock, kept(launch_with(certifications={"reps": certification})), BY)
    desk.load(*(person(f"p{n}@x.example") for n in range(2100)))
    assert enrol_reps(context, launch="demo").added == 2100
    moved = desk.load(*(person(f"p{n}@x.example", region="East") for n in range(2100)), day=date(2018, 2, 2))
    assert len(moved.moved) == 2100
    with desk.database.transaction() as session:
        assert standings.verify(session, "demo").clean
        assert {one.posting.region for one in people.people_on(session, date(2018, 2, 2))} == {"East"}


class _Waits:
    """A Progress that stops inside the transaction until it is let go."""

    def __init__(self) -> None:
        self.inside, self.go = threading.Event(), threading.Event()

    def step(self, name: str, detail: str = "") -> None:  # noqa: ARG002
        if name == "postings":
            self.inside.set()
            assert self.go.wait(600)

    def done(self, name: str, summary: str = "") -> None:
        pass


def test_a_second_import_waits_for_the_first_and_sees_what_it_did(desk: Desk) -> None:
    path, other = desk.folder / "one.csv", desk.folder / "two.csv"
    path.write_text(roster_text(person(ANN), person(BOB)), encoding="utf-8")
    other.write_text(roster_text(person(ANN, territory="T2")), encoding="utf-8")
    waits, found = _Waits(), {}

    def second() -> None:
        found["two"] = import_roster(context_for(desk.database, desk.folder), path=other)

    first = threading.Thread(
        target=lambda: import_roster(context_for(desk.database, desk.folder, progress=waits), path=path)
    )
    first.start()
    assert waits.inside.wait(600)
    then = threading.Thread(target=second)
    then.start()
    time.sleep(0.3)
    assert "two" not in found
    waits.go.set()
    first.join()
    then.join()
    assert [(one.email, one.fields) for one in found["two"].moved] == [(ANN, (("territory", "T1", "T2"),))]


@pytest.mark.parametrize("step", ["people", "postings", "standings", "committing"])
def test_killed_in_the_middle_it_leaves_nothing_and_the_next_import_does_it_all(desk: Desk, step: str) -> None:
    desk.load(person(BOSS))
    before = desk.counts()
    (desk.folder / "roster.csv").write_text(
        roster_text(person(BOSS, territory="T2"), person(ANN, manager=BOSS, leave="2018-02-01")), encoding="utf-8"
    )
    url = desk.database.url.render_as_string(hide_password=False)
    die(import_and_die, url, str(desk.folder), step)
    assert desk.counts() == before
    changes = desk.load(person(BOSS, territory="T2"), person(ANN, manager=BOSS, leave="2018-02-01"))
    assert (len(changes.joined), len(changes.moved), len(changes.leave)) == (1, 1, 1)


LINES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["T1", "T2"]), st.booleans(), st.booleans()),
    min_size=1, max_size=4, unique_by=lambda row: row[0],
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=4))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_store_holds_what_the_changes_said(desk: Desk, imports) -> None:
    """`applied` is the oracle, in plain Python. One database serves all examples, each with people of its own."""
    with desk.database.reading() as session:
        roster = people.load_roster(session)
    example, day = len(roster), TODAY
    for rows in imports:
        lines = [
            person(
                f"p{example}-{n}@x.example", territory=territory, left="2018-06-01" if leaves else "",
                leave=str(day) if away else "",
            )
            for n, territory, leaves, away in rows
        ]  # fmt: skip
        roster = applied(roster, desk.load(*lines, day=day))
        with desk.database.reading() as session:
            assert people.load_roster(session) == roster
        day += timedelta(days=7)
