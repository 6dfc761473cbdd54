"""What `readiness conform` says: text for people, JSON for programs, SARIF for code review tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.cli.sarif import sarif_of
from readiness.domain.conformance.rules import RULES
from readiness.ground.errors import Level, Problem, Where
from readiness.ground.fingerprint import plain
from readiness.reports.conformance import CheckedDocument, Conformance, FoundLine

_LEVELS: tuple[Level, ...] = ("error", "warning", "note")


def conform_text(found: Conformance) -> str:
    """Per document its findings in reading order and what it is like as a whole; then a line for all of it."""
    lines: list[str] = []
    for one in found.documents:
        lines += [*_document(one, found.measure), ""]
    here = [f"set in readiness.toml: {found.levels.said}"] if found.levels.set_to else []
    return "\n".join([*lines, _summary(found), *here])


def conform_json(found: Conformance) -> dict[str, Any]:
    """Everything but the text of the documents; `levels`: code → what the workspace has set it to."""
    told: dict[str, Any] = plain(found) | {"levels": dict(found.levels.set_to)}
    for document, one in zip(told["documents"], found.documents, strict=True):
        del document["passages"]
        document |= {"usable": one.usable, "sound": one.sound}
    return told


def conform_sarif(found: Conformance) -> dict[str, Any]:
    """One run. A place that is no line (a slide, a page, a paragraph) is the logical location of its result."""
    problems: list[Problem] = []
    states: list[str | None] = []
    for document in found.documents:
        problems += document.problems
        states += [None] * len(document.problems)
        for one in document.findings:
            line = one.number if one.unit == "line" else 0
            place = "" if line else one.place
            message = f"{one.message[:1].upper()}{one.message[1:]}"
            problems.append(Problem(one.code, message, one.fix, Where(document.name, line), one.level, place))
            states.append("unchanged" if one.known else "new")
    made = sarif_of(problems, tuple(RULES.values()), found.levels.set_to)
    for result, state in zip(made["runs"][0]["results"], states, strict=True):
        if state is not None:
            result["baselineState"] = state
    return made


def _document(one: CheckedDocument, measure: str) -> Iterator[str]:
    if not one.usable:
        yield f"{one.name}: not read"
        yield from (_told(problem) for problem in one.problems)
        return
    pages = f"{one.pages} {'slides' if one.form == 'pptx' else 'pages'}, " if one.pages > 1 else ""
    yield f"{one.name}: {one.form}, {pages}{one.words:,} words"
    yield from (_told(problem) for problem in one.problems)
    new = [finding for finding in one.findings if not finding.known]
    yield from (_line(finding) for finding in new)
    if len(new) < len(one.findings):
        yield f"  known from the baseline: {len(one.findings) - len(new)}"
    for fixed in one.fixed:
        yield f"  fixed since the baseline: {fixed.code} {fixed.sentence[:90]}"
    if one.more:
        yield f"  and {one.more:,} more findings"
    yield from _whole(one, measure)


def _whole(one: CheckedDocument, measure: str) -> Iterator[str]:
    generic = ", ".join(f"{word} {count}" for word, count in one.generic)
    yield f"  generic claims: {one.generic_per_thousand:.1f} in 1,000 words{f' ({generic})' if generic else ''}"
    order = one.opening
    if order is not None:
        firsts = [("supplier", order.supplier_first), ("product", order.product_first)]
        told = "; ".join(
            f"{what} first named on {at[0]}, after {at[1]:.0%} of the words" if at else f"{what} never named"
            for what, at in firsts
        )
        yield f"  order: {told}"
        shares = f"{order.customer:.0%} of its sentences on the customer, {order.supplier:.0%} on the supplier"
        yield f"  opening ({order.opening}): {shares}"
    yield f"  map: {one.on_map} of {one.claims} claims are near something on it, {measure}{uncompared(one)}"


def uncompared(one: CheckedDocument) -> str:
    """What is said of claims that nobody compared; "" = there are none."""
    return f"; {one.uncompared:,} more are not compared" if one.uncompared else ""


def _line(one: FoundLine) -> str:
    lines = [f"  {one.place:>13}  {one.level:<7}  {one.code}  {_on_one_line(one.message)}"]
    if one.code == "CF121":
        lines.append(f"{'':34}“{_on_one_line(one.sentence)[:160]}”")
    lines.append(f"{'':34}{_on_one_line(one.fix)}")
    return "\n".join(lines)


def _told(problem: Problem) -> str:
    return f"  {'-':>13}  {problem.level:<7}  {problem.code}  {_on_one_line(f'{problem.message} {problem.fix}')}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _summary(found: Conformance) -> str:
    read = [one for one in found.documents if one.usable]
    counts = {level: sum(one.count(level) for one in read) for level in _LEVELS}
    told = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items() if count)
    whole = f"{len(read)} document{'' if len(read) == 1 else 's'} held against {found.launch} on {found.on}"
    away = len(found.documents) - len(read)
    gone = f"; {away} not read" if away else ""
    return f"{whole}: {told or 'nothing found'}{gone}"
