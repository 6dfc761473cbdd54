"""Days given as options: one way to write them, one answer to what is none."""

from __future__ import annotations

from datetime import date

import typer

from readiness.ground import days


def read_day(text: str, option: str) -> date | None:
    """The day; None when nothing was given. Raises BadParameter, told as wrong use of `option`."""
    if not text:
        return None
    try:
        return days.read_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=f"'{option}'") from error
