"""Asking the questions of an attempt at a prompt, one after the other, and reading what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any

from readiness.cli.quiz_text import answer_text, item_lines, letters, tame
from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import (
    LONGEST_ESSAY,
    answer_problems,
    length_fault,
    length_problems,
    word_count,
)
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.confidence import LEVELS
from readiness.domain.quiz.figures import parse_figure
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.ground.duration import lasting
from readiness.ground.errors import Conflict

HOW: Mapping[str, str] = {
    "single": "a number", "scenario": "a number", "multiple": "numbers, such as 1 3; 0 for none",
    "true-false": "t or f", "numeric": "a figure", "short-text": "a word or a few",
    "matching": "pairs, such as a2 b1", "ordering": "all numbers in order",
    "essay": "your text, over as many lines as you like; a dot alone on a line ends it",
}  # fmt: skip
_TRUE = frozenset({"t", "true", "y", "yes"})
_FALSE = frozenset({"f", "false", "n", "no"})
_TRULY = _TRUE | _FALSE


PATIENCE = 100
"""Lines in a row that are no answer; after so many nobody is there, or a pipe is."""


class Left(Exception):
    """The rep went away without handing in: Ctrl-C, Ctrl-D, or :q."""


@dataclass
class Taking:
    """One sitting. `ask` shows a prompt and returns a line, raising KeyboardInterrupt or EOFError; `say` shows a line.

    `save` keeps an answer and how sure it is at once, so that nothing is lost however the sitting ends. `tell` says
    what came of the answer to an item, in practice; None = that is told later.
    """

    attempt: Attempt
    ask: Callable[[str], str]
    say: Callable[[str], None]
    save: Callable[[Mapping[str, Any], Mapping[str, int]], object]
    now: Callable[[], datetime]
    tell: Callable[[str], Iterable[str]] | None = None

    def answers(self) -> dict[str, Any]:
        """The answers, when the rep has said to hand them in, or when the time is over. Raises Left."""
        given = dict(self.attempt.saved)
        items = {item.key: item for item in self.attempt.items}
        entries = self.attempt.form.items
        try:
            at = next((place for place, entry in enumerate(entries) if entry.key not in given), len(entries))
            looking_back = False
            while True:
                if at < len(entries):
                    step = self._question(at, items[entries[at].key], entries[at], given)
                    at = len(entries) if looking_back and step > 0 else max(0, at + step)
                    continue
                at, looking_back = self._hand_in(items, given), True
                if at < 0:
                    return given
        except Conflict as over:
            self.say(f"  {over.message} {over.hint}")
            return given
        except (KeyboardInterrupt, EOFError) as gone:
            raise Left from gone

    def _question(self, at: int, item: Item, entry: FormItem, given: dict[str, Any]) -> int:
        """Asks one item until it is answered, passed over or left; returns how far to move."""
        must = "  · must be right" if item.must_pass else ""
        self.say("")
        self.say(f"Question {at + 1} of {len(self.attempt.form.items)}{must}{self._time()}")
        self.say("")
        for line in item_lines(item, entry):
            self.say(line)
        now = given.get(item.key)
        kept = f", Enter keeps {answer_text(item, now)}" if now is not None else ", Enter passes over it"
        for _ in range(PATIENCE):
            line = self.ask(f"\n{HOW[item.kind]}{kept} > ").strip()
            if not line:
                return 1
            if line in (":q", ":b"):
                if line == ":q":
                    raise EOFError
                return -1
            if item.kind in MARKED_BY_HAND:
                line = self._text(line)
            answer = parse_answer(item, len(entry.shown), line)
            problems = answer_problems(self.attempt.form, self.attempt.items, {item.key: answer})
            if answer is None or problems:
                self.say(f"  {tame(line)[:60]!r} is no answer here. Type {HOW[item.kind]}; :b goes back, :q leaves.")
                continue
            given[item.key] = answer
            if item.kind in MARKED_BY_HAND:
                self.say(f"  {_length(item, str(answer))}")
            self.save({item.key: answer}, self._sure(item))
            for told in self.tell(item.key) if self.tell else ():
                self.say(told)
            return 1
        raise EOFError

    def _text(self, first: str) -> str:
        """The lines that were typed, until a dot alone, or until nobody is there."""
        lines = [first]
        while len("\n".join(lines)) <= LONGEST_ESSAY:
            try:
                line = self.ask("")
            except EOFError:
                break
            if line.strip() == ".":
                break
            lines.append(line)
        return "\n".join(lines).strip()

    def _sure(self, item: Item) -> dict[str, int]:
        """How sure of the answer that was just given, where the quiz asks; saying nothing is allowed."""
        if not self.attempt.asks_confidence or item.kind in MARKED_BY_HAND:
            return {}
        levels = ", ".join(f"{level} {name}" for level, name in LEVELS.items())
        for _ in range(PATIENCE):
            line = self.ask(f"how sure? {levels}; Enter says nothing > ").strip()
            if not line:
                return {}
            if line in {str(level) for level in LEVELS}:
                return {item.key: int(line)}
            self.say("  Type 1, 2 or 3, or nothing.")
        raise EOFError

    def _hand_in(self, items: Mapping[str, Item], given: Mapping[str, Any]) -> int:
        """−1 to hand in, or the place of a question to go back to."""
        entries = self.attempt.form.items
        self.say("")
        self.say(f"Your answers{self._time()}")
        for place, entry in enumerate(entries, start=1):
            item = items[entry.key]
            answer = answer_text(item, given.get(entry.key))
            self.say(f"  {place:>2}.  {shorten(answer, 24, placeholder='…'):<24}  {_title(item)}")
        missing = sum(given.get(entry.key) is None for entry in entries)
        if missing:
            self.say(f"{missing} not answered; each earns nothing.")
        for _ in range(PATIENCE):
            line = self.ask(f"\nHand in? y, or the number of a question to go back to (1 to {len(entries)}) > ").strip()
            if line.casefold() in ("y", "yes"):
                if problems := length_problems(self.attempt.form, self.attempt.items, given):
                    for problem in problems:
                        self.say(f"  {problem.message[:1].upper()}{problem.message[1:]} {problem.fix}")
                    continue
                return -1
            if line == ":q":
                raise EOFError
            if line.isascii() and line.isdigit() and 1 <= int(line[:6]) <= len(entries):
                return int(line) - 1
            self.say("  Type y or a number. Ctrl-C leaves it open.")
        raise EOFError

    def _time(self) -> str:
        if self.attempt.ends_at is None:
            return ""
        left = int((self.attempt.ends_at - self.now()).total_seconds())
        if left < 0:
            return "  · time is up: hand in what is saved"
        return f"  · {lasting(left)} left"


def _length(item: Item, text: str) -> str:
    count = word_count(text)
    fault = length_fault(count, item.min_words, item.max_words)
    return f"Saved, {count} word{'' if count == 1 else 's'}." + (f" It {fault[0]} {fault[1]}" if fault else "")


def _title(item: Item) -> str:
    return shorten(tame(item.stem), 56, placeholder=" …")


def parse_answer(item: Item, count: int, line: str) -> Any:
    """What was typed, as an answer to `item` with `count` things shown; None when it cannot be one."""
    if item.kind == "numeric":
        return line if parse_figure(line) else None  # anything else would be marked wrong, a `y` meant for the end too
    if item.kind in ("short-text", "essay"):
        return line
    if item.kind == "true-false":
        word = line.casefold()
        return word in _TRUE if word in _TRULY else None
    if item.kind == "matching" and any(c.isalpha() for c in line):
        return _pairs(item, line)
    if not re.fullmatch(r"[0-9]{1,4}(?:[\s,;]+[0-9]{1,4})*[\s,;]*", line):
        return [] if item.kind == "multiple" and line.casefold() == "none" else None
    numbers = [int(text) for text in re.findall(r"[0-9]+", line)]
    if item.kind in ("single", "scenario"):
        return numbers[0] if len(numbers) == 1 else None
    if item.kind == "multiple":
        return [] if numbers == [0] else sorted(set(numbers))
    if item.kind == "ordering" and len(numbers) == 1 and count > 1 and len(line) == count < 10:
        return [int(digit) for digit in line]
    return numbers


def _pairs(item: Item, line: str) -> list[int | None] | None:
    """`a2 b1 c3`, in any order; left sides that are not named stay unanswered."""
    found: list[int | None] = [None] * len(item.pairs)
    places = {letter: place for place, letter in enumerate(letters(len(item.pairs)))}
    words = re.findall(r"([a-z]{1,2})\s*[=:-]?\s*([0-9]{1,4})", line.casefold())
    if re.sub(r"[a-z]{1,2}\s*[=:-]?\s*[0-9]{1,4}", "", line.casefold()).strip(" ,;"):
        return None
    for letter, number in words:
        if letter not in places:
            return None
        found[places[letter]] = int(number)
    return found if words else None
