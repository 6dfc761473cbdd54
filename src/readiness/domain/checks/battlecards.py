"""RD22x: battlecards: an answer that can be said in thirty seconds, and what is said of others kept fresh."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.materials.battlecard import MOST_WORDS, SECONDS, answer_to


def _too_long(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, competitor in launch.competitors.items():
        if competitor.kind == "partner":
            continue
        words = answer_to(launch, key)["words"]
        if words > MOST_WORDS:
            whose = "as written" if competitor.answer else "made of the message"
            message = f"“how are you different from {competitor.name}?”, {whose}, has {words} words."
            path = f"competitors.{key}.{'answer' if competitor.answer else 'name'}"
            yield Finding(path, message, f"Say it in {MOST_WORDS}: write a shorter answer.")


def _stale(subject: Subject) -> Iterator[Finding]:
    for key, competitor in subject.launch.competitors.items():
        by, checked = competitor.recheck_by, competitor.checked_on
        if by is None:
            continue
        if checked is not None and by < checked:
            message = f"'{key}' is to be checked again by {by}, before it was checked on {checked}."
            yield Finding(f"competitors.{key}.recheck_by", message, "Write the next day by which to check.")
        elif by < subject.on:
            message = f"what is said of '{key}' was to be checked again by {by}, before the launch on {subject.on}."
            yield Finding(f"competitors.{key}.recheck_by", message, "Check it, and write checked_on and recheck_by.")


CHECKS: tuple[Check, ...] = (
    Check(
        Rule(
            code="RD226", level="warning", title="Answer that takes too long",
            rule=f"“How are you different from them?” is answered in at most {MOST_WORDS} words, which take {SECONDS} "
            "seconds to say.",
            why="The question comes at the coffee machine. Who needs two minutes for it has no answer.",
            fix="Write `answer:` for this competitor: what they do better, what differs, what shows it, a question.",
            source="S10",
        ),
        _too_long,
    ),
    Check(
        Rule(
            code="RD227", level="warning", title="Battlecard that is out of date",
            rule="What is said of a competitor is checked again by the day the file names; on the launch day it still "
            "holds.",
            why="Competitors release too. A rep who is corrected by the buyer on what the other product does has lost "
            "more than that point.",
            fix="Check it, and write `checked_on` and `recheck_by` anew.",
            source="S10",
        ),
        _stale,
    ),
)  # fmt: skip
