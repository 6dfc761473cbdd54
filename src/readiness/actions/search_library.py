"""Somebody searches the library: what fits and is theirs to read, and on record what was searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.refresh_library import refresh_library
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Freshness, freshness, readers_for
from readiness.domain.library.excerpt import Excerpt, Said, excerpt
from readiness.domain.library.finding import Asked, asked_for
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError
from readiness.store import library, people
from readiness.store.library_search import COUNTED, Hit, find

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAsset:
    """`says` is a piece of the text about what was asked, `pieces` the same with the words that were asked for.

    `place` is where it says so (slide 4), "" = in the summary, or a text without places. `freshness` as of today.
    `roles`: a module fits for so many roles, and is told once; 1 for all else.
    """

    key: str
    title: str
    kind: str
    launch: str
    material: str
    says: str
    pieces: tuple[Said, ...]
    place: str
    facets: Mapping[str, tuple[str, ...]]
    freshness: Freshness
    roles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One page, best first. `total` is counted up to COUNTED (`is_more`), the `ranked` of them can be paged through.

    `facets`: facet → value → how many, to narrow by; `instead`: word as typed → the word that was looked for.
    `facets` counts among the `ranked`. `next` is where the next page starts, None = none.
    """

    text: str
    narrowed: Mapping[str, str]
    found: tuple[FoundAsset, ...]
    total: int
    is_more: bool
    facets: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, str]
    next: int | None
    ranked: int


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
        posting = people.posting_on(session, viewer.email, on)
        role = posting.role if posting else ""
        found = find(session, asked, readers=readers, on=on, start=max(0, start), limit=limit, role=role)
    if asked.words and not start:
        _record(context, asked, found.total, by=mail_address(viewer.email))
    words = tuple(found.instead.get(word, word) for word in asked.words)
    after = start + limit
    return Searched(
        text=asked.text, narrowed=asked.facets, found=tuple(_told(hit, words, context) for hit in found.hits),
        total=min(found.total, COUNTED), is_more=found.total > COUNTED, facets=found.facets, instead=found.instead,
        next=after if after < found.ranked else None, ranked=found.ranked,
    )  # fmt: skip


def _record(context: Context, asked: Asked, total: int, *, by: str) -> None:
    with context.database.transaction() as session:
        library.add_search(session, context.clock, asked, found=total, by=by)


def _told(hit: Hit, words: tuple[str, ...], context: Context) -> FoundAsset:
    quoted, place = _quoted(hit, words)
    return FoundAsset(
        key=hit.key, title=hit.title, kind=hit.kind, launch=hit.launch, material=hit.material, facets=hit.facets,
        says=quoted.text, pieces=quoted.pieces, place=place,
        freshness=freshness(hit.fresh_until, context.clock.today()), roles=hit.roles,
    )  # fmt: skip


def _quoted(hit: Hit, words: tuple[str, ...]) -> tuple[Excerpt, str]:
    """What it says of these words: inside, when not all of them are in the summary."""
    if hit.material:
        return (excerpt(hit.inside.parts, words, is_markup=True), "") if words else (excerpt((hit.summary,), ()), "")
    summary = excerpt((hit.summary,), words)
    if not words and not hit.summary:
        return excerpt(hit.inside.parts, ()), ""
    if words and summary.has < len(words):
        inside = excerpt(hit.inside.parts, words, else_first=False)
        if inside.has > summary.has:
            return inside, hit.inside.place(inside.place)
    return summary, ""
