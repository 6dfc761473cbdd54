"""Standings at 10,000 and 100,000 reps × 8 requirements: counts, one piece of evidence more, rebuild, verify, memory.

Run: python bench/standings.py [--postgres URL] [PEOPLE …]. Data is made in the database by INSERT … SELECT; a Postgres
database must be empty. Every figure is wall time, with this process's CPU time behind it (the fairer one on
SQLite while others use the machine), beside what it must be compared with; nothing here fails on a slow day.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session

from readiness.domain.definition.assessment import Module, Quiz, RolePlay, RubricCategory
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import CertifiedShare, Gate, Population
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.ground.clock import FixedClock
from readiness.store import evidence, launches, standings
from readiness.store.session import Database
from readiness.store.standing_counts import Tally
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.whole import metadata

APPLIED = datetime(2018, 1, 1, 8, tzinfo=UTC)
AS_OF = date(2018, 4, 1)
MODULES = ("one", "two", "three", "four")
QUIZZES = ("first", "second")
POPULATION = Population(exclude_on_leave=True, exclude_hired_within_days=30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--postgres", default="", help="URL of an empty Postgres database; default SQLite.")
    asked = parser.parse_args()
    for number in asked.people:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(asked.postgres or f"sqlite:///{Path(folder) / 'bench.db'}")
            metadata.drop_all(database.engine)
            metadata.create_all(database.engine)
            measure(database, number)
            database.close()


def measure(database: Database, people: int) -> None:
    """One table for one size."""
    with database.transaction() as session:
        launches.record_version(session, FixedClock(APPLIED), definition(), "eve@example.com")
        fill(session, people)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    rows = []
    with database.transaction() as session:
        took, drift = timed(lambda: standings.rebuild(session, "bench"))
    rows.append((f"first derivation of {drift.standings:,} standings", str(took), "at most 20 s for 100,000"))
    with database.transaction() as session:
        took, drift = timed(lambda: standings.rebuild(session, "bench"))
    rows.append((f"rebuild, {drift.counts:,} counts, nothing to mend", str(took), "at most 20 s for 100,000"))
    with database.reading() as session:
        took, drift = best(lambda: standings.verify(session, "bench"))
    rows.append((f"verify ({drift.total} differences), best of three", str(took), "at most 5 s for 100,000"))
    rows.append(("peak memory of this process", f"{peak_mb():.0f} MB", "at most 500 MB"))
    rows += [count_row(database, within) for within in ("overall", "region", "territory", "team", "manager")]
    rows.append(market_row(database))
    rows.append(whole_gate_row(database))
    rows += update_rows(database, people)
    with database.reading() as session:
        assert standings.verify(session, "bench").clean
    backend = "SQLite" if database.is_sqlite else "Postgres"
    print(f"\n{people:,} reps × 8 requirements, {backend}")
    width = max(len(name) for name, _, _ in rows)
    for name, figure, beside in rows:
        print(f"  {name:<{width}}  {figure:>20}  {beside}")


def count_row(database: Database, within: str) -> tuple[str, str, str]:
    def ask() -> int:
        with database.reading() as session:
            return len(
                standings.certified_counts(
                    session, "bench", certification="field", within=within, as_of=AS_OF, population=POPULATION
                )
            )

    took, groups = timed(ask, times=5)
    return f"certified_counts, {within}: {groups:,} groups", str(took), ""


def market_row(database: Database) -> tuple[str, str, str]:
    def ask() -> int:
        with database.reading() as session:
            found = standings.certified_counts(
                session, "bench", certification=None, within="overall", as_of=AS_OF, population=POPULATION,
                regions=["region 1", "region 2"],
            )  # fmt: skip
            return found[0].counted

    took, counted = timed(ask, times=5)
    return f"certified_counts, a market of 2 regions: {counted:,} people", str(took), ""


def whole_gate_row(database: Database) -> tuple[str, str, str]:
    """Every kind of share criterion once, with the people behind each, as a held gate asks."""

    def ask() -> int:
        total = 0
        with database.reading() as session:
            tally = Tally(session, "bench", AS_OF, POPULATION)
            for within in ("overall", "region", "territory", "team", "manager"):
                tally.groups("field", within)
                total += tally.wanting("field", within, limit=20).total
            tally.managers()
            tally.wanting_managers(limit=20)
            evidence.totals(session, "bench")
        return total

    took, _ = timed(ask, times=5)
    return (
        "six share criteria, people behind each, totals",
        str(took),
        "0.1 s at 10,000; 0.5 s at 100,000",
    )


def update_rows(database: Database, people: int) -> list[tuple[str, str, str]]:
    """One more piece of evidence: each in its own transaction, and a thousand in one; bare inserts beside."""
    clock = FixedClock(APPLIED + timedelta(days=89))
    row = {"launch": "elsewhere", "kind": "quiz-attempt", "subject": "first", "passed": True, "fraction": 0.9,
           "happened_at": clock.now(), "recorded_at": clock.now(), "recorded_by": "x", "source": "bench",
           "simulated": False, "note": ""}  # fmt: skip
    statement = insert(EvidenceRow.__table__)
    chosen = [1 + (number * 7919) % people for number in range(300)]

    def bare(person: int) -> None:
        with database.transaction() as session:
            session.execute(statement, [row | {"person_id": person, "key": f"bare {person} {time.perf_counter_ns()}"}])

    def one(person: int, subject: str, kind: str = "quiz-attempt") -> None:
        with database.transaction() as session:
            evidence.add(session, clock, [made(person, kind, subject, clock.now())])

    alone = each(bare, chosen)
    kept = each(lambda p: one(p, "first"), chosen)
    turning = [p for p in range(1, people + 1) if p % 10 == 0][:300]  # fill() leaves their attestation out
    certifies = each(lambda p: one(p, "field", "attestation"), turning)

    def thousand() -> None:
        with database.transaction() as session:
            pieces = [made(p, "quiz-attempt", "second", clock.now()) for p in range(1, 1001)]
            evidence.add(session, clock, pieces)

    def bare_thousand() -> None:
        with database.transaction() as session:
            session.execute(statement, [row | {"person_id": p, "key": f"many {p}"} for p in range(1, 1001)])

    many, bare_many = timed(thousand)[0], timed(bare_thousand)[0]
    return [
        ("one piece that changes no state", str(kept), f"bare insert {alone}"),
        ("one piece that certifies", str(certifies), f"bare insert {alone}"),
        ("1,000 pieces in one transaction", str(many), f"bare executemany {bare_many}"),
    ]


def made(person: int, kind: str, subject: str, at: datetime) -> Evidence:
    return Evidence(
        launch="bench", person=f"rep{person}@example.com", kind=kind, subject=subject, happened_at=at,  # type: ignore[arg-type]
        source="bench", recorded_by="bench", passed=True, fingerprint=None, key=f"{kind} {subject} {person} again",
    )  # fmt: skip


def definition() -> Launch:
    """One certification that asks eight things of role `rep`."""
    rubric = MappingProxyType({"all": RubricCategory(key="all", name="All", weight=100)})
    return Launch(
        readiness=1, key="bench", product=Product(name="Bench", supplier="Us", summary="A product."), tier=1,
        owner="eve", launch_on=date(2018, 4, 2),
        markets=MappingProxyType({"home": Market(key="home", name="Home", holidays="US")}),
        team=MappingProxyType({"eve": Member(key="eve", name="Eve", email="eve@example.com", function="enablement")}),
        facts=MappingProxyType({"price": Fact(key="price", statement="A pound.", source="price list")}),
        modules=MappingProxyType({k: Module(key=k, title=k, minutes=9, teaches=("facts.price",)) for k in MODULES}),
        quizzes=MappingProxyType({key: Quiz(key=key, title=key) for key in QUIZZES}),
        role_plays=MappingProxyType({"call": RolePlay(key="call", title="Call", scenario="A call.", rubric=rubric)}),
        certifications=MappingProxyType(
            {
                "field": Certification(
                    key="field", name="Field", role="rep", modules=MODULES, quizzes=QUIZZES, role_plays=("call",),
                    attestation=True,
                )
            }
        ),
        gate=Gate(
            criteria=MappingProxyType({"s": CertifiedShare(kind="certified-share", key="s", at_least=0.8)}),
            population=POPULATION,
        ),
    )  # fmt: skip


def fill(session: Session, people: int) -> None:
    """10 regions, 100 territories, 1,000 teams, a manager per 10 reps; nine in ten have done everything, over 60 days.

    One in fifty is on leave, one in fifty was hired lately; every content is published once.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    numbers = (
        "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :people)"
        if sqlite
        else "WITH number(n) AS (SELECT generate_series(1, :people))"
    )
    at = (
        "strftime('%Y-%m-%d %H:%M:%S.000000', '2018-01-02 09:00:00', '+' || ((p.id * 7 + a.place) % 60) || ' days')"
        if sqlite
        else "timestamptz '2018-01-02 09:00:00+00' + ((p.id * 7 + a.place) % 60) * interval '1 day'"
    )
    moment = "'2018-03-03 09:00:00.000000'" if sqlite else "timestamptz '2018-03-03 09:00:00+00'"
    false, true = ("0", "1") if sqlite else ("false", "true")
    asked = [
        *(("module-completed", "module", key) for key in MODULES),
        *(("quiz-attempt", "quiz", key) for key in QUIZZES),
        ("role-play", "role-play", "call"), ("attestation", "attestation", "field"),
    ]  # fmt: skip
    table = " UNION ALL ".join(
        f"SELECT {place} AS place, '{kind}' AS evidence_kind, '{asks}' AS kind, '{key}' AS key"
        for place, (kind, asks, key) in enumerate(asked)
    )
    for statement in (
        f"""INSERT INTO person (id, email, name, hired_on, languages) {numbers}
            SELECT n, 'rep' || n || '@example.com', 'Rep ' || n,
                   CASE WHEN n % 50 = 0 THEN '2018-03-15' ELSE '2015-01-01' END{"" if sqlite else "::date"}, ''
            FROM number""",
        """INSERT INTO posting (person_id, role, manager_id, team, region, territory, valid_from, source, note)
           SELECT id, 'rep', 1 + id / 10, 'team ' || (id * 1000 / (:people + 1)),
                  'region ' || (id * 10 / (:people + 1)), 'territory ' || (id * 100 / (:people + 1)),
                  hired_on, 'roster', '' FROM person""",
        """INSERT INTO leave_period (person_id, starts_on, ends_on)
           SELECT id, '2018-03-20', '2018-05-01' FROM person WHERE id % 50 = 1""",
        f"""INSERT INTO enrolment (launch, person_id, certification, kind, key, due_on, enrolled_on)
            SELECT 'bench', p.id, 'field', a.kind, a.key, '2018-03-28', '2018-01-01' FROM person p, ({table}) a""",
        f"""INSERT INTO evidence (launch, person_id, kind, subject, fingerprint, passed, happened_at, recorded_at,
                                  recorded_by, source, simulated, note, key)
            SELECT 'bench', p.id, a.evidence_kind, a.key,
                   CASE WHEN a.kind = 'attestation' THEN NULL ELSE 'sha256:' || a.key END, {true}, {at}, {moment},
                   'bench', 'bench', {false}, '', a.evidence_kind || '|' || a.key || '|' || p.id
            FROM person p, ({table}) a WHERE NOT (p.id % 10 = 0 AND a.place = 7)""",
        f"""INSERT INTO publication (launch, kind, key, version, fingerprint, change, note, by, at, simulated)
            SELECT 'bench', a.kind, a.key, 1, 'sha256:' || a.key, 'delta', '', 'eve@example.com',
                   {"'2018-01-01 10:00:00.000000'" if sqlite else "timestamptz '2018-01-01 10:00:00+00'"}, {false}
            FROM ({table}) a WHERE a.kind <> 'attestation'""",
    ):
        session.execute(text(statement), {"people": people} if ":people" in statement else {})


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the wall's clock and of this process's CPU."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        if self.wall >= 1:
            return f"{self.wall:.2f} s ({self.cpu:.2f})"
        return f"{self.wall * 1e3:.1f} ms ({self.cpu * 1e3:.1f})"


def timed(work: Callable[[], Any], times: int = 1) -> tuple[Took, Any]:
    """The median of `times` runs, and what the last one gave."""
    found = None
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Took(statistics.median(walls), statistics.median(cpus)), found


def best(work: Callable[[], Any], times: int = 3) -> tuple[Took, Any]:
    """The quickest of `times` runs by CPU, and what it gave: of long work, others' noise is most of the rest."""
    return min((timed(work) for _ in range(times)), key=lambda pair: pair[0].cpu)


def each(work: Callable[[int], Any], people: list[int]) -> Took:
    """The median over people."""
    took = [timed(lambda p=p: work(p))[0] for p in people]
    return Took(statistics.median(t.wall for t in took), statistics.median(t.cpu for t in took))


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
