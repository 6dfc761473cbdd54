"""Which questions a certification's reinforcement asks, and of whom on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.certifying import Certification, Reinforcement
from readiness.domain.definition.frame import Market
from readiness.domain.definition.model import Launch
from readiness.domain.item_analysis.wording import wording
from readiness.domain.quiz.forms import is_asked, pool
from readiness.domain.quiz.items import MARKED_BY_HAND


@dataclass(frozen=True, slots=True)
class Question:
    """A question that may be asked again. `meaning` is the beginning of the fingerprint of what it asks and what is
    right (`item_analysis.wording`): another wording is another card, and starts anew.
    """

    item: Item
    meaning: str

    @property
    def card(self) -> tuple[str, str]:
        return self.item.key, self.meaning


def questions_of(launch: Launch, certification: Certification, accepted: Sequence[Item]) -> tuple[Question, ...]:
    """Every question of the programme, in the order of the quizzes; empty without a programme.

    Those of the quizzes it names, else of the certification's; where there is no quiz, every question of the launch.
    `accepted` are the drafted items that were accepted. Drafts, retired questions and essays are never among them, nor
    is what an examination asks: practice tells the right answer at once.
    """
    programme = certification.reinforcement
    if programme is None:
        return ()
    quizzes = quizzes_of(certification)
    found: dict[str, Item] = {}
    for key in quizzes:
        found |= {item.key: item for item in pool(launch.quizzes[key], launch, accepted)}
    if not quizzes:
        found = {item.key: item for item in (*launch.items.values(), *accepted) if is_asked(item)}
    examined = {
        item.key
        for quiz in launch.quizzes.values()
        if quiz.feedback == "examination"
        for item in pool(quiz, launch, accepted)
    }
    found = {key: item for key, item in found.items() if key not in examined and item.kind not in MARKED_BY_HAND}
    wanted = set(programme.claims)
    return tuple(
        Question(item, meaning_of(item)) for item in found.values() if not wanted or not wanted.isdisjoint(item.tests)
    )


def quizzes_of(certification: Certification) -> tuple[str, ...]:
    """The quizzes whose questions the programme asks; empty without one, and where it asks all of the launch."""
    programme = certification.reinforcement
    return (programme.quizzes or certification.quizzes) if programme is not None else ()


@lru_cache(maxsize=4096)
def meaning_of(item: Item) -> str:
    """The first 16 hex digits: among the wordings that one question ever had no two share them."""
    return wording(item).removeprefix("sha256:")[:16]


def is_running(programme: Reinforcement, certified_on: date, on: date) -> bool:
    """True from the day after certification, for as many days as the programme lasts."""
    if on <= certified_on:
        return False
    return programme.active_days is None or on <= certified_on + timedelta(days=programme.active_days)


def market_of(launch: Launch, region: str) -> Market | None:
    """The market to whose calendar somebody of this region works: the first that names it, else the first for all."""
    markets = launch.markets.values()
    named = next((market for market in markets if region in market.regions), None)
    return named or next((market for market in markets if not market.regions), None)
