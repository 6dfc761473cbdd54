"""The requirements of a certification, and the day by which they are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from readiness.domain.definition.certifying import Certification

RequirementKind = Literal["module", "quiz", "role-play", "attestation"]


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """One thing a person must have done. `key` is the definition's; an attestation bears its certification's key."""

    kind: RequirementKind
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as it is asked of everybody in `role`, for one certification."""

    role: str
    certification: str
    requirement: Requirement
    due_on: date


def requirements_of(certification: Certification) -> tuple[Requirement, ...]:
    """Modules, quizzes, role-plays, attestation, in that order and then as written; a key written twice counts once."""
    found = [
        *(Requirement("module", key) for key in certification.modules),
        *(Requirement("quiz", key) for key in certification.quizzes),
        *(Requirement("role-play", key) for key in certification.role_plays),
    ]
    if certification.attestation:
        found.append(Requirement("attestation", certification.key))
    return tuple(dict.fromkeys(found))


def due_on(certification: Certification, launch_on: date) -> date:
    """`due_days_before_launch` calendar days before the launch.

    Calendar days, not business days: the holidays of a market move the work of the people who prepare a launch, which
    is what tasks are for; a rep's last day is one day everywhere, and it is the figure that the author wrote.
    """
    return launch_on - timedelta(days=certification.due_days_before_launch)


def asked_of(certifications: Iterable[Certification], launch_on: date) -> tuple[Asked, ...]:
    """Everything these certifications ask, in the order of the table: certification, kind, key."""
    asked = [
        Asked(certification.role, certification.key, requirement, due_on(certification, launch_on))
        for certification in certifications
        for requirement in requirements_of(certification)
    ]
    return tuple(sorted(asked, key=lambda one: (one.certification, one.requirement)))
