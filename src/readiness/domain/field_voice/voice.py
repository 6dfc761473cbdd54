"""One thing that somebody in the field sends: an objection heard, a question, a win, or words of ours rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import note_problems

VoiceKind = Literal["objection", "question", "win", "rewrite"]
KINDS: Final[tuple[VoiceKind, ...]] = get_args(VoiceKind)

KIND_NAMES: Final[Mapping[VoiceKind, str]] = {
    "objection": "Objection heard",
    "question": "Question asked",
    "win": "Win, and what won it",
    "rewrite": "Words I rewrote",
}

ABOUT_SECTIONS: Final = ("objections", "value_propositions", "capabilities", "proof_points", "competitors", "facts")
"""What something may be said about: the sections of the message, as in `objections.price`."""

SHORTEST: Final = 8
"""Characters. "ok" and "price?" tell nobody anything."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person sent. `group` is the number of the first one like it, its own when it is the first.

    `about` is a claim of the launch file (`objections.price`) or "", `competitor` a key of it or ""; `region` is where
    the sender stood that day. `via` is browser, command or api.
    """

    id: int
    group: int
    launch: str
    kind: VoiceKind
    says: str
    about: str
    competitor: str
    sender: str
    region: str
    via: str
    at: datetime


def voice_problems(
    kind: str,
    says: str,
    *,
    about: str,
    competitor: str,
    claims: Mapping[str, object],
    competitors: Mapping[str, object],
) -> tuple[Problem, ...]:
    """What is wrong with what somebody wants to send; empty = nothing. `claims` are those of the applied file."""
    found = []
    if kind not in KINDS:
        found.append(
            Problem("FV001", f"'{kind[:40]}' is no kind of field voice.", did_you_mean(kind, KINDS), path="kind")
        )
    if len(says.strip()) < SHORTEST:
        fix = "Write it as the customer said it: one or two sentences."
        found.append(Problem("FV002", f"the text has fewer than {SHORTEST} characters.", fix, path="says"))
    found += note_problems(says, name="text", code="FV002")
    if about and about not in claims:
        fix = f"{did_you_mean(about, claims)} Leave it out when you are not sure."
        found.append(Problem("FV003", f"the message has no '{about[:80]}'.", fix, path="about"))
    if kind == "rewrite" and not about:
        fix = "Say which words of the message you rewrote, such as objections.price."
        found.append(Problem("FV003", "it says nothing of what was rewritten.", fix, path="about"))
    if competitor and competitor not in competitors:
        fix = f"{did_you_mean(competitor, competitors)} Leave it out when nobody was named."
        found.append(Problem("FV004", f"the message names no competitor '{competitor[:80]}'.", fix, path="competitor"))
    return tuple(found)
