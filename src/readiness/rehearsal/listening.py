"""What the rehearsed sales force hears in the field, and what marketing makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from readiness.actions.send_voice import send_voice
from readiness.actions.triage_voice import merge_voice
from readiness.context import Context


@dataclass(frozen=True, slots=True)
class _Heard:
    """Two reps hear the same `on` a day, each in other words; `merged_on` it belongs to the objection `entry`."""

    on: date
    says: tuple[str, str]
    merged_on: date
    entry: str


HEARD: Final = (
    _Heard(
        date(2018, 2, 20),
        ("Who else is running this with GitHub today?", "Who else runs it with GitHub?"),
        date(2018, 2, 21),
        "objections.references",
    ),
    # Heard shortly before the review, so the gate holds for it that evening; merged on the day after.
    _Heard(
        date(2018, 3, 9),
        ("Will it still be free next year?", "Is it still going to be free next year?"),
        date(2018, 3, 13),
        "objections.stay-free",
    ),
)
"""Invented. Both are in the message already, with an answer: what the field hears is held against it all the same."""


class Listening:
    """Two reps who send what they hear, and the marketer who reads it."""

    def __init__(self, launch: str, reps: Sequence[str], marketer: str) -> None:
        self._launch = launch
        self._reps = tuple(reps[:2])
        self._marketer = marketer
        self._groups: dict[str, tuple[int, ...]] = {}

    def day(self, context: Context) -> Iterable[str]:
        """What was sent and decided on this day, a line each."""
        today = context.clock.today()
        for one in HEARD:
            if one.on == today:
                yield from self._send(context, one)
            if one.merged_on == today:
                yield from self._merge(context, one)

    def _send(self, context: Context, heard: _Heard) -> Iterator[str]:
        sent = [
            send_voice(context.acting_as(rep), launch=self._launch, kind="objection", says=says, via="command")
            for rep, says in zip(self._reps, heard.says, strict=True)
        ]
        self._groups[heard.entry] = tuple(dict.fromkeys(one.voice.group for one in sent))
        yield f"“{heard.says[0]}” is heard by {len(self._reps)} reps, who say so"

    def _merge(self, context: Context, heard: _Heard) -> Iterator[str]:
        for group in self._groups[heard.entry]:
            merge_voice(context.acting_as(self._marketer), launch=self._launch, group=group, entry=heard.entry)
        yield f"“{heard.says[0]}” belongs to {heard.entry}, and the reps hear what to answer  ({self._marketer})"
