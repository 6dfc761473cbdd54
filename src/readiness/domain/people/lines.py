"""Who reports to whom, as it would be after an import: unknown managers, managers who leave, circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from readiness.domain.people.movement import Roster
from readiness.domain.people.roster import RosterFile, RosterRow
from readiness.ground.errors import Problem
from readiness.ground.keys import nearest

_WORTH_SUGGESTING = 2_000
"""Above this many people, looking for the nearest address costs more than the suggestion is worth."""


def line_problems(
    file: RosterFile, managers: Mapping[str, str | None], gone: Mapping[str, RosterRow], current: Roster
) -> Iterator[Problem]:
    """`managers` maps everybody who is on the roster then to whom they report to; `gone` have left by it."""
    suggested = 0
    doubted = cache(file.may_hold)
    named = [(row.email, row.line, row.manager) for row in file.rows.values() if row.email in managers]
    named += [(email, line, manager) for email, (line, manager) in file.said.items()]
    for email, line, manager in named:
        if not manager or manager in managers or manager == email or doubted(manager):
            continue
        where = file.sheet.where(line, "manager")
        if manager in gone:
            yield Problem(
                "RO303",
                f"{email} reports to {manager}, who left on {gone[manager].left_on}.",
                "Name the new manager when there is one.",
                where,
                "warning",
            )
        elif manager in current:
            yield Problem("RO301", f"manager {manager} is no longer on the roster.", "Name the new manager.", where)
        else:
            close = None
            if suggested < 20 and len(managers) <= _WORTH_SUGGESTING:
                suggested += 1
                close = nearest(manager, managers)
            fix = f"Did you mean {close}?" if close else "Add a row for them, or mend the address."
            yield Problem("RO301", f"manager {manager} is neither in the file nor on the roster.", fix, where)
    for circle in _circles(managers):
        rows = [file.rows[email] for email in circle if email in file.rows]
        first = min(rows, key=lambda row: row.line, default=None)
        yield Problem(
            "RO302",
            f"these people report to each other in a circle: {' → '.join([*circle, circle[0]])}.",
            "Leave the manager of whoever stands on top blank.",
            file.sheet.where(first.line, "manager") if first else file.sheet.where(0),
        )


def _circles(managers: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Every circle once. Being one's own manager is the row's own problem and not told again."""
    finished: set[str] = set()
    for start in managers:
        walked: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in managers and at not in finished and at not in walked:
            walked[at] = None
            at = managers[at] or None
        if at in walked:
            order = list(walked)
            circle = order[order.index(at or "") :]
            if len(circle) > 1:
                yield circle
        finished.update(walked)
