"""Looking assets up by words and facets: one function, whichever database it is.

SQLite has the words in an FTS5 table, Postgres in a tsvector with a GIN index; both hold what
`domain.library.finding` makes of a text, so both find the same. Words that nothing has are told apart by a vocabulary
of our own (`asset_word`), as no extension can be counted on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy import Date, Table, bindparam, delete, insert, select, text
from sqlmodel import Session

from readiness.domain.library.asset import SOON, Facets, Readers
from readiness.domain.library.finding import Asked, forms, indexed, meant, term, terms, words_of
from readiness.domain.wording.stems import stem
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
    """A text of an asset, about to be found."""

    asset: int
    readers: Readers
    launch: str
    kind: str
    title: str
    summary: str
    body: str
    facets: Facets
    fresh_until: date | None
    fingerprint: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """An asset that fits, with the text that does."""

    asset: int
    key: str
    launch: str
    material: str
    kind: str
    title: str
    summary: str
    body: str
    facets: Facets
    fresh_until: date | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are one page, best first. `total` counts up to COUNTED + 1. `facets`: facet → value → how many.

    `instead`: word as it was typed → the one that was looked for, as nothing has it.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, str]


def find(
    session: Session, asked: Asked, *, readers: Iterable[Readers], on: date, start: int = 0, limit: int = 20
) -> Found:
    """What fits all words and all facets, of the texts of these `readers`: titles weigh most, then summaries.

    The last word may be the beginning of one. Words that nothing has are looked for as the nearest word there is.
    Without words: the newest first.
    """
    seen = tuple(readers)
    ids, total = _ranked(session, asked, seen, on)
    instead: Mapping[str, str] = {}
    if not ids and asked.words:
        instead = _meant(session, asked.words, seen)
        if instead:
            asked = replace(asked, words=tuple(instead.get(word, word) for word in asked.words))
            ids, total = _ranked(session, asked, seen, on)
    if not ids:
        return Found((), 0, {}, {})
    return Found(_hits(session, ids[start : start + limit]), total, _facets(session, ids), instead)


def put(session: Session, documents: Sequence[Document]) -> None:
    """Each is found from now on, in place of what stood for the same asset and readers."""
    if not documents:
        return
    for one in documents:
        take_away(session, one.asset, readers=one.readers)
    numbers = session.execute(
        insert(_DOCUMENT).returning(_DOCUMENT.c.id, sort_by_parameter_order=True),
        [
            {
                "asset_id": one.asset, "readers": one.readers, "kind": one.kind, "title": one.title,
                "summary": one.summary, "body": one.body,
                "facets": {name: list(values) for name, values in one.facets.items()},
                "fresh_until": one.fresh_until, "fingerprint": one.fingerprint, "made_at": one.made_at,
            }
            for one in documents
        ],
    ).scalars()  # fmt: skip
    rows = [
        {
            "id": number, "title": indexed(one.title), "about": indexed(one.summary), "body": indexed(one.body),
            "terms": terms(one.facets, readers=one.readers, launch=one.launch, kind=one.kind, body=one.body),
        }
        for number, one in zip(numbers, documents, strict=True)
    ]  # fmt: skip
    session.execute(text(_PUT_SQLITE if _is_sqlite(session) else _PUT_POSTGRES), rows)
    _learn(session, documents)


def take_away(session: Session, asset: int, *, readers: str = "") -> None:
    """The asset's texts (of these readers) are found no more."""
    query = select(_DOCUMENT.c.id).where(_DOCUMENT.c.asset_id == asset)
    if readers:
        query = query.where(_DOCUMENT.c.readers == readers)
    numbers = list(session.execute(query).scalars())
    if numbers:
        name = "rowid" if _is_sqlite(session) else "document_id"
        statement = text(f"DELETE FROM asset_text WHERE {name} = :id")  # noqa: S608 - our own names
        session.execute(statement, [{"id": number} for number in numbers])
        session.execute(delete(_DOCUMENT).where(_DOCUMENT.c.id.in_(numbers)))


def linking_to(session: Session, key: str, *, readers: Iterable[Readers]) -> tuple[Hit, ...]:
    """The assets whose texts link to this one, the newest first, at most 50."""
    return _hits(session, _Look(session, [term("links", key)], (), tuple(readers)).newest(_COLUMNS[0], 50))


def hits_of(session: Session, asset: int, *, readers: Iterable[Readers]) -> tuple[Hit, ...]:
    """The texts of one asset that these readers have: one, or none."""
    query = select(_DOCUMENT.c.id).where(_DOCUMENT.c.asset_id == asset, _DOCUMENT.c.readers.in_(list(readers)))
    return _hits(session, list(session.execute(query).scalars()))


_PUT_SQLITE = "INSERT INTO asset_text(rowid, title, about, body, terms) VALUES (:id, :title, :about, :body, :terms)"
_PUT_POSTGRES = """
INSERT INTO asset_text (document_id, words) VALUES (:id,
  setweight(to_tsvector('simple', :title), 'A') || setweight(to_tsvector('simple', :about), 'B') ||
  setweight(to_tsvector('simple', :terms), 'C') || setweight(to_tsvector('simple', :body), 'D'))
"""


def _ranked(session: Session, asked: Asked, readers: tuple[Readers, ...], on: date) -> tuple[list[int], int]:
    """At most RANKED numbers of documents, best first, and how many fit, counted up to COUNTED + 1.

    What fits in more than COUNTED texts is ranked by those that have it in title or summary, or in the title alone, and
    by age where even these are too many: a word that everything has tells nothing apart.
    """
    look = _Look(session, _terms(asked), asked.words, readers, asked.facets.get("freshness", ""), on)
    newest = look.newest(_COLUMNS[0], COUNTED + 1)
    if not asked.words:
        return newest[:RANKED], len(newest)
    fits = newest
    for place, columns in enumerate(_COLUMNS):
        fits = look.newest(columns, COUNTED + 1) if place else newest
        if len(fits) <= COUNTED:
            best = look.best(columns, RANKED) if fits else []
            known = set(best)
            return [*best, *(one for one in newest if one not in known)][:RANKED], len(newest)
    return fits[:RANKED], len(newest)


def _terms(asked: Asked) -> list[str]:
    return [term(name, value) for name, value in asked.facets.items() if name != "freshness"]


_COLUMNS: Final = (("title", "about", "body"), ("title", "about"), ("title",))
_WEIGHTS: Final = {"title": "A", "about": "B", "body": "D"}


@dataclass(frozen=True, slots=True)
class _Look:
    """One search of the index: terms that must be there, words in some columns, whose texts, how fresh."""

    session: Session
    wanted: Sequence[str]
    words: Sequence[str]
    readers: Sequence[Readers]
    freshness: str = ""
    on: date = date.min

    def newest(self, columns: Sequence[str], limit: int) -> list[int]:
        """Those put in last first."""
        return self._run(columns, limit, ranked=False)

    def best(self, columns: Sequence[str], limit: int) -> list[int]:
        """Those that fit best first."""
        return self._run(columns, limit, ranked=True)

    def _run(self, columns: Sequence[str], limit: int, *, ranked: bool) -> list[int]:
        allowed, stems = [term("readers", one) for one in self.readers], [stem(word) for word in self.words]
        given: dict[str, Any] = {"limit": limit}
        if _is_sqlite(self.session):
            given["matched"] = _matched_sqlite(self.wanted, allowed, stems, columns)
            source, number = "asset_text", "asset_text.rowid"
            rule = "asset_text MATCH :matched"
            if ranked:
                rule += " AND asset_text.rank MATCH 'bm25(8.0, 4.0, 1.0, 0.0)'"
            order = "asset_text.rank" if ranked else f"{number} DESC"
        else:
            given["matched"], asking = _matched_postgres(self.wanted, allowed, stems, columns)
            source, number = "asset_text t", "t.document_id"
            rule = "t.words @@ to_tsquery('simple', :matched)"
            order = f"{number} DESC"
            if ranked:
                given["asking"] = asking
                order = f"ts_rank('{{0.1, 0, 0.4, 1.0}}', t.words, to_tsquery('simple', :asking)) DESC, {order}"
        binds = []
        if self.freshness:
            rule += f" AND +{number} {_FRESH[self.freshness]}"
            for name, day in (("on", self.on), ("soon", self.on + SOON)):
                if f":{name}" in _FRESH[self.freshness]:
                    binds.append(bindparam(name, day, type_=Date))
        # Every part is ours; what somebody typed is bound.
        statement = f"SELECT {number} FROM {source} WHERE {rule} ORDER BY {order} LIMIT :limit"  # noqa: S608
        return list(self.session.execute(text(statement).bindparams(*binds), given).scalars())


_FRESH: Final = {
    "fresh": "NOT IN (SELECT id FROM asset_document WHERE fresh_until <= :soon)",
    "ends-soon": "IN (SELECT id FROM asset_document WHERE fresh_until BETWEEN :on AND :soon)",
    "out-of-date": "IN (SELECT id FROM asset_document WHERE fresh_until < :on)",
}
"""Few assets have a last day, so their numbers are looked up once, and beside the words (hence the +), not instead."""


def _matched_sqlite(wanted: Sequence[str], allowed: Sequence[str], words: Sequence[str], columns: Sequence[str]) -> str:
    """In FTS5's language. Every word stands in quotes and has none in it."""
    narrowed = " AND ".join([f"({' OR '.join(_quoted(one) for one in allowed)})", *map(_quoted, wanted)])
    told = f"{{terms}} : ({narrowed})"
    if words:
        looked = [*map(_quoted, words[:-1]), f"{_quoted(words[-1])} *"]
        told += f" AND {{{' '.join(columns)}}} : ({' AND '.join(looked)})"
    return told


def _matched_postgres(
    wanted: Sequence[str], allowed: Sequence[str], words: Sequence[str], columns: Sequence[str]
) -> tuple[str, str]:
    """In the language of to_tsquery: all of it, and the words alone. Words are letters and digits."""
    weights = "".join(_WEIGHTS[one] for one in columns)
    looked = [*(f"{word}:{weights}" for word in words[:-1]), *(f"{word}:*{weights}" for word in words[-1:])]
    return " & ".join([f"({' | '.join(allowed)})", *wanted, *looked]), " & ".join(looked)


def _quoted(word: str) -> str:
    return f'"{word}"'


def _hits(session: Session, ids: Sequence[int]) -> tuple[Hit, ...]:
    """In the order of the numbers."""
    d, a = _DOCUMENT.c, _ASSET.c
    query = (
        select(
            d.id, d.asset_id, a.key, a.launch, a.material, d.kind, d.title, d.summary, d.body, d.facets, d.fresh_until,
            d.made_at,
        )
        .join(_ASSET, a.id == d.asset_id)
        .where(d.id.in_(list(ids)))
    )  # fmt: skip
    rows = {
        row.id: Hit(
            row.asset_id, row.key, row.launch, row.material, row.kind, row.title, row.summary, row.body,
            _told(row.facets), row.fresh_until, row.made_at,
        )
        for row in session.execute(query)
    }  # fmt: skip
    return tuple(rows[number] for number in ids if number in rows)


def _facets(session: Session, ids: Sequence[int]) -> Mapping[str, Mapping[str, int]]:
    """Each with its values, those that most have first."""
    query = (
        select(_DOCUMENT.c.facets, _DOCUMENT.c.kind, _ASSET.c.launch)
        .join(_ASSET, _ASSET.c.id == _DOCUMENT.c.asset_id)
        .where(_DOCUMENT.c.id.in_(list(ids)))
    )
    counts: dict[str, Counter[str]] = {"launch": Counter(), "kind": Counter()}
    for facets, kind, launch in session.execute(query):
        counts["kind"][kind] += 1
        if launch:
            counts["launch"][launch] += 1
        for name, values in facets.items():
            counts.setdefault(name, Counter()).update(values)
    return {
        name: dict(sorted(held.items(), key=lambda one: (-one[1], one[0]))) for name, held in counts.items() if held
    }


def _meant(session: Session, words: Sequence[str], readers: Sequence[Readers]) -> Mapping[str, str]:
    """For each word that no text of these readers has, the nearest one that some has: words of others are not told."""

    def is_there(word: str) -> bool:
        return bool(_Look(session, [], [word], readers).newest(_COLUMNS[0], 1))

    found = {}
    for word in words:
        if not is_there(word):
            near = session.execute(select(_WORD.c.word).where(_WORD.c.form.in_(sorted(forms(word)))).distinct())
            other = next((one for one in meant(word, near.scalars()) if is_there(one)), None)
            if other is not None:
                found[word] = other
    return found


def _learn(session: Session, documents: Iterable[Document]) -> None:
    """The vocabulary has the words of these texts. Words of texts that are gone stay: they cost nothing."""
    told = {
        word
        for one in documents
        for text_of in (one.title, one.summary, one.body)
        for word in words_of(text_of)
        if len(word) <= _LONGEST_WORD
    }
    words = sorted(told)
    for start in range(0, len(words), _AT_ONCE):
        asked = words[start : start + _AT_ONCE]
        query = select(_WORD.c.form).where(_WORD.c.form.in_(asked), _WORD.c.form == _WORD.c.word)
        known = set(session.execute(query).scalars())
        new = [{"form": form, "word": word} for word in asked if word not in known for form in sorted(forms(word))]
        if new:
            session.execute(
                text("INSERT INTO asset_word (form, word) VALUES (:form, :word) ON CONFLICT DO NOTHING"), new
            )


_AT_ONCE: Final = 500
_LONGEST_WORD: Final = 40


def _told(facets: Mapping[str, Sequence[str]]) -> Facets:
    return {name: tuple(values) for name, values in facets.items()}


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"
