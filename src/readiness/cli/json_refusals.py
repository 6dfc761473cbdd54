"""A no, for whoever asked for JSON: one object on stdout, beside the account on stderr and the exit code."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from readiness.ground.errors import (
    Conflict,
    DefinitionError,
    NotAllowed,
    NotFound,
    OutsideFailure,
    ReadinessError,
    Unusable,
)
from readiness.ground.fingerprint import plain

FAMILIES: dict[type[BaseException], str] = {
    ReadinessError: "refused",
    DefinitionError: "unsound",
    Unusable: "unusable",
    NotFound: "not-found",
    Conflict: "conflict",
    NotAllowed: "not-allowed",
    OutsideFailure: "failed",
}
"""What `code` says of an error that has none of its own. Besides there are usage and aborted."""


def run(app: Any, arguments: list[str], begun: object = None) -> NoReturn:
    """The command is run and the process ends; a wrong use of the command is told as JSON too. `begun` as in `main`."""
    try:
        code = app(args=arguments, prog_name="readiness", standalone_mode=False, obj=begun)
    except TyperException as wrong:
        show: Any = getattr(wrong, "show", None)
        if show is not None:
            show()
        _write(code="usage", message=wrong.format_message())
        sys.exit(wrong.exit_code)
    except Abort:
        typer.echo("Aborted!", err=True)
        _write(code="aborted", message="it was broken off.")
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def tell(error: ReadinessError) -> None:
    """The error is on stdout."""
    family = next(FAMILIES[kind] for kind in type(error).__mro__ if kind in FAMILIES)
    _write(
        code=error.code or family, message=error.message, hint=error.hint, where=plain(error.where),
        problems=plain(error.problems),
    )  # fmt: skip


def _write(*, code: str, message: str, hint: str = "", where: Any = None, problems: Any = ()) -> None:
    told = {"code": code, "message": message, "hint": hint, "where": where, "problems": problems}
    typer.echo(json.dumps({"error": told}, indent=2, ensure_ascii=False))
