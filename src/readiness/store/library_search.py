"""Looking assets up by words and facets: one function, whichever database it is.

`store.library_index` has the words as either database keeps them; both hold what `domain.library.finding` makes of a
text, so both find the same. Words that nothing has are told apart by a vocabulary of our own (`asset_word`), as no
extension can be counted on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy import Table, delete, insert, select, text
from sqlmodel import Session

from readiness.domain.library.asset import READERS, SOON, Facets, Freshness, Readers
from readiness.domain.library.finding import Asked, freshness_terms, indexed, learned, meant, term, terms, words_of
from readiness.domain.library.inside import Inside, Searched
from readiness.domain.wording.stems import stem
from readiness.store import library_index
from readiness.store.launches import current_version
from readiness.store.library_index import Indexed, Look, among, by_index, readers_terms
from readiness.store.tables.library import AssetDocumentRow, AssetRow, AssetWordRow

_ASSET = cast("Table", AssetRow.__table__)  # type: ignore[attr-defined]
_DOCUMENT = cast("Table", AssetDocumentRow.__table__)  # type: ignore[attr-defined]
_WORD = cast("Table", AssetWordRow.__table__)  # type: ignore[attr-defined]

RANKED: Final = 200
"""So many of what fits are ranked and can be paged through; whoever needs more narrows the search."""
COUNTED: Final = 1_000
"""What fits is counted up to here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text of an asset, about to be found. `also` is searched in with what is inside, and shown to nobody."""

    asset: int
    readers: Readers
    launch: str
    kind: str
    title: str
    summary: str
    inside: Inside
    facets: Facets
    fresh_until: date | None
    fingerprint: str
    made_at: datetime
    also: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An asset that fits, with the text that does. `roles`: for how many roles its module fits; 1 for all else."""

    asset: int
    key: str
    launch: str
    material: str
    kind: str
    title: str
    summary: str
    inside: Inside
    facets: Facets
    fresh_until: date | None
    made_at: datetime
    roles: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are one page, best first, of `ranked`. `total` counts up to COUNTED + 1.

    `facets`: facet → value → how many of those that are ranked. `instead`: word as it was typed → the one that was
    looked for, as nothing has it.
    """

    hits: tuple[Hit, ...]
    ranked: int
    total: int
    facets: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, str]


def find(
    session: Session, asked: Asked, *, readers: Iterable[Readers], on: date, start: int = 0, limit: int = 20,
    role: str = "",
) -> Found:  # fmt: skip
    """What fits all words and all facets, of the texts of these `readers`: titles weigh most, then summaries.

    The last word may be the beginning of one. Words that nothing has are looked for as the nearest word there is.
    Without words: the newest first. A module is there once, as `role` reads it, else as it fits best.
    """
    seen = tuple(readers)
    instead: Mapping[str, str] = {}
    ids, total = _ranked(session, asked, seen, on)
    if not ids and asked.words:
        with by_index(session):
            instead = _meant(session, asked.words, seen)
        if instead:
            asked = replace(asked, words=tuple(instead.get(word, word) for word in asked.words))
            ids, total = _ranked(session, asked, seen, on)
    if not ids:
        return Found((), 0, 0, {}, {})
    told = _told_of(session, ids)
    once = _modules_once(session, ids, told, role)
    hits = _hits(session, list(once)[start : start + limit], once)
    return Found(hits, len(once), total - len(ids) + len(once), _facets(told[one] for one in once), instead)


def bare(session: Session, asked: Asked, *, readers: Iterable[Readers], on: date) -> int:
    """How much fits, counted up to COUNTED + 1, and nothing else: what `find` is measured beside."""
    if _is_nearly_all(asked):
        return len(_newest(session, tuple(readers), on if asked.facets else None, COUNTED + 1))
    with by_index(session):
        return len(Look(session, _groups(asked, tuple(readers), on), _stems(asked)).newest("words", COUNTED + 1))


@dataclass(frozen=True, slots=True)
class UploadInside:
    """An upload, and how much of its file is searched; `says`: why not all of it."""

    key: str
    title: str
    searched: Searched
    says: str


def searched_inside(
    session: Session,
    states: Iterable[Searched] | None,
    *,
    readers: Iterable[Readers] = READERS,
) -> tuple[UploadInside, ...]:
    """The uploads of these `states` (None = of all) that these readers may read, by key."""
    query = (
        select(_ASSET.c.key, _DOCUMENT.c.title, _DOCUMENT.c.inside, _DOCUMENT.c.inside_says)
        .join(_ASSET, _ASSET.c.id == _DOCUMENT.c.asset_id)
        .where(_ASSET.c.material == "", _DOCUMENT.c.readers.in_(list(readers)))
        .order_by(_ASSET.c.key)
    )
    if states is not None:
        query = query.where(_DOCUMENT.c.inside.in_(list(states)))
    return tuple(UploadInside(*row) for row in session.execute(query))


def uploads(session: Session) -> tuple[tuple[int, Inside], ...]:
    """Every upload that is found, by number, and what of it is searched."""
    d = _DOCUMENT.c
    query = (
        select(d.asset_id, d.body, d.unit, d.places, d.inside, d.inside_says)
        .join(_ASSET, _ASSET.c.id == d.asset_id)
        .where(_ASSET.c.material == "")
        .order_by(d.id)
    )
    return tuple((row.asset_id, _inside(row)) for row in session.execute(query))


def put(session: Session, documents: Sequence[Document]) -> None:
    """Each is found from now on, in place of what stood for the same asset and readers."""
    if not documents:
        return
    placed = {(one.asset, one.readers) for one in documents}
    asked = select(_DOCUMENT.c.id, _DOCUMENT.c.asset_id, _DOCUMENT.c.readers)
    assets = sorted({one.asset for one in documents})
    for start in range(0, len(assets), _AT_ONCE):
        rows = session.execute(asked.where(_DOCUMENT.c.asset_id.in_(assets[start : start + _AT_ONCE])))
        _remove(session, [row.id for row in rows if (row.asset_id, row.readers) in placed])
    numbers = session.execute(
        insert(_DOCUMENT).returning(_DOCUMENT.c.id, sort_by_parameter_order=True),
        [
            {
                "asset_id": one.asset, "readers": one.readers, "kind": one.kind, "title": one.title,
                "summary": one.summary, "body": _BETWEEN.join(one.inside.parts), "unit": one.inside.unit,
                "places": list(one.inside.numbers), "inside": one.inside.searched, "inside_says": one.inside.says,
                "facets": {name: list(values) for name, values in one.facets.items()},
                "fresh_until": one.fresh_until, "fingerprint": one.fingerprint, "made_at": one.made_at,
            }
            for one in documents
        ],
    ).scalars()  # fmt: skip
    library_index.put(session, [_indexed(number, one) for number, one in zip(numbers, documents, strict=True)])
    _learn(session, documents)


def take_away(session: Session, asset: int, *, readers: str = "") -> None:
    """The asset's texts (of these readers) are found no more."""
    query = select(_DOCUMENT.c.id).where(_DOCUMENT.c.asset_id == asset)
    if readers:
        query = query.where(_DOCUMENT.c.readers == readers)
    _remove(session, list(session.execute(query).scalars()))


def _remove(session: Session, numbers: Sequence[int]) -> None:
    if numbers:
        library_index.take_away(session, numbers)
        session.execute(delete(_DOCUMENT).where(_DOCUMENT.c.id.in_(numbers)))


def linking_to(session: Session, key: str, *, readers: Iterable[Readers]) -> tuple[Hit, ...]:
    """The assets whose texts link to this one, the newest first, at most 50."""
    with by_index(session):
        found = Look(session, [readers_terms(tuple(readers)), [term("links", key)]], ()).newest("words", 50)
    return _hits(session, found)


def hits_of(session: Session, asset: int, *, readers: Iterable[Readers]) -> tuple[Hit, ...]:
    """The texts of one asset that these readers have: one, or none."""
    query = select(_DOCUMENT.c.id).where(_DOCUMENT.c.asset_id == asset, _DOCUMENT.c.readers.in_(list(readers)))
    return _hits(session, list(session.execute(query).scalars()))


def _ranked(session: Session, asked: Asked, readers: Sequence[Readers], on: date) -> tuple[list[int], int]:
    """At most RANKED numbers of documents, best first, and how many fit, counted up to COUNTED + 1."""
    if _is_nearly_all(asked):
        newest = _newest(session, readers, on if asked.facets else None, COUNTED + 1)
        return newest[:RANKED], len(newest)
    with by_index(session):
        fits = Look(session, _groups(asked, readers, on), _stems(asked)).fits(counted=COUNTED, ranked=RANKED)
    return fits.first(RANKED), fits.total


def _is_nearly_all(asked: Asked) -> bool:
    """True for a search that most assets fit: the newest of these are found without the index of words."""
    return not asked.words and dict(asked.facets) in ({}, {"freshness": "fresh"})


def _newest(session: Session, readers: Sequence[Readers], on: date | None, limit: int) -> list[int]:
    """Whatever these readers may read (and is fresh `on` that day), the newest first."""
    number, until = _DOCUMENT.c.id, _DOCUMENT.c.fresh_until
    query = select(number).where(_DOCUMENT.c.readers.in_(list(readers))).order_by(number.desc()).limit(limit)
    if on is not None:
        query = query.where(until.is_(None) | (until > on + SOON))
    return list(session.execute(query).scalars())


def _stems(asked: Asked) -> list[str]:
    return [stem(word) for word in asked.words]


def _groups(asked: Asked, readers: Sequence[Readers], on: date) -> list[Sequence[str]]:
    """Terms, of each group of which a text must have one."""
    found: list[Sequence[str]] = [readers_terms(readers)]
    for name, value in asked.facets.items():
        is_fresh = name == "freshness"
        found.append(freshness_terms(cast("Freshness", value), on) if is_fresh else [term(name, value)])
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What one text is found by."""

    kind: str
    launch: str
    material: str
    facets: Facets


def _told_of(session: Session, ids: Sequence[int]) -> Mapping[int, _Told]:
    query = (
        select(_DOCUMENT.c.id, _DOCUMENT.c.kind, _ASSET.c.launch, _ASSET.c.material, _DOCUMENT.c.facets)
        .join(_ASSET, _ASSET.c.id == _DOCUMENT.c.asset_id)
        .where(among(session, _DOCUMENT.c.id, ids))
    )
    return {number: _Told(*told) for number, *told in session.execute(query)}


def _modules_once(session: Session, ids: Sequence[int], told: Mapping[int, _Told], role: str) -> Mapping[int, int]:
    """The numbers in their order, of the renderings of a module for several roles one, with how many there are."""
    unit: dict[int, tuple[str, str]] = {}
    certification: dict[int, str] = {}
    for number in ids:
        if told[number].kind == "module":
            name, _, certification[number] = told[number].material.rpartition(".")
            unit[number] = (told[number].launch, name)
    alike: dict[tuple[str, str], list[int]] = {}
    for number in ids:
        if number in unit:
            alike.setdefault(unit[number], []).append(number)
    found: dict[int, int] = {}
    for number in ids:
        if number not in unit:
            found[number] = 1
        elif (same := alike[unit[number]])[0] == number:
            own = _certifications_of(session, unit[number][0], role) if role and len(same) > 1 else frozenset()
            found[next((one for one in same if certification[one] in own), number)] = len(same)
    return found


def _certifications_of(session: Session, launch: str, role: str) -> frozenset[str]:
    version = current_version(session, launch)
    certifications = version.definition.certifications if version else {}
    return frozenset(key for key, one in certifications.items() if one.role == role)


def _hits(session: Session, ids: Sequence[int], roles: Mapping[int, int] | None = None) -> tuple[Hit, ...]:
    """In the order of the numbers."""
    d, a = _DOCUMENT.c, _ASSET.c
    query = (
        select(
            d.id, d.asset_id, a.key, a.launch, a.material, d.kind, d.title, d.summary, d.body, d.unit, d.places,
            d.inside, d.inside_says, d.facets, d.fresh_until, d.made_at,
        )
        .join(_ASSET, a.id == d.asset_id)
        .where(among(session, d.id, ids))
    )  # fmt: skip
    rows = {
        row.id: Hit(
            row.asset_id, row.key, row.launch, row.material, row.kind, row.title, row.summary,
            _inside(row), _told(row.facets), row.fresh_until, row.made_at,
            (roles or {}).get(row.id, 1),
        )
        for row in session.execute(query)
    }  # fmt: skip
    return tuple(rows[number] for number in ids if number in rows)


def _facets(found: Iterable[_Told]) -> Mapping[str, Mapping[str, int]]:
    """Each with its values, those that most have first."""
    counts: dict[str, Counter[str]] = {"launch": Counter(), "kind": Counter()}
    for one in found:
        counts["kind"][one.kind] += 1
        if one.launch:
            counts["launch"][one.launch] += 1
        for name, values in one.facets.items():
            counts.setdefault(name, Counter()).update(values)
    return {
        name: dict(sorted(held.items(), key=lambda one: (-one[1], one[0]))) for name, held in counts.items() if held
    }


def _meant(session: Session, words: Sequence[str], readers: Sequence[Readers]) -> Mapping[str, str]:
    """For each word that no text of these readers has, the nearest one that some has: words of others are not told.

    Endings are no slips: “piplines” is meant as “pipeline” is.
    """
    allowed = [readers_terms(readers)]

    def is_there(word: str) -> bool:
        return Look(session, allowed, [stem(word)]).is_any()

    found = {}
    for word in words:
        if not is_there(word):
            near = session.execute(select(_WORD.c.word).where(_WORD.c.form.in_(sorted(learned(word)))).distinct())
            other = next((one for one in meant(word, near.scalars()) if is_there(one)), None)
            if other is not None:
                found[word] = other
    return found


def _learn(session: Session, documents: Iterable[Document]) -> None:
    """The vocabulary has the words of these texts. Words of texts that are gone stay: they cost nothing."""
    told = {
        word
        for one in documents
        for told_in in (one.title, one.summary, one.also, *one.inside.parts)
        for word in words_of(told_in)
        if len(word) <= _LONGEST_WORD
    }
    words = sorted(told)
    for start in range(0, len(words), _AT_ONCE):
        asked = words[start : start + _AT_ONCE]
        query = select(_WORD.c.form).where(_WORD.c.form.in_(asked), _WORD.c.form == _WORD.c.word)
        known = set(session.execute(query).scalars())
        new = [{"form": form, "word": word} for word in asked if word not in known for form in sorted(learned(word))]
        if new:
            session.execute(
                text("INSERT INTO asset_word (form, word) VALUES (:form, :word) ON CONFLICT DO NOTHING"), new
            )


_AT_ONCE: Final = 500
_LONGEST_WORD: Final = 40


_BETWEEN: Final = "\f"
"""Between two parts of a body; no reader leaves one in a text."""


def _indexed(number: int, one: Document) -> Indexed:
    body = "\n".join((one.also, *one.inside.parts))
    return Indexed(
        number, indexed(one.title), indexed(one.summary), indexed(body),
        terms(one.facets, readers=one.readers, launch=one.launch, kind=one.kind, body=body, until=one.fresh_until),
    )  # fmt: skip


def _inside(row: Any) -> Inside:
    parts = tuple(row.body.split(_BETWEEN)) if row.body else ()
    return Inside(row.inside, row.inside_says, row.unit, tuple(row.places), parts)


def _told(facets: Mapping[str, Sequence[str]]) -> Facets:
    return {name: tuple(values) for name, values in facets.items()}
