"""Certified on what stands: whoever took a module that was changed since is not certified on the launch as it reads.

Until a change is published nobody is asked to take it, and evidence of the version before still counts; the gate says
so, and holds, also for a change that is declared minor: then publishing is all that is left to do.
"""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.gate.figures import ContentFact, Figures
from readiness.domain.gate.found import Found


def on_what_stands(found: Found, certification: str | None, figures: Figures) -> Found:
    """What was found of certified people, held while content that `certification` (None = any) asks is not published
    as it now reads.
    """
    asked = [
        fact for fact in figures.unpublished or () if certification is None or certification in fact.certifications
    ]
    if not asked:
        return found
    return replace(
        found,
        met=False,
        says="; ".join([found.says, *map(_told, asked)]),
        fix=" ".join(filter(None, [found.fix, _fix(asked, figures.launch)])),
    )


def _told(fact: ContentFact) -> str:
    name = f"{fact.kind} '{fact.key}'"
    if not fact.version:
        return f"{name} is not published"
    return f"{name} was changed after version {fact.version} and is not published"


def _fix(asked: list[ContentFact], launch: str) -> str:
    if len(asked) > 1:
        return f"Have it approved and publish it: readiness module publish {launch} --all"
    kind = "" if asked[0].kind == "module" else f" --kind {asked[0].kind}"
    return f"Have it approved and publish it: readiness module publish {launch} {asked[0].key}{kind}"
