"""`readiness db`: upgrade, check, rebuild, backup, restore."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer

from readiness.actions.backup_database import backup_database
from readiness.actions.check_database import check_database
from readiness.actions.rebuild_standings import rebuild_standings
from readiness.actions.restore_database import restore_database
from readiness.actions.upgrade_database import files_unread, upgrade_database
from readiness.wiring.workspace import open_database, open_workspace

app = typer.Typer(no_args_is_help=True, help="The database: upgrade, check, rebuild, backup, restore.")


@app.command()
def upgrade() -> None:
    """Bring the database to this program's revision; makes it when there is none. Back up first: `readiness db
    backup`.
    """
    database = open_database()
    done = upgrade_database(database)
    if done.before == done.after:
        typer.echo(f"{database.shown_url} is at revision {done.after} already; nothing to do.")
    else:
        typer.echo(f"{database.shown_url}: {done.before or 'empty'} → {done.after}.")
    if unread := files_unread(database):
        files = "1 file of the library has" if unread == 1 else f"{unread:,} files of the library have"
        typer.echo(f"{files} not been read yet, to be searched inside: readiness library reindex")


@app.command()
def check(*, as_json: bool = typer.Option(False, "--json", help="As JSON.")) -> None:
    """Is the schema what this program needs? Exit 1 when it is not."""
    health = check_database(open_database())
    if as_json:
        typer.echo(json.dumps(asdict(health) | {"sound": health.sound}, indent=2))
    elif health.sound:
        typer.echo(f"{health.url}: revision {health.revision}, no drift.")
    else:
        typer.echo(f"{health.url}: revision {health.revision or 'none'}, this program needs {health.head}.")
        for line in health.drift:
            typer.echo(f"  {line}")
        if health.newer:
            typer.echo("Install the newer release, or put back a backup of this one: readiness db restore FILE")
        elif health.drift:
            typer.echo("Put back a backup: readiness db restore FILE")
        else:
            typer.echo("Run: readiness db upgrade")
    if not health.sound:
        raise typer.Exit(1)


@app.command()
def rebuild(
    launch: str = typer.Argument("", help="A launch; all when left out."),
    *,
    verify: bool = typer.Option(False, "--verify", help="Only compare; change nothing. Exit 1 on drift."),
    by: str = typer.Option("", "--by", help="Who acts."),
) -> None:
    """Standings and kept counts are what the evidence says, computed anew; tells what had drifted."""
    context = open_workspace(by=by)
    report = rebuild_standings(context, launch=launch or None, verify_only=verify)
    typer.echo(str(report))
    if verify and not report.clean:
        raise typer.Exit(1)


@app.command()
def backup(
    target: Path = typer.Argument(None, help="Where to; default .readiness/backups/<time>.db"),
) -> None:
    """A whole, consistent copy of a SQLite database, made while others work."""
    database = open_database()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    default = Path(database.url.database or ".").parent / "backups" / f"{stamp}.db"
    made = backup_database(database, target or default)
    typer.echo(f"{made} ({made.stat().st_size:,} bytes)")


@app.command()
def restore(source: Path = typer.Argument(help="A backup that `readiness db backup` made.")) -> None:
    """Put a backup of a SQLite database in its place; what stood there is kept. Stop `readiness serve` first.

    A backup that is not sound is refused before anything is touched.
    """
    database = open_database()
    kept = restore_database(database, source)
    typer.echo(f"{database.file} is what {source} holds.")
    if kept is not None:
        typer.echo(f"What stood there is kept as {kept}.")
