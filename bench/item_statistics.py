"""Statistics of 10,000 attempts × 40 questions: the figures themselves, and the whole report out of the database.

Run: python -m bench item_statistics. People have an ability, questions a difficulty (Rasch 1960); four options each, in
an order of their own for everybody. First the figures alone, with everybody asked everything and with half of a pool
drawn; then what a page waits for: reading, sorting out and figures. Wall time, with this process's CPU time behind it;
nothing here fails on a slow day.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from readiness.context import Context
from readiness.domain.definition.assessment import Item, Option, Quiz
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import CertifiedShare, Gate
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.item_analysis.classical import analyse
from readiness.domain.item_analysis.scores import Choices, Question, Scores
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.grading import Grade, ItemGrade
from readiness.ground.clock import FixedClock
from readiness.ground.fingerprint import fingerprint, plain
from readiness.reports.item_statistics import item_statistics
from readiness.store import launches
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow, QuizPoolRow
from readiness.store.tables.whole import metadata

ATTEMPTS, QUESTIONS, OPTIONS = 10_000, 40, 4
START = datetime(2018, 1, 1, 8, tzinfo=UTC)
AUTHOR = "eve@example.com"


def main() -> None:
    chance = np.random.default_rng(1970)
    chosen = answers(chance)
    rows = []
    for name, fractions in (
        ("everybody asked all 40", (chosen == 0).astype(float)),
        ("20 of 40 drawn for each", drawn(chance, (chosen == 0).astype(float))),
    ):
        scores = Scores(questions=questions(chosen), fractions=fractions, later=np.arange(ATTEMPTS) * 2 >= ATTEMPTS)
        wall, cpu = best(lambda scores=scores: analyse(scores))
        rows.append((f"figures alone, {name}", wall, cpu, "at most 1 s"))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        metadata.create_all(database.engine)
        fill(database, chance, chosen)
        context = of(database)
        wall, cpu = best(lambda: item_statistics(context, launch="bench", with_keys=True))
        rows.append(("whole report from SQLite, all 40", wall, cpu, ""))
        database.close()
    print(f"{ATTEMPTS:,} attempts × {QUESTIONS} questions × {OPTIONS} options, best of three")
    width = max(len(row[0]) for row in rows)
    for name, wall, cpu, beside in rows:
        print(f"  {name:<{width}}  {wall * 1000:7,.0f} ms  ({cpu * 1000:,.0f} ms CPU)  {beside}")


def answers(chance: np.random.Generator) -> np.ndarray:
    """The authored index of the option that each person chose of each question; 0 is right."""
    ability = chance.normal(size=(ATTEMPTS, 1))
    hard = chance.normal(scale=0.8, size=QUESTIONS)
    knows = chance.random((ATTEMPTS, QUESTIONS)) < 1 / (1 + np.exp(hard - ability))
    return np.where(knows, 0, chance.integers(1, OPTIONS, (ATTEMPTS, QUESTIONS)))


def drawn(chance: np.random.Generator, fractions: np.ndarray) -> np.ndarray:
    """The same with half of the questions not asked, others for everybody."""
    order = chance.random(fractions.shape).argsort(axis=1)
    return np.where(order < QUESTIONS // 2, fractions, np.nan)


def questions(chosen: np.ndarray) -> tuple[Question, ...]:
    labels, keys = tuple("ABCD"), (True, False, False, False)
    return tuple(
        Question(
            key=f"q{place}", guess=1 / OPTIONS,
            choices=Choices(labels=labels, is_key=keys, picked=chosen[:, [place]] == np.arange(OPTIONS)),
        )
        for place in range(QUESTIONS)
    )  # fmt: skip


def best(work: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """The quickest of some runs: wall and CPU seconds, each by itself."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def fill(database: Database, chance: np.random.Generator, chosen: np.ndarray) -> None:
    """A launch with one quiz of 40 questions that 10,000 people handed in, a minute apart."""
    definition = launch()
    pool = tuple(definition.items.values())
    pool_print = fingerprint(pool)
    orders = chance.random((ATTEMPTS, QUESTIONS, OPTIONS)).argsort(axis=2)
    with database.transaction() as session:
        launches.record_version(session, FixedClock(START), definition, AUTHOR)
        session.execute(insert(QuizPoolRow), [{"fingerprint": pool_print, "items": plain(pool)}])
        session.execute(
            insert(PersonRow),
            [{"id": n, "email": f"p{n}@example.com", "name": f"P {n}"} for n in range(1, ATTEMPTS + 1)],
        )
        attempts, steps = [], []
        for n in range(ATTEMPTS):
            at = START + timedelta(minutes=n)
            shown = [FormItem(item.key, tuple(map(int, orders[n, place]))) for place, item in enumerate(pool)]
            form = {"quiz": "core", "seed": str(n), "pass_fraction": 0.8, "items": plain(shown), "fingerprint": str(n)}
            given = {one.key: one.shown.index(int(chosen[n, place])) + 1 for place, one in enumerate(shown)}
            right = (chosen[n] == 0).astype(float)
            graded = tuple(
                ItemGrade(item.key, float(right[place]), True, False, item.weight, item.tests)
                for place, item in enumerate(pool)
            )
            grade = Grade("core", float(right.mean()), 0.8, bool(right.mean() >= 0.8), graded, (), ())
            attempts.append(
                {
                    "id": n + 1, "launch": "bench", "quiz": "core", "person_id": n + 1, "number": 1,
                    "pool_fingerprint": pool_print, "form": form, "form_fingerprint": str(n),
                    "content_fingerprint": "c", "seed": str(n), "started_at": at, "started_by": AUTHOR,
                    "simulated": False,
                }
            )  # fmt: skip
            for seq, (kind, body) in enumerate((("submit", {"answers": given}), ("grade", plain(grade))), start=2):
                steps.append({"attempt_id": n + 1, "seq": seq, "kind": kind, "at": at, "body": body})
        session.execute(insert(AttemptRow), attempts)
        session.execute(insert(AttemptStepRow), steps)


def launch() -> Launch:
    options = (Option(text="right", correct=True), *(Option(text=f"wrong {n}") for n in range(1, OPTIONS)))
    keys = [f"q{place}" for place in range(QUESTIONS)]
    items = {
        key: Item(key=key, kind="single", stem=f"Which is {key}?", tests=("facts.one",), options=options)
        for key in keys
    }
    return Launch(
        readiness=1, key="bench", product=Product(name="Bench", supplier="Us", summary="A product."), tier=3,
        owner="eve", launch_on=START.date(), markets={"us": Market(key="us", name="US", holidays="US")},
        team={"eve": Member(key="eve", name="Eve", email=AUTHOR, function="enablement")},
        facts={"one": Fact(key="one", statement="It is.", source="page")}, items=items,
        quizzes={"core": Quiz(key="core", title="Core", items=tuple(keys), drafted=False)},
        gate=Gate(criteria={"s": CertifiedShare(kind="certified-share", key="s", at_least=0.8)}),
    )  # fmt: skip


def of(database: Database) -> Context:
    nothing: object = object()
    return Context(
        root=Path(), output=Path(), database=database, clock=FixedClock(START), actor=AUTHOR, launches=nothing,
        templates=nothing, pages=nothing, outputs=nothing, calendars=nothing, playbooks=nothing, signer=nothing,
    )  # fmt: skip


if __name__ == "__main__":
    main()
