"""How a battlecard reads in the terminal: the answer first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readiness.reports.battlecard import Battlecard


def card_text(card: Battlecard) -> str:
    """The card on one screen."""
    return "\n".join(_lines(card))


def _lines(card: Battlecard) -> Iterator[str]:
    yield card.title
    fresh = [
        f"as of {card.as_of}" if card.as_of else "",
        f"check again by {card.recheck_by}" if card.recheck_by else "",
    ]
    fresh += ["OUT OF DATE" if card.is_stale else "", card.lacking]
    if any(fresh):
        yield "; ".join(filter(None, fresh))
    if card.answer:
        yield f"\nHow are you different from {card.name}? ({card.answer_words} words)\n  {card.answer}"
    yield from _part("They say", [card.claim] if card.claim else [])
    yield from _part("Better than we are", card.better_at)
    yield from _part(
        "Where we differ", (f"{one.capability} ({one.standing}){_proof(one.proof)}" for one in card.differences)
    )
    yield from _part("What we do not have", card.missing)
    yield from _part("Questions that set the trap", card.trap_questions)
    yield from _part("Other questions", card.questions)
    yield from _part(
        "What you will hear", (f"“{one.says}” {one.acknowledge} {one.reframe}".rstrip() for one in card.objections)
    )


def _part(title: str, entries: Iterable[str]) -> Iterator[str]:
    lines = [f"  - {one}" for one in entries]
    if lines:
        yield f"\n{title}"
        yield from lines


def _proof(points: Iterable[object]) -> str:
    count = sum(1 for _ in points)
    return f", shown by {count}" if count else ", nothing shows it yet"
