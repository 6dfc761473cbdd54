"""Questions after certification at 10,000 reps × 40 cards: a day of everybody, of one, retention, the gate, a rebuild.

Every rep is certified and has answered each of 40 questions once, on days of the last two months, one in four wrongly.
Run: python -m bench.practice [people …]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert

from bench import gate
from readiness.actions.answer_practice import answer_practice
from readiness.actions.decide_gate import decide_gate
from readiness.context import Context
from readiness.domain.definition.assessment import Item, Option, Quiz
from readiness.domain.definition.certifying import Certification, Reinforcement
from readiness.domain.definition.gating import CertifiedShare, Gate, KnowledgeFresh
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication
from readiness.domain.reinforcement.programme import meaning_of
from readiness.ground.clock import FixedClock
from readiness.ground.fingerprint import fingerprint, plain
from readiness.reports.practice import practice_today
from readiness.reports.retention import retention
from readiness.store import knowledge_upkeep, launches, materials, practice_cards, practice_days, standings
from readiness.store.bulk import insert_rows
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PersonRow, PostingRow
from readiness.store.tables.practice import PracticeQuestionRow, PracticeReviewRow
from readiness.store.tables.whole import metadata

AT = datetime(2018, 4, 2, 9, tzinfo=UTC)
CERTIFIED = AT - timedelta(days=90)
QUESTIONS, CLAIMS = 40, 10
FRESH = KnowledgeFresh(kind="knowledge-fresh", key="fresh", certification="seller", at_least=0.9, within="region")
SHARE = CertifiedShare(kind="certified-share", key="overall", certification="seller", at_least=0.8)


def definition(*, fresh: bool) -> Launch:
    """40 questions on 10 claims; a gate with one share, and with fresh knowledge in each region."""
    items = {
        f"q{n:02}": Item(
            key=f"q{n:02}", kind="single", stem=f"Question {n}?", tests=(f"facts.f{n % CLAIMS}",),
            options=(Option(text="right", correct=True), Option(text="wrong")),
        )
        for n in range(QUESTIONS)
    }  # fmt: skip
    criteria = [SHARE, FRESH] if fresh else [SHARE]
    return replace(
        gate.definition(), modules={}, items=items,
        facts={f"f{n}": Fact(key=f"f{n}", statement=f"F{n}.", source="bench") for n in range(CLAIMS)},
        quizzes={"core": Quiz(key="core", title="Core", items=tuple(items))},
        certifications={
            "seller": Certification(
                key="seller", name="Seller", role="seller", attestation=True,
                reinforcement=Reinforcement(quizzes=("core",), business_days=False),
            )
        },
        gate=Gate(criteria={one.key: one for one in criteria}),
    )  # fmt: skip


def fill(database: Database, people: int, launch: Launch) -> None:
    """`people` certified sellers with an answer to every question."""
    hired_on = date(2016, 1, 4)
    with database.transaction() as session:
        launches.record_version(session, FixedClock(CERTIFIED), launch, "o@example.com")
        materials.publish(
            session,
            Publication(
                launch=gate.LAUNCH, kind="quiz", key="core", version=1, change="minor", note="", by="o@example.com",
                fingerprint=content_fingerprint(launch, "quiz", "core", ()), at=CERTIFIED,
            ),
        )  # fmt: skip
        rows = ((i, f"p{i}@example.com", f"P{i}", hired_on, "") for i in range(1, people + 1))
        columns = ("id", "email", "name", "hired_on", "languages")
        insert_rows(session, PersonRow.__table__, columns, rows)  # type: ignore[attr-defined]
        columns = ("person_id", "role", "manager_id", "team", "region", "territory", "valid_from")
        insert_rows(session, PostingRow.__table__, columns, (gate._posting(i) for i in range(1, people + 1)))  # type: ignore[attr-defined]  # noqa: SLF001
        session.connection().execute(insert(EvidenceRow), [_attested(i) for i in range(1, people + 1)])
        items = list(launch.items.values())
        session.connection().execute(
            insert(PracticeQuestionRow), [{"fingerprint": fingerprint(one), "item": plain(one)} for one in items]
        )
        for batch in _answers(people, items):
            session.connection().execute(insert(PracticeReviewRow), batch)
    with database.transaction() as session:
        standings.rebuild(session, gate.LAUNCH)


def measure(people: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """(what, (seconds by the wall's clock, seconds of CPU)): on a machine that others use, trust the CPU."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.db'}")
        metadata.create_all(database.engine)
        plain_gate, asking = definition(fresh=False), definition(fresh=True)
        fill(database, people, plain_gate)
        here = replace(gate.context(folder, database), clock=FixedClock(AT, simulated=False))
        with database.transaction() as session:
            yield "cards told from every answer", _seconds(lambda: practice_cards.rebuild(session, gate.LAUNCH))
        yield "the gate without it", _median(lambda: decide_gate(here, launch=gate.LAUNCH, record=False))
        with database.transaction() as session:
            launches.record_version(session, here.clock, asking, "o@example.com")
            standings.bring_up_to_date(session, gate.LAUNCH)
            yield "days of freshness told anew", _seconds(lambda: knowledge_upkeep.rebuild(session, gate.LAUNCH))
        yield (
            "the gate with fresh knowledge by region",
            _median(lambda: decide_gate(here, launch=gate.LAUNCH, record=False)),
        )
        waiting: list[Any] = []
        yield "everybody's day", _seconds(lambda: waiting.extend(_waiting(here)))
        assert len(waiting) == people, "something is due for everybody"
        rep = here.acting_as("p1@example.com")
        yield "one rep's day", _median(lambda: practice_today(rep, rep="p1@example.com"))
        yield "one answer", _median(lambda: _answer(rep), times=3)
        found: list[Any] = []
        yield "the retention report", _seconds(lambda: found.append(retention(here, launch=gate.LAUNCH)))
        assert found[0].overall.cards == people * QUESTIONS
        database.close()


def _waiting(here: Context) -> list[practice_days.Waits]:
    with here.database.reading() as session:
        return list(practice_days.waiting_practice(session, here.clock.today(), here.calendars))


def _answer(rep: Context) -> None:
    today = practice_today(rep, rep="p1@example.com")
    answer_practice(rep, rep="p1@example.com", question=today.asked[0].token, answer=1)


def _attested(i: int) -> dict[str, Any]:
    return {
        "launch": gate.LAUNCH, "person_id": i, "kind": "attestation", "subject": "seller", "happened_at": CERTIFIED,
        "recorded_at": CERTIFIED, "recorded_by": "bench", "source": "bench", "simulated": True, "note": "",
        "key": f"a{i}",
    }  # fmt: skip


def _answers(people: int, items: list[Item]) -> Iterator[list[dict[str, Any]]]:
    told = [(one.key, meaning_of(one), fingerprint(one)) for one in items]
    batch: list[dict[str, Any]] = []
    for i in range(1, people + 1):
        for n, (key, meaning, question) in enumerate(told):
            at = AT - timedelta(days=1 + (i * 7 + n * 3) % 60)
            right = (i + n) % 4 > 0
            batch.append(
                {
                    "launch": gate.LAUNCH, "person_id": i, "certification": "seller", "item": key, "meaning": meaning,
                    "question_fingerprint": question, "seed": "s", "on_day": at.date(), "answered_at": at, "answer": 1,
                    "fraction": float(right), "sure": "", "rating": 3 if right else 1, "retention": 0.9, "is_new": True,
                    "source": "bench", "simulated": True,
                }
            )  # fmt: skip
        if len(batch) >= 20_000:
            yield batch
            batch = []
    if batch:
        yield batch


def _seconds(act: Any) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - spent


def _median(act: Any, times: int = 7) -> tuple[float, float]:
    walls, cpus = zip(*(_seconds(act) for _ in range(times)), strict=True)
    return median(walls), median(cpus)


def main(sizes: tuple[int, ...] = (10_000,)) -> None:
    for people in sizes:
        print(f"{people:,} reps × {QUESTIONS} cards (SQLite)")
        for what, (wall, cpu) in measure(people):
            print(f"  {what:<42} {wall * 1e3:10,.1f} ms, CPU {cpu * 1e3:10,.1f} ms", flush=True)
        print(f"  most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (10_000,))
