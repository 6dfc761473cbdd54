"""Questions out and in again: each format gives back all that it can hold, and says what it cannot."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Item, Option, RubricCategory
from readiness.domain.definition.reader import read_as
from readiness.domain.definition.snapshot import tree
from readiness.domain.item_exchange.exchange_item import Answer, ExchangeItem
from readiness.domain.item_exchange.formats import FORMATS, fit, format_of, read_questions, write_questions
from readiness.domain.item_exchange.mapping import to_exchange, to_item
from readiness.domain.item_exchange.plain_text import plain_text
from tests.domain.exchange_items import exchange_items, texts
from tests.domain.quiz_items import items
from tests.watchdog import no_hang


def unnamed(item: ExchangeItem) -> ExchangeItem:
    """Without what must be there once in a file."""
    return replace(item, name="", idnumber="")


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60)
@given(st.data())
def test_what_a_format_can_hold_comes_back_exactly(form, data):
    made = [unnamed(one) for one in data.draw(st.lists(exchange_items(), min_size=1, max_size=3))]
    made[0] = replace(data.draw(exchange_items()), line=0)
    fitted = [held for one in made if (held := fit(one, form)[0]) is not None]
    written = write_questions(made, form)
    assert written.count == len(fitted)
    read = read_questions(written.text.encode(), "file", form)
    if fitted:
        assert read.problems == ()
        assert list(read.items) == fitted
        assert read.lost == ()


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60)
@given(item=exchange_items())
def test_fitting_twice_changes_and_loses_nothing_more(form, item):
    fitted, lost = fit(item, form)
    if fitted is None:
        assert lost
    else:
        assert fit(fitted, form) == (fitted, ())
        assert (fitted == item) or lost or form != "aiken", "names and categories may be put on one line"


@pytest.mark.parametrize("form", ["gift", "moodle-xml"])
@settings(max_examples=60)
@given(item=items(key="an-item"))
def test_an_item_of_ours_comes_back_whole_but_for_what_was_told(form, item):
    out, lost = to_exchange(item)
    if out is None:
        assert item.kind == "ordering"
        assert lost
        return
    written = write_questions([out], form)
    back = read_questions(written.text.encode(), "file", form)
    assert back.problems == ()
    mapped = to_item(back.items[0])
    assert mapped.key == "an-item"
    assert mapped.tests == item.tests
    read = read_as(tree({**mapped.fields, "tests": list(mapped.tests)}), Item)
    assert read.problems == ()
    told = {what.split(" (")[0] for what in (*lost, *(one.what for one in written.lost))}
    same = replace(item, unit="" if "its unit" in told else item.unit)
    if "its weight" in told:
        same = replace(same, weight=1.0)
    if item.kind == "scenario":
        same = replace(same, options=tuple(_as_scenario(option) for option in same.options))
    assert replace(read.value, key="an-item") == same
    assert mapped.lost == ()


def _as_scenario(option: Option) -> Option:
    return Option(text=option.text, correct=True) if option.fraction == 1 else option


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60)
@given(data=st.binary(max_size=300) | texts(0).map(str.encode))
def test_no_bytes_break_a_reader_and_every_problem_has_a_line(form, data):
    read = read_questions(data, "file", form)
    for problem in read.problems:
        assert problem.code.startswith("IX00")
        assert problem.fix
        assert problem.where is not None


# --- hand-written files


GIFT = r"""
// a comment [id:who-has-it] [tag:objections.price] [tag:must-pass]
$CATEGORY: $course$/top/Sales/Price

::Who::Who has this alone? {
  =We do#Right.
  ~They do
  ~%50%Nobody, yet\: soon#Half right.
  ####See the battlecard.
}

::Trial::The trial lasts {#28..32} days.
Grant was buried{F#He was not#Yes, he was not}

Which two? {~%50%One ~%50%Two ~%-50%Three}

::Cities::Match {=Paris -> France =Rome -> Italy}

Our name? {=Tallybird =tally bird =%50%Tally*}

Explain it. {}

Only a text without a question.
"""


def test_a_gift_file_is_read_with_its_lines():
    read = read_questions(GIFT.encode(), "a.gift")
    assert [(p.code, p.where.line) for p in read.problems] == [("IX004", 13)], "two questions without a line between"
    read = read_questions(GIFT.replace("Grant", "\nGrant").encode(), "a.gift")
    assert read.problems == ()
    kinds = [item.kind for item in read.items]
    assert kinds == ["choice", "numeric", "true-false", "multiple", "matching", "short-text", "essay"]
    first, numeric = read.items[:2]
    assert (first.idnumber, first.tags, first.category) == (
        "who-has-it", ("objections.price", "must-pass"), "Sales/Price",
    )  # fmt: skip
    assert first.answers[2] == Answer(text="Nobody, yet: soon", percent=Decimal(50), feedback="Half right.")
    assert first.feedback == "See the battlecard."
    assert (numeric.stem, numeric.answers[0].text, numeric.answers[0].tolerance) == (
        "The trial lasts _____ days.", "30", "2",
    )  # fmt: skip
    assert [(one.what, one.line, one.whole) for one in read.lost] == [("a description, which asks nothing", 24, True)]


BROKEN_GIFT = """Fine? {=yes ~no}

Not closed {=a ~b

Opened twice {=a ~b {c}

::no end {=a ~b}

Share {~%500%a =b}

Figure {#abc}

Range {#9..1}

Nothing { =a ~ }

Loose { text =a ~b}

Closes} {=a ~b}
"""


def test_every_fault_of_a_gift_file_is_told_with_its_line():
    read = read_questions(BROKEN_GIFT.encode(), "a.gift")
    assert [problem.where.line for problem in read.problems] == [3, 5, 7, 9, 11, 13, 15, 17, 19]
    assert len(read.items) == 1


AIKEN = """What is it?
A. A planner
B) A clock
ANSWER: A

Two lines
of a question
A. Yes
B. No
ANSWER: B
"""


def test_an_aiken_file_is_read():
    read = read_questions(AIKEN.encode(), "a.txt")
    assert read.format == "aiken"
    assert read.problems == ()
    assert [item.stem for item in read.items] == ["What is it?", "Two lines\nof a question"]
    assert [[one.percent == 100 for one in item.answers] for item in read.items] == [[True, False], [False, True]]


def test_every_fault_of_an_aiken_file_is_told_with_its_line():
    text = (
        "No options\n\n"  # 1
        "One option\nA. Alone\nANSWER: A\n\n"  # 5
        "Wrong letter\nA. x\nB. y\nANSWER: C\n\n"  # 10
        "Skips\nA. x\nC. y\nANSWER: A\n\n"  # 14
        "Small\na. x\nb. y\nANSWER: A\n\n"  # 20, no options before it
        "No answer\nA. x\nB. y\n\n"  # told with the next line that is neither
        "Two letters\nA. x\nB. y\nANSWER: A, B\n"
    )
    read = read_questions(text.encode(), "a.aiken")
    lines = [problem.where.line for problem in read.problems]
    assert lines[:5] == [1, 5, 10, 14, 20]
    assert len(lines) >= 6
    assert all(one.code in ("IX004", "IX006") for one in read.problems)


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/Sales/facts/trial</text></category></question>
  <question type="multichoice">
    <name><text>Who has it</text></name>
    <questiontext format="html"><text><![CDATA[<p>Who <b>alone</b> has it?</p><img src="@@PLUGINFILE@@/a.png" alt="a chart">]]></text>
      <file name="a.png" encoding="base64">AAAABBBB</file></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>
    <single>true</single><shuffleanswers>true</shuffleanswers>
    <answer fraction="100" format="html"><text>&lt;p&gt;We do &amp;amp; they&lt;/p&gt;</text>
      <feedback format="html"><text>Right.</text></feedback></answer>
    <answer fraction="0" format="html"><text>Nobody</text><feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>Think.</text></hint>
  </question>
  <question type="cloze"><name><text>Gaps</text></name><questiontext><text>{1:SA:=x}</text></questiontext></question>
  <question type="numerical">
    <name><text>How long</text></name>
    <questiontext format="html"><text>How long?</text></questiontext>
    <answer fraction="100"><text>30</text><tolerance>2</tolerance></answer>
    <units><unit><multiplier>1</multiplier><unit_name>days</unit_name></unit>
      <unit><multiplier>24</multiplier><unit_name>hours</unit_name></unit></units>
    <tags><tag><text>facts.trial</text></tag><tag><text>spring</text></tag></tags>
  </question>
</quiz>
"""


def test_a_moodle_file_is_read_and_every_thing_without_a_place_is_told():
    read = read_questions(MOODLE.encode(), "bank.xml")
    assert read.problems == ()
    choice, numeric = read.items
    assert choice.stem == "Who alone has it?\n[a chart]"
    assert choice.answers[0].text == "We do & they"
    assert (choice.weight, choice.category, choice.line) == (2, "Sales/facts/trial", 4)
    assert numeric.unit == "days"
    told = " ".join(one.what for one in read.lost)
    assert "the file 'a.png' in the question (0 kB)" in told
    assert "a hint" in told
    assert "<b>" in told
    assert "img 'a.png'" in told
    assert "the unit 'hours'" in told
    assert [(one.question, one.line) for one in read.lost if one.whole] == [("Gaps", 16)]
    assert to_item(choice).tests == ("facts.trial",)
    mapped = to_item(numeric)
    assert mapped.tests == ("facts.trial",)
    assert mapped.fields == {"kind": "numeric", "stem": "How long?", "number": 30, "tolerance": 2, "unit": "days"}
    assert mapped.lost == ("the tag 'spring'",)


BOMB = (
    '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<quiz><question type="essay">&b;</question></quiz>'
)
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE q SYSTEM "file:///etc/passwd">\n<quiz/>'


@pytest.mark.parametrize(
    ("data", "name", "code", "line"),
    [
        (b"", "a.gift", "IX001", 0),
        (b"x" * 50_000_000, "a.gift", "IX001", 0),
        ("q {=a ~b}".encode("utf-16"), "a.gift", "IX002", 1),
        ("q {=a ~b}".encode("utf-16-le"), "a.gift", "IX002", 1),
        ("q {=a ~b}".encode("utf-32"), "a.gift", "IX002", 1),
        ("one {=a ~b}\n\ncaf\xe9 {=a ~b}".encode("latin-1"), "a.gift", "IX002", 3),
        (b"one {=a ~b}\nt\x00wo", "a.gift", "IX003", 2),
        (BOMB.encode(), "a.xml", "IX004", 1),
        (OUTSIDE.encode(), "a.xml", "IX004", 2),
        (b"<quiz>\n<question>\n</quiz>", "a.xml", "IX004", 3),
        (b"<html></html>", "a.xml", "IX004", 1),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><quiz/>', "a.xml", "IX004", 1),
        (b"<quiz>" + b"<a>" * 100 + b"</a>" * 100 + b"</quiz>", "a.xml", "IX004", 1),
        (b"// only a comment\n", "a.gift", "IX004", 1),
        (b"::one::a {=a ~b}\n\n::ONE::b {=a ~b}\n", "a.gift", "IX005", 3),
        (b'<quiz>\n<question type="multichoice"><questiontext><text>q</text></questiontext></question></quiz>', "a.xml", "IX006", 2),
        (b'<quiz><question type="numerical"><questiontext><text>q</text></questiontext>\n<answer fraction="x"><text>y</text></answer></question></quiz>', "a.xml", "IX006", 2),
    ],
)  # fmt: skip
def test_a_file_that_is_no_good_is_refused_with_its_line(data, name, code, line):
    read = read_questions(data, name)
    assert read.problems
    first = read.problems[0]
    assert (first.code, first.where.line) == (code, line)
    assert first.fix


def test_a_byte_order_mark_of_utf_8_and_windows_line_ends_are_no_fault():
    read = read_questions(b"\xef\xbb\xbf" + AIKEN.replace("\n", "\r\n").encode(), "a.txt")
    assert read.problems == ()
    assert len(read.items) == 2


def test_the_format_is_told_by_name_and_beginning():
    assert format_of("x.xml", "") == "moodle-xml"
    assert format_of("x", "  <quiz>") == "moodle-xml"
    assert format_of("x.txt", AIKEN) == "aiken"
    assert format_of("x.txt", GIFT) == "gift"


# --- what has no place on either side


def test_what_each_format_cannot_carry_of_an_item_is_told():
    item = Item(
        key="price", kind="numeric", stem="How long?", tests=("facts.trial",), number=30.0, tolerance=0.5, unit="days",
        weight=2.0, author="Ada", source="Price list", difficulty=0.7, review="draft",
    )  # fmt: skip
    out, lost = to_exchange(item)
    assert lost == ()
    assert {one.what for one in write_questions([out], "gift").lost} == {"its weight", "its unit (days)"}
    assert write_questions([out], "moodle-xml").lost == ()
    aiken = write_questions([out], "aiken")
    assert (aiken.count, aiken.lost[0].whole) == (0, True)
    back = to_item(read_questions(write_questions([out], "moodle-xml").text.encode(), "x.xml").items[0])
    assert back.lost == ()
    assert replace(read_as(tree({**back.fields, "tests": list(back.tests)}), Item).value, key="price") == item
    long = to_exchange(replace(item, source="one\ntwo", author="A" * 201))
    assert long[1] == ("its source", "its author")


def test_weights_that_our_marks_cannot_say_are_told():
    given = ExchangeItem(
        kind="multiple", stem="Which?",
        answers=(Answer(text="a", percent=Decimal(70)), Answer(text="b", percent=Decimal(30)), Answer(text="c")),
    )  # fmt: skip
    mapped = to_item(given)
    assert len(mapped.lost) == 3
    equal = replace(given, answers=tuple(replace(a, percent=p) for a, p in zip(given.answers, map(Decimal, (50, 50, -50)), strict=True)))  # fmt: skip
    assert to_item(equal).lost == ()


def test_partial_marks_make_a_scenario_only_where_there_is_a_story():
    answers = (Answer(text="a", percent=Decimal(100)), Answer(text="b", percent=Decimal(50)))
    alone = to_item(ExchangeItem(kind="choice", stem="Which?", answers=answers))
    assert alone.fields["kind"] == "single"
    assert alone.lost == ("50 % for “b”, which now earns nothing",)
    told = to_item(ExchangeItem(kind="choice", stem="It rains.\n\nWhich?", answers=answers))
    assert (told.fields["kind"], told.fields["situation"], told.fields["stem"]) == ("scenario", "It rains.", "Which?")
    assert told.lost == ()


@pytest.mark.parametrize(("form", "notes"), [("moodle-xml", "Names the pay day."), ("gift", "")])
def test_an_essay_comes_back_as_it_went_but_for_what_the_format_has_no_place_for(form, notes):
    essay = Item(
        key="why", kind="essay", stem="Explain why.", tests=("facts.trial",), grader_notes="Names the pay day.",
        feedback="It is about pay.", author="Ada Lind", difficulty=0.4, review="draft", min_words=20, max_words=80,
        response_template="Because\n- …", response_lines=6,
    )  # fmt: skip
    out, lost = to_exchange(essay)
    assert (out.kind, lost) == ("essay", ())
    written = write_questions([out], form)
    without = ["the notes for whoever marks it", "the template of the answer", "how many words are asked for"]
    assert [one.what for one in written.lost] == ([] if notes else without)
    more = {"response_template": "Because\n- …", "response_lines": 6, "min_words": 20, "max_words": 80}
    (back,) = read_questions(written.text.encode(), "a", form).items
    mapped = to_item(back)
    assert (mapped.key, mapped.tests, mapped.lost) == ("why", ("facts.trial",), ())
    assert mapped.fields == {
        "kind": "essay", "stem": "Explain why.", **({"grader_notes": notes, **more} if notes else {}),
        "feedback": "It is about pay.", "author": "Ada Lind", "difficulty": 0.4, "review": "draft",
    }  # fmt: skip


def test_the_rubric_and_the_steps_of_an_essay_are_told_as_lost():
    one = RubricCategory(key="reason", name="Reason", weight=100, anchors=("none", "one"))
    essay = Item(key="why", kind="essay", stem="Explain why.", tests=("facts.trial",), rubric={"reason": one})
    assert to_exchange(essay)[1] == ("its rubric",)
    steps = Item(key="why", kind="essay", stem="Explain why.", tests=("facts.trial",), mark_steps=10)
    assert to_exchange(steps)[1] == ("that it is marked in 10 steps",)


def test_an_essay_of_moodle_tells_what_of_it_has_no_place_here():
    text = (
        '<quiz><question type="essay"><name><text>why</text></name><questiontext><text>Why?</text></questiontext>'
        "<responseformat>editorfilepicker</responseformat><responsefieldlines>15</responsefieldlines>"
        "<minwordlimit>500</minwordlimit><maxwordlimit>9000</maxwordlimit><attachments>3</attachments>"
        '<graderinfo format="html"><text>&lt;p&gt;Pay day.&lt;/p&gt;</text></graderinfo>'
        '<responsetemplate format="html"><text>&lt;p&gt;Because&lt;/p&gt;</text></responsetemplate></question></quiz>'
    )
    read = read_questions(text.encode(), "a.xml")
    (item,) = read.items
    assert (item.grader_notes, item.response_template, item.response_lines) == ("Pay day.", "Because", 15)
    assert [one.what for one in read.lost] == [
        "the form of the answer, which is plain text here", "files beside the answer",
    ]  # fmt: skip
    mapped = to_item(item)
    assert (mapped.fields["min_words"], mapped.fields["response_lines"]) == (500, 15)
    assert mapped.lost == ("the most words 9,000, which is more than 3,000",)
    bad = text.replace("<minwordlimit>500", "<minwordlimit>many")
    (problem,) = read_questions(bad.encode(), "a.xml").problems
    assert "'many' is no number of words" in problem.message


def test_no_format_carries_an_essay_into_aiken():
    out, _ = to_exchange(Item(key="why", kind="essay", stem="Explain why.", tests=("facts.trial",)))
    assert write_questions([out], "aiken").count == 0


def test_html_becomes_text_and_tells_what_is_lost():
    text, lost = plain_text(
        "<p>One&nbsp;two</p><ul><li>a</li><li>b</li></ul><script>alert(1)</script><a href='http://x'>there</a> 1 &lt; 2"
    )
    assert text == "One two\n\n- a\n\n- b\n\nthere 1 < 2"
    assert lost == ("<script> with what is in it", "the link to http://x")


ESSAY = '<question type="essay"><questiontext><text>q</text></questiontext></question>'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a {=b ~c}\n\n" * 3000, "a.gift"),
        ("q\nA. x\nB. y\nANSWER: A\n\n" * 3000, "a.aiken"),
        ("<quiz>" + ESSAY * 3000 + "</quiz>", "a.xml"),
    ],
    ids=["gift", "aiken", "xml"],
)  # fmt: skip
def test_more_questions_than_anybody_reads_are_refused_where_they_begin(text, name):
    read = read_questions(text.encode(), name)
    assert [problem.code for problem in read.problems] == ["IX001"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("// [id:\n" * 900_000, "a.gift"),
        ("// [tag:x\n\n" * 600_000, "a.gift"),
        ("~" * 9_000_000, "a.gift"),
        ("{" + "=a" * 4_000_000, "a.gift"),
        ("A. x\n" * 500_000, "a.aiken"),
        ("<quiz><question type='essay'><questiontext><text>" + "&lt;!--" * 2800 + "</text></questiontext></question></quiz>", "a.xml"),
        ("<quiz><question type='essay'><questiontext><text>" + "&lt;a " * 3300 + "</text></questiontext></question></quiz>", "a.xml"),
        ("<quiz>" + "<question/>" * 400_000 + "</quiz>", "a.xml"),
    ],
    ids=["ids", "tags", "answers", "brace", "options", "comments", "tags-of-html", "elements"],
)  # fmt: skip
def test_no_file_is_read_without_end(text, name):
    with no_hang():
        read_questions(text.encode(), name)
