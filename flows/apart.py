"""A flow run for the process that started this one, which does what the flow asks for: see `adapters.flow_process`.

python -m flows.apart FLOW      a line of JSON with the flow's parameters comes in, questions go out, answers come in,
                                and in the end goes out what came of it

Prefect is imported before the parameters are waited for: that is what this process is for.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from typing import Any

from flows.asking import Asker, asking
from readiness.ground.collecting import collect_seldom
from readiness.ground.errors import ReadinessError


def main() -> None:
    """Runs the flow that the first argument names, once, and ends; without having run it when nobody wants it."""
    collect_seldom()
    answers = os.fdopen(os.dup(0), "rb")
    questions = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints beside: the pipe is for questions
    asker = Asker(answers, questions)
    flow = getattr(importlib.import_module(f"flows.{sys.argv[1]}"), sys.argv[1])
    parameters = asker.hear()
    if parameters is not None:
        with asking(asker):
            asker.say(_outcome(flow, parameters))


def _outcome(flow: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    import httpx  # noqa: PLC0415 - here already, by Prefect, and not before `collect_seldom`
    import prefect.exceptions  # noqa: PLC0415
    import prefect.settings  # noqa: PLC0415

    url = prefect.settings.PREFECT_API_URL.value()
    if not url:
        return {
            "failed": "the engine is 'server', but no Prefect server is named.",
            "hint": "Set PREFECT_API_URL, or use --engine local or --engine none.",
        }
    try:
        # The heartbeat tells of dead workers' runs; whoever asks sees to this one, and the thread costs a second.
        with prefect.settings.temporary_settings({prefect.settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return {"done": asyncio.run(flow(**parameters))}
    except ReadinessError as error:
        return {"failed": error.message, "hint": error.hint}
    except RuntimeError as error:
        if "Failed to reach API" not in str(error):
            raise
        return _unreachable(url)
    except httpx.TransportError:
        return _unreachable(url)
    except (prefect.exceptions.PrefectException, httpx.HTTPStatusError) as error:
        first = str(error).strip().splitlines() or [type(error).__name__]
        return {"failed": f"Prefect at {url} did not do its part: {first[0]}", "hint": ""}


def _unreachable(url: str) -> dict[str, str]:
    return {
        "failed": f"no Prefect server answers at {url}.",
        "hint": "Start it, unset PREFECT_API_URL and use --engine local, or do without: --engine none.",
    }


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # whoever started this has heard it as well, and says so
