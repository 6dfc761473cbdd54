"""What the page of a module's changes is made of: plain JSON for the template `module-changes.md.j2`."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.delta import ModuleDelta
from readiness.domain.materials.views import Json
from readiness.domain.quiz.forms import pool

CHANGES_TEMPLATE = "module-changes.md.j2"


def changes_page(
    launch: Launch,
    delta: ModuleDelta,
    *,
    module: str,
    since: int,
    version: int,
    notes: Sequence[str] = (),
    quizzes: Sequence[Json] = (),
) -> Json:
    """From version `since` to `version`. `notes` is what publishers said of it, `quizzes` as `asked_about` has it."""
    return {
        "title": launch.modules[module].title,
        "since": since,
        "version": version,
        "minutes": delta.minutes,
        "notes": list(notes),
        "groups": [
            {
                "heading": heading,
                "changes": [
                    {
                        "how": one.how,
                        "title": one.title,
                        "fields": [
                            {"label": f.label, "was": f.was, "now": f.now, "is_markdown": f.is_markdown}
                            for f in one.fields
                        ],
                    }
                    for one in changes
                ],
            }
            for heading, changes in delta.headings()
        ],
        "quizzes": list(quizzes),
    }


def asked_about(launch: Launch, delta: ModuleDelta, quizzes: Sequence[str], accepted: Sequence[Item]) -> list[Json]:
    """How many questions of each of these quizzes test a claim that changed; quizzes with none are left out."""
    claims = set(delta.claims)
    found = []
    for key in quizzes:
        count = sum(1 for item in pool(launch.quizzes[key], launch, accepted) if claims & set(item.tests))
        if count:
            found.append({"key": key, "title": launch.quizzes[key].title, "questions": count})
    return found
