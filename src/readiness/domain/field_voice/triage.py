"""What became of what the field sent: groups of voices that say the same, the decisions on them, where each stands.

A decision is on a group and the last one counts; a group that was merged into another stands as that one does. An
accepted one is *answered* once the applied definition has what was made of it; before that it is in the file alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from readiness.domain.definition.model import Launch
from readiness.domain.field_voice.voice import Voice, VoiceKind

Decided = Literal["accepted", "merged", "declined"]
State = Literal["new", "accepted", "answered", "declined"]
STATES: Final[tuple[State, ...]] = ("new", "accepted", "answered", "declined")
OPEN: Final = frozenset({"new", "accepted"})


@dataclass(frozen=True, slots=True)
class Decision:
    """One word on a group. `into`: the group it was merged into, 0 = none. `entry`: what answers it in the launch file
    (`objections.price`): made of it when accepted, there already when merged; "" when declined.
    """

    group: int
    decision: Decided
    into: int
    entry: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Voices that say the same, oldest first, with those of groups merged into it. `number` is that of its first one.

    `decision` None = nobody has decided. `senders` counts people, each once.
    """

    number: int
    launch: str
    kind: VoiceKind
    voices: tuple[Voice, ...]
    decision: Decision | None
    state: State

    @property
    def says(self) -> str:
        """In the words of the first who sent it."""
        return self.voices[0].says

    @property
    def senders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(voice.sender for voice in self.voices))

    @property
    def entry(self) -> str:
        return self.decision.entry if self.decision else ""

    @property
    def told(self) -> str:
        """What the sender is told, in a sentence."""
        decision = self.decision
        if decision is None or (decision.decision == "merged" and decision.into):
            return "Nobody has looked at it yet." if decision is None else "It goes on with what others sent."
        if decision.decision == "declined":
            return f"Not taken up: {decision.reason}"
        if decision.decision == "merged":
            return f"The message answers it: {decision.entry}." if self.state == "answered" else (
                f"It belongs to {decision.entry}, which has no answer yet."
            )  # fmt: skip
        if self.state == "answered":
            return f"It is in the message: {decision.entry}."
        return f"Taken up as {decision.entry}; it counts once the launch is applied."


def groups_of(
    voices: Sequence[Voice], decisions: Iterable[Decision], definition: Launch | None
) -> tuple[VoiceGroup, ...]:
    """The groups, most senders first, then oldest first. `definition` is what is applied, None = nothing."""
    roots = merged_into(decisions := tuple(decisions))
    members: dict[int, list[Voice]] = defaultdict(list)
    for voice in voices:
        members[roots.get(voice.group, voice.group)].append(voice)
    last = {one.group: one for one in decisions}
    found = []
    for number, held in members.items():
        held.sort(key=lambda voice: voice.id)
        first = next((voice for voice in held if voice.id == number), held[0])
        decision = last.get(number)
        found.append(
            VoiceGroup(
                number, first.launch, first.kind, (first, *(voice for voice in held if voice is not first)), decision,
                _state(decision, definition),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda group: (-len(group.senders), group.number)))


def merged_into(decisions: Iterable[Decision]) -> Mapping[int, int]:
    """Group → the group that it stands in, for those whose last decision merged them into another."""
    last = {one.group: one for one in decisions}
    into = {number: one.into for number, one in last.items() if one.decision == "merged" and one.into}
    roots = {}
    for number, first in into.items():
        seen, root = {number}, first
        while root in into and into[root] not in seen:
            seen.add(root)
            root = into[root]
        roots[number] = root
    return roots


def is_answered(entry: str, definition: Launch | None) -> bool:
    """True when the definition has the entry (`objections.price`, or a text in it), an objection with a response."""
    if definition is None or not entry:
        return False
    section, _, rest = entry.partition(".")
    key = rest.partition(".")[0]
    held = getattr(definition, section, None)
    if not isinstance(held, Mapping) or key not in held:
        return False
    return section != "objections" or held[key].response is not None


def _state(decision: Decision | None, definition: Launch | None) -> State:
    if decision is None or (decision.decision == "merged" and decision.into):
        return "new"
    if decision.decision == "declined":
        return "declined"
    return "answered" if is_answered(decision.entry, definition) else "accepted"
