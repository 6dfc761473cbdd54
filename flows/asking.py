"""How the flow of a launch has done what it is about: by the process that runs it, or by the one that started that.

A Prefect worker does everything in the flow's own process. `readiness apply` starts a process for the flow alone and
answers it (`flows.apart`): then nothing of ours is imported here but this.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from readiness.ground.errors import OutsideFailure, ReadinessError


class Asker:
    """Asks the process at the other end of two pipes, a line of JSON each way, one question at a time."""

    def __init__(self, answers: IO[bytes], questions: IO[bytes]) -> None:
        self._answers = answers
        self._questions = questions
        self._turn = threading.Lock()

    def ask(self, what: str, given: Mapping[str, Any]) -> Any:
        """The answer. Raises what was refused there: OutsideFailure, which is tried again, or ReadinessError.

        The latter also when nobody is there any more, for trying again would find nobody either.
        """
        with self._turn:
            self.say({"ask": what, "given": dict(given)})
            heard = self.hear()
        if heard is None:
            raise ReadinessError(
                "whoever started this run has ended.", hint="Apply again: it goes on where it stopped."
            )
        if "refused" in heard:
            raise (OutsideFailure if heard["outside"] else ReadinessError)(heard["refused"])
        return heard["answer"]

    def say(self, what: Mapping[str, Any]) -> None:
        try:
            self._questions.write(json.dumps(what).encode() + b"\n")
            self._questions.flush()
        except BrokenPipeError:
            pass  # nobody listens; what is heard next says so

    def hear(self) -> dict[str, Any] | None:
        """The next line; None when there will be none."""
        line = self._answers.readline()
        heard: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return heard


_asker: Asker | None = None


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    """Inside the block everything is asked of the other process; there is one flow a process."""
    global _asker  # noqa: PLW0603 - tasks run in threads of their own making
    _asker = asker
    try:
        yield
    finally:
        _asker = None


async def ask(what: str, **given: Any) -> Any:
    """`what` of `wiring.running.ANSWERS`, done; JSON in and out."""
    return await asyncio.to_thread(_asker.ask if _asker else _here().answer, what, given)


@contextmanager
def turn(launch: str, root: str, by: str, base: dict[str, str] | None, plan: str) -> Iterator[Mapping[str, Any]]:
    """The right to advance the launch, taken by whoever started this or taken now, as `wiring.running` tells it."""
    if _asker:
        yield _asker.ask("turn", {"launch": launch, "root": root, "by": by})
        return
    with _here().own_turn(root, by, launch=launch, base=base, plan=plan) as taken:
        yield taken


def _here() -> Any:
    return importlib.import_module("readiness.wiring.running")
