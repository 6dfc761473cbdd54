"""The gate in process, from kept counts: 10,000 reps in 0.1 s, 100,000 in 0.5 s.

The launch asks eight requirements of every rep. The usual gate has shares overall, in each region, each of 100
territories and each market, and managers, sign-offs, tasks and checks, all unmet (the slower case: who is behind
is looked up). The finest gate also asks each team of ten and each manager's group. Run: python -m bench.gate [people …]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, cast

from sqlalchemy import insert

from readiness.actions.decide_gate import decide_gate
from readiness.adapters.outputs import FolderOutputs
from readiness.adapters.signer import WorkspaceSigner
from readiness.context import Context
from readiness.domain.definition.assessment import Module
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import (
    CertifiedShare,
    ChecksClean,
    Gate,
    ManagersCertified,
    Population,
    SignOffs,
    TasksDone,
)
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.ground.clock import FixedClock
from readiness.store import enrolment, launches, standings
from readiness.store.bulk import insert_rows
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PersonRow, PostingRow
from readiness.store.tables.whole import metadata

AT = datetime(2018, 2, 1, 9, tzinfo=UTC)
REGIONS, TERRITORIES, TEAM_SIZE, REQUIREMENTS = 8, 100, 10, 8
LAUNCH = "big"


def definition(shape: str = "usual") -> Launch:
    """Eight modules for every rep; regions R0 to R7 in two markets."""
    modules = {
        f"m{i}": Module(key=f"m{i}", title=f"M{i}", minutes=5, teaches=("facts.f",)) for i in range(REQUIREMENTS)
    }
    share: dict[str, Any] = {"kind": "certified-share", "certification": "seller", "at_least": 0.8}
    usual = [
        CertifiedShare(key="overall", **share),
        CertifiedShare(key="region", within="region", **share),
        CertifiedShare(key="territory", within="territory", **share),
        CertifiedShare(key="each-market", each_market=True, **share),
        ManagersCertified(kind="managers-certified", key="managers"),
        SignOffs(kind="sign-offs", key="signed", by=("sales",)),
        TasksDone(kind="tasks-done", key="tasks"),
        ChecksClean(kind="checks-clean", key="checks"),
    ]
    finest = [CertifiedShare(key=within, within=within, **share) for within in ("team", "manager")]
    criteria = usual if shape == "usual" else [*usual, *finest]
    half = REGIONS // 2
    return Launch(
        readiness=1, key=LAUNCH, product=Product(name="Big", supplier="Us", summary="Big."), tier=1, owner="o",
        launch_on=date(2018, 3, 1),
        markets={
            key: Market(key=key, name=key, holidays="US", regions=tuple(f"R{i}" for i in range(*span)))
            for key, span in (("west", (0, half)), ("east", (half, REGIONS)))
        },
        team={"o": Member(key="o", name="O", email="o@example.com", function="sales")},
        facts={"f": Fact(key="f", statement="F.", source="bench")}, modules=modules,
        certifications={"seller": Certification(key="seller", name="Seller", role="seller", modules=tuple(modules))},
        gate=Gate(
            criteria={c.key: c for c in criteria},  # type: ignore[attr-defined]
            population=Population(exclude_hired_within_days=30),
        ),
    )  # fmt: skip


def fill(database: Database, people: int) -> None:
    """`people` sellers, one in ten of them a manager; two in three did everything, the rest half of it."""
    launch = definition()
    person, posting = cast("Any", PersonRow).__table__, cast("Any", PostingRow).__table__
    with database.transaction() as session:
        launches.record_version(session, FixedClock(AT), launch, "o@example.com")
        hired_on = date(2016, 1, 4)
        rows = ((i, f"p{i}@example.com", f"P{i}", hired_on, "") for i in range(1, people + 1))
        insert_rows(session, person, ("id", "email", "name", "hired_on", "languages"), rows)
        columns = ("person_id", "role", "manager_id", "team", "region", "territory", "valid_from")
        insert_rows(session, posting, columns, (_posting(i) for i in range(1, people + 1)))
        enrolment.enrol(session, launch, on=AT.date())
        for batch in _batches(people):
            session.connection().execute(insert(EvidenceRow), batch)
    with database.transaction() as session:
        standings.rebuild(session, LAUNCH)


def _posting(i: int) -> tuple[Any, ...]:
    team = (i - 1) // TEAM_SIZE
    manager = team * TEAM_SIZE + 1
    region = team % REGIONS
    return (i, "seller", None if i == manager else manager, f"T{team}", f"R{region}", f"A{team % TERRITORIES}",
            date(2016, 1, 4))  # fmt: skip


def _batches(people: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for i in range(1, people + 1):
        batch += [
            {
                "launch": LAUNCH, "person_id": i, "kind": "module-completed", "subject": f"m{k}",
                "happened_at": AT - timedelta(days=k + 1), "recorded_at": AT, "recorded_by": "bench",
                "source": "bench", "simulated": True, "note": "", "key": f"{i}-{k}",
            }
            for k in range(REQUIREMENTS if i % 3 else REQUIREMENTS // 2)
        ]  # fmt: skip
        if len(batch) > 20_000:
            yield batch
            batch = []
    if batch:
        yield batch


def context(folder: Path, database: Database) -> Context:
    unused = cast("Any", None)
    return Context(
        root=folder, output=folder, database=database, clock=FixedClock(AT), actor="o@example.com", launches=unused,
        templates=unused, pages=unused, outputs=FolderOutputs(folder), calendars=unused, playbooks=unused,
        signer=WorkspaceSigner(folder / "keys"),
    )  # fmt: skip


def measure(people: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Per shape of gate, seconds: the first verdict; of seven more the median, the best and the least CPU; one that is
    recorded; the same again.

    On a machine that others use, the best and the CPU time are what to trust.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.db'}")
        metadata.create_all(database.engine)
        fill(database, people)
        here = context(folder, database)
        for shape in ("usual", "finest"):
            with database.transaction() as session:
                launches.record_version(session, FixedClock(AT), definition(shape), "o@example.com")
                standings.bring_up_to_date(session, LAUNCH)
            first = _seconds(lambda: decide_gate(here, launch=LAUNCH, record=False))
            walls, cpus = zip(
                *(_both(lambda: decide_gate(here, launch=LAUNCH, record=False)) for _ in range(7)), strict=True
            )
            recorded = _seconds(lambda: decide_gate(here, launch=LAUNCH))
            again = _seconds(lambda: decide_gate(here, launch=LAUNCH))
            found = decide_gate(here, launch=LAUNCH, record=False)
            assert found.criteria[0].found.of == people, "everybody counts"
            yield shape, {
                "first": first, "later": median(walls), "best": min(walls), "cpu": min(cpus), "recorded": recorded,
                "same": again,
            }  # fmt: skip
        database.close()


def _seconds(act: Any) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _both(act: Any) -> tuple[float, float]:
    """By the wall's clock, and of this process's CPU."""
    began = time.process_time()
    return _seconds(act), time.process_time() - began


LIMITS = {10_000: 0.1, 100_000: 0.5}


def main(sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> None:
    print("gate, in process, ms (SQLite)")
    print(
        f"{'reps':>8}  {'gate':<7} {'first':>7} {'later':>7} {'best':>7} {'(CPU)':>7} {'recorded':>9} {'the same':>9}"
        f" {'limit':>7}"
    )
    for people in sizes:
        for shape, t in measure(people):
            limit = f"{LIMITS[people] * 1000:.0f}" if people in LIMITS and shape == "usual" else ""
            told = f"{t['first'] * 1e3:7.0f} {t['later'] * 1e3:7.0f} {t['best'] * 1e3:7.0f} {t['cpu'] * 1e3:7.0f}"
            print(f"{people:8,}  {shape:<7} {told} {t['recorded'] * 1e3:9.0f} {t['same'] * 1e3:9.0f} {limit:>7}")


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or (1_000, 10_000, 100_000))
