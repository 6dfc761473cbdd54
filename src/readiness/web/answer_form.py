"""A quiz's questions as form fields, and what a browser sends of them as answers.

Questions are named by their place (`q3`), so a page says no item's key. Every question carries what it showed
(`q3.was`): only what differs from it is an answer given on this page, so of two windows on one attempt each changes
what was changed in it, and the last save of a question wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import FormData

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import LONGEST_ANSWER, LONGEST_ESSAY, TOO_LONG_OR_SHORT, answer_problems
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.confidence import LEVELS
from readiness.domain.quiz.forms import FormItem
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.attempt import require_mine
from readiness.reports.attempt_told import AttemptSheet, Question

_FIXES: Final[Mapping[str, str]] = {
    "single": "Pick one of its options.",
    "scenario": "Pick one of its options.",
    "multiple": "Pick among its options.",
    "true-false": "Pick true or false.",
    "numeric": f"Type a figure, in at most {LONGEST_ANSWER:,} characters.",
    "essay": f"Write at most {LONGEST_ESSAY:,} characters, as plain text.",
    "short-text": f"Type at most {LONGEST_ANSWER:,} characters.",
    "matching": "Pick one for each line.",
    "ordering": "Give every step a different place, from 1 on.",
}
_IN_PARTS: Final = frozenset({"multiple", "matching", "ordering"})
_LEVELS: Final[Mapping[str, int]] = {str(level): level for level in LEVELS}
_WORDS: Final[Mapping[str, bool]] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Field:
    """A question as its fields show it. `shown` is the answer as text, `parts` the same in pieces; both may be what
    was typed and refused, and then `wrong` says why.
    """

    question: Question
    shown: str
    parts: tuple[str, ...]
    was: str
    wrong: str = ""

    @property
    def name(self) -> str:
        return f"q{self.question.number}"

    @property
    def is_told(self) -> bool:
        """True when it shows something that somebody answered; else it reads the same for everybody."""
        return self.question.answer is not None or bool(self.shown or self.wrong)


@dataclass(slots=True)
class Sent:
    """What a browser sent for one attempt of `email`. `wrong`: by number of the question, why it is no answer."""

    fields: FormData
    email: str
    wrong: dict[int, str] = field(default_factory=dict)

    def kept(self, attempt: Attempt) -> Mapping[str, Any]:
        """By item key, the answers changed on the page, as far as they are answers. NotFound for another's attempt."""
        require_mine(attempt, self.email)
        items = {item.key: item for item in attempt.items}
        found: dict[str, Any] = {}
        for number, entry in enumerate(attempt.form.items, start=1):
            text = sent_text(self.fields, number, items[entry.key].kind, _places(items[entry.key], entry))
            if text is None or text == self._was(number):
                continue
            answer = _answer(items[entry.key], text)
            if answer_problems(attempt.form, attempt.items, {entry.key: answer}):
                self.wrong[number] = _FIXES[items[entry.key].kind]
            else:
                found[entry.key] = answer
        return found

    def all_sound(self, attempt: Attempt) -> Mapping[str, Any]:
        """As `kept`; raises DefinitionError when anything sent is no answer."""
        found = self.kept(attempt)
        if self.wrong:
            raise DefinitionError(
                "not every question is answered as it can be.",
                problems=[Problem("QZ003", f"question {number}.", fix) for number, fix in self.wrong.items()],
            )
        return found

    def levels(self, attempt: Attempt) -> Mapping[str, int]:
        """By item key, how sure the rep said they are; what is no level is passed over, and so is what nobody asked."""
        require_mine(attempt, self.email)
        found: dict[str, int] = {}
        for number, entry in enumerate(attempt.form.items, start=1):
            level = _text(self.fields.get(f"q{number}.sure"))
            if attempt.asks_confidence and level in _LEVELS:
                found[entry.key] = _LEVELS[level]
        return found

    def too_long_or_short(self, error: DefinitionError) -> None:
        """The essays that were refused for their length are told as wrong; their text is saved all the same."""
        for one in error.problems:
            if one.code == TOO_LONG_OR_SHORT:
                self.wrong[int(one.path)] = f"It {one.message.partition(' ')[2].partition(' ')[2]} {one.fix}"

    def _was(self, number: int) -> str:
        return _lines(_text(self.fields.get(f"q{number}.was")))


def fields_of(sheet: AttemptSheet, sent: Sent | None = None) -> tuple[Field, ...]:
    """The questions as form fields; with what was just `sent` where it could not be kept."""
    return tuple(_field(question, sent) for question in sheet.questions)


def blank(question: Question, wrong: str = "") -> Field:
    """A question without an answer; `wrong` says why what was sent is none."""
    return Field(question, "", (), "", wrong)


def tried(question: Question, item: Item, entry: FormItem, fields: FormData) -> tuple[Field, Any]:
    """A question that is only tried out: its field as it was sent, and the answer; nothing is kept or judged."""
    text = sent_text(fields, question.number, item.kind, _places(item, entry)) or ""
    parts = tuple(text.split(",")) if item.kind in _IN_PARTS else ()
    return Field(question, text, parts, ""), _answer(item, text)


def sent_text(fields: FormData, number: int, kind: str, places: int) -> str | None:
    """What was sent for a question, as one text; None when it was not on the page."""
    name = f"q{number}"
    if f"{name}.was" not in fields:
        return None
    if kind in {"matching", "ordering"}:
        parts = [_text(fields.get(f"{name}.{place}")) for place in range(1, places + 1)]
        return ",".join(parts) if any(parts) else ""
    if kind == "multiple":
        return ",".join(_text(one) for one in fields.getlist(name))
    return _lines(_text(fields.get(name))).strip()


def _lines(text: str) -> str:
    """A browser ends lines in CR LF; we keep LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _field(question: Question, sent: Sent | None) -> Field:
    was = shown = _shown(question)
    wrong = sent.wrong.get(question.number, "") if sent else ""
    if sent and wrong:
        places = len(question.lefts) if question.kind == "matching" else len(question.options)
        typed = sent_text(sent.fields, question.number, question.kind, places)
        shown = shown if typed is None else typed
    parts = tuple(shown.split(",")) if question.kind in _IN_PARTS else ()
    return Field(question, shown, parts, was, wrong)


def _shown(question: Question) -> str:
    """The saved answer as the fields of its kind say it: of an ordering, the place of each step as it stands."""
    answer = question.answer
    if answer is None:
        return _lines(question.template).strip()
    if question.kind == "ordering":
        return ",".join(str(answer.index(step) + 1) for step in range(1, len(answer) + 1))
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if question.kind == "multiple":
        return ",".join(map(str, sorted(answer)))
    if isinstance(answer, (list, tuple)):
        return ",".join("" if one is None else str(one) for one in answer)
    return str(answer)


def _answer(item: Item, text: str) -> Any:  # noqa: PLR0911  (one return for each kind)
    """The text as an answer to `item`; what cannot be one comes back as it is, and is refused by the rules."""
    if item.kind == "multiple":
        return [_place(one) for one in text.split(",")] if text else []
    if not text:
        return None
    if item.kind == "true-false":
        return _WORDS.get(text, text)
    if item.kind == "matching":
        return [_place(one) if one else None for one in text.split(",")]
    if item.kind == "ordering":
        places = [_place(one) for one in text.split(",")]
        wanted = range(1, len(item.order) + 1)
        if len(places) != len(wanted) or set(places) != set(wanted):
            return text
        # The form asks for the place of each step; an answer names the steps in the order of their places.
        return [places.index(place) + 1 for place in wanted]
    return _place(text) if item.kind in {"single", "scenario"} else text


def _place(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else text


def _places(item: Item, entry: FormItem) -> int:
    return len(item.pairs) if item.kind == "matching" else len(entry.shown)


def _text(sent: Any) -> str:
    return sent if isinstance(sent, str) else ""
