"""The scheduled flows beside `readiness serve`: Prefect's own runner and schedules, on the server of this workspace.

python -m flows.serving      in a workspace; ends with its parent, or with Ctrl-C

A team's workers do this from prefect.yaml instead; the schedules are the same.
"""

from __future__ import annotations

import importlib
import os
import threading
import time
from pathlib import Path

from readiness.cli.showing import StepLines
from readiness.settings import find_root, load_settings
from readiness.wiring.prefect import open_server

SCHEDULES = {"certification_watch": "0 6 * * *", "gate_review": "*/30 * * * *", "reminder_round": "10 * * * *"}
"""Flow → cron, UTC; as in prefect.yaml."""


def main() -> None:
    """Serves the scheduled flows until the process that started it is gone."""
    settings = load_settings(find_root(Path.cwd()))
    server = open_server(settings)
    # Prefect reads its settings when it is imported, so they are there before it is.
    os.environ.update(server.variables(server.ensure(StepLines()).api_url))
    os.environ.setdefault("READINESS_ROOT", str(settings.root))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    prefect = importlib.import_module("prefect")
    deployments = [
        getattr(importlib.import_module(f"flows.{flow}"), flow).to_deployment(
            "beside-the-web", cron=cron, tags=["readiness"]
        )
        for flow, cron in SCHEDULES.items()
    ]
    prefect.serve(*deployments, print_starting_message=False)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(0)


if __name__ == "__main__":
    main()
