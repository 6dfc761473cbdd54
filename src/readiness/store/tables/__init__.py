"""Every table, a module per noun. Tables are never validators: what reaches them was parsed at the edge.

Imports every module below so that `metadata` is whole. A table named in `INSERT_ONLY` refuses UPDATE and DELETE in the
database itself.
"""

from readiness.store.tables import (
    accounts,
    enrolment,
    evidence,
    gate,
    journal,
    launches,
    learning,
    materials,
    notices,
    people,
    quizzes,
    standings,
    tasks,
)
from readiness.store.tables.base import INSERT_ONLY, metadata

__all__ = [
    "INSERT_ONLY",
    "accounts",
    "enrolment",
    "evidence",
    "gate",
    "journal",
    "launches",
    "learning",
    "materials",
    "metadata",
    "notices",
    "people",
    "quizzes",
    "standings",
    "tasks",
]
