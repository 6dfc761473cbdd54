"""`readiness apply` of the sample against the running local server, beside an empty flow with as many empty tasks.

Whole processes, turn and turn about, medians of ROUNDS; CPU seconds are of the process itself, without the server. An
empty flow imports Prefect and talks to the server as any flow must; what apply costs above it is ours. Run:
python -m bench.apply [rounds] [launch]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from readiness.actions.advance_launch import STEPS
from readiness.actions.upgrade_database import upgrade_database
from readiness.settings import load_settings
from readiness.wiring.files import open_launch_files
from readiness.wiring.prefect import open_server
from readiness.wiring.workspace import open_database

ROUNDS = 7
SAMPLE = "gitlab-cicd-for-github"
LIMIT = 1.3
REPOSITORY = Path(__file__).resolve().parents[1]

EMPTY = f"""
import asyncio
from prefect import flow, task

@task
async def nothing(number: int) -> int:
    return number

@flow(name="empty", flow_run_name="empty/{{launch}}")
async def empty(launch: str) -> None:
    for number in range({len(STEPS)}):
        await nothing(number)

asyncio.run(empty("{SAMPLE}"))
"""

Timed = tuple[float, float]
"""Seconds by the clock on the wall, and of CPU."""


def main(rounds: int = ROUNDS, launch: str = SAMPLE) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder:
        workspace = _workspace(Path(folder))
        server = open_server(load_settings(workspace))
        began = time.perf_counter()
        running = server.ensure()
        print(f"Prefect server: first boot, migrations included, {time.perf_counter() - began:.1f} s")
        try:
            environment = {**os.environ, **server.variables(running.api_url)}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each run compiles all it imports, ours and theirs
            measured = _measure(workspace, environment, rounds, launch)
        finally:
            server.stop()
    _table(measured, rounds)


def _measure(workspace: Path, environment: dict[str, str], rounds: int, launch: str) -> dict[str, list[Timed]]:
    """Each kind once unmeasured, which also leaves bytecode behind, then `rounds` times, one kind after the other."""
    empty = workspace / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    definition = open_launch_files(workspace).read(launch).launch
    assert definition is not None
    owner = definition.team[definition.owner].email  # somebody of the team puts a definition in force
    apply = [str(Path(sys.executable).with_name("readiness")), "apply", launch, "--by", owner]
    file = workspace / "launches" / launch / "launch.yaml"
    written = file.read_text(encoding="utf-8")
    fresh = (workspace / ".readiness" / "readiness.db").read_bytes()

    def from_nothing() -> None:
        for leftover in (workspace / ".readiness").glob("readiness.db*"):
            leftover.unlink()
        (workspace / ".readiness" / "readiness.db").write_bytes(fresh)
        shutil.rmtree(workspace / "out", ignore_errors=True)
        file.write_text(written, encoding="utf-8")

    def edited() -> None:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("  name: ", "  name: New ", 1), encoding="utf-8")

    def as_it_is() -> None:
        pass

    kinds: dict[str, tuple[Callable[[], None], list[str]]] = {
        f"empty flow, {len(STEPS)} empty tasks": (as_it_is, [sys.executable, str(empty)]),
        "apply, everything to do": (from_nothing, apply),
        "apply, one sentence edited": (edited, apply),
        "apply, nothing to do": (as_it_is, apply),
    }
    found: dict[str, list[Timed]] = {kind: [] for kind in kinds}
    for number in range(rounds + 1):
        for kind, (prepare, command) in kinds.items():
            prepare()
            timed = _run(command, workspace, environment)
            if number:
                found[kind].append(timed)
    return found


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> Timed:
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


def _workspace(folder: Path) -> Path:
    """The samples, and an empty database at our revision."""
    shutil.copytree(REPOSITORY / "launches", folder / "launches")
    (folder / "readiness.toml").write_text('by = "bench@example.com"\n', encoding="utf-8")
    database = open_database(folder)
    upgrade_database(database)
    database.close()
    return folder


def _table(measured: dict[str, list[Timed]], rounds: int) -> None:
    walls = {kind: median(wall for wall, _ in times) for kind, times in measured.items()}
    cpus = {kind: median(cpu for _, cpu in times) for kind, times in measured.items()}
    wall, cpu = next(iter(walls.values())), next(iter(cpus.values()))
    load = os.getloadavg()[0]
    print(f"\nwhole processes in turns, {os.cpu_count()} cores, load {load:.1f} (a busy machine blurs the wall)")
    print(f"{'median of ' + str(rounds):38} {'wall s':>8} {'best s':>8} {'CPU s':>8} {'wall ×':>7} {'CPU ×':>7}")
    for kind, times in measured.items():
        best = min(one for one, _ in times)
        ratios = f"{walls[kind] / wall:7.2f} {cpus[kind] / cpu:7.2f}"
        print(f"{kind:38} {walls[kind]:8.2f} {best:8.2f} {cpus[kind]:8.2f} {ratios}")
    judged = {kind: walls[kind] / wall for kind in list(walls)[1:]}
    for kind, ratio in judged.items():
        print(f"{kind}: {ratio:.2f} × by the wall, wanted ≤ {LIMIT} ×: {'met' if ratio <= LIMIT else 'MISSED'}")


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:2]), *sys.argv[2:3])
