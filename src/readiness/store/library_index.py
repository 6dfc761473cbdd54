"""The index of words, on either database: what stands in it, and which texts have these words and terms.

SQLite has an FTS5 table. Postgres has tsvectors that are made here and not by its parser, so that both hold the same
words, with one GIN index over all of them: titles alone, titles and summaries, everything, and the terms. Which
columns are looked in is then a matter of the index, and no text has to be looked at again to see where it has a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, bindparam, text
from sqlmodel import Session

from readiness.domain.library.asset import Readers
from readiness.domain.library.finding import term

Where = Literal["title", "head", "words"]
"""The title; title or summary; those or the text."""
NARROW_FIRST: Final[tuple[Where, ...]] = ("title", "head", "words")
_COLUMNS: Final[Mapping[Where, str]] = {"title": "title", "head": "title about", "words": "title about body"}
_MOST_PLACES: Final = 255
_LAST_PLACE: Final = 16_383
"""Of a word in a tsvector: PostgreSQL, "Text Search: Limitations"."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A text as it is put into the index: stems of its three columns, and terms."""

    number: int
    title: Sequence[str]
    about: Sequence[str]
    body: Sequence[str]
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fits:
    """What fits: `total`, counted up to the limit; `best` first, then the `newest` where more fit than are ranked."""

    total: int
    best: Sequence[int]
    newest: Sequence[int]

    def first(self, most: int) -> list[int]:
        """The best, and after them the newest of the others."""
        known = set(self.best)
        return [*self.best, *(one for one in self.newest if one not in known)][:most]


@dataclass(frozen=True, slots=True)
class Look:
    """One search of the index: `groups` of terms, of each of which one must be there; stems, the last of which may be
    the beginning of one.
    """

    session: Session
    groups: Sequence[Sequence[str]]
    stems: Sequence[str]

    def fits(self, *, counted: int, ranked: int) -> Fits:
        """What fits, counted up to `counted` + 1, at most `ranked` of each kind.

        Looked for in titles, then in summaries too, then in texts too, until more than `counted` fit. The widest of
        these in which not too many do is ranked: those whose titles have all words, then those whose titles and
        summaries do; among these titles weigh most; of equals the newest. The newest of the next columns follow: a word
        that everything has tells nothing apart.
        """
        if not self.stems:
            newest = self.newest("words", counted + 1)
            return Fits(len(newest), (), newest[:ranked])
        if is_sqlite(self.session):
            return self._fits_sqlite(counted, ranked)
        given = {
            "terms": self._terms(), "stems": " & ".join(self._in_tsquery()), "asked": " | ".join(self._in_tsquery()),
            "limit": counted + 1, "ranked": ranked, "weights": _WEIGHTS,
        }  # fmt: skip
        row = self.session.execute(_FITS_POSTGRES, given).one()
        return Fits(row.total, row.best or (), row.newest or ())

    def newest(self, where: Where, limit: int) -> list[int]:
        """Those put in last first."""
        given: dict[str, Any] = {"limit": limit}
        if is_sqlite(self.session):
            given["matched"] = self._in_fts5(where)
            statement = "SELECT rowid FROM asset_text WHERE asset_text MATCH :matched ORDER BY rowid DESC LIMIT :limit"
            return list(self.session.execute(text(statement), given).scalars())
        rule, given["terms"] = _TERMS, self._terms()
        if self.stems:
            rule, given["stems"] = f"{rule} AND {where} @@ CAST(:stems AS tsquery)", " & ".join(self._in_tsquery())
        found = f"SELECT document_id FROM asset_text WHERE {rule} ORDER BY document_id DESC LIMIT :limit"  # noqa: S608
        return self.session.execute(text(f"SELECT ARRAY({found})"), given).scalar_one()  # type: ignore[no-any-return]

    def is_any(self) -> bool:
        """True when some text fits."""
        return bool(self.newest("words", 1))

    def _fits_sqlite(self, counted: int, ranked: int) -> Fits:
        narrower: list[list[int]] = []
        fits: list[int] = []
        for where in NARROW_FIRST:
            fits = self.newest(where, counted + 1)
            if len(fits) > counted:
                break
            narrower.append(fits)
        best: list[int] = []
        if narrower and narrower[-1]:
            given = {"matched": self._in_fts5(NARROW_FIRST[len(narrower) - 1]), "limit": ranked}
            best = list(self.session.execute(_BEST_SQLITE, given).scalars())
            # FTS5 weighs a word by how few texts have it, so by nothing where half of them do.
            for stage in reversed(narrower[:-1]):
                there = frozenset(stage)
                best.sort(key=lambda one, there=there: one not in there)  # type: ignore[misc]
            titled = [one for one in narrower[0] if one not in set(best)]
            best = [*titled, *best][:ranked] if len(best) == ranked else best
        return Fits(len(fits), best, fits[:ranked])

    def _in_fts5(self, where: Where) -> str:
        """Every word stands in quotes and has none in it."""
        narrowed = " AND ".join(f"({' OR '.join(map(_in_quotes, group))})" for group in self.groups)
        told = f"{{terms}} : ({narrowed})"
        if self.stems:
            looked = [*map(_in_quotes, self.stems[:-1]), f"{_in_quotes(self.stems[-1])} *"]
            told += f" AND {{{_COLUMNS[where]}}} : ({' AND '.join(looked)})"
        return told

    def _terms(self) -> str:
        return " & ".join(f"({' | '.join(map(_quoted, group))})" for group in self.groups)

    def _in_tsquery(self) -> list[str]:
        return [*map(_quoted, self.stems[:-1]), f"{_quoted(self.stems[-1])}:*"]


_WEIGHTS: Final = "{0, 0, 0.4, 1.0}"
"""Of D, C, B (summaries) and A (titles)."""
_TERMS: Final = "terms @@ CAST(:terms AS tsquery)"
_BEST_SQLITE: Final = text(
    "SELECT rowid FROM asset_text WHERE asset_text MATCH :matched AND rank MATCH 'bm25(8.0, 4.0, 1.0, 0.0)' "
    "ORDER BY rank, rowid DESC LIMIT :limit"
)


def _stage(where: Where, *narrower: str) -> str:
    """What fits in these columns, unless more than is counted does in narrower ones: then nothing is looked up."""
    rules = [_TERMS, f"{where} @@ CAST(:stems AS tsquery)"]
    rules += [f"(SELECT count(*) FROM {one}) < :limit" for one in narrower]  # noqa: S608 - our own names
    told = f"SELECT document_id, head FROM asset_text WHERE {' AND '.join(rules)}"  # noqa: S608 - our own names
    return f"{told} ORDER BY document_id DESC LIMIT :limit"


_FITS_POSTGRES: Final = text(
    f"WITH t AS MATERIALIZED ({_stage('title')}), h AS MATERIALIZED ({_stage('head', 't')}), "  # noqa: S608
    f"w AS MATERIALIZED ({_stage('words', 't', 'h')}), "
    """
n AS MATERIALIZED (
  SELECT (SELECT count(*) FROM t) AS t, (SELECT count(*) FROM h) AS h, (SELECT count(*) FROM w) AS w
),
r AS (
  SELECT w.* FROM w, n WHERE greatest(n.t, n.h, n.w) < :limit
  UNION ALL SELECT h.* FROM h, n WHERE n.w = :limit
  UNION ALL SELECT t.* FROM t, n WHERE n.h = :limit
)
SELECT greatest(n.t, n.h, n.w) AS total,
  ARRAY(SELECT document_id FROM r ORDER BY document_id IN (SELECT document_id FROM t) DESC,
    document_id IN (SELECT document_id FROM h) DESC,
    ts_rank(CAST(:weights AS real[]), head, CAST(:asked AS tsquery), 1) DESC, document_id DESC LIMIT :ranked) AS best,
  CASE WHEN n.t = :limit THEN ARRAY(SELECT document_id FROM t ORDER BY 1 DESC LIMIT :ranked)
    WHEN n.h = :limit THEN ARRAY(SELECT document_id FROM h ORDER BY 1 DESC LIMIT :ranked)
    WHEN n.w = :limit THEN ARRAY(SELECT document_id FROM w ORDER BY 1 DESC LIMIT :ranked) END AS newest
FROM n
"""
)
"""One statement, as each costs a journey to the server; what is counted stays there."""


def readers_terms(readers: Sequence[Readers]) -> list[str]:
    return [term("readers", one) for one in readers]


@contextmanager
def by_index(session: Session) -> Iterator[None]:
    """Inside, Postgres looks into the index only.

    It believes that reading a tsvector costs nothing and would read 50,000 of them, out of line and one by one, to find
    the newest 1,000 that have a word (measured: 245 ms, by the index 12).
    """
    if is_sqlite(session):
        yield
        return
    switch = text("SELECT set_config('enable_seqscan', :now, true), set_config('enable_indexscan', :now, true)")
    session.execute(switch, {"now": "off"})
    try:
        yield
    finally:
        session.execute(switch, {"now": "on"})


def put(session: Session, texts: Sequence[Indexed]) -> None:
    """They are found from now on."""
    if is_sqlite(session):
        session.execute(
            text(
                "INSERT INTO asset_text (rowid, title, about, body, terms) "
                "VALUES (:id, :title, :about, :body, :terms)"
            ),
            [
                {
                    "id": one.number, "title": " ".join(one.title), "about": " ".join(one.about),
                    "body": " ".join(one.body), "terms": " ".join(one.terms),
                }
                for one in texts
            ],
        )  # fmt: skip
        return
    session.execute(
        text(
            "INSERT INTO asset_text (document_id, title, head, words, terms) VALUES (:id, CAST(:title AS tsvector), "
            "CAST(:head AS tsvector), CAST(:words AS tsvector), CAST(:terms AS tsvector))"
        ),
        [
            {
                "id": one.number, "title": _vector((one.title, "A")),
                "head": _vector((one.title, "A"), (one.about, "B")),
                "words": " ".join(_quoted(word) for word in dict.fromkeys([*one.title, *one.about, *one.body])),
                "terms": " ".join(map(_quoted, one.terms)),
            }
            for one in texts
        ],
    )  # fmt: skip


def take_away(session: Session, numbers: Sequence[int]) -> None:
    """They are found no more."""
    name = "rowid" if is_sqlite(session) else "document_id"
    statement = text(f"DELETE FROM asset_text WHERE {name} = :id")  # noqa: S608 - our own names
    session.execute(statement, [{"id": number} for number in numbers])


def among(session: Session, number: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """The rule that `number` is one of `ids`, which are one value: a statement of 200 is taken apart each time."""
    if is_sqlite(session):
        return number.in_(text("SELECT value FROM json_each(:ids)").bindparams(ids=json.dumps(list(ids))))
    return number == any_(bindparam("ids", list(ids), type_=ARRAY(Integer)))


def is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"


def _vector(*parts: tuple[Sequence[str], str]) -> str:
    """A tsvector's text: every word with its places, each of the weight of its part."""
    places: dict[str, list[str]] = {}
    count = 0
    for words, weight in parts:
        for word in words:
            count += 1
            places.setdefault(word, []).append(f"{min(count, _LAST_PLACE)}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(found[:_MOST_PLACES])}" for word, found in places.items())


def _in_quotes(word: str) -> str:
    return f'"{word}"'


def _quoted(word: str) -> str:
    """Words are letters and digits, so nothing in them could end the quotes."""
    return f"'{word}'"
