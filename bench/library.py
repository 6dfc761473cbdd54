"""Searching 50,000 assets: words, facets, slips of the pen; on SQLite and, where the wheel is there, on Postgres.

Run: python -m bench library [assets]. Texts of 120 words drawn by Zipf's law from 20,000, as words are in languages;
the searches are drawn alike, so common words are common in them. Wall time of the whole look-up; nothing fails on a
slow day.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from readiness.domain.library.finding import asked_for
from readiness.store import library, schema
from readiness.store.library_search import Document, find, put
from readiness.store.session import Database

ASSETS = 50_000
SEARCHES = 400
ON = date(2018, 3, 12)
AT = datetime(2018, 3, 1, 9, tzinfo=UTC)
COMPETITORS = ("jenkins", "circleci", "travis", "bamboo", "teamcity", "none")
SEGMENTS = ("enterprise", "mid-market", "small")
_SYLLABLES = tuple("bacodifugahejikolumanepoquirasotuvewoxizu"[place : place + 2] for place in range(0, 40, 2))


def main() -> None:
    assets = int(sys.argv[1]) if len(sys.argv) > 1 else ASSETS
    chance = random.Random(7)
    words = _vocabulary(chance)
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for name in ("SQLite", "Postgres"):
            url = f"sqlite:///{Path(folder) / 'bench.db'}" if name == "SQLite" else _postgres(stack, folder)
            if not url:
                print(f"  {name}: not here")
                continue
            database = Database(url)
            schema.upgrade(database)
            began = time.perf_counter()
            _fill(database, assets, words, weights)
            print(f"  {name}: {assets:,} assets put in, {time.perf_counter() - began:6.1f} s")
            for kind, searches in _searches(words, weights).items():
                _measure(database, kind, searches)
            database.close()


def _fill(database: Database, assets: int, words: list[str], weights: list[float]) -> None:
    chance = random.Random(11)
    for start in range(0, assets, 1_000):
        with database.transaction() as session:
            documents = []
            for number in range(start, min(start + 1_000, assets)):
                made = library.add_asset(session, key=f"asset-{number}", launch="", material="", since=AT)
                told = chance.choices(words, cum_weights=weights, k=146)
                facets = {"competitor": (chance.choice(COMPETITORS),), "segment": (chance.choice(SEGMENTS),)}
                documents.append(
                    Document(
                        asset=made.id, readers="all" if number % 5 else "staff", launch=f"launch-{number % 40}",
                        kind="upload", title=" ".join(told[:6]), summary=" ".join(told[6:26]), body=" ".join(told[26:]),
                        facets=facets, fingerprint=str(number), made_at=AT,
                        fresh_until=ON - timedelta(days=1) if number % 9 == 0 else None,
                    )
                )  # fmt: skip
            put(session, documents)


def _searches(words: list[str], weights: list[float]) -> dict[str, list[tuple[str, dict[str, str]]]]:
    chance = random.Random(13)

    def some(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    def slipped() -> str:
        word = chance.choice([word for word in words[200:4_000] if len(word) > 5])
        place = chance.randrange(1, len(word) - 1)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return {
        "one word": [(some(1), {}) for _ in range(SEARCHES)],
        "two or three words": [(some(chance.choice((2, 3))), {}) for _ in range(SEARCHES)],
        "words and two facets": [(some(2), {"competitor": "jenkins", "segment": "small"}) for _ in range(SEARCHES)],
        "words, out of date": [(some(1), {"freshness": "out-of-date"}) for _ in range(SEARCHES)],
        "with a slip": [(slipped(), {}) for _ in range(SEARCHES)],
        "no words, one facet": [("", {"competitor": "travis"}) for _ in range(SEARCHES // 10)],
    }


def _measure(database: Database, kind: str, searches: list[tuple[str, dict[str, str]]]) -> None:
    took, worked, found, meant = [], [], 0, 0
    for text, facets in searches:
        asked, problems = asked_for(text, facets)
        assert not problems
        began, busy = time.perf_counter(), time.process_time()
        with database.reading() as session:
            one = find(session, asked, readers=("all", "reps"), on=ON)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        found += bool(one.hits)
        meant += bool(one.instead)
    took.sort()
    worked.sort()
    p50, p95, cpu = took[len(took) // 2], took[int(len(took) * 0.95)], worked[int(len(worked) * 0.95)]
    print(
        f"    {kind:22} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   max {took[-1]:6.1f} ms   cpu p95 {cpu:5.1f} ms   "
        f"{found / len(searches):4.0%} found, {meant} by the word that was meant"
    )


def _vocabulary(chance: random.Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < 20_000:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(made)


def _postgres(stack: ExitStack, folder: str) -> str:
    try:
        from tests.postgres import running_postgres  # noqa: PLC0415 - the server of the tests, from a wheel
    except ImportError:
        return ""
    return stack.enter_context(running_postgres(Path(folder)))


if __name__ == "__main__":
    main()
