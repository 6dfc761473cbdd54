"""Somebody searches the library: what fits and is theirs to read, and on record what was searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.refresh_library import refresh_library
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Freshness, freshness, readers_for
from readiness.domain.library.finding import Asked, asked_for, excerpt
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError
from readiness.store import library
from readiness.store.library_search import COUNTED, RANKED, Hit, find

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAsset:
    """`says` is a piece of the text about what was asked; `freshness` as of today."""

    key: str
    title: str
    kind: str
    launch: str
    material: str
    says: str
    facets: Mapping[str, tuple[str, ...]]
    freshness: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One page, best first. `total` is counted up to COUNTED (`is_more`), RANKED of them can be paged through.

    `facets`: facet → value → how many, to narrow by; `instead`: word as typed → the word that was looked for.
    `next` is where the next page starts, None = none.
    """

    text: str
    narrowed: Mapping[str, str]
    found: tuple[FoundAsset, ...]
    total: int
    is_more: bool
    facets: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, str]
    next: int | None


def search_library(
    context: Context, *, viewer: Viewer, text: str = "", facets: Mapping[str, str] | None = None, start: int = 0,
    limit: int = PAGE,
) -> Searched:  # fmt: skip
    """Raises DefinitionError for a facet that there is not. The first page of a search with words is put on record."""
    asked, problems = asked_for(text, facets or {})
    if problems:
        raise DefinitionError("the library cannot be searched so.", problems=problems)
    refresh_library(context)
    on, readers = context.clock.today(), readers_for(viewer)
    with context.database.reading() as session:
        found = find(session, asked, readers=readers, on=on, start=max(0, start), limit=limit)
    if asked.words and not start:
        _record(context, asked, found.total, by=mail_address(viewer.email))
    words = tuple(found.instead.get(word, word) for word in asked.words)
    after = start + limit
    return Searched(
        text=asked.text, narrowed=asked.facets, found=tuple(_told(hit, words, context) for hit in found.hits),
        total=min(found.total, COUNTED), is_more=found.total > COUNTED, facets=found.facets, instead=found.instead,
        next=after if after < min(found.total, RANKED) else None,
    )  # fmt: skip


def _record(context: Context, asked: Asked, total: int, *, by: str) -> None:
    with context.database.transaction() as session:
        library.add_search(session, context.clock, asked, found=total, by=by)


def _told(hit: Hit, words: tuple[str, ...], context: Context) -> FoundAsset:
    return FoundAsset(
        key=hit.key, title=hit.title, kind=hit.kind, launch=hit.launch, material=hit.material, facets=hit.facets,
        says=excerpt(hit.body, words) if words and hit.material else hit.summary[:300],
        freshness=freshness(hit.fresh_until, context.clock.today()),
    )  # fmt: skip
