"""Items, forms and results as plain lines of text; nothing in them can move the cursor."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any

from readiness.domain.definition.model import Item
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.ground.percent import percent
from readiness.reports.attempt import AttemptReview, ItemReview

WIDTH = 92
_MARKS = {True: "✓", False: "✗"}


def tame(text: str) -> str:
    """`text` on one line, without control and direction characters: it comes from a file, and goes to a terminal."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" or c in "\n\r\t" else "�" for c in text).split())


def wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """`text` in lines of at most WIDTH; `first` stands before the first line."""
    return textwrap.wrap(tame(text), WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent)


def item_lines(item: Item, shown: FormItem, *, with_key: bool = False) -> list[str]:
    """An item as it is asked; with the key, what is right is marked and told below."""
    lines = wrapped(item.situation) + ([""] if item.situation else []) + wrapped(item.stem)
    right = key_of(item, shown) if with_key else None
    if item.kind in ("single", "multiple", "scenario"):
        for position, index in enumerate(shown.shown, start=1):
            is_right = right is not None and position in (right if isinstance(right, list) else [right])
            lines += _choice(position, item.options[index].text, is_right=is_right)
    elif item.kind == "ordering":
        for position, index in enumerate(shown.shown, start=1):
            lines += _choice(position, item.order[index])
    elif item.kind == "matching":
        sides = right_sides(item)
        for letter, pair in zip(letters(len(item.pairs)), item.pairs, strict=True):
            lines += wrapped(pair.left, "      ", f"  {letter}   ")
        lines += ["", "  with"]
        for position, index in enumerate(shown.shown, start=1):
            lines += _choice(position, sides[index])
    elif item.kind == "numeric" and item.unit:
        lines.append(f"  (in {tame(item.unit)})")
    if with_key:
        lines += wrapped(f"key: {answer_text(item, right)}", "       ", "  ")
        lines += wrapped(f"tests {', '.join(item.tests)}{_extras(item)}", "       ", "  ")
    return lines


def answer_text(item: Item, answer: Any) -> str:
    """An answer, in the positions as shown: `2`, `1, 3`, `a2 b1`, `3 1 2`, `true`; `-` for none."""
    if answer is None:
        return "-"
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if item.kind == "matching":
        return " ".join(f"{x}{p if p is not None else '-'}" for x, p in zip(letters(len(answer)), answer, strict=True))
    if isinstance(answer, (list, tuple)):
        return (" " if item.kind == "ordering" else ", ").join(map(str, answer)) or "none of them"
    if item.kind == "numeric" and isinstance(answer, float):
        return f"{answer:,.12g} {tame(item.unit)}".strip()
    return tame(str(answer))


def letters(count: int) -> Iterator[str]:
    """a, b, … z, aa, ab, …"""
    for number in range(count):
        yield (chr(96 + number // 26) if number >= 26 else "") + chr(97 + number % 26)


def review_lines(review: AttemptReview) -> Iterator[str]:
    """The result of an attempt with its reasons, what was missed, and what to read again."""
    grade = review.grade
    verdict = "Passed" if grade.passed else "Not passed"
    reached, mark = percent(grade.fraction), percent(grade.pass_fraction)
    yield f"{verdict}: {reached} of {tame(review.title)}; the pass mark is {mark}."
    if grade.late:
        yield "Handed in after its time: graded on what was saved in time."
    if review.regraded_at:
        yield f"Graded again on {review.regraded_at:%Y-%m-%d}: a key was put right."
    for reason in grade.reasons:
        yield from wrapped(reason, "    ", "  - ")
    yield ""
    for number, item in enumerate(review.items, start=1):
        yield from _item_review(number, item)
    if review.read_again:
        yield ""
        yield "Read again:"
        for again in review.read_again:
            titles = ", ".join(f"“{tame(module.title)}”" for module in again.modules)
            where = f" (module {titles})" if titles else ""
            yield from wrapped(f"{again.title}{where}", "    ", "  - ")
    if review.left:
        tries = "1 more attempt" if review.left == 1 else f"{review.left} more attempts"
        yield ""
        yield f"You have {tries}; the next from {review.next_from:%Y-%m-%d %H:%M} UTC on."
    elif not grade.passed:
        yield ""
        yield "That was the last attempt. Your manager or a trainer can open a new round."


def _item_review(number: int, review: ItemReview) -> Iterator[str]:
    mark = "½" if 0 < review.fraction < 1 else _MARKS[review.fraction == 1]
    share = f" ({percent(review.fraction)})" if mark == "½" else ""
    share += " (must be right)" if review.item.must_pass and review.fraction < 1 else ""
    yield from wrapped(f"{review.item.stem}{share}", "       ", f"{mark} {number:>2}.  ")
    if review.answer is None:
        yield "       not answered"
    elif review.fraction < 1:
        yield from wrapped(f"you said: {_told(review, review.answer)}", "         ", "       ")
    if review.chosen_feedback:
        yield from wrapped(review.chosen_feedback, "         ", "       ")
    if review.right is not None and review.fraction < 1:
        yield from wrapped(f"right: {_told(review, review.right)}", "         ", "       ")
    if review.feedback and review.fraction < 1:
        yield from wrapped(review.feedback, "         ", "       ")


def _told(review: ItemReview, answer: Any) -> str:
    """An answer in words: the positions of a form mean nothing once it is gone."""
    item, shown = review.item, review.shown.shown
    if item.kind in ("single", "scenario"):
        return str(item.options[shown[answer - 1]].text)
    if item.kind == "multiple":
        return "; ".join(item.options[shown[position - 1]].text for position in answer) or "none of them"
    if item.kind == "ordering":
        return " → ".join(item.order[shown[position - 1]] for position in answer)
    if item.kind == "matching":
        sides = right_sides(item)
        return "; ".join(
            f"{pair.left} = {sides[shown[position - 1]] if position else '-'}"
            for pair, position in zip(item.pairs, answer, strict=True)
        )
    return answer_text(item, answer)


def _choice(position: int, text: str, *, is_right: bool = False) -> list[str]:
    return wrapped(text, "       ", f"{'→' if is_right else ' '} {position:>2}   ")


def _extras(item: Item) -> str:
    must = "; must be right" if item.must_pass else ""
    return (
        must + (f"; weight {item.weight:g}" if item.weight != 1 else "") + (f"; {item.source}" if item.source else "")
    )
