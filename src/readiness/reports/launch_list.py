"""Which launches there are on record: what a sweep over all of them walks."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.context import Context
from readiness.store.launches import LaunchEntry, applied_launches


def launches_on_record(context: Context) -> tuple[LaunchEntry, ...]:
    """Every launch that was ever applied, by key; empty when there is none."""
    with context.database.reading() as session:
        return applied_launches(session)


def launch_names(context: Context) -> Mapping[str, str]:
    """What every launch that was applied is called, by key."""
    return {entry.key: entry.name for entry in launches_on_record(context)}
