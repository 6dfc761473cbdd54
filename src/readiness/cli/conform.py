"""`readiness conform`: documents against the message of a launch."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path

import typer

from readiness.cli.conform_text import conform_json, conform_sarif, conform_text
from readiness.cli.days import read_day
from readiness.cli.output_file import write_file
from readiness.domain.conformance.baseline import Known, from_baseline, to_baseline
from readiness.domain.definition.model import Launch
from readiness.given_file import read_given
from readiness.ground.clock import FixedClock, WallClock
from readiness.ground.errors import DefinitionError, NotFound, Problem, Unusable, Where
from readiness.reports.conformance import Conformance, GivenDocument, conform_documents, judged_on
from readiness.settings import load_settings, workspace_around
from readiness.wiring.documents import open_documents, open_nearness
from readiness.wiring.files import open_check_levels, open_launch_files

app = typer.Typer()
SOUND, FINDINGS, UNUSABLE = 0, 1, 2
MOST_BYTES = 30_000_000
MOST_BASELINE_BYTES = 50_000_000


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"
    html = "html"


class Measure(StrEnum):
    words = "words"
    meaning = "meaning"


@app.command()
def conform(
    files: list[Path] = typer.Argument(metavar="FILE", help="PDF, PPTX, DOCX, HTML, Markdown or text."),
    *,
    launch: str = typer.Option(..., "--launch", help="The launch's key, or the path of its file."),
    as_of: str = typer.Option(
        "", "--as-of", metavar="DATE", help="Judged on this day; else the launch day, then today."
    ),
    form: Format = typer.Option(Format.text, "--format", help="How to tell the findings."),
    compare: Measure = typer.Option(
        Measure.words, "--compare", help="How near a claim is to the map: by shared words, or by meaning (extra)."
    ),
    baseline: Path = typer.Option(None, "--baseline", help="What is known: told, and not counted."),
    write_baseline: Path = typer.Option(None, "--write-baseline", help="Write what is found now as the baseline."),
    output: Path = typer.Option(None, "--output", help="Write into this file instead."),
) -> None:
    """Does a document say what the message says? All findings of all files at once, each with place, rule and fix.

    Exit 0: nothing at error level that is new. 1: findings at error level. 2: a file that cannot be used; all
    others are told beside it.
    """
    definition = _definition(launch)
    on = read_day(as_of, "--as-of") or judged_on(definition, _today())
    levels = open_check_levels()
    known = _known(baseline) if baseline else ()
    nearness = open_nearness() if compare is Measure.meaning else None
    found, documents = conform_documents(
        open_documents(), definition, map(_given, files), on=on, nearness=nearness, baseline=known, levels=levels
    )
    text = _told(found, form)
    if write_baseline:
        written = json.dumps(to_baseline(launch, documents), indent=1, ensure_ascii=False)
        write_file(write_baseline, written + "\n")
    if output:
        write_file(output, text + "\n")
        typer.echo(f"{output}")
    else:
        typer.echo(text)
    raise typer.Exit(exit_code(found))


def exit_code(found: Conformance) -> int:
    """2 when any file could not be read, 1 when any has a new finding at error level, 0 otherwise."""
    if not all(one.usable for one in found.documents):
        return UNUSABLE
    return SOUND if all(one.sound for one in found.documents) else FINDINGS


def _told(found: Conformance, form: Format) -> str:
    if form is Format.json:
        return json.dumps(conform_json(found), indent=2, ensure_ascii=False)
    if form is Format.sarif:
        return json.dumps(conform_sarif(found), indent=2, ensure_ascii=False)
    if form is Format.html:
        from readiness.wiring.pages import open_conform_page  # noqa: PLC0415 - Jinja2, for those who ask for a page

        return open_conform_page().render(found)
    return conform_text(found)


def _given(path: Path) -> GivenDocument:
    """The file; one that is not there or cannot be read says so among the others."""
    try:
        return GivenDocument(str(path), read_given(path, most=MOST_BYTES, code="CF012"))
    except (NotFound, Unusable) as error:
        fix = error.hint or "Name a file that is there and that you may read."
        return GivenDocument(str(path), b"", (Problem("CF012", error.message, fix, Where(str(path))),))


def _definition(launch: str) -> Launch:
    """What the file of a launch says, by key or path. Raises NotFound without one, DefinitionError when unsound."""
    files = open_launch_files()
    is_path = launch not in files.keys() and (len(Path(launch).parts) > 1 or Path(launch).exists())  # noqa: SIM118
    reading = files.read_path(Path(launch)) if is_path else files.read(launch)
    if reading.launch is None:
        raise DefinitionError(
            f"launch '{launch}' is unsound, so nothing can be held against it.",
            hint=f"Mend the file; all of it: readiness check {launch}",
            problems=reading.problems,
        )
    return reading.launch


def _today() -> date:
    """As the workspace's clock has it; outside one, the machine's."""
    root = workspace_around(Path.cwd())
    at = load_settings(root).clock_at() if root else None
    return (FixedClock(at) if at else WallClock()).today()


def _known(path: Path) -> tuple[Known, ...]:
    data = read_given(path, most=MOST_BASELINE_BYTES, code="CF011")
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        problem = Problem("CF011", "this is no baseline.", "Write one with --write-baseline.", Where(str(path)))
        raise Unusable(f"{path} is no baseline.", problems=[problem]) from error
    return from_baseline(read, str(path))
