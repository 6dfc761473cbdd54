"""An asset: a rendered material or something that was uploaded, with the facets that it is found by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal, get_args

from readiness.domain.access.permissions import see_message, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import no_entries
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean, is_key

Facets = Mapping[str, tuple[str, ...]]

FACETS: Final[Mapping[str, str]] = {
    "segment": "segments", "market": "markets", "competitor": "competitors", "requirement": "requirements",
    "conversation": "conversations", "persona": "personas",
}  # fmt: skip
"""Facet → the section of the launch file whose keys are its values. Launch, kind and freshness are facets too."""

Readers = Literal["all", "reps", "staff", "training"]
"""Whose a text is: everybody's; only of those who are not of the staff (an approved text while a newer one is under
review); only the staff's; only of those who may see answer keys.
"""

READERS: Final[tuple[Readers, ...]] = get_args(Readers)

Act = Literal["opened", "shared", "used"]
ACTS: Final[tuple[Act, ...]] = get_args(Act)

Via = Literal["", "materials", "training", "kit"]
"""Where it was opened besides in the library."""
VIA_NAMES: Final[Mapping[str, str]] = {
    "": "in the library", "materials": "among the materials", "training": "in training", "kit": "in a kit",
}  # fmt: skip

Freshness = Literal["fresh", "ends-soon", "out-of-date"]
FRESHNESS: Final[tuple[Freshness, ...]] = get_args(Freshness)
SOON: Final = timedelta(days=30)

LONGEST_TITLE: Final = 200
LONGEST_SUMMARY: Final = 2_000
MOST_MINUTES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of an asset that somebody adds. `launch` "" = of none in particular."""

    key: str
    title: str
    summary: str = ""
    launch: str = ""
    facets: Facets = field(default_factory=no_entries)
    fresh_until: date | None = None
    readers: Readers = "all"


def freshness(until: date | None, on: date) -> Freshness:
    """An asset is out of date from the day after `until`, and ends soon for 30 days before; None = it never does."""
    if until is None or until > on + SOON:
        return "fresh"
    return "ends-soon" if until >= on else "out-of-date"


def readers_for(viewer: Viewer) -> tuple[Readers, ...]:
    """The texts that this viewer may read."""
    if not see_message(viewer):
        return ("all", "reps")
    return ("all", "staff", "training") if see_training(viewer) else ("all", "staff")


def description_problems(told: Described, definition: Launch | None) -> tuple[Problem, ...]:
    """Everything that is wrong with what is said of an asset; `definition` is the applied one of its launch."""
    found = []
    if not is_key(told.key):
        fix = "Write one with small letters, digits and hyphens, such as price-one-pager."
        found.append(Problem("AL001", f"'{told.key[:60]}' is no key.", fix, path="key"))
    title = told.title.strip()
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        fix = f"Write one line of at most {LONGEST_TITLE} characters."
        found.append(Problem("AL002", "the title is empty, too long, or not one line.", fix, path="title"))
    if len(told.summary) > LONGEST_SUMMARY or "\0" in told.summary:
        fix = f"Use at most {LONGEST_SUMMARY:,}."
        found.append(Problem("AL002", f"the summary has {len(told.summary):,} characters.", fix, path="summary"))
    for facet, values in told.facets.items():
        found += _facet_problems(facet, values, definition)
    return tuple(found)


def use_problems(
    act: str, *, conversation: str, conversations: Collection[str], minutes: int | None
) -> tuple[Problem, ...]:
    """What is wrong with what is told of a use; empty = nothing."""
    found = []
    if act not in ACTS:
        found.append(Problem("AL004", f"'{act[:40]}' is nothing that is done with an asset.", did_you_mean(act, ACTS)))
    if conversation and conversation not in conversations:
        fix = did_you_mean(conversation, conversations)
        found.append(Problem("AL005", f"there is no conversation '{conversation[:60]}'.", fix, path="conversation"))
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        fix = f"Write minutes from 0 to {MOST_MINUTES:,}, or leave it out."
        found.append(Problem("AL006", f"{minutes} minutes cannot have been saved.", fix, path="minutes"))
    return tuple(found)


def _facet_problems(facet: str, values: Collection[str], definition: Launch | None) -> list[Problem]:
    if facet not in FACETS:
        return [Problem("AL003", f"there is no facet '{facet[:40]}'.", did_you_mean(facet, FACETS), path="facets")]
    known = getattr(definition, FACETS[facet]) if definition is not None else None
    found = []
    for value in values:
        if known is not None and value not in known:
            told = f"the launch has no {facet} '{value[:60]}'."
            found.append(Problem("AL003", told, did_you_mean(value, known), path=facet))
        elif known is None and not is_key(value):
            found.append(Problem("AL003", f"'{value[:60]}' is no key of a {facet}.", "Write mid-market.", path=facet))
    return found
