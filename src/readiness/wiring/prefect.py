"""Which Prefect runs the steps: the server we manage, the one at PREFECT_API_URL, or none. Imports no Prefect."""

from __future__ import annotations

from readiness.adapters.flow_process import FlowProcess
from readiness.adapters.prefect_server import LocalPrefectServer
from readiness.ports import FlowRunner, Progress
from readiness.settings import Settings

FLOW = "launch_readiness"
"""The flow of `flows/` that advances a launch."""


def open_server(settings: Settings) -> LocalPrefectServer:
    """The managed server of this workspace; it is not started by being named."""
    return LocalPrefectServer(settings.state / "prefect", port=settings.prefect_port)


def begin_runner(settings: Settings, engine: str) -> FlowRunner | None:
    """What will run the launch's flow, when it is known by now which server it talks to; it gets ready meanwhile.

    None for `none`, and for `local` while no managed server runs: nothing is started for what may be refused.
    """
    if engine == "server":
        return FlowProcess(FLOW, {}, override=False)
    server = open_server(settings)
    running = server.remembered() if engine == "local" else None
    return FlowProcess(FLOW, server.variables(running.api_url), override=True) if running else None


def ready_runner(begun: FlowRunner | None, settings: Settings, engine: str, progress: Progress) -> FlowRunner:
    """What runs the launch's flow: what was begun, when its server answers. For `local`, a server is started else.

    That is told to `progress`. Raises OutsideFailure when it does not come up.
    """
    if engine == "server":
        return begun or FlowProcess(FLOW, {}, override=False)
    server = open_server(settings)
    api_url = server.ensure(progress).api_url
    if begun is not None:
        if begun.api_url == api_url:
            return begun
        begun.close()
    return FlowProcess(FLOW, server.variables(api_url), override=True)
