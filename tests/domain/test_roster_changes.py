"""What an import changes: joining, moving, leaving, coming back; and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.domain.people.changes import roster_changes
from readiness.domain.people.history import parse_history
from readiness.domain.people.movement import Known
from readiness.domain.people.person import Leave
from readiness.domain.people.roster import parse_roster
from tests.people_world import TODAY, after, applied, codes, decided, person, roster_text

D = date
ANN, BOB, CYD = "ann@x.example", "bob@x.example", "cyd@x.example"


def days(known: Known) -> list[tuple[str, str, str]]:
    return [(p.territory, str(p.valid_from), str(p.valid_to or "")) for p in known.postings]


def test_a_first_posting_holds_since_the_start_date_or_else_the_import() -> None:
    roster = after({}, person(ANN, start="2016-01-04"), person(BOB), person(CYD, start="2018-03-01"))
    assert [str(roster[who].postings[0].valid_from) for who in (ANN, BOB, CYD)] == [
        "2016-01-04",
        "2018-02-01",
        "2018-03-01",
    ]


def test_the_same_file_again_changes_nothing_and_counts_everybody() -> None:
    lines = [
        person(ANN, start="2016-01-04", leave="2018-02-01"),
        person(BOB),
        person(CYD, start="2018-03-01", left="2019-01-01"),
    ]
    again = decided(after({}, *lines), *lines)
    assert again.nothing
    assert again.unchanged == 3


def test_a_move_closes_one_posting_and_opens_the_next_on_the_day() -> None:
    roster = after({}, person(ANN, start="2016-01-04"))
    changes = decided(roster, person(ANN, start="2016-01-04", territory="T2"), on=D(2018, 3, 1))
    assert changes.moved[0].fields == (("territory", "T1", "T2"),)
    assert days(applied(roster, changes)[ANN]) == [("T1", "2016-01-04", "2018-03-01"), ("T2", "2018-03-01", "")]


def test_a_correction_on_the_same_day_leaves_no_day_of_the_mistake() -> None:
    roster = after({}, person(ANN))
    assert days(after(roster, person(ANN, territory="T2"))[ANN]) == [("T2", "2018-02-01", "")]


def test_a_change_dated_before_the_posting_began_is_refused_with_the_day_it_can_be_made() -> None:
    roster = after(after({}, person(ANN, start="2016-01-04")), person(ANN, territory="T2"))
    changes = decided(roster, person(ANN, territory="T3"), on=D(2018, 1, 1))
    assert [(p.code, p.fix) for p in changes.problems] == [("RO304", "Import with --on 2018-02-01 or later.")]


def test_a_back_dated_change_within_the_open_posting_is_made() -> None:
    roster = after({}, person(ANN, start="2016-01-04"))
    moved = after(roster, person(ANN, start="2016-01-04", territory="T2"), on=D(2018, 1, 1))
    assert days(moved[ANN]) == [("T1", "2016-01-04", "2018-01-01"), ("T2", "2018-01-01", "")]


def test_behind_a_planned_move_only_what_stands_may_be_said() -> None:
    planned = after(after({}, person(ANN)), person(ANN, territory="T2"), on=D(2018, 4, 1))
    assert decided(planned, person(ANN)).nothing
    assert codes(decided(planned, person(ANN, territory="T3"))) == ["RO304"]
    assert decided(planned, person(ANN, territory="T2"), on=D(2018, 4, 1), today=D(2018, 4, 2)).nothing


def test_a_joiner_to_come_may_still_change_place_and_first_day() -> None:
    roster = after({}, person(ANN, start="2018-03-01"))
    later = after(roster, person(ANN, start="2018-03-15", territory="T2"))
    assert days(later[ANN]) == [("T2", "2018-03-15", "")]


def test_leavers_end_on_their_day_and_keep_their_history() -> None:
    roster = after({}, person(ANN, start="2016-01-04"))
    gone = after(roster, person(ANN, start="2016-01-04", left="2018-01-20"))
    assert days(gone[ANN]) == [("T1", "2016-01-04", "2018-01-20")]
    assert gone[ANN].person.left_on == D(2018, 1, 20)
    assert decided(gone, person(ANN, start="2016-01-04", left="2018-01-20")).nothing


def test_somebody_who_will_leave_may_stay_after_all() -> None:
    leaving = after({}, person(ANN, left="2018-03-01"))
    stays = after(leaving, person(ANN))
    assert days(stays[ANN]) == [("T1", "2018-02-01", "")]
    assert stays[ANN].person.left_on is None


def test_somebody_who_stayed_after_all_may_move_before_the_day_they_were_to_leave() -> None:
    stays = after(after({}, person(ANN, left="2018-03-01")), person(ANN, left="2018-06-01"))
    moved = after(stays, person(ANN, territory="T2", left="2018-06-01"), on=D(2018, 2, 9), today=D(2018, 2, 9))
    assert days(moved[ANN]) == [("T1", "2018-02-01", "2018-02-09"), ("T2", "2018-02-09", "2018-06-01")]


def test_people_not_in_the_file_are_kept_and_told_or_closed() -> None:
    roster = after({}, person(ANN), person(BOB, start="2016-01-04"))
    kept = decided(roster, person(ANN))
    assert (kept.nothing, kept.absent, codes(kept)) == (True, 1, ["RO308"])
    closed = after(roster, person(ANN), leavers="close")
    assert days(closed[BOB]) == [("T1", "2016-01-04", "2018-02-01")]
    assert closed[BOB].person.left_on == TODAY
    assert decided(closed, person(ANN), leavers="close").nothing


def test_somebody_who_comes_back_gets_a_new_posting_and_keeps_the_old() -> None:
    gone = after(after({}, person(BOB, start="2016-01-04"), person(ANN)), person(ANN), leavers="close")
    changes = decided(gone, person(ANN), person(BOB, start="2016-01-04"), on=D(2018, 3, 1), today=D(2018, 3, 1))
    assert [(one.email, one.returns) for one in changes.joined] == [(BOB, True)]
    back = applied(gone, changes)[BOB]
    assert days(back) == [("T1", "2016-01-04", "2018-02-01"), ("T1", "2018-03-01", "")]
    assert back.person.left_on is None


def test_somebody_who_left_before_we_saw_them_is_known_and_was_here() -> None:
    roster = after({}, person(ANN, start="2016-01-04", left="2017-01-01"), person(BOB, left="2017-01-01"))
    assert days(roster[ANN]) == [("T1", "2016-01-04", "2017-01-01")]
    assert days(roster[BOB]) == []


def test_particulars_change_without_a_move() -> None:
    roster = after({}, person(ANN))
    changes = decided(roster, person(ANN, name="Ann Lee", start="2016-01-04", languages="en nl"))
    assert not changes.moved
    assert [name for name, _, _ in changes.changed[0].fields] == ["name", "hired_on", "languages"]


def test_columns_that_are_not_in_the_file_leave_things_as_they_are() -> None:
    roster = after(
        {}, person(BOB), person(ANN, manager=BOB, team="Red", leave="2018-02-01", left="2019-01-01", languages="en")
    )
    assert decided(roster, "ann@x.example,ann,rep", header="email,name,role").nothing


@pytest.mark.parametrize(
    ("before", "said", "expected"),
    [
        (("2018-01-10", "2018-03-01"), ("", ""), [("2018-01-10", "2018-01-31")]),  # back: ended the day before
        (("2018-02-10", "2018-03-01"), ("", ""), []),  # off: it had not begun
        (("2018-01-10", "2018-03-01"), ("2018-01-10", "2018-04-01"), [("2018-01-10", "2018-04-01")]),  # longer
        (("2017-01-10", "2017-03-01"), ("2018-02-01", "2018-02-09"), [("2017-01-10", "2017-03-01"), ("2018-02-01", "2018-02-09")]),
        (("2017-01-10", "2017-03-01"), ("", ""), [("2017-01-10", "2017-03-01")]),  # over: stays
    ],
)  # fmt: skip
def test_the_row_says_all_about_leave_that_is_not_over(before, said, expected) -> None:
    started = after(
        {}, person(ANN, start="2016-01-04", leave=before[0], until=before[1]), on=D.fromisoformat(before[0])
    )
    now = after(started, person(ANN, start="2016-01-04", leave=said[0], until=said[1]))
    assert now[ANN].leaves == tuple(Leave(ANN, D.fromisoformat(a), D.fromisoformat(b)) for a, b in expected)


def test_unknown_managers_are_errors_with_the_nearest_and_those_on_the_roster_are_not() -> None:
    roster = after({}, person("boss@x.example"))
    changes = decided(roster, person(ANN, manager="boss@x.example"), person(BOB, manager="bos@x.example"))
    assert [(p.code, p.fix) for p in changes.problems] == [("RO301", "Did you mean boss@x.example?")]


def test_a_manager_who_is_closed_by_this_import_is_unknown_and_one_who_leaves_is_a_warning() -> None:
    roster = after({}, person("boss@x.example"), person(ANN, manager="boss@x.example"))
    assert codes(decided(roster, person(ANN, manager="boss@x.example"), leavers="close")) == ["RO301"]
    leaving = decided(roster, person("boss@x.example", left="2018-02-01"), person(ANN, manager="boss@x.example"))
    assert codes(leaving) == ["RO303"]
    assert leaving.problems == ()


def test_a_manager_on_a_bad_row_is_not_called_unknown() -> None:

    text = roster_text(person("boss@x.example", start="soon"), person(ANN, manager="boss@x.example"))
    assert roster_changes({}, parse_roster(text, "r.csv"), on=TODAY, today=TODAY).problems == ()


@pytest.mark.parametrize(
    "record",
    [
        "boss@x.example,Boss,manager",  # too short, and theirs
        'Boss "the" ,manager',  # nobody can say whose
        person("", name="Boss"),
        person("boss(at)x.example"),
        person("boss@"),
    ],
)
def test_whoever_may_stand_on_an_unreadable_row_is_not_called_missing(record: str) -> None:
    file = parse_roster(roster_text(record, person(ANN, manager="boss@x.example")), "roster.csv")
    history = parse_history("email,territory,valid_from\nboss@x.example,T1,2016-01-04\n", "history.csv")
    changes = roster_changes({}, file, on=TODAY, today=TODAY, history=history)
    assert len([p for p in file.problems if p.level == "error"]) == 1
    assert changes.problems == ()


@pytest.mark.parametrize(
    "record", ["dan@x.example,Dan,manager", person("dan@x.example", start="soon"), person("daniel at x")]
)
def test_an_unknown_manager_is_told_together_with_rows_that_are_somebody_elses(record: str) -> None:
    file = parse_roster(roster_text(record, person(ANN, manager="boss@x.example")), "roster.csv")
    changes = roster_changes({}, file, on=TODAY, today=TODAY)
    assert [p.level for p in file.problems] == ["error"]
    assert [p.code for p in changes.problems] == ["RO301"]


def test_after_a_quote_that_is_never_closed_nobody_is_called_missing() -> None:
    text = roster_text(person(ANN, manager="boss@x.example"), 'cyd@x.example,"Cyd')
    file = parse_roster(text, "roster.csv")
    assert [p.code for p in file.problems] == ["RO108"]
    assert codes(roster_changes(after({}, person(BOB)), file, on=TODAY, today=TODAY)) == []


def test_circles_are_told_once_each_with_everybody_in_them() -> None:
    changes = decided(
        {},
        person(ANN, manager=BOB),
        person(BOB, manager=CYD),
        person(CYD, manager=ANN),
        person("dan@x.example", manager=ANN),
    )
    assert [p.code for p in changes.problems] == ["RO302"]
    assert f"{ANN} → {BOB} → {CYD} → {ANN}" in changes.problems[0].message


def test_a_circle_through_people_who_are_only_on_the_roster_is_found() -> None:
    roster = after({}, person(BOB), person(ANN, manager=BOB))
    assert codes(decided(roster, person(BOB, manager=ANN))) == ["RO302", "RO308"]


def test_a_renamed_region_and_a_slip_of_the_pen_are_pointed_out() -> None:
    roster = after({}, person(ANN, region="EMEA"), person(BOB, region="EMEA"), person(CYD, region="Americas"))
    renamed = decided(
        roster, person(ANN, region="Europe"), person(BOB, region="Europe"), person(CYD, region="Americas")
    )
    assert [(w.code, w.where.line) for w in renamed.warnings] == [("RO307", 2)]
    slip = decided(roster, person(ANN, region="EMEA"), person(BOB, region="EMEA"), person(CYD, region="Amercias"))
    assert codes(slip) == ["RO306"]
    spelled = decided(
        {},
        person(ANN, region="North America"),
        person(BOB, region="north america"),
        person(CYD, region="Nroth America"),
    )
    assert codes(spelled) == ["RO306", "RO306"]


@pytest.mark.parametrize(
    ("one", "other"), [("Northeast", "Northwest"), ("Team A", "Team B"), ("District 11", "District 12")]
)
def test_names_that_are_merely_alike_are_left_alone(one: str, other: str) -> None:
    assert codes(decided({}, person(ANN, territory=one), person(BOB, territory=other))) == []


HISTORY = "email,territory,valid_from,last_day\n"


def test_history_that_agrees_gives_the_open_posting_its_first_day() -> None:
    roster = after(
        {}, person(ANN, territory="T2"), history=HISTORY + f"{ANN},T1,2015-01-01,2015-12-31\n{ANN},T2,2016-01-01,\n"
    )
    assert days(roster[ANN]) == [("T1", "2015-01-01", "2016-01-01"), ("T2", "2016-01-01", "")]


def test_where_history_disagrees_both_are_kept_and_the_roster_is_believed_from_the_import_on() -> None:
    changes = decided({}, person(ANN, territory="T2"), history=HISTORY + f"{ANN},T3,2016-01-01,\n")
    assert [str(one) for one in changes.disagreements] == ["roster says T2, history says T3 since 2016-01-01"]
    assert codes(changes) == ["RO405"]
    known = applied({}, changes)[ANN]
    assert days(known) == [("T3", "2016-01-01", "2018-02-01"), ("T2", "2018-02-01", "")]
    assert [p.source for p in known.postings] == ["history", "roster"]
    assert all("roster says T2, history says T3" in p.note for p in known.postings)


def test_a_history_with_no_open_row_is_a_disagreement_and_the_gap_stays() -> None:
    changes = decided({}, person(ANN), history=HISTORY + f"{ANN},T1,2015-01-01,2015-12-31\n")
    assert codes(changes) == ["RO405"]
    assert days(applied({}, changes)[ANN]) == [("T1", "2015-01-01", "2016-01-01"), ("T1", "2018-02-01", "")]


def test_the_disagreement_is_told_again_on_the_next_import_which_changes_nothing() -> None:
    history = HISTORY + f"{ANN},T3,2016-01-01,\n"
    roster = after({}, person(ANN, territory="T2"), history=history)
    again = decided(roster, person(ANN, territory="T2"), history=history, on=D(2018, 3, 1), today=D(2018, 3, 1))
    assert again.nothing
    assert len(again.disagreements) == 1


def test_history_of_somebody_who_left_is_no_disagreement() -> None:
    changes = decided({}, person(ANN, left="2016-01-01"), history=HISTORY + f"{ANN},T1,2015-01-01,2015-12-31\n")
    assert codes(changes) == []
    assert days(applied({}, changes)[ANN]) == [("T1", "2015-01-01", "2016-01-01")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (f"{BOB},T1,2015-01-01,\n", "RO401"),
        (f"{ANN},T1,2019-01-01,\n", "RO403"),
        (f"{ANN},T1,2015-01-01,2019-01-01\n", "RO403"),
    ],
)
def test_history_that_cannot_be_placed_is_refused(rows: str, code: str) -> None:
    assert code in codes(decided({}, person(ANN), history=HISTORY + rows))


def test_history_over_what_the_roster_has_already_is_refused() -> None:
    roster = after({}, person(ANN, start="2015-06-01"))
    changes = decided(roster, person(ANN, start="2015-06-01"), history=HISTORY + f"{ANN},T9,2015-01-01,2016-12-31\n")
    assert "RO403" in [p.code for p in changes.problems]


def test_history_rows_that_overlap_each_other_are_refused() -> None:

    file = parse_history(HISTORY + f"{ANN},T1,2015-01-01,\n{ANN},T2,2016-01-01,\n", "h.csv")
    assert [(p.code, p.where.line) for p in file.problems] == [("RO402", 3)]


WHO = [f"p{n}@x.example" for n in range(4)]
DATES = st.dates(date(2017, 11, 1), date(2018, 6, 1))


@st.composite
def files(draw):
    """Up to four people, each perhaps not in the file, perhaps moved, joining, leaving or on leave."""
    lines = []
    for email in WHO:
        if draw(st.booleans()):
            start, left = draw(st.none() | DATES), draw(st.none() | DATES)
            if start and left and left < start:
                start, left = left, start
            leave = draw(st.none() | DATES)
            until = leave + timedelta(days=draw(st.integers(0, 40))) if leave and draw(st.booleans()) else None
            lines.append(
                person(
                    email, territory=draw(st.sampled_from(["T1", "T2"])), start=str(start or ""), left=str(left or ""),
                    leave=str(leave or ""), until=str(until or ""),
                )
            )  # fmt: skip
    assume(lines)
    return lines


def sound(roster: dict[str, Known]) -> None:
    for known in roster.values():
        for one, other in zip(known.postings, known.postings[1:], strict=False):
            assert one.valid_to is not None
            assert one.valid_from < one.valid_to <= other.valid_from
        if known.postings:
            assert known.person.left_on == known.postings[-1].valid_to


@given(st.lists(st.tuples(files(), st.integers(-20, 40), st.sampled_from(["keep", "close"])), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_whatever_is_imported_postings_never_overlap_and_twice_is_once(imports) -> None:
    """Weekly imports, each effective some days before or after the day it is made."""
    roster: dict[str, Known] = {}
    today = TODAY
    for lines, offset, leavers in imports:
        given_ = {"on": today + timedelta(days=offset), "today": today, "leavers": leavers}
        changes = decided(roster, *lines, **given_)
        if not changes.problems:
            roster = applied(roster, changes)
            sound(roster)
            again = decided(roster, *lines, **given_)
            assert again.nothing, (again.joined, again.moved, again.changed, again.left, again.leave)
            assert again.unchanged == len(lines)
        today += timedelta(days=7)


@given(files(), files(), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_no_import_changes_who_was_where_before_the_day_it_takes_effect(first, second, offset) -> None:
    """But for late notices: somebody who left, or came, before that day may be told of afterwards."""
    roster = after({}, *first)
    on = TODAY + timedelta(days=offset)
    changes = decided(roster, *second, on=on, today=on)
    assume(not changes.problems)
    later = applied(roster, changes)
    told_left = {one.email for one in changes.left} | {one.email for one in changes.joined}
    day = on - timedelta(days=1)
    for email, known in roster.items():
        if email not in told_left:
            was = [p.territory for p in known.postings if p.holds_on(day)]
            now = [p.territory for p in later[email].postings if p.holds_on(day)]
            assert was in ([], now)
