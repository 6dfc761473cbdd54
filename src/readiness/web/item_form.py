"""The form of a question: what was typed, and what of it would stand in the launch file.

Everything stays text until the reader judges it, so that a wrong figure comes back as it was typed, with its problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData

from readiness.domain.quiz.items import CHOICES
from readiness.ground.errors import Problem
from readiness.web import rubric_rows
from readiness.web.field_problems import FieldProblem, FormProblems, in_order, said_of_field
from readiness.web.rubric_rows import CategoryRow, figure, rubric_fields, typed_rows

KIND_NAMES: Final = {
    "single": ("One right answer", "Several options, exactly one is right."),
    "multiple": ("Several right answers", "Several options; at least one is right and one is wrong."),
    "true-false": ("True or false", "A statement that holds or does not."),
    "numeric": ("A figure", "A number, with a tolerance and a unit."),
    "short-text": ("A word or two", "Typed; compared without case or spacing with the answers you list."),
    "matching": ("Pairs", "Each left side has its right side."),
    "ordering": ("An order", "Steps that have to be put into their order."),
    "scenario": ("A situation", "A story and options that earn a fraction each."),
    "essay": (
        "An essay",
        "Answered at length and marked by a person; a quiz that asks it has its result with the last of the marks.",
    ),
}
"""What each kind is called, and what it is."""

_ANSWER_FIELD: Final = {
    "true-false": "truth", "numeric": "number", "short-text": "accept", "matching": "pairs", "ordering": "order",
}  # fmt: skip
_LABELS: Final = {
    "key": "Key", "situation": "Situation", "stem": "Question", "options": "Options", "truth": "The statement is",
    "number": "The right figure", "tolerance": "Tolerance", "unit": "Unit", "accept": "Answers that count",
    "pairs": "Pairs", "order": "Steps in the right order",
    "grader_notes": "For whoever marks it", "mark_steps": "Steps of the mark", "rubric": "Rubric",
    "min_words": "Words at least", "max_words": "Words at most",
    "response_template": "What stands in the field at first",
    "response_lines": "Lines of the field", "tests": "Tests", "feedback": "Said after the answer",
    "must_pass": "Must be right", "weight": "Weight", "conversation": "Conversation", "source": "Source",
    "author": "Author", "difficulty": "Difficulty", "review": "Review",
}  # fmt: skip
"""The fields of the form in their order, and what they are called."""
_ROWS: Final = {
    "text": ("option", "Option"), "fraction": ("fraction", "What it earns, option"),
    "feedback": ("feedback", "Feedback to option"), "left": ("left", "Left"), "right": ("right", "Right"),
}  # fmt: skip
"""A field of a row, as the file calls it: how its input is called and labelled, before the row's number."""

FEWEST_ROWS: Final = 4
MOST_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class OptionRow:
    text: str = ""
    is_right: bool = False
    fraction: str = ""
    feedback: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.text.strip() or self.fraction.strip() or self.feedback.strip())


@dataclass(frozen=True, slots=True)
class PairRow:
    left: str = ""
    right: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.left.strip() or self.right.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedItem:
    """A question as it was typed. `options` and `pairs` have the rows of the form, blank ones too."""

    kind: str
    key: str = ""
    stem: str = ""
    situation: str = ""
    tests: tuple[str, ...] = ()
    options: tuple[OptionRow, ...] = (OptionRow(),) * FEWEST_ROWS
    truth: str = ""
    number: str = ""
    tolerance: str = ""
    unit: str = ""
    accept: str = ""
    pairs: tuple[PairRow, ...] = (PairRow(),) * FEWEST_ROWS
    order: str = ""
    must_pass: bool = False
    weight: str = ""
    feedback: str = ""
    conversation: str = ""
    source: str = ""
    author: str = ""
    difficulty: str = ""
    review: str = ""
    grader_notes: str = ""
    mark_steps: str = ""
    rubric: tuple[CategoryRow, ...] = (CategoryRow(),) * FEWEST_ROWS
    min_words: str = ""
    max_words: str = ""
    response_template: str = ""
    response_lines: str = ""

    def fields(self) -> dict[str, Any]:
        """What would stand in the file: nothing for what was left blank, and only what the kind has a field for."""
        said: dict[str, Any] = {
            "kind": self.kind, "stem": self.stem.strip(), "situation": self.situation.strip(),
            "tests": list(self.tests), **self._answers(), "must_pass": self.must_pass, "weight": figure(self.weight),
            "feedback": self.feedback.strip(), "conversation": self.conversation.strip(),
            "source": self.source.strip(), "author": self.author.strip(), "difficulty": figure(self.difficulty),
            "review": self.review if self.review != "reviewed" else "",
        }  # fmt: skip
        needed = {"kind", "stem", "tests"}
        return {
            name: value for name, value in said.items() if name in needed or value not in ("", None, [], {}, False)
        } | ({"truth": said["truth"]} if said.get("truth") is False else {})

    def slips(self) -> tuple[Problem, ...]:
        """What is wrong with the form and could not be seen in `fields`."""
        return tuple(rubric_rows.slips(self.rubric, f"items.{self.key}.rubric")) if self.kind == "essay" else ()

    def _answers(self) -> dict[str, Any]:
        if self.kind in CHOICES:
            return {"options": [self._option(row) for row in self.options if not row.is_blank]}
        if self.kind == "matching":
            return {"pairs": [{"left": r.left.strip(), "right": r.right.strip()} for r in self.pairs if not r.is_blank]}
        said: dict[str, dict[str, Any]] = {
            "true-false": {"truth": {"true": True, "false": False}.get(self.truth)},
            "numeric": {
                "number": figure(self.number), "tolerance": figure(self.tolerance), "unit": self.unit.strip(),
            },
            "short-text": {"accept": _lines(self.accept)},
            "essay": {
                "grader_notes": self.grader_notes.strip(), "mark_steps": figure(self.mark_steps),
                "rubric": rubric_fields(self.rubric),
                "min_words": figure(self.min_words), "max_words": figure(self.max_words),
                "response_template": self.response_template.strip(), "response_lines": figure(self.response_lines),
            },
        }  # fmt: skip
        return said.get(self.kind, {"order": _lines(self.order)})

    def _option(self, row: OptionRow) -> dict[str, Any]:
        said: dict[str, Any] = {"text": row.text.strip()}
        if self.kind == "scenario":
            if row.fraction.strip():
                said["fraction"] = figure(row.fraction)
        elif row.is_right:
            said["correct"] = True
        if row.feedback.strip():
            said["feedback"] = row.feedback.strip()
        return said


def typed_item(form: FormData, *, more_rows: int = 0) -> TypedItem:
    """What was typed, with so many more blank rows."""
    rows = min(max(_count(form), FEWEST_ROWS) + more_rows, MOST_ROWS)
    right = set(_all(form, "right"))
    return TypedItem(
        kind=_text(form, "kind"), key=_text(form, "key").strip(), stem=_text(form, "stem"),
        situation=_text(form, "situation"), tests=tuple(_all(form, "tests")),
        options=tuple(
            OptionRow(
                _text(form, f"option-{n}"), str(n) in right, _text(form, f"fraction-{n}"), _text(form, f"feedback-{n}")
            )
            for n in range(rows)
        ),
        truth=_text(form, "truth"), number=_text(form, "number"), tolerance=_text(form, "tolerance"),
        unit=_text(form, "unit"), accept=_text(form, "accept"),
        pairs=tuple(PairRow(_text(form, f"left-{n}"), _text(form, f"right-{n}")) for n in range(rows)),
        order=_text(form, "order"), must_pass=_text(form, "must_pass") == "yes", weight=_text(form, "weight"),
        feedback=_text(form, "feedback"), conversation=_text(form, "conversation"), source=_text(form, "source"),
        author=_text(form, "author"), difficulty=_text(form, "difficulty"), review=_text(form, "review"),
        grader_notes=_text(form, "grader_notes"), mark_steps=_text(form, "mark_steps"), rubric=typed_rows(form, rows),
        min_words=_text(form, "min_words"), max_words=_text(form, "max_words"),
        response_template=_text(form, "response_template"), response_lines=_text(form, "response_lines"),
    )  # fmt: skip


def form_problems(typed: TypedItem, problems: Iterable[Problem]) -> FormProblems:
    """Each problem at the field that it is about, with the words of the form."""
    found = [_at_field(typed, one) for one in problems]
    rows = [f"{name}-{n}" for n in range(MOST_ROWS) for name in ("option", "fraction", "feedback", "left", "right")]
    categories = [f"{called}-{n}" for n in range(MOST_ROWS) for called, _ in rubric_rows.FIELDS.values()]
    order = {"options": rows, "rubric": categories}
    return in_order(found, [one for name in _LABELS for one in (name, *order.get(name, ()))])


def _at_field(typed: TypedItem, problem: Problem) -> FieldProblem:
    path = problem.path.removeprefix(f"items.{typed.key}").lstrip(".") if typed.key else problem.path
    name, _, rest = path.removeprefix("items").lstrip(".").partition(".")
    says = said_of_field(problem, path)
    if problem.code == "RD009" and problem.path == "items":
        return FieldProblem("key", _LABELS["key"], says)
    if name in {"options", "pairs"} and rest:
        number, _, part = rest.partition(".")
        rows: tuple[OptionRow | PairRow, ...] = typed.options if name == "options" else typed.pairs
        shown = [place for place, row in enumerate(rows) if not row.is_blank]
        if part in _ROWS and number.isdecimal() and int(number) < len(shown):
            called, label = _ROWS[part]
            row = shown[int(number)]
            return FieldProblem(f"{called}-{row}", f"{label} {row + 1}", says)
    if name == "rubric" and rest and (row_field := rubric_rows.field_at(typed.rubric, rest, problem.message)):
        return FieldProblem(*row_field, says)
    if name not in _LABELS:
        name = "situation" if "'situation'" in problem.message else _ANSWER_FIELD.get(typed.kind, "options")
    return FieldProblem(name, _LABELS[name], says)


def _count(form: FormData) -> int:
    """How many rows the form had, by the highest that was sent."""
    names = (name.rpartition("-") for name in form if name.startswith(("option-", "left-", "category-")))
    numbers: Iterable[int] = (int(number) + 1 for _, _, number in names if number.isdecimal() and len(number) < 4)
    return max(numbers, default=FEWEST_ROWS)


def _text(form: FormData, name: str) -> str:
    found = form.get(name, "")
    return found if isinstance(found, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    return [one for one in form.getlist(name) if isinstance(one, str)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
