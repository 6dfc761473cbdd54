"""A claim, `section.key`, and the entry of the message it names: what a module may teach and an item may test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean

_TITLES = ("headline", "says", "name", "statement", "problem")
"""The field of an entry that says it in a line; every claimable entry has exactly one of them."""


def claim_entry(launch: Launch, claim: str) -> Any:
    """The entry that `claim` names. Raises NotFound with a suggestion; a definition that was read has no such claim."""
    section, _, key = claim.partition(".")
    if section not in CLAIM_SECTIONS:
        raise NotFound(f"'{claim}' is not a claim.", hint=did_you_mean(section, CLAIM_SECTIONS))
    entries: Mapping[str, Any] = getattr(launch, section)
    if key not in entries:
        raise NotFound(f"there is no claim '{claim}'.", hint=did_you_mean(key, entries))
    return entries[key]


def claim_title(launch: Launch, claim: str) -> str:
    """The claim in a line, in the author's words: a headline, an objection as said, a name, a statement, a problem."""
    entry = claim_entry(launch, claim)
    return str(next(getattr(entry, name) for name in _TITLES if hasattr(entry, name)))


def claims_of(launch: Launch, section: str | None = None) -> tuple[str, ...]:
    """Every claim of a section, or of the whole message, in file order. Raises NotFound for an unknown section."""
    if section is not None and section not in CLAIM_SECTIONS:
        raise NotFound(f"'{section}' is no section of the message.", hint=did_you_mean(section, CLAIM_SECTIONS))
    sections = CLAIM_SECTIONS if section is None else (section,)
    return tuple(f"{name}.{key}" for name in sections for key in getattr(launch, name))


def taught_by(launch: Launch) -> Mapping[str, tuple[str, ...]]:
    """Claim → the modules that teach it, in file order; claims that nobody teaches are absent."""
    found: dict[str, tuple[str, ...]] = {}
    for key, module in launch.modules.items():
        for claim in module.teaches:
            found[claim] = (*found.get(claim, ()), key)
    return found
