"""How a calculator reads in the terminal: the result, what it rests on, and a bar for each figure's swing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.reports.calculators import CalculatorLines, CalculatorSheet

_BAR: Final = 24


def lines_text(found: CalculatorLines) -> str:
    """Which calculators there are."""
    if not found.lines:
        return f"'{found.launch}' has no calculator. Write calculators in its launch file."
    width = max(len(one.key) for one in found.lines)
    lines = []
    for one in found.lines:
        lines.append(f"  {one.key:<{width}}  {one.name}{f'  ({one.lacking})' if one.lacking else ''}")
        lines.append(f"  {'':<{width}}  {one.changes}")
    return "\n".join([found.launch_name, *lines])


def sheet_text(sheet: CalculatorSheet) -> str:
    """The calculator worked out."""
    return "\n".join(_lines(sheet))


def _lines(sheet: CalculatorSheet) -> Iterator[str]:
    yield sheet.name
    yield sheet.changes
    if sheet.lacking:
        yield f"For the team only: {sheet.lacking}."
    yield ""
    yield f"{sheet.headline.name}: {sheet.headline.said}"
    yield ""
    named = [(one.name, one.said) for one in sheet.inputs] + [(one.name, one.said) for one in sheet.results]
    width, right = max(len(name) for name, _ in named), max(len(said) for _, said in named)
    for one in sheet.inputs:
        usual = f"usually {one.low:g} to {one.high:g}"
        whose = f"given; {usual}" if one.given else f"not given; {usual}"
        yield f"  {one.name:<{width}}  {one.said:>{right}}  {whose}{'  ← not usual' if one.outside else ''}"
    yield ""
    for result in sheet.results:
        yield f"  {result.name:<{width}}  {result.said:>{right}}  = {result.formula}"
    moving = [one for one in sheet.swings if one.size]
    if moving:
        yield ""
        yield f"Which figure matters most to it: {sheet.headline.name}, each from its lowest to its highest"
        largest, wide = moving[0].size, max(len(one.name) for one in moving)
        for swing in moving:
            bar = "█" * max(1, round(_BAR * swing.size / largest))
            ends = f"{swing.low:g} → {swing.at_low_said}   {swing.high:g} → {swing.at_high_said}"
            yield f"  {swing.name:<{wide}}  {bar:<{_BAR}}  {ends}"
