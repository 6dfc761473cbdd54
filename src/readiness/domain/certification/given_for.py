"""What a certification was given for, in words."""

from __future__ import annotations

from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch


def given_for(definition: Launch, asked: Certification) -> tuple[str, ...]:
    """The titles of everything it asks, in the order of the launch file."""
    return (
        *(definition.modules[key].title for key in asked.modules),
        *(f"Quiz: {definition.quizzes[key].title}" for key in asked.quizzes),
        *(f"Role-play: {definition.role_plays[key].title}" for key in asked.role_plays),
        *(("Attested by their manager",) if asked.attestation else ()),
    )
