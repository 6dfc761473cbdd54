"""Aiken: single choice as plain lines, and nothing else.

The question
A. An option
B) Another
ANSWER: B
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from readiness.domain.item_exchange.exchange_item import (
    MOST_QUESTIONS,
    NOTHING,
    WHOLE,
    Answer,
    ExchangeItem,
    FileRead,
    too_many,
)
from readiness.ground.errors import Problem, Where

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_OPTION = re.compile(r"^([A-Z])[.)](?:[ \t]+(.*))?$")
_ANSWER = re.compile(r"^ANSWER:[ \t]*(.*)$")
_NEARLY_OPTION = re.compile(r"^[a-z][.)][ \t]")
_NEARLY_ANSWER = re.compile(r"^(answer|Answer|ANSWER)\b")


def read_aiken(text: str, name: str) -> FileRead:
    """The questions of `text`; a question of several lines keeps them. Problems: IX004, IX006, each with its line."""
    reader = _Reader(name)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(reader.items) + len(reader.problems) > MOST_QUESTIONS:
            reader.problems.append(too_many(name, number))
            return FileRead("aiken", (), (), tuple(reader.problems))
        reader.line(line.strip(), number)
    reader.end()
    return FileRead("aiken", tuple(reader.items), (), tuple(reader.problems))


def fit_aiken(item: ExchangeItem) -> tuple[ExchangeItem | None, tuple[str, ...]]:
    """The question as Aiken can hold it, and what it cannot; None when it cannot hold the question at all."""
    lost = []
    if item.kind == "true-false":
        said = "that it is true/false; it became a choice of True and False"
        rights = (WHOLE, NOTHING) if item.truth else (NOTHING, WHOLE)
        both = (Answer(text="True", percent=rights[0]), Answer(text="False", percent=rights[1]))
        if item.when_right or item.when_wrong:
            lost.append("feedback")
        item = replace(item, kind="choice", answers=both, truth=None, when_right="", when_wrong="")
        lost.append(said)
    if item.kind != "choice":
        return None, (f"Aiken has no {item.kind}; only a choice with one right option",)
    if not 2 <= len(item.answers) <= len(LETTERS) or sum(one.percent == WHOLE for one in item.answers) != 1:
        return None, ("Aiken takes 2 to 26 options of which exactly one is right",)
    stem, texts = _one_line(item.stem), [_one_line(one.text) for one in item.answers]
    if _OPTION.match(stem) or _ANSWER.match(stem) or _NEARLY_ANSWER.match(stem) or _NEARLY_OPTION.match(stem):
        return None, ("its text begins as an option or an answer does",)
    if stem != item.stem or texts != [one.text for one in item.answers]:
        lost.append("line breaks")
    lost += [f"its {what}" for what in ("name", "idnumber", "category") if getattr(item, what)]
    lost += [f"the tag '{tag}'" for tag in item.tags]
    lost += ["feedback"] if item.feedback or any(one.feedback for one in item.answers) else []
    lost += ["its weight"] if item.weight != 1 else []
    lost += ["partial marks"] if any(one.percent not in (WHOLE, NOTHING) for one in item.answers) else []
    answers = tuple(
        Answer(text=text, percent=WHOLE if one.percent == WHOLE else NOTHING)
        for text, one in zip(texts, item.answers, strict=True)
    )
    fitted = ExchangeItem(kind="choice", stem=stem, answers=answers, weight=Decimal(1), line=item.line)
    return fitted, tuple(dict.fromkeys(lost))


def write_aiken(items: Iterable[ExchangeItem]) -> str:
    """A file of these questions, which `fit_aiken` has seen."""
    blocks = []
    for item in items:
        lines = [item.stem]
        lines += [f"{letter}. {one.text}" for letter, one in zip(LETTERS, item.answers, strict=False)]
        right = next(letter for letter, one in zip(LETTERS, item.answers, strict=False) if one.percent == WHOLE)
        blocks.append("\n".join([*lines, f"ANSWER: {right}"]) + "\n")
    return "\n".join(blocks)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text


@dataclass(slots=True)
class _Reader:
    """One question at a time; after a fault the rest of that question is passed over."""

    file: str
    items: list[ExchangeItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    begun: int = 0
    faulty: bool = False

    def line(self, text: str, number: int) -> None:
        option, answer = _OPTION.match(text), _ANSWER.match(text)
        if not text:
            if self.stem and not self.options and not self.faulty:
                self._fault("the question has no options.", "Write A. and B. below it, without an empty line.")
            if self.faulty and not self.options:
                self._begin()
        elif answer:
            self._answered(answer[1].strip(), number)
        elif option:
            self._option(option[1], (option[2] or "").strip(), number)
        elif self.options:
            self._told_otherwise(text, number)
        else:
            self.begun = self.begun or number
            self.stem.append(text)

    def end(self) -> None:
        """The last question of the file."""
        if (self.stem or self.options) and not self.faulty:
            said = "the question has no ANSWER line." if self.options else "the question has no options."
            self._fault(said, "End it with ANSWER: and the letter of the right option.")

    def _begin(self) -> None:
        self.stem, self.options, self.begun, self.faulty = [], [], 0, False

    def _fault(self, said: str, fix: str, number: int = 0, code: str = "IX004") -> None:
        if not self.faulty:
            self.problems.append(Problem(code, said, fix, Where(self.file, number or self.begun)))
        self.faulty = True

    def _told_otherwise(self, text: str, number: int) -> None:
        if self.faulty and not _NEARLY_OPTION.match(text) and not _NEARLY_ANSWER.match(text):
            return
        if _NEARLY_ANSWER.match(text):
            self._fault(f"“{text[:40]}” is no ANSWER line.", "Write ANSWER: and the letter, in capitals.", number)
        elif _NEARLY_OPTION.match(text):
            self._fault(f"“{text[:40]}” is no option.", "Write its letter in capitals: A. or A)", number)
        else:
            self._fault("a line that is no option stands among the options.", "End with ANSWER: and a letter.", number)
            if not self.faulty:
                self._begin()

    def _option(self, letter: str, text: str, number: int) -> None:
        if not self.stem:
            self.begun = self.begun or number
            self._fault("an option without a question before it.", "Write the question above it.", number)
        elif letter != LETTERS[min(len(self.options), 25)] or len(self.options) >= len(LETTERS):
            said = f"option {letter} where {LETTERS[min(len(self.options), 25)]} should be."
            self._fault(said, "Letter the options A, B, C …", number)
        elif not text:
            self._fault(f"option {letter} has no text.", "Write it.", number, "IX006")
        self.options.append(text)

    def _answered(self, letter: str, number: int) -> None:
        if not self.options:
            self.begun = self.begun or number
            self._fault("an ANSWER without options.", "Write the question and its options above it.", number)
        elif len(self.options) < 2:
            self._fault("the question has one option.", "Write at least two.", number, "IX006")
        elif len(letter) != 1 or letter not in LETTERS[: len(self.options)]:
            last = LETTERS[len(self.options) - 1] if len(self.options) <= len(LETTERS) else "Z"
            self._fault(f"'{letter[:20]}' is no letter from A to {last}.", "Name the one right option.", number)
        if not self.faulty:
            right = LETTERS.index(letter)
            answers = tuple(
                Answer(text=text, percent=WHOLE if place == right else NOTHING)
                for place, text in enumerate(self.options)
            )
            self.items.append(ExchangeItem(kind="choice", stem="\n".join(self.stem), answers=answers, line=self.begun))
        self._begin()
