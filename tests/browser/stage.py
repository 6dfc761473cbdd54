"""The stages of the browser tests, served by the real command.

The stage is the sample launch ten days before its day, held, with the clock standing still. The beginning is the same
sample before anybody applied it. The small stage is the ten-minute sample on the wall clock, for what takes time.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from readiness.actions.import_roster import import_roster
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.publish_content import publish_all
from readiness.actions.start_workspace import start_workspace
from readiness.actions.upgrade_database import upgrade_database
from readiness.rehearsal.story import prepare_folder, tell_story
from readiness.settings import load_settings
from readiness.wiring.workspace import build_context

LAUNCH = "gitlab-cicd-for-github"
NOW = "2018-03-12T18:00:00+00:00"
FIRST_MORNING = "2018-01-22T09:00:00+00:00"
SMALL_LAUNCH = "trial-extension"

ADMINISTRATOR = "root@launch.example"
MARKETER = "dana@launch.example"
TRAINER = "lena@launch.example"
LEADER = "ivo@launch.example"
CHIEF = "olga@launch.example"
REP = "jillian0@adventure-works.example"
MANAGER = "stephen0@adventure-works.example"
SELLER = "cal@tallybird.example"


def build_stage(folder: Path) -> Path:
    """A workspace at the evening of the review day; takes half a minute, so tests work on copies."""
    prepare_folder(folder)
    _without_prefect(folder)
    tell_story(folder, say=lambda _line: None, engine="none", until="held")
    return folder


def build_beginning(folder: Path) -> Path:
    """The sample launch on the morning of its first day: a file and a roster, and nothing applied."""
    prepare_folder(folder)
    _without_prefect(folder)
    context = build_context(load_settings(folder, {"READINESS_SIMULATED_NOW": FIRST_MORNING}), by=MARKETER)
    upgrade_database(context.database)
    roster = folder / "launches" / LAUNCH / "roster"
    import_roster(context, path=roster / "roster.csv", history=roster / "territory-history.csv")
    context.database.close()
    return folder


def build_small_stage(folder: Path) -> Path:
    """The ten-minute sample, launched in three months from now, applied and published; its quiz has a time limit."""
    start_workspace(folder, samples=(SMALL_LAUNCH,))
    _without_prefect(folder)
    file = folder / "launches" / SMALL_LAUNCH / "launch.yaml"
    today = datetime.now(UTC).date()
    text = re.sub(r"(?m)^launch_on: .*$", f"launch_on: {today + timedelta(days=90)}", file.read_text("utf-8"))
    text = re.sub(r"(?m)^starts_on: .*$", f"starts_on: {today}", text)
    text = text.replace("    cool_down_hours: 1\n", "    cool_down_hours: 1\n    time_limit_minutes: 10\n")
    file.write_text(text, encoding="utf-8")
    context = build_context(load_settings(folder, {}), by="noor@tallybird.example")
    upgrade_database(context.database)
    import_roster(context, path=file.parent / "roster.csv")
    apply_launch(context, launch=SMALL_LAUNCH)
    publish_all(context, launch=SMALL_LAUNCH, note="So that sellers can begin.", unapproved=True)
    context.database.close()
    return folder


def change_the_message(folder: Path) -> None:
    """One answer to an objection reads differently since the stage: applied, and approved by marketing and sales."""
    file = folder / "launches" / LAUNCH / "launch.yaml"
    before = "What you compare is the price of the plan with what your build servers cost you in people."
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, "Compare the plan's price with what your build servers cost you in people."))
    context = build_context(load_settings(folder, {"READINESS_SIMULATED_NOW": NOW}), by=MARKETER)
    apply_launch(context, launch=LAUNCH)
    for member in (MARKETER, LEADER):
        approve_materials(context.acting_as(member), launch=LAUNCH)
    context.database.close()


def _without_prefect(folder: Path) -> None:
    (folder / "readiness.toml").write_text('engine = "none"\n', encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Served:
    """A running `readiness serve`. `invitation`: the sign-in link that it printed for the first administrator."""

    folder: Path
    address: str
    invitation: str
    environment: dict[str, str]

    def link(self, email: str) -> str:
        """A fresh sign-in link, as `readiness user link` makes one."""
        settings = load_settings(self.folder, self.environment)
        context = build_context(settings, by=ADMINISTRATOR)
        token = make_sign_in_link(context, email=email)
        context.database.close()
        return f"{self.address}/sign-in/link/{token}"


@contextmanager
def served(folder: Path, *, now: str | None = NOW) -> Iterator[Served]:
    """The workspace in `folder` is served at a free port until the block ends."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("READINESS_")}
    if now:
        environment["READINESS_SIMULATED_NOW"] = now
    environment["PYTHONUNBUFFERED"] = "1"
    log = folder / ".readiness" / "serve.log"
    log.parent.mkdir(exist_ok=True)
    process, address = _start(folder, environment, log)
    try:
        printed = re.search(r"http\S+/sign-in/link/\S+", log.read_text("utf-8"))
        yield Served(folder, address, printed[0] if printed else "", environment)
    finally:
        process.terminate()
        process.wait()


def _start(folder: Path, environment: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server that answers, and where. A port that was free a moment ago may be taken by now: then at another one."""
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "readiness.cli.main", "serve", "--port", str(port), "--no-flows"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*command, "--administrator", ADMINISTRATOR], cwd=folder, env=environment, stdout=out, stderr=out
            )
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(trust_env=False) as asking:  # one, for each makes itself ready for TLS: 30 ms of work
            while process.poll() is None:
                with suppress(httpx.TransportError):
                    if asking.get(f"{address}/healthz").status_code == 200:
                        return process, address
                time.sleep(0.1)
        if "nothing can listen" not in log.read_text("utf-8"):
            raise AssertionError(f"readiness serve ended:\n{log.read_text('utf-8')}")


def copy_stage(stage: Path, folder: Path) -> Path:
    shutil.copytree(stage, folder)
    return folder
