"""A battlecard for programs: plain text in a stable shape, to be shown inside other applications.

Names of fields are added, never renamed or taken away; `shape` counts up if that ever had to happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from readiness.context import Context
from readiness.domain.materials.assemble import TEMPLATES
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.ports.handouts import Handout
from readiness.store.approved_pieces import PieceStanding, approved_pieces
from readiness.store.launches import require_version

KIND = "battlecard"


@dataclass(frozen=True, slots=True)
class CardProof:
    """`outside`: it may be told to a buyer."""

    statement: str
    source: str
    outside: bool


@dataclass(frozen=True, slots=True)
class CardDifference:
    """`standing`: unique, or stronger."""

    capability: str
    standing: str
    description: str
    proof: tuple[CardProof, ...]


@dataclass(frozen=True, slots=True)
class CardObjection:
    """All but `says` are "" while nobody has written a response."""

    says: str
    acknowledge: str
    reframe: str
    concede: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Battlecard:
    """`answer` is “how are you different from them?” in `answer_words` words, "" for a partner.

    `as_of` is when it was last checked, `recheck_by` the last day on which it may be told unchecked; `is_stale`: that
    day is past. `lacking` says what keeps the card from being approved as it now reads; "" = nothing.
    """

    shape: int
    launch: str
    competitor: str
    name: str
    title: str
    claim: str
    better_at: tuple[str, ...]
    answer: str
    answer_words: int
    differences: tuple[CardDifference, ...]
    missing: tuple[str, ...]
    trap_questions: tuple[str, ...]
    questions: tuple[str, ...]
    objections: tuple[CardObjection, ...]
    source: str
    as_of: date | None
    recheck_by: date | None
    is_stale: bool
    fingerprint: str
    lacking: str


def battlecard(context: Context, *, launch: str, competitor: str, everything: bool = True) -> Battlecard:
    """The card as it now reads; without `everything` only one that is approved so. Raises NotFound."""
    piece = _piece(context, launch=launch, competitor=competitor, everything=everything)
    told: Any = piece.spec.context
    rival, answer = told["competitor"], told["answer"]
    recheck_by = date.fromisoformat(rival["recheck_by"]) if rival["recheck_by"] else None
    return Battlecard(
        shape=1, launch=launch, competitor=competitor, name=rival["name"], title=piece.spec.title, claim=rival["claim"],
        better_at=tuple(rival["better_at"]),
        answer=(answer["written"] or " ".join(beat["text"] for beat in answer["beats"])) if answer else "",
        answer_words=answer["words"] if answer else 0,
        differences=tuple(
            CardDifference(
                one["name"], one["standing"], one["description"],
                tuple(CardProof(point["statement"], point["source"], point["outside"]) for point in one["proof"]),
            )
            for one in told["ahead"]
        ),
        missing=tuple(told["missing"]), trap_questions=tuple(told["traps"]), questions=tuple(told["questions"]),
        objections=tuple(_objection(one) for one in told["objections"]), source=rival["source"] or "",
        as_of=date.fromisoformat(rival["checked_on"]) if rival["checked_on"] else None, recheck_by=recheck_by,
        is_stale=recheck_by is not None and recheck_by < context.clock.today(), fingerprint=piece.spec.fingerprint,
        lacking=piece.lacking,
    )  # fmt: skip


def battlecard_handout(context: Context, *, launch: str, competitor: str, everything: bool = True) -> Handout:
    """The card as a page to print. Raises NotFound as `battlecard` does."""
    piece = _piece(context, launch=launch, competitor=competitor, everything=everything)
    markdown = context.templates.render(TEMPLATES[KIND], piece.spec.context, made_of=piece.spec.fingerprint)
    note = "For our own people. Not to be handed to a buyer." + (
        f" This card is {piece.lacking}." if piece.lacking else ""
    )
    return Handout(title=piece.spec.title, kicker="Battlecard", note=note, markdown=markdown, on=context.clock.today())


def _piece(context: Context, *, launch: str, competitor: str, everything: bool) -> PieceStanding:
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        pieces = approved_pieces(session, definition, context.templates.fingerprint, (KIND,))
    seen = {key: one for (_, key), one in pieces.items() if everything or not one.lacking}
    if competitor not in seen:
        hint = did_you_mean(competitor, seen) or "None is approved yet."
        raise NotFound(f"launch '{launch}' has no battlecard on {ascii(competitor)[:80]}.", hint=hint)
    return seen[competitor]


def _objection(told: Any) -> CardObjection:
    response = told["response"] or dict.fromkeys(("acknowledge", "reframe", "concede", "ask"), "")
    return CardObjection(told["says"], *(response[name] for name in ("acknowledge", "reframe", "concede", "ask")))
