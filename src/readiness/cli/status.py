"""`readiness status`: every launch in the workspace on one screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from readiness.ground.clock import FixedClock, WallClock
from readiness.ground.fingerprint import plain
from readiness.reports.status import StatusLine, status_lines
from readiness.settings import find_root, load_settings
from readiness.wiring.files import open_launch_files, read_prints

app = typer.Typer()


@app.command()
def status(*, as_json: bool = typer.Option(False, "--json", help="As JSON.")) -> None:
    """Every launch: its date, the last verdict, who is certified, what stands in the way."""
    settings = load_settings(find_root(Path.cwd()))
    at = settings.clock_at()
    today = (FixedClock(at) if at else WallClock()).today()
    files = open_launch_files(settings.root)
    lines = status_lines(settings.database, files=files.keys(), today=today, prints=read_prints(files))
    if as_json:
        typer.echo(json.dumps(plain(lines), indent=2, ensure_ascii=False))
        return
    if not lines:
        typer.echo("No launch yet. Write launches/<key>/launch.yaml, or: readiness init --sample trial-extension")
    for line in lines:
        typer.echo("\n".join(_told(line)))


_FILES = {
    "missing": "launches/{key}/launch.yaml is gone; what follows is of the applied one",
    "differs": "its file says something else than was applied: readiness plan {key}",
}


def _told(line: StatusLine) -> Iterator[str]:
    launch = line.applied
    if launch is None or line.days_left is None:
        yield f"- {line.key}  not applied yet: readiness plan {line.key}"
        return
    verdict = launch.verdict
    mark = "?" if verdict is None else {"cleared": "✓", "held": "✗"}[verdict.outcome]
    yield f"{mark} {line.key}  tier {launch.tier}, launch {launch.launch_on} ({_when(line.days_left)})"
    if line.file:
        yield f"    {_FILES[line.file].format(key=line.key)}"
    if launch.steps_through is not None:
        steps = f"{launch.steps_through} step{'' if launch.steps_through == 1 else 's'}"
        yield f"    the last apply broke off after {steps}, or is still running: readiness apply {line.key}"
    share = _share(launch.certified, launch.people, launch.roster)
    if verdict is None:
        yield f"    {share}; never decided: readiness gate {line.key}"
        return
    stale = "; the definition changed since" if verdict.stale else ""
    waived = f", {verdict.waived} waived" if verdict.waived else ""
    met = f"{verdict.met} of {verdict.criteria} criteria met{waived}"
    yield f"    {verdict.outcome} as of {verdict.as_of}: {met}{stale}; {share}"
    if verdict.blocker:
        yield f"    {verdict.blocker}"


def _share(certified: int, people: int, roster: int) -> str:
    if people:
        return f"{certified:,} of {people:,} certified"
    return f"nobody enrolled of {roster:,} on the roster" if roster else "nobody on the roster"


def _when(days: int) -> str:
    if days == 0:
        return "today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} ago"
