"""A sitting at the prompt: every kind of item typed, mended, left and handed in."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.cli.quiz_taking import Left, Taking, parse_answer
from readiness.cli.quiz_text import answer_text, item_lines, letters, tame
from readiness.domain.definition.assessment import Item, Option, Pair
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.forms import build_form
from readiness.domain.quiz.grading import grade
from tests.domain.quiz_items import fixed, items, pools

NOW = datetime(2018, 2, 1, 12, tzinfo=UTC)


def item(kind: str, key: str = "x", **fields) -> Item:
    return Item(**({"key": key, "kind": kind, "stem": "What?", "tests": ("facts.a",)} | fields))


THREE = tuple(Option(text=text, correct=text == "a") for text in "abc")
ALL_KINDS = (
    item("single", "single", options=THREE),
    item("multiple", "multiple", options=THREE),
    item("true-false", "true-false", truth=False),
    item("numeric", "numeric", number=8.0, unit="min"),
    item("short-text", "short-text", accept=("own",)),
    item("matching", "matching", pairs=tuple(Pair(left=x, right=x.upper()) for x in "abc")),
    item("ordering", "ordering", order=tuple("abc")),
    item("scenario", "scenario", situation="It rains.", options=(Option(text="a", fraction=1), Option(text="b"))),
)


class Sitting:
    """Types these lines, one a prompt; a line that is an exception is raised instead."""

    def __init__(self, *lines, asked=ALL_KINDS, saved=(), minutes: int | None = None, at: datetime = NOW) -> None:
        form = build_form(fixed(asked, shuffle=False), asked, "s")
        limit = timedelta(minutes=minutes) if minutes else None
        self.attempt = Attempt(
            id=1, launch="demo", quiz="quiz", rep="r@demo.example", number=1, form=form, items=asked, fingerprint="f",
            started_at=NOW, limit=limit, saved=dict(saved),
        )  # fmt: skip
        self.lines, self.said, self.saved, self.sure = iter(lines), [], {}, {}
        self.taking = Taking(self.attempt, self._ask, self.said.append, self._save, lambda: at)

    def _save(self, answers, sure) -> None:
        self.saved.update(answers)
        self.sure.update(sure)

    def _ask(self, prompt: str) -> str:
        self.said.append(prompt)
        line = next(self.lines)
        if isinstance(line, BaseException):
            raise line
        return line

    def answers(self):
        return self.taking.answers()

    @property
    def screen(self) -> str:
        return "\n".join(self.said)


def typed_right(asked: tuple[Item, ...]) -> list[str]:
    """The lines that answer everything rightly."""
    form = build_form(fixed(asked, shuffle=False), asked, "s")
    by_key = {one.key: one for one in asked}
    return [answer_text(by_key[entry.key], key_of(by_key[entry.key], entry)) for entry in form.items]


def test_every_kind_can_be_answered_and_handed_in() -> None:
    sitting = Sitting(*typed_right(ALL_KINDS), "y")
    given_ = sitting.answers()
    assert grade(sitting.attempt.form, ALL_KINDS, given_).fraction == 1
    assert sitting.saved == given_


@given(pools(most=5))
def test_what_is_shown_as_an_answer_can_be_typed_as_one(asked) -> None:
    sitting = Sitting(*typed_right(asked), "y", asked=asked)
    assert grade(sitting.attempt.form, asked, sitting.answers()).fraction == 1


@pytest.mark.parametrize("gone", [KeyboardInterrupt(), EOFError(), ":q"])
def test_leaving_keeps_what_was_given(gone) -> None:
    sitting = Sitting("1", gone)
    with pytest.raises(Left):
        sitting.answers()
    assert sitting.saved == {"single": 1}


@pytest.mark.parametrize("line", ["", "nonsense"])
def test_an_endless_pipe_of_what_is_no_answer_comes_to_an_end(line: str) -> None:
    with pytest.raises(Left):
        Sitting(*[line] * 1000).answers()


def test_a_sitting_goes_on_at_the_first_item_that_has_no_answer() -> None:
    sitting = Sitting("t", KeyboardInterrupt(), saved={"single": 1, "multiple": [1]})
    with pytest.raises(Left):
        sitting.answers()
    assert sitting.saved == {"true-false": True}


def test_nothing_on_the_screen_tells_what_is_right() -> None:
    marked = item(
        "single", options=(Option(text="a", correct=True, feedback="SECRET"), Option(text="b")), feedback="SECRET"
    )
    sitting = Sitting("2", "y", asked=(marked,))
    sitting.answers()
    assert "SECRET" not in sitting.screen
    assert "→" not in sitting.screen
    assert "key" not in sitting.screen


def test_passing_over_going_back_and_going_back_from_the_end() -> None:
    two = ALL_KINDS[:2]
    sitting = Sitting("", ":b", "2", "1 3", "1", "1", "y", asked=two)
    assert sitting.answers() == {"single": 1, "multiple": [1, 3]}
    assert "Enter keeps 2" in sitting.screen
    assert sitting.screen.count("Your answers") == 2, "a question gone back to leads back to the end"


def test_what_is_unanswered_is_told_before_it_is_handed_in() -> None:
    sitting = Sitting("", "", "y", asked=ALL_KINDS[:2])
    assert sitting.answers() == {}
    assert "2 not answered; each earns nothing." in sitting.screen


def test_what_is_no_answer_is_asked_again() -> None:
    sitting = Sitting("0", "4", "one", "²", "1 2", "\x1b[2J", "9" * 400, "1", "maybe", "9", "Y", asked=ALL_KINDS[:1])
    assert sitting.answers() == {"single": 1}
    assert "\x1b" not in sitting.screen


@pytest.mark.parametrize(
    ("kind", "line", "answer"),
    [
        ("single", "2", 2), ("single", "2,", 2), ("single", "1 2", None), ("single", "-1", None), ("multiple", "3, 1", [1, 3]),
        ("multiple", "1 1", [1]), ("multiple", "0", []), ("multiple", "none", []), ("multiple", "all", None),
        ("true-false", "T", True), ("true-false", "no", False), ("true-false", "1", None), ("numeric", "8 min", "8 min"), ("numeric", "y", None), ("numeric", "thirty", None),
        ("short-text", ":x", ":x"), ("matching", "a2 b1 c3", [2, 1, 3]), ("matching", "C=3, a=2", [2, None, 3]),
        ("matching", "2 1 3", [2, 1, 3]), ("matching", "d1", None), ("matching", "a2 rubbish!", None),
        ("ordering", "3 1 2", [3, 1, 2]), ("ordering", "312", [3, 1, 2]), ("ordering", "3-1-2", None),
    ],
)  # fmt: skip
def test_a_line_is_read_as_an_answer(kind: str, line: str, answer) -> None:
    asked = next(one for one in ALL_KINDS if one.kind == kind)
    assert parse_answer(asked, 3, line) == answer


@given(items(), st.text(max_size=30))
def test_no_line_breaks_the_sitting(asked: Item, line: str) -> None:
    sitting = Sitting(line, KeyboardInterrupt(), KeyboardInterrupt(), asked=(asked,))
    with pytest.raises(Left):
        sitting.answers()


@pytest.mark.parametrize(
    ("gone", "told"), [(0, "20 min left"), (19.5, "30 s left"), (20, "0 s left"), (20.1, "time is up")]
)
def test_the_time_left_is_told(gone: float, told: str) -> None:
    sitting = Sitting(KeyboardInterrupt(), minutes=20, at=NOW + timedelta(minutes=gone))
    with pytest.raises(Left):
        sitting.answers()
    assert told in sitting.screen


def test_text_from_the_file_cannot_move_the_cursor() -> None:
    hostile = "Be\x1b[2J\x07fore \u202egnp\u202c\r\n[red]after[/red] \u009b31m"
    asked = dataclasses.replace(
        ALL_KINDS[0], stem=hostile, situation=hostile, options=(Option(text=hostile, correct=True), Option(text="b"))
    )
    shown = build_form(fixed((asked,)), (asked,), "s").items[0]
    text = "\n".join(item_lines(asked, shown, with_key=True))
    assert not any(c in text for c in "\x1b\x07\r\u202e\u202c\u009b")
    assert "[red]after[/red]" in text
    assert tame(hostile) == "Be�[2J�fore �gnp� [red]after[/red] �31m"


def test_left_sides_are_lettered_beyond_z() -> None:
    told = list(letters(28))
    assert told[:2] + told[25:] == ["a", "b", "z", "aa", "ab"]
