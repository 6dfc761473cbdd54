"""What people still know, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from readiness.cli.quiz_text import tame
from readiness.ground.percent import percent
from readiness.reports.retention import WEEKS, Known, Retention, Right


def retention_lines(found: Retention) -> Iterator[str]:
    """The figure of today, claims with the weakest first, regions, and the weeks that have answers."""
    if not found.has_programme:
        yield f"No certification of '{found.launch}' asks questions afterwards. Give one a reinforcement: in its file."
        return
    if not found.people or found.overall.recall is None:
        yield "Nobody has answered yet: questions are asked from the day after certification."
        return
    people = "1 person" if found.people == 1 else f"{found.people} people"
    yield f"{tame(found.name)}, {found.on}: {percent(found.overall.recall)} remembered today, of {people}."
    yield f"Answers since {found.since}: {_right(found.overall.right)}."
    yield ""
    yield f"{'remembered':>10}  {'right, ' + str(WEEKS) + ' weeks':<30}  claim"
    for one in found.claims:
        title = shorten(tame(one.title), 60, placeholder=" …")
        yield f"{_recall(one.known):>10}  {_right(one.known.right):<30}  {title}"
    if len(found.regions) > 1:
        yield ""
        for region, known in zip(found.regions, found.by_region, strict=True):
            yield f"{_recall(known):>10}  {_right(known.right):<30}  {tame(region) or '(no region)'}"
    yield ""
    for week in found.weeks:
        if week.right.answers:
            yield f"week from {week.week_on}  {_right(week.right)}"


def _recall(known: Known) -> str:
    return "not asked" if known.recall is None else percent(known.recall)


def _right(right: Right) -> str:
    if right.share is None or right.interval is None:
        return "no answers"
    told = f"{percent(right.share)}, {right.right} of {right.answers}"
    return told + (f" ({percent(right.interval[0])} to {percent(right.interval[1])})" if right.is_small else "")
