"""A verdict as people read it: the outcome, then every criterion with its figure, what is behind it, and the fix.

Names and reasons come from files and from people: what could move a cursor or hide text is shown as it is written,
never obeyed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from readiness.domain.gate.found import Found, GroupFound
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.domain.gate.waiver import Waiver
from readiness.ground.fingerprint import short
from readiness.ground.percent import percent

MARKS = {"met": "✓", "unmet": "✗", "waived": "~"}


def verdict_text(verdict: Verdict, *, number: int | None = None) -> str:
    """The whole verdict; ends with what it rests on."""
    return "\n".join([headline(verdict), "", *_criteria(verdict), *_rests_on(verdict, number)])


def headline(verdict: Verdict) -> str:
    """`atlas is held as of 2018-02-01: 2 of 7 criteria are unmet.`"""
    where = f" in {verdict.market}" if verdict.market else ""
    of = len(verdict.criteria)
    waived = f", {len(verdict.waived())} waived" if verdict.waived() else ""
    unmet = len(verdict.unmet())
    if verdict.cleared:
        told = f"{of - len(verdict.waived())} of {of} criteria met"
    else:
        told = f"{unmet} of {of} criteria {'is' if unmet == 1 else 'are'} unmet"
    return f"{verdict.launch}{where} is {verdict.outcome} as of {verdict.as_of}: {told}{waived}."


def criterion_lines(result: CriterionResult, *, fix: bool = True) -> Iterator[str]:
    """One criterion: mark, name, figure against threshold, then what is behind it and (`fix`) what to do."""
    found = result.found
    yield f"{MARKS[result.outcome]} {result.name}  {result.outcome}  {figure(found)}"
    yield f"    {visible(found.says)}"
    for group in found.groups:
        yield f"    - {_group(group)}"
    yield from _more(len(found.groups), found.groups_short)
    if result.outcome != "met":
        yield from (f"    · {visible(b.name)}{f': {visible(b.why)}' if b.why else ''}" for b in found.behind)
        yield from _more(len(found.behind), found.behind_total)
    if result.left_out:
        told = ", ".join(f"{out.people} {out.why}" for out in result.left_out)
        yield f"    not counted: {told}"
    if result.waiver:
        yield f"    waived {waiver_text(result.waiver)}"
    if result.waiver_gone:
        yield f"    {visible(result.waiver_gone)}"
    if fix and result.outcome == "unmet":
        yield f"    → {visible(found.fix)}"


def figure(found: Found) -> str:
    """`60 % (3 of 5; 95 % interval 23.1 % to 88.2 %), asks 80 %`."""
    if found.figure is None:
        return f"nothing to count, asks {_threshold(found)}"
    if found.interval is None and found.threshold == 0:
        return f"{found.counted} found, asks none"
    counts = found.of_figure
    told = [f"{counts[0]} of {counts[1]}"] if counts else []
    if found.interval is not None:
        told.append(f"95 % interval {percent(found.interval[0])} to {percent(found.interval[1])}")
    within = f" ({'; '.join(told)})" if told else ""
    return f"{percent(found.figure)}{within}, asks {_threshold(found)}"


def waiver_text(waiver: Waiver) -> str:
    """`through 2018-02-10 by vp@x.org (leadership), asked by a@x.org: two reps join on Monday`."""
    return visible(
        f"through {waiver.until} by {waiver.approved_by} ({waiver.function}), asked by {waiver.requested_by}: "
        f"{waiver.reason}"
    )


def visible(text: str) -> str:
    """The text on one line, with anything that a terminal would obey or hide spelled out."""
    return "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
        else " "
        if character in "\n\r\t"
        else character.encode("unicode_escape").decode("ascii", "replace")
        for character in text
    )


def _criteria(verdict: Verdict) -> Iterator[str]:
    for result in verdict.criteria:
        yield from criterion_lines(result)
    yield ""


def _rests_on(verdict: Verdict, number: int | None) -> Iterator[str]:
    yield f"Who counts: {verdict.population}"
    evidence = verdict.evidence
    if not evidence.records:
        yield "Evidence: none yet."
    else:
        share = f"{evidence.simulated:,} of them SIMULATED" if evidence.simulated else "none of them simulated"
        records = "record" if evidence.records == 1 else "records"
        yield f"Evidence: {evidence.records:,} {records} up to no. {evidence.mark}, {share}."
    recorded = f"; verdict {number} on record" if number is not None else "; not recorded"
    yield f"Definition {short(verdict.definition)}{recorded}."


def _group(group: GroupFound) -> str:
    name = visible(group.name) or "(none)"
    if not group.counted:
        return f"{name}: nobody counts"
    told = f"{name}: {percent(group.certified / group.counted)} ({group.certified} of {group.counted}"
    interval = f"; 95 % interval {percent(group.interval[0])} to {percent(group.interval[1])}" if group.interval else ""
    return f"{told}{interval}), {group.needed} more to certify" if group.needed else f"{told}{interval})"


def _more(shown: int, total: int) -> Iterator[str]:
    if total > shown:
        yield f"    … {total - shown:,} more, {total:,} in all"


def _threshold(found: Found) -> str:
    return percent(found.threshold)
