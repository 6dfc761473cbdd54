"""`readiness user`: who may sign in to the web application, and with which roles."""

from __future__ import annotations

import json
from typing import cast

import typer

from readiness.actions.disable_account import disable_account, enable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import open_account
from readiness.actions.revoke_role import revoke_role
from readiness.domain.access.roles import GRANTABLE, Role
from readiness.ground.fingerprint import plain
from readiness.reports.accounts import FILTERS, PersonLine, people_page
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="Who may sign in to the web application, and with which roles.")

_ROLES = ", ".join(GRANTABLE)
EMAIL = typer.Argument(help="Their mail address.")
ROLE = typer.Argument(help=f"One of {_ROLES}; rep and manager come from the roster.")
BY = typer.Option("", "--by", metavar="EMAIL", help="Who acts: an administrator, once there is one.")
REGION = typer.Option("", "--region", help="Narrows a sales leader to one region of the roster.")


@app.command()
def add(
    email: str = EMAIL,
    *,
    name: str = typer.Option("", "--name", help="How they are called."),
    role: list[str] = typer.Option([], "--role", help=f"A role they have: {_ROLES}. May be repeated."),
    region: str = REGION,
    by: str = BY,
) -> None:
    """Open an account. Whoever is on the roster or in a launch's team needs none: they get it when they sign in."""
    done = open_account(
        open_workspace(by=by), email=email, name=name, roles=[cast("Role", one) for one in role], region=region
    )
    typer.echo(f"{done.email} {'has an account' if done.is_new else 'had an account'}.")
    for granted in done.granted:
        typer.echo(f"{done.email} is {granted} from now on.")


@app.command()
def grant(email: str = EMAIL, role: str = ROLE, *, region: str = REGION, by: str = BY) -> None:
    """Give somebody with an account a role."""
    is_new = grant_role(open_workspace(by=by), email=email, role=cast("Role", role), region=region)
    where = f" for {region}" if region else ""
    typer.echo(f"{email} is {role}{where} from now on." if is_new else f"{email} was {role}{where} already.")


@app.command()
def revoke(
    email: str = EMAIL,
    role: str = ROLE,
    *,
    region: str = typer.Option(None, "--region", help="Only for this region; everywhere when left out."),
    by: str = BY,
) -> None:
    """Take a role that was given. The last administrator stays."""
    done = revoke_role(open_workspace(by=by), email=email, role=cast("Role", role), region=region)
    typer.echo(f"{email} is not {role} any more." if done else f"Nobody had given {email} the role {role}.")


@app.command("list")
def list_(
    *,
    search: str = typer.Option("", "--search", help="Part of a mail address or a name."),
    only: str = typer.Option("", "--only", help=f"Only those who are {', '.join(FILTERS)}."),
    after: str = typer.Option("", "--after", help="Go on after this address."),
    limit: int = typer.Option(100, "--limit", min=1, max=2000, help="How many at most."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Everybody with an account, on the roster or in a launch's team, with their roles and where these come from."""
    page = people_page(open_workspace(), search=search, only=only, after=after, limit=limit)
    if as_json:
        typer.echo(json.dumps(plain(page), indent=2, ensure_ascii=False))
        return
    for line in page.lines:
        typer.echo("\t".join([line.email, line.name, _roles(line), _state(line)]))
    if not page.lines:
        typer.echo("Nobody." if search or only or after else "Nobody yet. Run: readiness user add you@example.com")
    if page.after:
        typer.echo(f"There are more: --after {page.after}")


@app.command()
def link(
    email: str = EMAIL,
    *,
    address: str = typer.Option("http://127.0.0.1:8000", "--address", help="Where `readiness serve` is reached."),
    by: str = BY,
) -> None:
    """Print a link that signs somebody in, once, within 15 minutes: when mail does not arrive."""
    token = make_sign_in_link(open_workspace(by=by), email=email)
    typer.echo(f"{address.rstrip('/')}/sign-in/link/{token}")


@app.command()
def disable(email: str = EMAIL, *, by: str = BY) -> None:
    """Somebody may sign in no more: they are signed out everywhere, and their links and tokens are dead."""
    done = disable_account(open_workspace(by=by), email=email)
    typer.echo(f"{email} is signed out everywhere and may not sign in." if done else f"{email} was disabled already.")


@app.command()
def enable(email: str = EMAIL, *, by: str = BY) -> None:
    """Somebody who was disabled may sign in again."""
    done = enable_account(open_workspace(by=by), email=email)
    typer.echo(f"{email} may sign in again." if done else f"{email} was not disabled.")


def _roles(line: PersonLine) -> str:
    return ", ".join(f"{held.role} ({held.says})" for held in line.roles) or "no role"


def _state(line: PersonLine) -> str:
    if line.is_disabled:
        return "disabled"
    return f"last seen {line.seen_at:%Y-%m-%d}" if line.seen_at else "never signed in"
