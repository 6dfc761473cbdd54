"""What a check is: a code that never changes its meaning, the words of its page, and one pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Level
from readiness.ground.frozen import frozen


@frozen
class Subject:
    """What checks look at. `drafted` are the items that the engine would draft; nobody has accepted them yet.

    `templates` are the module templates there are; None when nobody looked, as for a definition from the record.
    Dates are judged on the launch day, never today's: the same file always has the same findings.
    """

    launch: Launch
    drafted: tuple[Item, ...]
    templates: frozenset[str] | None = None

    @property
    def on(self) -> date:
        return self.launch.launch_on


@frozen
class Finding:
    """One place where a rule is broken; `path` is dotted, `level` None = the check's own."""

    path: str
    message: str
    fix: str
    level: Level | None = None


@frozen(kw_only=True)
class Rule:
    """The documented side of a check. `rule` is one sentence; `source` names the field's lesson it holds up, if any."""

    code: str
    level: Level
    title: str
    rule: str
    why: str
    fix: str
    source: str = ""


@frozen
class Check:
    """A rule and the function that finds where it is broken."""

    rule: Rule
    find: Callable[[Subject], Iterator[Finding]]


def plural(count: int, one: str, many: str = "") -> str:
    """`1 item`, `3 items`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
