"""Whether the world has moved since a plan was saved."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.domain.plan.changes import Plan


def moved(base: Mapping[str, str], now: Plan) -> tuple[str, ...]:
    """The parts of the world that are not as `base` has them; empty = the plan may be carried out as it was saved.

    A part that only one side knows (a plan saved by another version of this product) has moved.
    """
    names = [*now.base, *(name for name in base if name not in now.base)]
    return tuple(name for name in names if base.get(name) != now.base.get(name))
