"""Writing GIFT, so that reading it gives the same questions; what the format has no place for is told before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from readiness.domain.item_exchange.exchange_item import (
    ANY,
    NOTHING,
    WHOLE,
    Answer,
    ExchangeItem,
    category_path,
    decimal_text,
)

_SPECIAL = re.compile(r"[\\~=#{}:]")
_ARROW = "'->', which became an arrow"
_NO_TAG = re.compile(r"[\[\]<>`\n]")


def fit_gift(item: ExchangeItem) -> tuple[ExchangeItem | None, tuple[str, ...]]:
    """The question as GIFT can hold it, and what it cannot; None when it cannot hold the question at all."""
    lost: list[str] = []
    if item.weight != 1:
        item = replace(item, weight=Decimal(1))
        lost.append("its weight")
    if item.unit:
        lost.append(f"its unit ({item.unit})")
    if item.case_sensitive:
        lost.append("that capital letters count")
    if item.grader_notes:
        lost.append("the notes for whoever marks it")
    if item.response_template:
        lost.append("the template of the answer")
    if item.min_words or item.max_words:
        lost.append("how many words are asked for")
    item = replace(
        item, unit="", case_sensitive=False, grader_notes="", response_template="", response_lines=0, min_words=None,
        max_words=None,
    )  # fmt: skip
    tags = tuple(tag for tag in item.tags if not _NO_TAG.search(tag))
    lost += [f"the tag '{tag}'" for tag in item.tags if tag not in tags]
    if _NO_TAG.search(item.idnumber) or "\\" in item.idnumber:
        lost.append(f"the number '{item.idnumber}'")
        item = replace(item, idnumber="")
    item = replace(item, tags=tags, name=" ".join(item.name.split()), category=category_path(item.category))
    fitted, more = _shape(item)
    return fitted, (*lost, *more)


def write_gift(items: Iterable[ExchangeItem]) -> str:
    """A file of these questions, which `fit_gift` has seen."""
    blocks: list[str] = []
    category = ""
    for item in items:
        if item.category != category:
            category = item.category
            blocks.append(f"$CATEGORY: {category or '$course$/top'}\n")
        blocks.append(_question(item))
    return "\n".join(blocks)


def _shape(item: ExchangeItem) -> tuple[ExchangeItem | None, list[str]]:
    if item.kind == "choice":
        rights = [answer.percent == WHOLE for answer in item.answers]
        if not any(rights) or all(rights):
            return None, ["a choice needs a wholly right option and another one"]
    elif item.kind == "short-text" and any("->" in answer.text for answer in item.answers):
        return None, ["'->' in an answer would make it a matching"]
    elif item.kind == "short-text" and any(
        "->" in said for said in (item.feedback, *(a.feedback for a in item.answers))
    ):
        answers = tuple(replace(answer, feedback=answer.feedback.replace("->", "→")) for answer in item.answers)
        return replace(item, answers=answers, feedback=item.feedback.replace("->", "→")), [_ARROW]
    elif item.kind == "matching" and any("->" in left + right for left, right in item.pairs):
        pairs = tuple((left.replace("->", "→"), right.replace("->", "→")) for left, right in item.pairs)
        return replace(item, pairs=pairs), [_ARROW]
    return item, []


def _question(item: ExchangeItem) -> str:
    lines = []
    known = ([f"[id:{item.idnumber}]"] if item.idnumber else []) + [f"[tag:{tag}]" for tag in item.tags]
    if known:
        lines.append("// " + " ".join(known))
    name = f"::{_escaped(item.name)}::" if item.name else ""
    lines.append(f"{name}[plain]{_escaped(item.stem)} {{{_body(item)}}}")
    return "\n".join(lines) + "\n"


def _body(item: ExchangeItem) -> str:
    general = f"####{_escaped(item.feedback)}" if item.feedback else ""
    if item.kind == "essay":
        return general
    if item.kind == "true-false":
        told = [item.when_wrong, item.when_right]
        while told and not told[-1]:
            told.pop()
        return ("T" if item.truth else "F") + "".join(f"#{_escaped(one)}" for one in told) + general
    if item.kind == "matching":
        lines = [f"\t={_escaped(left)} -> {_escaped(right)}" for left, right in item.pairs]
    elif item.kind == "numeric":
        lines = [_figure(answer) for answer in item.answers]
    else:
        lines = [_answer(item, answer) for answer in item.answers]
    start = "#\n" if item.kind == "numeric" else "\n"
    return start + "\n".join(lines) + "\n" + (f"\t{general}\n" if general else "")


def _answer(item: ExchangeItem, answer: Answer) -> str:
    mark = "=" if item.kind == "short-text" or (item.kind == "choice" and answer.percent == WHOLE) else "~"
    usual = WHOLE if mark == "=" else NOTHING
    share = f"%{decimal_text(answer.percent)}%" if answer.percent != usual or answer.text.startswith("%") else ""
    return f"\t{mark}{share}{_escaped(answer.text)}{_feedback(answer)}"


def _figure(answer: Answer) -> str:
    if answer.text == ANY and answer.percent == NOTHING:
        return f"\t~{_feedback(answer)}"
    share = f"%{decimal_text(answer.percent)}%" if answer.percent != WHOLE else ""
    around = f":{answer.tolerance}" if answer.text != ANY else ""
    return f"\t={share}{answer.text}{around}{_feedback(answer)}"


def _feedback(answer: Answer) -> str:
    return f"#{_escaped(answer.feedback)}" if answer.feedback else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")
