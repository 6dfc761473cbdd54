"""`readiness serve`: the web application of this workspace, and the scheduled flows beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import typer
import uvicorn

from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import open_account
from readiness.context import Context
from readiness.ground.errors import DefinitionError, OutsideFailure
from readiness.reports.accounts import has_administrator
from readiness.settings import Settings, find_root, load_settings
from readiness.web.app import ADDRESS
from readiness.wiring.workspace import open_workspace

app = typer.Typer()

FIRST_ADMINISTRATOR = "administrator@readiness.invalid"
"""Who administers when nobody was named; replace them through Administration, People."""


@app.command()
def serve(
    *,
    host: str = typer.Option("127.0.0.1", help="Where to listen; the default is this machine only."),
    port: int = typer.Option(8000, min=0, max=65535, help="The port to listen at."),
    address: str = typer.Option(
        "", help="The public address, when a proxy stands in front: https://readiness.example.com"
    ),
    workers: int = typer.Option(1, min=1, max=64, help="Web processes."),
    administrator: str = typer.Option("", help="Mail address of the first administrator; default: the setting `by`."),
    flows: bool = typer.Option(True, help="Run the scheduled flows beside it, when the engine is local."),
) -> None:
    """Serve the web application of this workspace.

    Prints a one-time sign-in link while nobody has administered yet. Stop it with Ctrl-C; nothing is lost. The
    scheduled flows stop with it; the local Prefect server that they report to stays up until `readiness server stop`.
    """
    settings = load_settings(find_root(Path.cwd()))
    address = address or settings.public_address
    reached = address.rstrip("/") or f"http://{_named(host)}:{port}"
    _require_safe(host, reached)
    context = open_workspace(settings.root)
    if not has_administrator(context):
        _invite(context, administrator or settings.by or FIRST_ADMINISTRATOR, reached)
    context.database.close()
    beside = _start_flows(settings) if flows and settings.engine == "local" else None
    typer.echo(opening(reached, has_flows=beside is not None))
    os.environ[ADDRESS] = reached
    try:
        uvicorn.run(
            "readiness.web.app:from_workspace", factory=True, host=host, port=port, workers=workers,
            http="readiness.web.connections:PromptHttp", ws="none",
            log_level="warning", access_log=False, server_header=False,
            proxy_headers=bool(address), forwarded_allow_ips="127.0.0.1,::1",
            timeout_keep_alive=15, limit_concurrency=512,
        )  # fmt: skip
    except SystemExit as error:
        if error.code:
            raise OutsideFailure(f"nothing can listen at {host}:{port}.", hint="Is it taken? Try --port.") from error
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait(timeout=20)


def opening(reached: str, *, has_flows: bool) -> str:
    """What is served where, and what Ctrl-C stops: the flows beside it too, and not the server that they report to.

    That one is the workspace's: `readiness apply` uses it as well, and somebody may be looking at a run in it.
    """
    said = f"Readiness is at {reached}   (Ctrl-C stops it)"
    if not has_flows:
        return said
    return f"{said}\nThe scheduled flows stop with it; their Prefect server stays up:  readiness server stop"


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _require_safe(host: str, reached: str) -> None:
    """A service that others reach is reached by https; sign-in links and cookies must not travel in the clear."""
    try:
        on_loopback = ip_address(host).is_loopback
    except ValueError:
        on_loopback = host == "localhost"
    if not on_loopback and not reached.startswith("https://"):
        raise DefinitionError(
            f"listening at {host} without https would send sign-in links and sessions in the clear.",
            hint="Put a proxy with TLS in front and say --address https://…; see: readiness docs "
            "deploy-the-web-application",
        )


def _invite(context: Context, email: str, reached: str) -> None:
    acting = context.acting_as(email)
    open_account(acting, email=email, roles=("administrator",))
    token = make_sign_in_link(acting, email=email)
    typer.echo(f"Nobody has administered this workspace yet. Sign in once as {email}, within 15 minutes:")
    typer.echo(f"  {reached}/sign-in/link/{token}")


def _start_flows(settings: Settings) -> subprocess.Popen[bytes]:
    """The scheduled flows, in a process of their own; their log is .readiness/prefect/flows.log."""
    log = settings.state / "prefect" / "flows.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.serving"], cwd=settings.root, stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
