"""Writing Moodle XML, so that reading it gives the same questions. Texts are marked as plain, and nothing is HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from readiness.domain.item_exchange.exchange_item import ANY, WHOLE, Answer, ExchangeItem, category_path, decimal_text

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_TYPES: Mapping[str, str] = {
    "choice": "multichoice", "multiple": "multichoice", "true-false": "truefalse", "short-text": "shortanswer",
    "numeric": "numerical", "matching": "matching", "essay": "essay",
}  # fmt: skip


def fit_moodle_xml(item: ExchangeItem) -> tuple[ExchangeItem | None, tuple[str, ...]]:
    """The question as Moodle XML can hold it, which is all of it; names and tags are of one line there."""
    fitted = replace(
        item, name=" ".join(item.name.split()), idnumber=" ".join(item.idnumber.split()),
        category=category_path(item.category), unit=" ".join(item.unit.split()),
        tags=tuple(dict.fromkeys(tag for tag in (" ".join(tag.split()) for tag in item.tags) if tag)),
    )  # fmt: skip
    return fitted, ()


def write_moodle_xml(items: Iterable[ExchangeItem]) -> str:
    """A file of these questions, which `fit_moodle_xml` has seen."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for item in items:
        if item.category != category:
            category = item.category
            path = _escaped(f"$course$/top/{category}" if category else "$course$/top")
            lines.append(f'  <question type="category"><category><text>{path}</text></category></question>')
        lines.append(f'  <question type="{_TYPES[item.kind]}">')
        lines += [f"    {line}" for line in _inside(item)]
        lines.append("  </question>")
    return "\n".join([*lines, "</quiz>", ""])


def _inside(item: ExchangeItem) -> Iterator[str]:
    yield f"<name>{_text(item.name)}</name>"
    yield _formatted("questiontext", item.stem)
    yield _formatted("generalfeedback", item.feedback)
    yield f"<defaultgrade>{decimal_text(item.weight)}</defaultgrade>"
    yield "<penalty>0</penalty>"
    yield "<hidden>0</hidden>"
    yield f"<idnumber>{_escaped(item.idnumber)}</idnumber>"
    if item.kind in ("choice", "multiple"):
        yield f"<single>{'true' if item.kind == 'choice' else 'false'}</single>"
        yield "<shuffleanswers>true</shuffleanswers>"
        yield "<answernumbering>abc</answernumbering>"
        yield from (_answer(one, "plain_text") for one in item.answers)
    elif item.kind == "true-false":
        for truth in (True, False):
            is_right = item.truth is truth
            said = item.when_right if is_right else item.when_wrong
            one = Answer(text="true" if truth else "false", percent=WHOLE * is_right, feedback=said)
            yield _answer(one, "moodle_auto_format")
    elif item.kind == "short-text":
        yield f"<usecase>{int(item.case_sensitive)}</usecase>"
        yield from (_answer(one, "plain_text") for one in item.answers)
    elif item.kind == "numeric":
        yield from (_figure(one) for one in item.answers)
        if item.unit:
            unit = f"<multiplier>1</multiplier><unit_name>{_escaped(item.unit)}</unit_name>"
            yield f"<units><unit>{unit}</unit></units>"
    elif item.kind == "matching":
        yield "<shuffleanswers>true</shuffleanswers>"
        for left, right in item.pairs:
            yield f'<subquestion format="plain_text">{_text(left)}<answer>{_text(right)}</answer></subquestion>'
    else:
        yield from _essay(item)
    if item.tags:
        yield "<tags>" + "".join(f"<tag>{_text(tag)}</tag>" for tag in item.tags) + "</tags>"


def _essay(item: ExchangeItem) -> Iterator[str]:
    yield "<responseformat>plain</responseformat>"
    yield "<responserequired>0</responserequired>"
    for tag, count in (
        ("responsefieldlines", item.response_lines), ("minwordlimit", item.min_words),
        ("maxwordlimit", item.max_words),
    ):  # fmt: skip
        if count:
            yield f"<{tag}>{count}</{tag}>"
    yield "<attachments>0</attachments>"
    yield "<attachmentsrequired>0</attachmentsrequired>"
    yield _formatted("graderinfo", item.grader_notes)
    yield _formatted("responsetemplate", item.response_template)


def _answer(answer: Answer, form: str) -> str:
    feedback = _formatted("feedback", answer.feedback)
    share = decimal_text(answer.percent)
    return f'<answer fraction="{share}" format="{form}">{_text(answer.text)}{feedback}</answer>'


def _figure(answer: Answer) -> str:
    around = "" if answer.text == ANY else f"<tolerance>{answer.tolerance}</tolerance>"
    feedback = _formatted("feedback", answer.feedback)
    share = decimal_text(answer.percent)
    return f'<answer fraction="{share}" format="plain_text">{_text(answer.text)}{feedback}{around}</answer>'


def _formatted(tag: str, text: str) -> str:
    return f'<{tag} format="plain_text">{_text(text)}</{tag}>'


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
