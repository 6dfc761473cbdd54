"""One question of the day as it is shown and answered: its form, and the name that a page gives it."""

from __future__ import annotations

import hashlib
from datetime import date

from readiness.domain.definition.assessment import Item, Quiz
from readiness.domain.quiz.forms import Form, build_form

PRACTICE = "practice"
"""What stands for the quiz in the form of a single question."""


def seed_of(launch: str, item: str, email: str, on: date) -> str:
    """In which order the options stand: the same all day, however often it is looked at, and another next time."""
    return f"{launch}/{PRACTICE}/{item}/{email}/{on}"


def form_of(item: Item, seed: str) -> Form:
    """The form that asks this one question."""
    return build_form(Quiz(key=PRACTICE, title=PRACTICE, items=(item.key,), pass_fraction=1.0), (item,), seed)


def token_of(launch: str, item: str, meaning: str, email: str, on: date) -> str:
    """What a page calls a question of the day: it says no key, and fits this person, wording and day alone."""
    return hashlib.sha256(f"{launch}\n{item}\n{meaning}\n{email}\n{on}".encode()).hexdigest()[:20]
