"""Everybody's standing, requirement by requirement, and on demand what they answered: rows for a file.

Told from the evidence itself by the fold that certifies, a few hundred people at a time, so that a file of 800,000 rows
takes no more memory than one of eight.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.certification.reasons import in_words
from readiness.domain.certification.rule import NOBODY, PASSED_BY
from readiness.domain.certification.standing import Met, met_by
from readiness.domain.certification.states import State, state_on
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import title_of
from readiness.domain.enrolment.requirement import due_on
from readiness.domain.evidence.corrections import in_force
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.feedback import closing
from readiness.domain.quiz.told import answer_in_words
from readiness.reports.people_list import left_out
from readiness.store import attempts
from readiness.store.export_sources import LastAttempt, evidence_of, last_attempts
from readiness.store.launches import require_version
from readiness.store.people_standings import Asking, Listed, in_order
from readiness.store.person_rules import rules_for_people

BATCH: Final = 400
COLUMNS: Final = (
    "email", "name", "region", "territory", "team", "manager", "certification", "state", "because", "left_out",
    "kind", "key", "title", "met_on", "score", "attempts", "due_on", "simulated",
)  # fmt: skip
ANSWER_COLUMNS: Final = (*COLUMNS, "attempt", "submitted_at", "item", "item_score", "answer")
Row = tuple[str, ...]


def export_rows(context: Context, *, launch: str, scope: Scope = EVERYBODY, answers: bool = False) -> Iterator[Row]:
    """The header, then one row per person × requirement; with `answers` also one per person × item that they handed in
    last, whose columns from `attempt` on are filled.

    Fractions are written as 0.85. Raises NotFound for a launch that was not applied, before anything is written.
    """
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
    return _rows(context, definition, scope, answers=answers)


def safe_cell(text: str) -> str:
    """The cell as no spreadsheet runs it: what begins like a formula has an apostrophe before it (OWASP)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def _rows(context: Context, definition: Launch, scope: Scope, *, answers: bool) -> Iterator[Row]:
    yield ANSWER_COLUMNS if answers else COLUMNS
    on = context.clock.today()
    open_exams = _open_examinations(context, definition) if answers else frozenset()
    asking = Asking(definition.key, on, definition.gate.population, scope)
    after = 0
    while True:
        # A session per batch: a download that takes minutes must not hold one snapshot of the database so long.
        with context.database.reading() as session:
            people = in_order(session, asking, after=after, limit=BATCH)
            if not people:
                return
            addresses = {one.kept.person_id: one.email for one in people}
            rules, lives = rules_for_people(session, definition, list(addresses), until=context.clock.now())
            evidence = evidence_of(session, definition.key, addresses)
            handed = last_attempts(session, definition.key, list(addresses)) if answers else {}
        for number, of_person in groupby(people, key=lambda one: one.kept.person_id):
            listed = [one for one in of_person if one.kept.certification in definition.certifications]
            for one in listed:
                rule, life = rules[one.kept.certification], lives.get(number, NOBODY)
                for met in met_by(rule, evidence.get(number, ()), life):
                    row = _requirement(
                        definition, one, met, evidence.get(number, []), state_on(one.kept.standing(), on)
                    )
                    yield (*row, "", "", "", "", "") if answers else row
            for attempt in handed.get(number, ()) if listed else ():
                yield from _answers(definition, listed[0], attempt, open_exams=open_exams)
        after = people[-1].kept.person_id


def _requirement(definition: Launch, one: Listed, met: Met, evidence: list[Evidence], state: State) -> Row:
    kind, key = met.requirement.kind, met.requirement.key
    mine = [piece for piece in in_force(evidence) if (piece.kind, piece.subject) == (PASSED_BY[kind], key)]
    behind = [piece for piece in mine if piece.happened_at == met.met_at and piece.passed is not False]
    told = behind[-1] if behind else mine[-1] if mine else None
    due = due_on(definition.certifications[one.kept.certification], definition.launch_on)
    why = in_words(definition, state.because)
    return (
        *_who(definition, one, state.name, why), kind, key, title_of(definition, kind, key),
        met.met_at.date().isoformat() if met.met_at else "",
        f"{told.fraction:.4g}" if told and told.fraction is not None else "", str(len(mine)), due.isoformat(),
        "yes" if any(piece.simulated for piece in behind) else "no",
    )  # fmt: skip


def _answers(definition: Launch, one: Listed, attempt: LastAttempt, *, open_exams: frozenset[str]) -> Iterator[Row]:
    """What was answered; of an examination that has not closed, not which of it was right."""
    fractions = {item.key: f"{item.fraction:.4g}" for item in attempt.grade.items}
    if attempt.quiz in open_exams:
        fractions = dict.fromkeys(fractions, "")
    title = definition.quizzes[attempt.quiz].title if attempt.quiz in definition.quizzes else attempt.quiz
    for shown in attempt.form.items:
        item = attempt.items[shown.key]
        yield (
            *_who(definition, one, "", ""), "answer", attempt.quiz, title, "", f"{attempt.grade.fraction:.4g}",
            "", "", "", str(attempt.number), attempt.at.isoformat(timespec="seconds"), item.key,
            fractions.get(item.key, "0"), answer_in_words(item, shown, attempt.answers.get(item.key)),
        )  # fmt: skip


def _open_examinations(context: Context, definition: Launch) -> frozenset[str]:
    """Keys of the examinations of which nothing but scores is told yet."""
    now = context.clock.now()
    with context.database.reading() as session:
        return frozenset(
            key
            for key, quiz in definition.quizzes.items()
            if quiz.feedback == "examination"
            and ((at := closing(quiz)) is None or now < at or attempts.anybody_sits(session, definition.key, key, now))
        )


def _who(definition: Launch, one: Listed, state: str, because: str) -> Row:
    kept = one.kept
    return (
        one.email, one.name, kept.region, kept.territory, kept.team, one.manager_email,
        kept.certification if state else "", state, because, left_out(one.away, definition),
    )  # fmt: skip
