"""`readiness schema`: the JSON Schema of launch.yaml, so that editors complete and validate while you type."""

from __future__ import annotations

from pathlib import Path

import typer

from readiness.cli.output_file import write_file
from readiness.domain.definition.json_schema import schema_text

app = typer.Typer()


@app.command()
def schema(
    *,
    part: bool = typer.Option(False, "--part", help="Of a file that launch.yaml includes."),
    out: Path | None = typer.Option(None, "--out", help="Write it here instead of showing it."),
) -> None:
    """The JSON Schema (draft 2020-12) of launch.yaml.

    Point your editor at it with a first line in the file:
    # yaml-language-server: $schema=../launch.schema.json
    """
    text = schema_text(part=part)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_file(out, text)
    typer.echo(f"wrote {out}")
