"""Runs a flow of `flows/` in this process against a Prefect server: the one room of the package that imports Prefect.

Prefect reads its settings when it is imported, so that happens here and only once the environment says which server to
use. What Prefect says when things fail is told in our words; our own errors come through as they are.
"""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Mapping
from typing import Any

import httpx

from readiness.ground.errors import OutsideFailure

_QUIET = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",  # our own progress is on the terminal; Prefect's UI has the log
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


_NO_CERTIFICATES = ("PREFECT_API_TLS_INSECURE_SKIP_VERIFY", "true")
"""For a server reached over plain HTTP, which shows no certificate: Prefect's five clients each load the store of all
that could be checked, a tenth of a short apply. A server reached over HTTPS is checked as ever."""


class PrefectRunner:
    """Implements `ports.FlowRunner`. `variables` are set in the environment unless a variable is there and wins.

    A managed server's variables always win (`override`): another server's address in the environment is not ours.
    """

    def __init__(self, variables: Mapping[str, str], *, override: bool) -> None:
        self._variables = variables
        self._override = override

    def run(self, flow: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result of `flows.<flow>.<flow>`. Raises OutsideFailure when Prefect fails; our errors as they are."""
        self._prepare()
        import prefect.exceptions  # noqa: PLC0415 — after the environment is set, and only when a flow is run
        import prefect.settings  # noqa: PLC0415

        url = prefect.settings.PREFECT_API_URL.value()
        if not url:
            raise OutsideFailure(
                "the engine is 'server', but no Prefect server is named.",
                hint="Set PREFECT_API_URL, or use --engine local or --engine none.",
            )
        function = getattr(importlib.import_module(f"flows.{flow}"), flow)
        try:
            # The heartbeat tells of dead workers' runs; our own process sees to itself, and the thread costs a second.
            with prefect.settings.temporary_settings({prefect.settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
                result: Mapping[str, Any] = asyncio.run(function(**parameters))
        except RuntimeError as error:
            if "Failed to reach API" not in str(error):
                raise
            raise _unreachable(url) from error
        except httpx.TransportError as error:
            raise _unreachable(url) from error
        except (prefect.exceptions.PrefectException, httpx.HTTPStatusError) as error:
            first = str(error).strip().splitlines() or [type(error).__name__]
            raise OutsideFailure(
                f"Prefect at {url} did not do its part: {first[0]}",
                hint="Finished steps are kept; apply again, or with --engine none.",
            ) from error
        return result

    def _prepare(self) -> None:
        for name, value in {**_QUIET, **self._variables}.items():
            if self._override:
                os.environ[name] = value
            else:
                os.environ.setdefault(name, value)
        if os.environ.get("PREFECT_API_URL", "").startswith("http://"):
            os.environ.setdefault(*_NO_CERTIFICATES)


def _unreachable(url: str) -> OutsideFailure:
    return OutsideFailure(
        f"no Prefect server answers at {url}.",
        hint="Start it, unset PREFECT_API_URL and use --engine local, or do without: --engine none.",
    )
