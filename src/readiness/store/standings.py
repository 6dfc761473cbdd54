"""Standings: the one door to what is derived from evidence.

Kept up to date (`standing_upkeep`), counted (`standing_counts`), and told anew for a day or a moment that the kept ones
do not speak of (`recount`).
"""

from readiness.store.recount import Recount, Seen, recount, standings_as_of
from readiness.store.standing_counts import (
    Uncertified,
    certified_counts,
    manager_counts,
    uncertified_managers,
    uncertified_people,
)
from readiness.store.standing_upkeep import (
    Drift,
    bring_up_to_date,
    kept_launches,
    lock,
    rebuild,
    refresh,
    refresh_after_evidence,
    refresh_everywhere,
    verify,
)

__all__ = [
    "Drift",
    "Recount",
    "Seen",
    "Uncertified",
    "bring_up_to_date",
    "certified_counts",
    "kept_launches",
    "lock",
    "manager_counts",
    "rebuild",
    "recount",
    "refresh",
    "refresh_after_evidence",
    "refresh_everywhere",
    "standings_as_of",
    "uncertified_managers",
    "uncertified_people",
    "verify",
]
