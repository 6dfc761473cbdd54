"""Enrolment: reps × requirements, written once, withdrawn and asked again, counted by a plan as it is then done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from readiness.domain.definition.certifying import Certification
from readiness.domain.enrolment.requirement import Requirement, due_on, requirements_of
from readiness.store.bulk import insert_rows
from readiness.store.enrolment import EnrolmentCounts, enrol, enrolled_people, enrolment_counts
from readiness.store.session import Database
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import PersonRow, PostingRow
from tests.domain.quiz_launch import launch_with

DAY = date(2018, 2, 1)
REPS = Certification(key="reps", name="Reps", role="rep", modules=("m1", "m2"), quizzes=("q1",), attestation=True)
LEADS = Certification(
    key="leads", name="Leads", role="lead", modules=("m1",), role_plays=("r1",), due_days_before_launch=10
)


def definition(*certifications: Certification, launch_on: date = date(2018, 3, 22)):
    return launch_with(certifications={c.key: c for c in certifications}, launch_on=launch_on)


def hire(database: Database, *roles: str, since: date = date(2018, 1, 1)) -> None:
    with database.transaction() as session:
        start = 1 + len(session.execute(select(PersonRow.__table__)).all())
        people = [(start + n, f"p{start + n}@x.example", "P", "") for n in range(len(roles))]
        insert_rows(session, PersonRow.__table__, ("id", "email", "name", "languages"), people)
        columns = ("person_id", "role", "team", "region", "territory", "valid_from", "valid_to", "source", "note")
        rows = [(p[0], role, "", "", "", since, None, "roster", "") for p, role in zip(people, roles, strict=True)]
        insert_rows(session, PostingRow.__table__, columns, rows)


def move(database: Database, person_id: int, role: str | None, on: date) -> None:
    """Close the open posting on `on`; open one in `role`, when there is one."""
    with database.transaction() as session:
        posting = PostingRow.__table__
        session.execute(
            posting.update().where(posting.c.person_id == person_id, posting.c.valid_to.is_(None)).values(valid_to=on)
        )
        if role:
            columns = ("person_id", "role", "team", "region", "territory", "valid_from", "source", "note")
            insert_rows(session, posting, columns, [(person_id, role, "", "", "", on, "roster", "")])


def done(database: Database, launch, on: date = DAY) -> EnrolmentCounts:
    """Enrol, and see that the plan promised exactly that."""
    with database.reading() as session:
        planned = enrolment_counts(session, launch, on=on)
    with database.transaction() as session:
        found = enrol(session, launch, on=on)
    assert planned == found
    return found


def rows(database: Database) -> list[tuple]:
    row = EnrolmentRow.__table__.c
    with database.reading() as session:
        found = session.execute(
            select(row.person_id, row.certification, row.kind, row.key, row.withdrawn_on).order_by(
                row.person_id, row.certification, row.kind, row.key
            )
        )
        return [tuple(one) for one in found]


def test_requirements_come_modules_first_and_once_each() -> None:
    assert requirements_of(Certification(key="c", name="C", role="r", modules=("b", "a", "b"), quizzes=("q",), attestation=True)) == (
        Requirement("module", "b"), Requirement("module", "a"), Requirement("quiz", "q"), Requirement("attestation", "c"),
    )  # fmt: skip
    assert requirements_of(Certification(key="c", name="C", role="r")) == ()


def test_due_days_are_calendar_days_before_the_launch() -> None:
    assert due_on(LEADS, date(2018, 3, 22)) == date(2018, 3, 12)
    assert due_on(Certification(key="c", name="C", role="r", due_days_before_launch=0), DAY) == DAY


def test_everybody_is_asked_for_what_their_role_requires_and_nobody_else(database: Database) -> None:
    hire(database, "rep", "lead", "support")
    assert done(database, definition(REPS, LEADS)) == EnrolmentCounts(6, 0, 0, 0)
    assert [one[:4] for one in rows(database)] == [
        (1, "reps", "attestation", "reps"), (1, "reps", "module", "m1"), (1, "reps", "module", "m2"), (1, "reps", "quiz", "q1"),
        (2, "leads", "module", "m1"), (2, "leads", "role-play", "r1"),
    ]  # fmt: skip
    with database.reading() as session:
        assert enrolled_people(session, "demo") == {"leads": 1, "reps": 1}


def test_the_second_time_nothing_is_added(database: Database) -> None:
    hire(database, "rep", "rep")
    done(database, definition(REPS))
    assert done(database, definition(REPS), DAY + timedelta(days=1)) == EnrolmentCounts(0, 0, 0, 8)


@pytest.mark.parametrize("certifications", [(), (REPS,)])
def test_nobody_on_the_roster_is_nobody_enrolled(database: Database, certifications) -> None:
    assert done(database, definition(*certifications)) == EnrolmentCounts(0, 0, 0, 0)


def test_people_who_start_later_or_have_left_are_not_asked(database: Database) -> None:
    hire(database, "rep", since=DAY + timedelta(days=1))
    hire(database, "rep")
    move(database, 2, None, DAY)
    assert done(database, definition(REPS)) == EnrolmentCounts(0, 0, 0, 0)
    assert done(database, definition(REPS), DAY + timedelta(days=1)).added == 4


def test_a_change_of_role_withdraws_the_old_and_adds_the_new(database: Database) -> None:
    hire(database, "rep")
    done(database, definition(REPS, LEADS))
    move(database, 1, "lead", DAY)
    assert done(database, definition(REPS, LEADS)) == EnrolmentCounts(2, 4, 0, 0)
    move(database, 1, "rep", DAY + timedelta(days=1))
    assert done(database, definition(REPS, LEADS), DAY + timedelta(days=1)) == EnrolmentCounts(4, 2, 0, 0)
    assert len(rows(database)) == 6


def test_a_requirement_taken_out_of_the_file_is_withdrawn_and_one_put_in_is_added(database: Database) -> None:
    hire(database, "rep", "rep")
    done(database, definition(REPS))
    changed = Certification(
        key="reps", name="Reps", role="rep", modules=("m1", "m3"), quizzes=("q1",), attestation=True
    )
    assert done(database, definition(changed)) == EnrolmentCounts(2, 2, 0, 6)
    assert done(database, definition()) == EnrolmentCounts(0, 8, 0, 0)
    assert done(database, definition(REPS)) == EnrolmentCounts(8, 0, 0, 0)


def test_a_certification_for_another_role_moves_to_its_people(database: Database) -> None:
    hire(database, "rep", "lead")
    done(database, definition(REPS))
    other = Certification(key="reps", name="Reps", role="lead", modules=("m1", "m2"), quizzes=("q1",), attestation=True)
    assert done(database, definition(other)) == EnrolmentCounts(4, 4, 0, 0)


def test_a_launch_that_moves_moves_the_due_days_of_what_stands(database: Database) -> None:
    hire(database, "rep")
    done(database, definition(REPS))
    assert done(database, definition(REPS, launch_on=date(2018, 4, 1))) == EnrolmentCounts(0, 0, 4, 0)
    with database.reading() as session:
        assert set(session.execute(select(EnrolmentRow.due_on)).scalars()) == {date(2018, 3, 27)}


def test_launches_do_not_touch_each_other(database: Database) -> None:
    hire(database, "rep")
    done(database, definition(REPS))
    other = launch_with(key="other", certifications={"reps": REPS})
    assert done(database, other) == EnrolmentCounts(4, 0, 0, 0)
    assert done(database, definition()) == EnrolmentCounts(0, 4, 0, 0)
    assert done(database, other) == EnrolmentCounts(0, 0, 0, 4)


MOVES = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["rep", "lead", "support", None])), max_size=4)


@given(st.lists(st.tuples(MOVES, st.sets(st.sampled_from([REPS.key, LEADS.key]))), min_size=1, max_size=4))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_what_stands_is_roles_times_requirements_whatever_came_before(database: Database, weeks) -> None:
    """The oracle is a loop over people and requirements. One database goes on through all examples."""
    all_of = {"reps": REPS, "leads": LEADS}
    posting = PostingRow.__table__.c
    with database.reading() as session:
        last = session.execute(select(func.max(posting.valid_from), func.max(posting.valid_to))).one()
    if last[0] is None:
        hire(database, "rep", "rep", "lead", "support")
    day = max(DAY, *(one for one in last if one)) if any(last) else DAY
    for moves, keys in weeks:
        day += timedelta(days=7)
        for person_id, role in dict(moves).items():
            move(database, person_id, role, day)
        done(database, definition(*(all_of[key] for key in sorted(keys))), day)
        with database.reading() as session:
            roles = session.execute(select(posting.person_id, posting.role).where(posting.valid_to.is_(None))).all()
        expected = {
            (person_id, key, one.kind, one.key)
            for person_id, role in roles
            for key in keys
            if all_of[key].role == role
            for one in requirements_of(all_of[key])
        }
        assert {one[:4] for one in rows(database) if one[4] is None} == expected
