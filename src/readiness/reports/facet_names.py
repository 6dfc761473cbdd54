"""What the keys in the library are called: launches by their product, everything else by its name in the launch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from readiness.context import Context
from readiness.domain.library.asset import FACETS
from readiness.store.launches import current_version

READ: Final = 12
"""Launches whose names are looked up for one page, those asked for first; keys of others are told as words."""

_NAMED_BY: Final[Mapping[str, str]] = {"requirement": "problem"}
"""Facet → the field that says an entry in a line, where that is not its name."""


@dataclass(frozen=True, slots=True)
class FacetNames:
    """(facet, key) → name. A key that several launches name differently has the name of the first."""

    known: Mapping[tuple[str, str], str]

    def of(self, facet: str, key: str) -> str:
        """The name; for a key that nobody named, its words."""
        return self.known.get((facet, key)) or key.replace("-", " ").replace("role play", "role-play")

    def all_of(self, facet: str, keys: Iterable[str]) -> str:
        return ", ".join(self.of(facet, key) for key in keys)


def facet_names(context: Context, launches: Iterable[str]) -> FacetNames:
    """The names that these launches give, as they stand; launches that were never applied give none."""
    known: dict[tuple[str, str], str] = {}
    with context.database.reading() as session:
        versions = [current_version(session, key) for key in [*dict.fromkeys(filter(None, launches))][:READ]]
    for version in versions:
        if version is None:
            continue
        known.setdefault(("launch", version.launch), version.definition.product.name)
        for facet, section in FACETS.items():
            for key, entry in getattr(version.definition, section).items():
                known.setdefault((facet, key), getattr(entry, _NAMED_BY.get(facet, "name")).rstrip("."))
    return FacetNames(known)
