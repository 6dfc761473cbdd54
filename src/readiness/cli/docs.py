"""`readiness docs`: the reference and how-to pages, here in the terminal."""

from __future__ import annotations

import typer

from readiness.reports.pages import page, page_titles

app = typer.Typer()


@app.command()
def docs(
    topic: str = typer.Argument("", help="A page (roster-file) or a code (RO112); none = what there is."),
) -> None:
    """The pages that travel with this version: what a code means, every setting, how to do what."""
    if topic:
        typer.echo(page(topic), nl=False)
        return
    titles = page_titles()
    width = max((len(name) for name in titles), default=0)
    for name, title in titles.items():
        typer.echo(f"{name:<{width}}  {title}")
