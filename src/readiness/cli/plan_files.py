"""Saved plans as the commands know them; how they are kept is `actions.keep_plan`."""

from __future__ import annotations

from readiness.actions.keep_plan import read_plan, write_plan

__all__ = ["read_plan", "write_plan"]
