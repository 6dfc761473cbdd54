"""Every table at once, for whoever needs `metadata` to be whole: migrations, drift, tests that make a database.

Everybody else imports the tables they use: declaring all of them costs a quarter of a second.
"""

from readiness.store.tables import (
    accounts,
    credentials,
    enrolment,
    evidence,
    field_voice,
    form_assemblies,
    gate,
    journal,
    kits,
    launches,
    learning,
    library,
    materials,
    notices,
    people,
    practice,
    quizzes,
    reminders,
    role_plays,
    standings,
    tasks,
)
from readiness.store.tables.base import INSERT_ONLY, metadata

__all__ = [
    "INSERT_ONLY",
    "accounts",
    "credentials",
    "enrolment",
    "evidence",
    "field_voice",
    "form_assemblies",
    "gate",
    "journal",
    "kits",
    "launches",
    "learning",
    "library",
    "materials",
    "metadata",
    "notices",
    "people",
    "practice",
    "quizzes",
    "reminders",
    "role_plays",
    "standings",
    "tasks",
]
