"""10,000 certificates as PDF into a folder: the first run, the second, and how memory grows.

Run: python -m bench certificates. Everybody has a name of their own, one in ten of another script, and an address of
their own in the QR code. Wall time, with this process's CPU time behind it; nothing here fails on a slow day.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert

from bench.standings import definition
from readiness.actions.print_certificates import Printed, print_certificates
from readiness.adapters.certificate_folder import FolderOfCertificates
from readiness.ground.clock import FixedClock
from readiness.settings import load_settings
from readiness.store import launches
from readiness.store.session import Database
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingRow
from readiness.store.tables.whole import metadata
from readiness.wiring.workspace import build_context

PEOPLE = 10_000
FIRST = 1_000
ON = datetime(2018, 4, 1, 8, tzinfo=UTC)
OTHERS = ("Zofia Żółć {}", "李小龍 {}", "محمد {}", "हिन्दी {}", "김연아 {}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        database = Database(f"sqlite:///{root / 'bench.db'}")
        metadata.create_all(database.engine)
        fill(database)
        made = build_context(load_settings(root, {}))
        context = replace(made, database=database, clock=FixedClock(ON), actor="eve@example.com")

        def run(team: str) -> Printed:
            return print_certificates(
                context, launch="bench", into=FolderOfCertificates(root / "out"), secret=b"x" * 32, team=team,
                address="https://ready.example.com",
            )  # fmt: skip

        rows = []
        wall, cpu, done = timed(lambda: run("first"))
        after_first = peak_mb()
        rows.append((f"the first {done.written:,}, fonts loaded", wall, cpu, ""))
        wall, cpu, done = timed(lambda: run(""))
        rows.append((f"all: {done.written:,} more written", wall, cpu, "at most 60 s for 10,000"))
        grown = peak_mb() - after_first
        wall, cpu, done = timed(lambda: run(""))
        rows.append((f"again: {done.written:,} written, {done.unchanged:,} unchanged", wall, cpu, ""))
        size = sum(path.stat().st_size for path in (root / "out").glob("*.pdf")) / PEOPLE / 1024
        database.close()
    width = max(len(row[0]) for row in rows)
    for name, wall, cpu, beside in rows:
        print(f"  {name:<{width}}  {wall:6.1f} s  ({cpu:.1f} s CPU)  {beside}")
    print(f"  {size:.0f} KB a certificate; peak memory {after_first:.0f} MB after {FIRST:,}, {grown:+.0f} MB after all")


def fill(database: Database) -> None:
    """Everybody is enrolled and certified; standings and enrolment alone, for nothing else is read."""
    with database.transaction() as session:
        launches.record_version(session, FixedClock(ON), definition(), "eve@example.com")
        session.execute(
            insert(PersonRow),
            [
                {"id": n, "email": f"rep{n}@example.com", "name": name_of(n), "languages": ""}
                for n in range(1, PEOPLE + 1)
            ],
        )
        session.execute(insert(EnrolmentRow), [enrolment(n) for n in range(1, PEOPLE + 1)])
        session.execute(insert(StandingRow), [standing(n) for n in range(1, PEOPLE + 1)])


def name_of(number: int) -> str:
    return OTHERS[number // 10 % len(OTHERS)].format(number) if number % 10 == 0 else f"Ann Example {number}"


def enrolment(number: int) -> dict[str, object]:
    return {
        "launch": "bench", "person_id": number, "certification": "field", "kind": "module", "key": "basics",
        "due_on": date(2018, 3, 1), "enrolled_on": date(2018, 1, 1),
    }  # fmt: skip


def standing(number: int) -> dict[str, object]:
    return {
        "launch": "bench", "person_id": number, "certification": "field", "valid_from": date(2018, 1, 1),
        "valid_to": date.max, "region": "East", "territory": "", "team": "first" if number <= FIRST else "rest",
        "on_leave": False, "new_until": date.min, "enrolled": True, "met": 8, "needed": 8,
        "certified_on": date(2018, 3, 1), "expires_on": date(2018, 9, 1), "holds_through": date(2018, 9, 1),
        "lapsed_because": "", "exempt_through": date.min, "exempt_because": "",
    }  # fmt: skip


def timed(work: Callable[[], Printed]) -> tuple[float, float, Printed]:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return time.perf_counter() - wall, time.process_time() - cpu, done


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
