"""Days given as options: one way to write them, one answer to what is none."""

from __future__ import annotations

import re
from datetime import date

import typer

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str, option: str) -> date | None:
    """The day; None when nothing was given. Raises BadParameter, told as wrong use of `option`."""
    if not text:
        return None
    try:
        if not _ISO.fullmatch(text):
            raise typer.BadParameter(f"'{text}' is not a day. Write 2018-03-22.", param_hint=f"'{option}'")
        return date.fromisoformat(text)
    except ValueError as error:
        told = f"there is no day '{text}' in the calendar."
        raise typer.BadParameter(told, param_hint=f"'{option}'") from error
