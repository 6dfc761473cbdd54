"""A piece as its readers will have it: told, or written where somebody said."""

from __future__ import annotations

from pathlib import Path

import typer

from readiness.actions.preview_module import Preview
from readiness.cli.output_file import write_file


def show_preview(made: Preview, *, html: bool, out: Path | None) -> None:
    """Its Markdown, or its page, on the terminal or in the file; and whether that is what is published."""
    text = made.html if html else made.markdown
    if out is None:
        typer.echo(text, nl=False)
        return
    write_file(out, text)
    reads = f"reads as published version {made.published}" if made.published else "is not what is published"
    typer.echo(f"{out}: {made.title}, for {made.certification or 'everybody'}; {reads}.")
