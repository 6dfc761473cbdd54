"""Items, forms and results as plain lines of text; nothing in them can move the cursor."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import key_of, limits_said
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.ground.percent import percent
from readiness.reports.attempt_told import AttemptAwaits, AttemptReview, ItemReview, Teaching

WIDTH = 92
COUNTS = {"credited": "everybody gets its marks", "dropped": "not counted"}
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
    elif item.kind == "essay" and (limits := limits_said(item.min_words, item.max_words)):
        lines.append(f"  ({limits})")
    elif item.kind == "numeric" and item.unit:
        lines.append(f"  (in {tame(item.unit)})")
    if with_key and item.kind == "essay":
        lines += wrapped(f"for whoever marks it: {item.grader_notes or 'nothing is said'}", "       ", "  ")
    elif with_key:
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


def review_lines(review: AttemptReview | AttemptAwaits) -> Iterator[str]:
    """The result of an attempt with its reasons, what was missed, and what to read again; or what it waits for."""
    if isinstance(review, AttemptAwaits):
        yield from _awaiting(review)
        return
    grade = review.grade
    verdict = "Passed" if grade.passed else "Not passed"
    reached, mark = percent(grade.fraction), percent(grade.pass_fraction)
    yield f"{verdict}: {reached} of {tame(review.title)}; the pass mark is {mark}."
    if grade.late:
        yield "Handed in after its time: graded on what was saved in time."
    if review.regraded_at:
        yield f"Graded again on {review.regraded_at:%Y-%m-%d}: how a question is marked was put right."
    for reason in grade.reasons:
        yield from wrapped(reason, "    ", "  - ")
    yield ""
    for item in review.items:
        yield from item_review_lines(item)
    yield from _later(review)
    if review.read_again:
        yield ""
        yield "Read again:"
        for again in review.read_again:
            titles = ", ".join(_place(module) for module in again.modules)
            where = f" (module {titles})" if titles else ""
            yield from wrapped(f"{again.title}{where}", "    ", "  - ")
    yield from _calibration(review)
    if review.left:
        tries = "1 more attempt" if review.left == 1 else f"{review.left} more attempts"
        yield ""
        yield f"You have {tries}; the next from {review.next_from:%Y-%m-%d %H:%M} UTC on."
    elif review.is_practice:
        yield ""
        yield "This was practice: it counts for nothing, and you may do it again whenever you like."
    elif review.passed_in_another:
        yield ""
        yield "You have passed this quiz in another attempt, and that counts."
    elif not grade.passed:
        yield ""
        yield "That was the last attempt. Your manager or a trainer can open a new round."


def _awaiting(found: AttemptAwaits) -> Iterator[str]:
    yield f"Handed in: {tame(found.title)}, attempt {found.number}."
    yield found.said
    if found.due_on:
        yield f"Expected by {found.due_on}; your result comes with the last of the marks."
    else:
        yield "Nobody was found yet who may mark it; a trainer sees that."
    if found.late:
        yield "Handed in after its time: marked on what was saved in time."
    yield f"See: readiness quiz result {found.id}"


def item_review_lines(review: ItemReview) -> Iterator[str]:
    """What came of one answer, as far as it is told."""
    if review.counts != "by-key":
        yield from wrapped(review.stem, "       ", f"· {review.number:>2}.  ")
        yield f"       {COUNTS[review.counts]}"
        yield from wrapped(f"you said: {review.said}" if review.said else "not answered", "         ", "       ")
        return
    if review.fraction is None or review.unmarked:
        note = " (nobody marks it, and it does not count)" if review.unmarked else ""
        yield from wrapped(f"{review.stem}{note}", "       ", f"· {review.number:>2}.  ")
        yield from wrapped(f"you said: {review.said}" if review.said else "not answered", "         ", "       ")
        return
    mark = "½" if 0 < review.fraction < 1 else _MARKS[review.fraction == 1]
    share = f" ({percent(review.fraction)})" if mark == "½" else ""
    must = "must be right" if review.is_enough is None else "must be passed"
    share += f" ({must})" if review.must_pass and review.is_missed else ""
    yield from wrapped(f"{review.stem}{share}", "       ", f"{mark} {review.number:>2}.  ")
    if not review.said:
        yield "       not answered"
    elif review.fraction < 1:
        yield from wrapped(f"you said: {review.said}", "         ", "       ")
    for given in review.marks:
        for category in review.rubric:
            level, comment = given.given.get(category.key, (0.0, ""))
            anchor = category.levels[int(level) - 1] if category.levels else f"{level:g}"
            yield from wrapped(f"{category.name}: {anchor}{f' “{comment}”' if comment else ''}", "         ", "       ")
        if given.note:
            yield from wrapped(f"“{given.note}”", "         ", "       ")
    if review.chosen_feedback:
        yield from wrapped(review.chosen_feedback, "         ", "       ")
    if review.told and review.fraction < 1:
        yield from wrapped(f"right: {review.told}", "         ", "       ")
    if review.feedback and review.fraction < 1:
        yield from wrapped(review.feedback, "         ", "       ")


def _later(review: AttemptReview) -> Iterator[str]:
    """What is not told yet, and when it is."""
    if not review.telling.questions:
        when = f"from {review.told_from} on" if review.told_from else "when it has closed"
        yield ""
        yield f"This is an examination: which answers were right is told {when}, once nobody sits it any more."
    elif not review.telling.keys:
        yield ""
        yield "The right answers are told once you have passed."


def _place(module: Teaching) -> str:
    """A module, and the section of it."""
    section = f", section {module.section}: {tame(module.section_title)}" if module.section_title else ""
    return f"“{tame(module.title)}”{section}"


def _calibration(review: AttemptReview) -> Iterator[str]:
    told = [one for one in review.calibration if one.answers]
    if told:
        yield ""
        yield "How sure you were, and how right:"
    for one in told:
        least, most = (percent(share) for share in one.stands_for)
        yield f"  {one.name}: {one.right} of {one.answers} right (it stands for {least} to {most})"


def _choice(position: int, text: str, *, is_right: bool = False) -> list[str]:
    return wrapped(text, "       ", f"{'→' if is_right else ' '} {position:>2}   ")


def _extras(item: Item) -> str:
    must = "; must be right" if item.must_pass else ""
    return (
        must + (f"; weight {item.weight:g}" if item.weight != 1 else "") + (f"; {item.source}" if item.source else "")
    )
