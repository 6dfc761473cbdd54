"""A round of reminders for 10,000 people who are all behind: planned, recorded with everything due, and once more.

Run: python -m bench reminders. On SQLite in a folder of its own; wall time, and nothing fails on a slow day.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from bench.standings import APPLIED, definition, fill
from readiness.actions.preview_reminders import preview_reminders
from readiness.actions.send_reminders import send_reminders
from readiness.adapters.calendars import HolidayCalendars
from readiness.context import Context
from readiness.ground.clock import FixedClock
from readiness.store import launches, standings
from readiness.store.session import Database
from readiness.store.tables.whole import metadata

PEOPLE = 10_000
NOW = datetime(2018, 11, 14, 10, tzinfo=UTC)
"""A Wednesday on which every certification of the data has run out, and managers hear of it too."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        metadata.create_all(database.engine)
        with database.transaction() as session:
            launches.record_version(session, FixedClock(APPLIED), definition(), "eve@example.com")
            fill(session, PEOPLE)
            standings.bring_up_to_date(session, "bench")
        context = _context(database, Path(folder))
        took, found = timed(lambda: preview_reminders(context))
        items = sum(len(one.items) for one in found.messages)
        print(f"  planned: {len(found.messages):,} messages, {items:,} things in them      {took:6.2f} s")
        took, done = timed(lambda: send_reminders(context))
        print(f"  planned and recorded: {done.messages:,} messages                  {took:6.2f} s")
        took, done = timed(lambda: send_reminders(context))
        print(f"  the next round: {done.messages:,} messages                            {took:6.2f} s")
        database.close()


def _context(database: Database, folder: Path) -> Context:
    unused = cast("Any", None)
    return Context(
        root=folder, output=folder / "out", database=database, clock=FixedClock(NOW, simulated=False), actor="",
        launches=unused, templates=unused, pages=unused, outputs=unused, calendars=HolidayCalendars(None),
        playbooks=unused, signer=unused,
    )  # fmt: skip


def timed(work: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


if __name__ == "__main__":
    main()
