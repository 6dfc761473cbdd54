"""Which Prefect runs the steps: the server we manage, the one at PREFECT_API_URL, or none. Imports no Prefect."""

from __future__ import annotations

from readiness.adapters.prefect_runner import PrefectRunner
from readiness.adapters.prefect_server import LocalPrefectServer
from readiness.ports import FlowRunner, Progress
from readiness.settings import Settings


def open_server(settings: Settings) -> LocalPrefectServer:
    """The managed server of this workspace; it is not started by being named."""
    return LocalPrefectServer(settings.state / "prefect", port=settings.prefect_port)


def open_runner(settings: Settings, engine: str, progress: Progress) -> FlowRunner:
    """What runs flows. For `local` the managed server is found or started first, which is told to `progress`.

    Raises OutsideFailure when it does not come up.
    """
    if engine == "server":
        return PrefectRunner({}, override=False)
    server = open_server(settings)
    return PrefectRunner(server.variables(server.ensure(progress).api_url), override=True)
