"""A roster of 100,000 people imported, and each of them asked for eight things, on SQLite with synchronous=FULL.

Beside enrolment, in the same run and into the same kind of file: the same 800,000 rows through sqlite3's bare
executemany, ready made. Each part is a process of its own, so that its peak memory is its own. Run:
python -m bench.enrolment [reps]
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select

from readiness.actions.import_roster import import_roster
from readiness.context import Context
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import Gate
from readiness.domain.definition.model import Launch
from readiness.ground.clock import FixedClock
from readiness.store import enrolment
from readiness.store.schema import upgrade
from readiness.store.session import Database
from readiness.store.tables.enrolment import EnrolmentRow

REPS = 100_000
DAY = date(2018, 2, 1)
LIMIT_SECONDS, LIMIT_MB = 8.0, 500
CERTIFICATION = Certification(
    key="account-executive", name="Account executive", role="account-executive",
    modules=("positioning", "pricing", "how-it-works"), quizzes=("positioning", "objections", "pricing"),
    role_plays=("first-meeting",), attestation=True,
)  # fmt: skip
LAUNCH = Launch(
    readiness=1, key="gitlab-cicd-for-github", product=Product(name="P", supplier="S", summary="Y"), tier=1, owner="o",
    launch_on=date(2018, 3, 22), markets={"us": Market(key="us", name="US", holidays="US")},
    team={"o": Member(key="o", name="O", email="o@example.com", function="product")}, gate=Gate(criteria={}),
    certifications={CERTIFICATION.key: CERTIFICATION},
)  # fmt: skip


def main(reps: int = REPS) -> None:
    """Prints the table."""
    rows = reps * 8
    with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder:
        found = {part: _in_a_process(part, folder, reps) for part in PARTS}
    print(f"{'':46}{'seconds':>9}{'rows/s':>12}{'peak MB':>9}")
    for part, (label, counted) in PARTS.items():
        seconds, peak = found[part]["seconds"], found[part]["mb"]
        rate = f"{(rows if counted == 'rows' else reps) / seconds:,.0f}"
        print(f"{label.format(reps=f'{reps:,}', rows=f'{rows:,}'):46}{seconds:9.2f}{rate:>12}{peak:9.0f}")
    ratio = found["enrol"]["seconds"] / found["bare"]["seconds"]
    print(f"\nenrolling takes {ratio:.2f} x the bare executemany of the same rows")
    if reps == REPS:
        held = found["enrol"]["seconds"] <= LIMIT_SECONDS
        print(f"limit: {LIMIT_SECONDS:.0f} s for 800,000 rows: {'held' if held else 'MISSED'}")
    worst = max(one["mb"] for name, one in found.items() if name != "bare")
    held = "held" if worst <= LIMIT_MB else "MISSED"
    print(f"limit: {LIMIT_MB} MB: {held} ({worst:.0f} MB at most; the bare loop holds its rows ready)")


PARTS = {
    "import": ("import {reps} people from a CSV file", "reps"),
    "again": ("import the same file again (nothing changes)", "reps"),
    "move": ("import it with every tenth person moved", "reps"),
    "enrol": ("enrol them: {rows} rows", "rows"),
    "twice": ("enrol them again (nothing changes)", "rows"),
    "plan": ("count what enrolling would do", "rows"),
    "bare": ("bare sqlite3 executemany of the same rows", "rows"),
}
"""In the order in which they run; each finds what the one before it left."""


def part(name: str, folder: Path, reps: int) -> float:
    """Seconds that the part takes; what it needs is made before the clock starts."""
    database = Database(f"sqlite:///{folder / 'readiness.db'}")
    if name in {"import", "move"}:
        _write_roster(folder / "roster.csv", reps, moved=name == "move")
    if name == "import":
        upgrade(database)
    if name == "bare":
        return _bare(database, folder / "bare.db")
    started = time.perf_counter()
    if name in {"import", "again", "move"}:
        changes = import_roster(_context(database, folder), path=folder / "roster.csv")
        assert len(changes.touched()) == {"import": reps, "again": 0, "move": (reps + 9) // 10}[name]
    elif name == "plan":
        with database.reading() as session:
            assert enrolment.enrolment_counts(session, LAUNCH, on=DAY).nothing
    else:
        with database.transaction() as session:
            counts = enrolment.enrol(session, LAUNCH, on=DAY)
        assert counts.added == (reps * 8 if name == "enrol" else 0)
    return time.perf_counter() - started


def _in_a_process(name: str, folder: str, reps: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.enrolment", "--part", name, folder, str(reps)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return cast("dict[str, float]", json.loads(done.stdout))


def _write_roster(path: Path, reps: int, *, moved: bool) -> None:
    """Fifty regions of forty territories, a manager for every twenty people; seeded."""
    chance = random.Random(20180322)
    with path.open("w", encoding="utf-8") as out:
        out.write("email,name,role,manager,team,region,territory,start_date,leave_from,leave_until,languages\n")
        for n in range(reps):
            boss = f"rep{n // 20}@example.com" if n >= 20 else ""
            region = n % 50
            territory = f"Territory {region}-{chance.randrange(40)}{'b' if moved and n % 10 == 0 else ''}"
            leave = "2018-01-20,2018-02-20" if chance.random() < 0.02 else ","
            out.write(
                f"rep{n}@example.com,Rep {n},account-executive,{boss},Team {n % 400},Region {region},{territory},"
                f"20{10 + n % 8}-0{1 + n % 9}-1{n % 10},{leave},en\n"
            )


def _context(database: Database, folder: Path) -> Context:
    unused = cast("Any", None)
    return Context(
        root=folder, output=folder, database=database, clock=FixedClock(datetime(2018, 2, 1, 9, tzinfo=UTC)),
        actor="bench@example.com", launches=unused, templates=unused, pages=unused, outputs=unused, calendars=unused,
        playbooks=unused, signer=unused,
    )  # fmt: skip


def _bare(database: Database, path: Path) -> float:
    """The rows that enrolling wrote, written again with nothing between Python and SQLite, by the same settings."""
    row = EnrolmentRow.__table__  # type: ignore[attr-defined]
    with database.reading() as session:
        rows = [tuple(one) for one in session.connection().exec_driver_sql("SELECT * FROM enrolment")]
        assert len(rows) == session.execute(select(func.count()).select_from(row)).scalar_one()
        made = (
            session.connection().exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'enrolment'").scalar_one()
        )
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute(made)
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    return time.perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        gc.set_threshold(100_000, 50, 100)  # as the command line runs it
        took = part(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        print(json.dumps({"seconds": took, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    else:
        main(*(int(argument) for argument in sys.argv[1:2]))
