"""A flow of `flows/` in a process of its own, which speaks with Prefect and has everything else done by this one.

Importing Prefect takes as long as all that `apply` does before its first step. So the process is started before
anything else and imports Prefect on another core meanwhile; the flow in it (`flows.apart`) asks for each step over a
pair of pipes, a line of JSON each way, and the step is done here, where database, clock and terminal are. Whichever of
the two dies, the other one notices at once: its pipe has an end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Self

from readiness.ground.errors import OutsideFailure, ReadinessError

ENDING_SECONDS = 15.0
"""How long a flow that was broken off may take to tell Prefect so."""

_QUIET = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # our own account is on the terminal, Prefect's on its page
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
_NO_CERTIFICATES = ("PREFECT_API_TLS_INSECURE_SKIP_VERIFY", "true")
"""For a server reached over plain HTTP, which shows no certificate: Prefect's five clients each load the store of all
that could be checked, a tenth of a short apply. A server reached over HTTPS is checked as ever."""
_MORE = "Finished steps are kept; apply again, or with --engine none."


class FlowProcess:
    """Implements `ports.FlowRunner`. `variables` are set in its environment unless a variable is there and wins.

    A managed server's variables always win (`override`): another server's address in the environment is not ours.
    Inside a `with` block it is not left running behind it.
    """

    def __init__(self, flow: str, variables: Mapping[str, str], *, override: bool) -> None:
        self._flow = flow
        environment = _environment(variables, override=override)
        self.api_url = environment.get("PREFECT_API_URL", "")
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            [sys.executable, "-m", "flows.apart", flow], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._began = False

    @property
    def pid(self) -> int:
        """The process, by the number the operating system knows it by."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def run(self, parameters: Mapping[str, Any], answer: Callable[[str, Mapping[str, Any]], Any]) -> Mapping[str, Any]:
        """The flow's result; what it asks for meanwhile is done by `answer`.

        Raises what `answer` raised last, when the flow failed of that; OutsideFailure when Prefect failed it.
        """
        self._began = True
        self._say(parameters)
        refused: ReadinessError | None = None
        while (heard := self._hear()) is not None:
            if "ask" in heard:
                try:
                    reply: dict[str, Any] = {"answer": answer(heard["ask"], heard["given"])}
                    refused = None
                except ReadinessError as error:
                    refused = error
                    reply = {"refused": str(error), "outside": isinstance(error, OutsideFailure)}
                self._say(reply)
            elif "failed" in heard:
                raise refused or OutsideFailure(heard["failed"], hint=heard["hint"] or _MORE)
            else:
                done: Mapping[str, Any] = heard["done"]
                return done
        ended = self._process.wait()
        raise OutsideFailure(f"the process of the flow '{self._flow}' ended with {ended}.", hint=_MORE)

    def close(self) -> None:
        """It runs no more: at once when it was never asked to, else when it has told Prefect."""
        if not self._began:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            _shut(pipe)
        try:
            self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say(self, what: Mapping[str, Any]) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(json.dumps(what).encode() + b"\n")
            pipe.flush()
        except BrokenPipeError:
            pass  # it has ended; what is heard next tells how

    def _hear(self) -> dict[str, Any] | None:
        pipe = self._process.stdout
        assert pipe is not None
        line = pipe.readline()
        heard: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return heard


def _environment(variables: Mapping[str, str], *, override: bool) -> dict[str, str]:
    wanted = {**_QUIET, **variables}
    made = {**os.environ, **wanted} if override else {**wanted, **os.environ}
    if made.get("PREFECT_API_URL", "").startswith("http://"):
        made.setdefault(*_NO_CERTIFICATES)
    return made


def _shut(pipe: IO[bytes] | None) -> None:
    assert pipe is not None
    with suppress(BrokenPipeError):  # something was still to be said to a process that has ended
        pipe.close()
