"""A question of another product as an item of the launch file, and back; with everything that has no place told.

The key is the question's number, the claims are its tags (`objections.price`) or its category (`…/objections/price`).
What else these formats have no field for (`must-pass`, `conversation:…`, `difficulty:…`, `source:…`, `author:…`,
`review:…`) are tags too, so that a file written here comes back whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from readiness.domain.definition.assessment import MOST_WORDS, Item
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.domain.item_exchange.exchange_item import (
    ANY,
    NOTHING,
    WHOLE,
    Answer,
    ExchangeItem,
    decimal_text,
    tidy,
)
from readiness.domain.quiz.items import value_of
from readiness.ground.keys import is_key

_MUST_PASS = "must-pass"  # noqa: S105
_SCENARIO, _SITUATION = "scenario", "situation"
"""Tags of a question whose last paragraph is what is asked, and what stands before it the story."""

_WORDS = ("source", "author")
_STATES = ("draft", "retired")
_LONGEST_TAG = 200
_NEAR = Decimal("0.02")
_WILDCARD = re.compile(r"\\\*|\*")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """`fields` as they would stand in the launch file, without tests.

    `tests` are the claims that it names itself. `lost` says what of it is not carried.
    """

    key: str
    fields: Mapping[str, Any]
    tests: tuple[str, ...]
    lost: tuple[str, ...]


def to_exchange(item: Item) -> tuple[ExchangeItem | None, tuple[str, ...]]:
    """The item as another product may have it, and what has no place there; None = nothing of it has."""
    lost: list[str] = []
    if item.kind == "ordering":
        return None, ("an order of steps has no place in these formats",)
    tags = [*item.tests, *([_MUST_PASS] if item.must_pass else [])]
    tags += [f"conversation:{item.conversation}"] if item.conversation else []
    tags += [f"difficulty:{item.difficulty!r}"] if item.difficulty is not None else []
    tags += [f"review:{item.review}"] if item.review != "reviewed" else []
    for name in _WORDS:
        said = getattr(item, name) or ""
        if said and " ".join(said.split()) == said and len(said) <= _LONGEST_TAG:
            tags.append(f"{name}:{said}")
        elif said:
            lost.append(f"its {name}")
    stem = item.stem
    if item.situation:
        stem = f"{item.situation}\n\n{item.stem}"
        tags.append(_SCENARIO if item.kind == "scenario" else _SITUATION)
        lost += ["where its situation ends"] if "\n\n" in tidy(item.stem) else []
    if item.rubric:
        lost.append("its rubric")
    elif item.mark_steps != _STEPS and item.kind == "essay":
        lost.append(f"that it is marked in {item.mark_steps} steps")
    shape = _OUT[item.kind](item)
    made = ExchangeItem(
        stem=tidy(stem), name=item.key, idnumber=item.key, category=item.tests[0].replace(".", "/"), tags=tuple(tags),
        weight=_decimal(item.weight), feedback=tidy(item.feedback), **shape,
    )  # fmt: skip
    return made, tuple(lost)


def to_item(item: ExchangeItem) -> Mapped:
    """The question as fields of an item. What its wording lacks is for the checks; here only what has no place."""
    lost: list[str] = []
    tests, said = _told_by_tags(item, lost)
    tests = tests or _told_by_category(item.category)
    made = _IN[item.kind](item, lost)
    if _SITUATION in item.tags and "\n\n" in item.stem:
        story, _, question = item.stem.rpartition("\n\n")
        made |= {"situation": story.strip(), "stem": question.strip()}
    key = key_of_name(item.idnumber) or key_of_name(item.name) or key_of_name(" ".join(item.stem.split()[:8]))
    fields: dict[str, Any] = {"kind": made.pop("kind"), "stem": made.pop("stem", item.stem), **made, **said}
    if item.feedback:
        fields["feedback"] = item.feedback
    if item.weight != 1:
        if Decimal("0.1") <= item.weight <= 100:
            fields["weight"] = _number(item.weight)
        else:
            lost.append(f"its weight {decimal_text(item.weight)}, which is not from 0.1 to 100")
    return Mapped(key, fields, tests, tuple(dict.fromkeys(lost)))


def key_of_name(name: str) -> str:
    """The name as a key: lower case, hyphens; "" when nothing of it can be one."""
    if is_key(name):
        return name
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    key = "-".join(_WORD.findall(plain))[:64].strip("-")
    return key if is_key(key) else ""


def _told_by_tags(item: ExchangeItem, lost: list[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    tests: list[str] = []
    said: dict[str, Any] = {}
    for tag in item.tags:
        section, dot, key = tag.partition(".")
        name, colon, value = tag.partition(":")
        if dot and section in CLAIM_SECTIONS and is_key(key):
            tests.append(tag)
        elif tag in (_SCENARIO, _SITUATION):
            continue
        elif tag == _MUST_PASS:
            said["must_pass"] = True
        elif colon and (name in _WORDS or (name == "review" and value in _STATES)) and value.strip():
            said[name] = value.strip()
        elif colon and name == "conversation" and is_key(value):
            said["conversation"] = value
        elif colon and name == "difficulty" and (share := _share(value)) is not None:
            said["difficulty"] = share
        else:
            lost.append(f"the tag '{tag}'")
    return tuple(dict.fromkeys(tests)), said


def _share(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _told_by_category(category: str) -> tuple[str, ...]:
    """The claim that the end of the path names: `Sales/objections/price`, or `Sales/objections.price`."""
    parts = [part.strip() for part in category.split("/")]
    candidates = [parts[-1], ".".join(parts[-2:])]
    for candidate in candidates:
        section, dot, key = candidate.partition(".")
        if dot and section in CLAIM_SECTIONS and is_key(key):
            return (candidate,)
    return ()


def _decimal(value: float) -> Decimal:
    return Decimal(decimal_text(Decimal(repr(value))))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _choice_out(item: Item) -> dict[str, Any]:
    answers = [Answer(text=tidy(o.text), percent=WHOLE * o.correct, feedback=tidy(o.feedback)) for o in item.options]
    return {"kind": "choice", "answers": tuple(answers)}


def _multiple_out(item: Item) -> dict[str, Any]:
    """Each right one earns its share, each wrong one costs as much: what (right - wrong) / right comes to."""
    each = _each(sum(option.correct for option in item.options))
    answers = [
        Answer(text=tidy(o.text), percent=each if o.correct else -each, feedback=tidy(o.feedback)) for o in item.options
    ]
    return {"kind": "multiple", "answers": tuple(answers)}


def _each(right: int) -> Decimal:
    return Decimal(decimal_text((WHOLE / right).quantize(Decimal("0.00001"))))


def _scenario_out(item: Item) -> dict[str, Any]:
    answers = [
        Answer(text=tidy(o.text), percent=_decimal(value_of(o)) * 100, feedback=tidy(o.feedback)) for o in item.options
    ]
    return {"kind": "choice", "answers": tuple(answers)}


def _short_out(item: Item) -> dict[str, Any]:
    texts = (tidy(text).replace("*", "\\*") for text in item.accept)
    return {"kind": "short-text", "answers": tuple(Answer(text=text, percent=WHOLE) for text in texts)}


def _numeric_out(item: Item) -> dict[str, Any]:
    assert item.number is not None, "a sound numeric item has its number"
    figure, around = (decimal_text(Decimal(repr(value))) for value in (item.number, item.tolerance))
    return {"kind": "numeric", "answers": (Answer(text=figure, tolerance=around, percent=WHOLE),), "unit": item.unit}


_OUT: Mapping[str, Callable[[Item], dict[str, Any]]] = {
    "single": _choice_out,
    "multiple": _multiple_out,
    "scenario": _scenario_out,
    "true-false": lambda item: {"kind": "true-false", "truth": item.truth},
    "short-text": _short_out,
    "numeric": _numeric_out,
    "essay": lambda item: {
        "kind": "essay", "grader_notes": tidy(item.grader_notes), "response_template": tidy(item.response_template),
        "response_lines": item.response_lines, "min_words": item.min_words, "max_words": item.max_words,
    },
    "matching": lambda item: {
        "kind": "matching", "pairs": tuple((tidy(one.left), tidy(one.right)) for one in item.pairs),
    },
}  # fmt: skip


def _choice_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    """Partial marks make it a scenario where a story comes before the question; without one they are lost."""
    partial = [one for one in item.answers if one.percent not in (WHOLE, NOTHING)]
    story, _, question = item.stem.rpartition("\n\n")
    is_scenario = _SCENARIO in item.tags or partial or not _one_right(item.answers)
    if story.strip() and question.strip() and is_scenario:
        options = [
            _option(one, {"correct": True} if one.percent == WHOLE else {"fraction": _number(one.percent / 100)})
            for one in item.answers
        ]
        return {"kind": "scenario", "situation": story.strip(), "stem": question.strip(), "options": options}
    lost += [f"{decimal_text(one.percent)} % for “{_short(one.text)}”, which now earns nothing" for one in partial]
    return {"kind": "single", "options": [_option(one, _correct(one.percent == WHOLE)) for one in item.answers]}


def _one_right(answers: Sequence[Answer]) -> bool:
    return sum(one.percent == WHOLE for one in answers) == 1


def _multiple_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    right = [one for one in item.answers if one.percent > 0]
    each = _each(len(right)) if right else NOTHING
    for one in item.answers:
        meant = each if one.percent > 0 else -each
        if abs(one.percent - meant) > _NEAR:
            lost.append(
                f"{decimal_text(one.percent)} % for “{_short(one.text)}”; each right one earns {decimal_text(each)} %, "
                "each wrong one costs as much"
            )
    return {"kind": "multiple", "options": [_option(one, _correct(one.percent > 0)) for one in item.answers]}


def _correct(is_right: bool) -> dict[str, Any]:  # noqa: FBT001
    return {"correct": True} if is_right else {}


def _option(answer: Answer, marks: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": answer.text, **marks, **({"feedback": answer.feedback} if answer.feedback else {})}


def _truth_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    if item.when_right or item.when_wrong:
        lost.append("what is said to each answer of a true/false; put it into feedback")
    return {"kind": "true-false", "truth": item.truth}


def _short_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    accept = []
    for one in item.answers:
        if any(found[0] == "*" for found in _WILDCARD.finditer(one.text)):
            lost.append(f"the answer “{_short(one.text)}”, in which * stands for anything")
        elif one.percent != WHOLE:
            lost.append(f"the answer “{_short(one.text)}” with {decimal_text(one.percent)} %")
        else:
            accept.append(one.text.replace("\\*", "*"))
        if one.feedback:
            lost.append(f"what is said to “{_short(one.text)}”")
    if item.case_sensitive:
        lost.append("that capital letters count; here they never do")
    return {"kind": "short-text", "accept": accept}


def _numeric_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    right = next((one for one in item.answers if one.percent == WHOLE and one.text != ANY), None)
    for one in item.answers:
        if one is not right:
            what = "any other figure" if one.text == ANY else f"{one.text} ± {one.tolerance}"
            lost.append(f"{decimal_text(one.percent)} % for {what}")
        if one.feedback:
            lost.append(f"what is said to {'any other figure' if one.text == ANY else one.text}")
    if right is None:
        return {"kind": "numeric", "number": None}
    made: dict[str, Any] = {"kind": "numeric", "number": _number(Decimal(right.text))}
    if right.tolerance != "0":
        made["tolerance"] = _number(Decimal(right.tolerance))
    return made | ({"unit": item.unit} if item.unit else {})


def _essay_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    """A limit or a height that cannot be here is told as lost, and left out."""
    made: dict[str, Any] = {"kind": "essay"}
    for name, text in (("grader_notes", item.grader_notes), ("response_template", item.response_template)):
        made |= {name: text} if text else {}
    for name, most, said in _LIMITS:
        number = getattr(item, name)
        if number and number <= most:
            made[name] = number
        elif number:
            lost.append(f"{said} {number:,}, which is more than {most:,}")
    if made.get("response_lines") in {_LINES, 1}:
        del made["response_lines"]
    if made.get("min_words", 0) > made.get("max_words", MOST_WORDS):
        lost.append(f"the fewest words, {made.pop('min_words')}, which are more than the most")
    return made


_STEPS, _LINES = 4, 10
"""Of an essay that says nothing of its own, as `domain.definition.assessment` has it."""

_LIMITS = (
    ("response_lines", 60, "a field of lines"), ("min_words", MOST_WORDS, "the fewest words"),
    ("max_words", MOST_WORDS, "the most words"),
)  # fmt: skip


def _matching_in(item: ExchangeItem, lost: list[str]) -> dict[str, Any]:
    lost += [f"the right side “{_short(right)}” that fits nothing" for left, right in item.pairs if not left]
    return {"kind": "matching", "pairs": [{"left": left, "right": right} for left, right in item.pairs if left]}


_IN: Mapping[str, Callable[[ExchangeItem, list[str]], dict[str, Any]]] = {
    "choice": _choice_in, "multiple": _multiple_in, "true-false": _truth_in, "short-text": _short_in,
    "numeric": _numeric_in, "matching": _matching_in, "essay": _essay_in,
}  # fmt: skip


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 40 else said[:37] + "…"
