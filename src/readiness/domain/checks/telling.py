"""RD34x: when right answers are told: practice counts for nothing, examinations close, keys told too early."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.quiz.forms import pool


def _practice_asked(subject: Subject) -> Iterator[Finding]:
    for key, certification in subject.launch.certifications.items():
        for place, quiz in enumerate(certification.quizzes):
            told = subject.launch.quizzes.get(quiz)
            if told is not None and told.feedback == "practice":
                message = f"certification '{key}' asks for quiz '{quiz}', which is practice and counts for nothing."
                yield Finding(f"certifications.{key}.quizzes.{place}", message, "Ask for another, or make it training.")


def _never_closes(subject: Subject) -> Iterator[Finding]:
    for key, quiz in subject.launch.quizzes.items():
        if quiz.feedback == "examination" and quiz.closes_on is None:
            message = f"examination '{key}' has no closes_on, so its answers are never told."
            yield Finding(f"quizzes.{key}.feedback", message, "Write closes_on, its last day.")
        if quiz.feedback != "examination" and quiz.closes_on is not None:
            message = f"'{key}' closes on {quiz.closes_on}, and is no examination."
            yield Finding(f"quizzes.{key}.closes_on", message, "Write feedback: examination, or leave closes_on out.")


def _told_elsewhere(subject: Subject) -> Iterator[Finding]:
    quizzes = subject.launch.quizzes
    asked = {key: {item.key for item in pool(quiz, subject.launch, subject.drafted)} for key, quiz in quizzes.items()}
    for key, quiz in quizzes.items():
        for other, with_it in quizzes.items():
            shared = sorted(asked[key] & asked[other])
            if not shared or key == other or not _tells_before(with_it.feedback, quiz.feedback):
                continue
            few = ", ".join(shared[:3]) + (" and more" if len(shared) > 3 else "")
            message = f"quiz '{other}' ({with_it.feedback}) tells the answers to {few}, which '{key}' asks too."
            yield Finding(f"quizzes.{key}.feedback", message, "Give the two quizzes questions of their own.")


def _tells_before(one: str, other: str) -> bool:
    """Whether the answers of one mode are told before those of the other are given."""
    order = ("practice", "training", "examination")
    return order.index(one) < order.index(other)


CHECKS: tuple[Check, ...] = (
    Check(
        Rule(
            code="RD341", level="error", title="Certification that asks for practice",
            rule="A certification asks for no quiz whose feedback is practice.",
            why="Practice tells each answer as it is given and is no evidence: the requirement could never be met.",
            fix="Ask for another quiz, or write feedback: training.", source="S22",
        ),
        _practice_asked,
    ),
    Check(
        Rule(
            code="RD342", level="error", title="Examination that never closes",
            rule="An examination says on which day it closes, and no other quiz does.",
            why="What was right is told after the closing day. Without one it is never told, to nobody.",
            fix="Write `closes_on`, or take it out.",
        ),
        _never_closes,
    ),
    Check(
        Rule(
            code="RD343", level="warning", title="Answer told before it is asked",
            rule="No question is asked by a quiz and told earlier by another.",
            why="Practice tells answers at once, training after a pass. Whoever takes that first knows the answer.",
            fix="Give each quiz questions of its own, or draw them from other claims.",
        ),
        _told_elsewhere,
    ),
)  # fmt: skip
