"""Reading a roster file: every encoding and separator people's tools write, and every bad row told by line and cell."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.people.roster import RosterFile, parse_roster
from readiness.domain.people.sheet import LARGEST_FILE, decode
from readiness.ground.errors import Unusable
from tests.people_world import HEADER, person, roster_text


def parse(*lines: str, header: str = HEADER) -> RosterFile:
    return parse_roster(roster_text(*lines, header=header), "r.csv")


def told(file: RosterFile, level: str = "error") -> list[tuple[str, int, int]]:
    return [(p.code, p.where.line, p.where.column) for p in file.problems if p.level == level and p.where]


def test_a_row_is_read_as_written() -> None:
    line = person(
        "Ann@X.example", role="rep", manager="BOSS@x.example", start="2016-01-04", leave="2018-02-01", until="2018-02-09",
        languages="en fr",
    )  # fmt: skip
    row = parse(line, person("boss@x.example")).rows["ann@x.example"]
    assert (row.line, row.name, row.manager, row.languages) == (2, "Ann", "boss@x.example", ("en", "fr"))
    assert str(row.start_date), str(row.leave_until) == ("2016-01-04", "2018-02-09")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_byte_order_marks_separators_and_line_ends_make_no_difference(mark: bytes, separator: str, ending: str) -> None:
    text = ending.join([separator.join(["email", "name", "role"]), separator.join(["a@x.example", "José", "rep"]), ""])
    file = parse_roster(decode(mark + text.encode(), "r.csv"), "r.csv")
    assert file.rows["a@x.example"].name == "José"
    assert told(file) == []


def test_a_spreadsheets_separator_line_is_understood_and_lines_still_count_from_the_top() -> None:
    file = parse_roster("sep=;\r\nemail;name;role\r\nnot-an-address;N;rep\r\n", "r.csv")
    assert told(file) == [("RO202", 3, 1)]


def test_latin_1_is_refused_with_the_line_of_the_byte() -> None:
    data = "email,name,role\na@x.example,A,rep\nb@x.example,José,rep\n".encode("latin-1")
    with pytest.raises(Unusable, match=r"r\.csv:3:16: byte 50 .*0xE9"):
        decode(data, "r.csv")


def test_the_line_is_right_after_a_byte_order_mark_too() -> None:
    with pytest.raises(Unusable, match=r"r\.csv:2:1: "):
        decode(b"\xef\xbb\xbfemail\n\xff", "r.csv")


def test_utf_16_and_oversized_files_are_refused() -> None:
    with pytest.raises(Unusable, match="UTF-16"):
        decode("email".encode("utf-16"), "r.csv")
    with pytest.raises(Unusable, match="MB"):
        decode(b"x" * (LARGEST_FILE + 1), "r.csv")


@pytest.mark.parametrize("text", ["", "\n", "foo,bar\n1,2\n", "a@x.example,A,rep\n"])
def test_a_file_without_a_header_is_unusable(text: str) -> None:
    with pytest.raises(Unusable, match="names none of the columns"):
        parse_roster(text, "r.csv")


def test_headers_by_other_names_are_told_and_unknown_ones_warned_about() -> None:
    file = parse_roster("E-Mail,Full Name,ROLE,Maneger,Shoe size\na@x.example,A,rep,,44\n", "r.csv")
    assert [p.message for p in file.problems if p.level == "note"] == [
        "'E-Mail' is read as email.", "'Full Name' is read as name.",
    ]  # fmt: skip
    warnings = [p for p in file.problems if p.level == "warning"]
    assert [p.code for p in warnings] == ["RO106", "RO106"]
    assert warnings[0].fix == "Did you mean 'manager'?"
    assert len(file.rows) == 1


def test_a_missing_required_column_and_one_given_twice_are_errors() -> None:
    file = parse_roster("email,mail,rolle\na@x.example,b@x.example,rep\n", "r.csv")
    assert [p.code for p in file.problems if p.level == "error"] == ["RO104", "RO104", "RO105"]
    assert [p.fix for p in file.problems if "'role' is missing" in p.message] == ["Is it 'rolle'? Rename that column."]


def test_no_rows_is_an_error() -> None:
    assert told(parse()) == [("RO112", 0, 0)]


def test_quoted_cells_may_hold_breaks_and_separators_and_lines_count_on() -> None:
    file = parse_roster('email,name,role\na@x.example,"Ann\nLee, Jr",rep\nb@x.example,,rep\n', "r.csv")
    assert file.rows["a@x.example"].name == "Ann Lee, Jr"
    assert told(file) == [("RO201", 4, 2)]


def test_a_quote_that_never_closes_is_told_where_it_opened() -> None:
    file = parse_roster('email,name,role\na@x.example,A,rep\nb@x.example,"B,rep\nc@x.example,C,rep\n', "r.csv")
    assert told(file) == [("RO108", 3, 0)]


def test_a_file_whose_only_row_cannot_be_read_is_not_told_to_have_none() -> None:
    assert told(parse_roster("email,name,role\na@x.example,A\n", "r.csv")) == [("RO111", 2, 0)]
    assert told(parse_roster('email,name,role\n"a@x.example,A,rep\n', "r.csv")) == [("RO108", 2, 0)]


def test_too_few_and_too_many_cells_are_told_and_blank_lines_are_not() -> None:
    file = parse_roster("email,name,role\na@x.example,A\n\n,,\nb@x.example,B,rep,extra\nc@x.example,C,rep,\n", "r.csv")
    assert told(file) == [("RO111", 2, 0), ("RO111", 5, 0)]
    assert list(file.rows) == ["c@x.example"]


def test_every_bad_row_is_told_with_line_and_cell() -> None:
    file = parse(
        person("ann"),
        person("bob@x.example", role=""),
        person("cyd@x.example", start="01/02/2018"),
        person("dan@x.example", start="2018-02-30"),
        person("eve@x.example", start="2018-02-01", left="2018-01-01"),
        person("fay@x.example", leave="2018-02-03", until="2018-02-01"),
        person("gus@x.example", until="2018-02-01"),
        person("hal@x.example", manager="HAL@x.example"),
        person("ian@x.example", manager="boss"),
        person("jo@x.example", name="J\x1b[2Jo"),
        person("kay@x.example", name="K" * 300),
        person("ANN2@x.example"),
        person("ann2@X.example"),
    )
    assert told(file) == [
        ("RO202", 2, 1), ("RO201", 3, 3), ("RO203", 4, 8), ("RO203", 5, 8), ("RO204", 6, 9), ("RO204", 7, 11),
        ("RO207", 8, 11), ("RO209", 9, 4), ("RO202", 10, 4), ("RO109", 11, 2), ("RO110", 12, 2), ("RO205", 14, 1),
    ]  # fmt: skip
    assert file.problems[-1].message == "ann2@x.example stands on line 13 already."


def test_leave_without_an_end_is_a_warning() -> None:
    file = parse(person("a@x.example", leave="2018-02-01"))
    assert (told(file), told(file, "warning")) == ([], [("RO208", 2, 10)])


def test_the_last_day_worked_is_the_day_before_the_first_day_away() -> None:
    header = "email,name,role,last_day,left_on"
    file = parse("a@x.example,A,rep,2018-02-28,", "b@x.example,B,rep,2018-02-28,2018-03-01", header=header)
    assert {str(row.left_on) for row in file.rows.values()} == {"2018-03-01"}
    assert told(parse("a@x.example,A,rep,2018-02-28,2018-02-28", header=header)) == [("RO204", 2, 4)]


def test_a_formula_is_a_name() -> None:
    assert parse(person("a@x.example", name="=1+1")).rows["a@x.example"].name == "=1+1"


def test_accents_composed_and_decomposed_are_the_same_address() -> None:
    file = parse(person("jos\u00e9@x.example"), person("jose\u0301@x.example"))
    assert told(file) == [("RO205", 3, 1)]


def test_what_a_message_shows_cannot_steer_a_terminal() -> None:
    file = parse(person("a@x.example", start="\x1b[31mred"))
    assert all("\x1b" not in str(problem) for problem in file.problems)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise_than_by_saying_so(data: bytes) -> None:
    with suppress(Unusable):
        parse_roster(decode(b"email,name,role\n" + data, "r.csv"), "r.csv")


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=3, max_size=3))
def test_no_cells_make_it_fail(cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    parse_roster(f"email,name,role\n{quoted}\n", "r.csv")
