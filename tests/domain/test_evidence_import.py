"""Evidence files: everything wrong with them at once, by line; nothing in a cell is anything but data."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Item
from readiness.domain.evidence.imported import EvidenceFile, read_evidence
from readiness.domain.materials.publication import Publication
from readiness.ground.errors import ReadinessError, Unusable
from tests.actions.quiz_world import DEMO, NOON
from tests.watchdog import no_hang

HEADER = "email,kind,subject,happened_at,fraction,passed,version,note"
GOOD = "rep@demo.example,quiz-attempt,core,2018-01-30T10:00:00Z,0.85,,,"
V1 = "sha256:" + "a1" * 32
V2 = "sha256:" + "b2" * 32
LOG = tuple(
    Publication(
        launch="demo", kind="quiz", key="core", version=n, fingerprint=print_, change="delta", note="", by="ada@demo.example",
        at=datetime(2018, 1, 20 + n, 9, tzinfo=UTC),
    )
    for n, print_ in ((1, V1), (2, V2))
)  # fmt: skip


def read(text: str | bytes, file: str = "results.csv") -> EvidenceFile:
    data = text.encode() if isinstance(text, str) else text
    return read_evidence(data, file, launch=DEMO, publications=LOG, now=NOON, by="ada@demo.example")


def rows(*lines: str, header: str = HEADER) -> EvidenceFile:
    return read("\n".join([header, *lines]) + "\n")


def codes(file: EvidenceFile) -> list[tuple[str, int]]:
    return [(problem.code, problem.where.line) for problem in file.problems]


def test_a_sound_row_becomes_evidence() -> None:
    (one,) = rows("Rep@Demo.example, quiz attempt ,core,2018-01-30T10:00:00+01:00,0.85,,2,as told by the LMS").evidence
    assert (one.person, one.kind, one.subject) == ("rep@demo.example", "quiz-attempt", "core")
    assert one.happened_at == datetime(2018, 1, 30, 9, tzinfo=UTC)
    assert (one.fraction, one.passed, one.fingerprint) == (0.85, True, V2)
    assert (one.source, one.recorded_by, one.note) == ("import:results.csv", "ada@demo.example", "as told by the LMS")


@pytest.mark.parametrize(
    ("fraction", "passed", "read_fraction", "read_passed"),
    [
        ("0.8", "", 0.8, True), ("0.79", "", 0.79, False), ("80 %", "", 0.8, True), ("85%", "", 0.85, True), ("1", "", 1.0, True),
        ("0", "", 0.0, False), ("", "yes", None, True), ("", "Failed", None, False), ("0.9", "false", 0.9, False),
    ],
)  # fmt: skip
def test_a_fraction_or_a_verdict_is_enough(fraction: str, passed: str, read_fraction, read_passed) -> None:
    file = rows(f"rep@demo.example,quiz-attempt,core,2018-01-30,{fraction},{passed},,")
    assert file.problems == ()
    assert (file.evidence[0].fraction, file.evidence[0].passed) == (read_fraction, read_passed)


def test_a_decimal_comma_works_in_a_file_of_semicolons() -> None:
    file = read("email;kind;subject;happened_at;fraction\nrep@demo.example;quiz-attempt;core;2018-01-30;0,85\n")
    assert file.evidence[0].fraction == 0.85
    assert [problem.level for problem in file.problems] == ["note"]


def test_a_module_is_completed_unless_the_row_says_otherwise() -> None:
    done, undone = rows(
        "rep@demo.example,module-completed,basics,2018-01-30,,,,",
        "peer@demo.example,module-completed,basics,2018-01-30,,no,,",
    ).evidence
    assert (done.passed, undone.passed) == (True, False)


UNSOUND = {
    "an unknown kind": (GOOD.replace("quiz-attempt", "quiz-atempt"), "EV105"),
    "an attestation": (GOOD.replace("quiz-attempt", "attestation").replace("core", "seller"), "EV105"),
    "an unknown subject": (GOOD.replace("core", "cor"), "EV004"),
    "no address": (GOOD.replace("rep@demo.example", ""), "EV103"),
    "no address at all": (GOOD.replace("rep@demo.example", "rep"), "EV104"),
    "no time": (GOOD.replace("2018-01-30T10:00:00Z", ""), "EV103"),
    "a time that is none": (GOOD.replace("2018-01-30T10:00:00Z", "30/01/2018"), "EV106"),
    "a time before all time": (GOOD.replace("2018-01-30T10:00:00Z", "0001-01-01T00:00:00+05:00"), "EV106"),
    "a time to come": (GOOD.replace("2018-01-30T10:00:00Z", "2018-02-01T12:05:01Z"), "EV007"),
    "percent without a sign": (GOOD.replace("0.85", "85"), "EV107"),
    "a fraction below": (GOOD.replace("0.85", "-0.1"), "EV107"),
    "a fraction that is text": (GOOD.replace("0.85", "nan"), "EV107"),
    "a verdict that is none": (GOOD.replace("0.85,", "0.85,maybe"), "EV108"),
    "neither fraction nor verdict": (GOOD.replace("0.85", ""), "EV109"),
    "a version never published": (GOOD.replace("0.85,,", "0.85,,3"), "EV110"),
    "a version that is text": (GOOD.replace("0.85,,", "0.85,,two"), "EV110"),
    "a pass below the mark": (GOOD.replace("0.85,", "0.5,true"), "EV111"),
    "too few cells": ("rep@demo.example,quiz-attempt", "RO107"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_row_is_told_by_line_with_its_fix(name: str) -> None:
    line, code = UNSOUND[name]
    file = rows(GOOD, line)
    found = [problem for problem in file.problems if problem.level == "error"]
    assert [(p.where.line) for p in found] == [3]
    assert found[0].code == code or name == "too few cells"
    assert found[0].fix


def test_every_unsound_row_is_told_at_once_in_file_order() -> None:
    told = [line for line, _ in UNSOUND.values()]
    file = rows(*told)
    assert sorted({line for _, line in codes(file)}) == list(range(2, 2 + len(told)))
    assert [line for _, line in codes(file)] == sorted(line for _, line in codes(file))


def test_a_row_of_another_launch_is_told() -> None:
    file = rows(f"{GOOD},atlas", header=f"{HEADER},launch")
    assert codes(file) == [("EV001", 2)]


def test_a_fingerprint_may_be_shortened_to_twelve_digits() -> None:
    header = "email,kind,subject,happened_at,fraction,fingerprint"
    row = "rep@demo.example,quiz-attempt,core,2018-01-30,0.85,"
    assert rows(row + V1, header=header).evidence[0].fingerprint == V1
    assert rows(row + "b2b2b2b2b2b2", header=header).evidence[0].fingerprint == V2
    assert codes(rows(row + "b2b2b2b2b2b", header=header)) == [("EV110", 2)]


def test_a_day_alone_on_a_day_of_publication_is_doubtful_and_said_so() -> None:
    file = rows(
        "rep@demo.example,quiz-attempt,core,2018-01-21,0.85,,,",
        "rep@demo.example,quiz-attempt,core,2018-01-21,0.85,,1,",
    )
    assert [(p.code, p.level, p.where.line) for p in file.problems] == [("EV112", "warning", 2)]
    assert len(file.evidence) == 2


def test_the_same_row_twice_is_once_and_counted_and_the_note_makes_no_difference() -> None:
    file = rows(GOOD, GOOD, GOOD + "another note")
    assert (len(file.evidence), file.repeated) == (1, 2)


def test_keys_do_not_depend_on_the_file() -> None:
    one, other = read(f"{HEADER}\n{GOOD}\n", "/a/one.csv"), read(f"{HEADER}\n\n{GOOD}\n", "two.csv")
    assert one.evidence[0].key == other.evidence[0].key


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "'quoted", "<script>alert(1)</script>", "Ż € 漢"]
)
def test_what_looks_like_a_formula_is_kept_as_it_is(cell: str) -> None:
    assert rows(GOOD + cell).evidence[0].note == cell


@pytest.mark.parametrize("cell", ["\x00", "a\x1b[2Jb", "x" * 251, "a\u202eb"])
def test_what_no_cell_should_hold_is_refused(cell: str) -> None:
    file = rows(GOOD + cell)
    assert file.evidence == ()
    assert len(file.problems) == 1


def test_encodings() -> None:
    text = f"{HEADER}\n{GOOD}Zoë\n"
    assert read(b"\xef\xbb\xbf" + text.encode()).evidence[0].note == "Zoë"
    for data in (text.encode("utf-16"), text.encode("latin-1"), b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(Unusable):
            read(data)


@pytest.mark.parametrize("text", ["", "\n\n", "a,b,c\n1,2,3\n"])
def test_a_file_without_a_header_we_know_is_unusable(text: str) -> None:
    with pytest.raises(Unusable):
        read(text)


def test_a_header_alone_is_an_empty_file() -> None:
    assert rows() == EvidenceFile((), (), (), 0, ())


def test_a_missing_column_is_told_once() -> None:
    file = rows("rep@demo.example,quiz-attempt,core", header="email,kind,subject")
    assert "RO104" in [code for code, _ in codes(file)]


AS_JSON = {
    "email": "rep@demo.example",
    "kind": "quiz-attempt",
    "subject": "core",
    "happened_at": "2018-01-30T10:00:00Z",
    "fraction": 0.85,
}


@pytest.mark.parametrize("wrap", [lambda told: told, lambda told: {"evidence": told}])
def test_json_says_the_same_as_csv(wrap) -> None:
    file = read(json.dumps(wrap([AS_JSON]), indent=1), "results.json")
    assert file.problems == ()
    assert file.evidence[0].key == rows(GOOD).evidence[0].key


def test_json_takes_numbers_and_truths() -> None:
    (one,) = read(json.dumps([AS_JSON | {"fraction": 1, "passed": True, "version": 2, "note": None}])).evidence
    assert (one.fraction, one.passed, one.fingerprint, one.note) == (1.0, True, V2, "")


def test_json_problems_have_lines() -> None:
    text = (
        "[\n"
        + ",\n".join(
            [json.dumps(AS_JSON), '{"email": 1', ' , "kind": "quiz"}', "3", json.dumps(AS_JSON | {"extra": {}})]
        )
        + "\n]"
    )
    text = text.replace('1,\n , "kind"', '1\n , "kind"')
    file = read(text)
    assert {line for _, line in codes(file)} == {3, 5, 6}
    assert ("EV101", 5) in codes(file)


@pytest.mark.parametrize(
    "text",
    ["[", "[{}", '[{"a": NaN}]', "[1 2]", '{"rows": []}', "{}", "[" * 100_000, '[{"a":' * 3000, '{"evidence": 3}', "[{},]]"],
)  # fmt: skip
def test_broken_json_is_refused_in_our_words(text: str) -> None:
    try:
        file = read(text)
    except Unusable:
        return
    assert file.problems
    assert file.evidence == ()


@pytest.mark.parametrize(
    "value", [{"email": ["x"]}, {"note": "a\u0000b"}, {"note": "\ud800"}, {"note": "x" * 300}, {"fraction": 10**400}]
)
def test_hostile_json_values_are_refused(value) -> None:
    file = read(json.dumps([AS_JSON | value]))
    assert file.evidence == ()
    assert codes(file) == [("EV101", 1)]


def test_a_key_twice_in_an_object_is_told() -> None:
    assert codes(read('[{"email": "a@b.example", "email": "c@d.example"}]')) == [("EV101", 1)]


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.text(alphabet='[]{}":,\n aemilknd', max_size=200).map(str.encode)
)
def test_no_file_makes_reading_fail_in_other_words(data: bytes) -> None:
    with contextlib.suppress(ReadinessError):
        read(data)


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read() -> None:
    text = (
        HEADER
        + "\n"
        + "\n".join(f"p{n}@demo.example,quiz-attempt,core,2018-01-30T10:00:00Z,0.85,,,=1" for n in range(100_000))
    )
    with no_hang():
        assert len(read(text).evidence) == 100_000


def test_a_missing_column_is_told_once_and_reps_are_people() -> None:
    file = rows("rep@demo.example,core,2018-01-30", "x@demo.example,core,2018-01-30", header="rep,subject,happened_at")
    assert [problem.code for problem in file.problems if problem.level == "error"] == ["RO104"]
    assert "'rep' is read as email." in [problem.message for problem in file.problems]


ESSAYS = replace(
    DEMO,
    items={
        **DEMO.items,
        "why": Item(key="why", kind="essay", stem="Why?", tests=("facts.q3",), must_pass=True),
        "how": Item(key="how", kind="essay", stem="How?", tests=("facts.q4",)),
    },
)


def with_essays(said, *, as_json: bool, **more) -> EvidenceFile:
    row = AS_JSON | {"essays": said} | more
    if as_json:
        text = json.dumps([AS_JSON | {"happened_at": "2018-01-29"}, row])
    else:
        cells = [",".join(f'"{"" if held is None else held}"' for held in one) for one in (row, row.values())]
        text = "\n".join(cells)
    return read_evidence(text.encode(), "results", launch=ESSAYS, publications=LOG, now=NOON, by="ada@demo.example")


@pytest.mark.parametrize(
    ("said", "as_json"),
    [
        ("why=0.8; how=75 %", False),
        ("why=0.8|how=75%", False),
        ("why=0.8; how=75 %", True),
        ({"why": 0.8, "how": "75 %"}, True),
    ],
)
def test_an_attempt_from_elsewhere_keeps_what_its_essays_were_marked(said, as_json: bool) -> None:
    file = with_essays(said, as_json=as_json, note="from the LMS")
    assert file.problems == ()
    one = file.evidence[-1]
    assert (one.fraction, one.passed, one.note) == (0.85, True, "from the LMS Essays: why 80 %, how 75 %.")
    assert one.key == rows(GOOD).evidence[0].key, "marks of essays are a note: the attempt is the same evidence"


@pytest.mark.parametrize(
    ("said", "as_json"), [("why=0.8; how=awaiting", False), ({"why": 0.8, "how": None}, True), ("how=-", False)]
)
def test_an_attempt_with_an_unmarked_essay_is_told_and_left_out_and_the_others_are_taken(said, as_json: bool) -> None:
    file = with_essays(said, as_json=as_json, fraction=None)
    [told] = file.problems
    assert (told.code, told.level) == ("EV114", "warning")
    assert "essay 'how' has no mark yet" in told.message
    assert len(file.evidence) == int(as_json), "the row before it"


@pytest.mark.parametrize(
    ("said", "more", "told"),
    [
        ("why", {}, ["EV113"]), ("whi=0.8", {}, ["EV113"]), ("why=1; why=0", {}, ["EV113"]), ("q0=1", {}, ["EV113"]),
        ("why=85; how=x; what=1; nonsense", {}, ["EV107", "EV107", "EV113", "EV113"]),
        ("why=0.2", {}, ["EV111"]), ("why=0.2", {"passed": True}, ["EV111"]), ("why=0.2", {"passed": False}, []),
        ("how=0.5", {"fraction": 1}, ["EV111"]),
        ("why=1", {"kind": "module-completed", "subject": "m"}, ["EV004", "EV113"]),
        ({"why": [1]}, {}, ["EV101"]), ({"why": {"how": 1}}, {}, ["EV101"]), ({"why": "\u0000"}, {}, ["EV101"]),
        ({"why": 10**400}, {}, ["EV101"]), ({"=cmd()": 1}, {}, ["EV113"]),
    ],
)  # fmt: skip
def test_what_cannot_be_of_essays_is_told_at_once(said, more, told: list[str]) -> None:
    for as_json in (True,) if isinstance(said, dict) else (True, False):
        file = with_essays(said, as_json=as_json, **more)
        assert sorted(code for code, _ in codes(file)) == told


def test_an_object_with_an_essay_twice_is_told() -> None:
    text = json.dumps([AS_JSON]).replace("}", ', "essays": {"why": 1, "why": 0}}')
    file = read_evidence(text.encode(), "r", launch=ESSAYS, publications=LOG, now=NOON, by="ada@demo.example")
    assert codes(file) == [("EV101", 1)]
