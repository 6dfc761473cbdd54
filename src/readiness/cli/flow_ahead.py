"""The process of an apply's flow, begun before Typer is loaded: it takes longest, and needs the settings alone.

Whoever begins it closes it. Imports no Typer, so that `main` can start it fast.
"""

from __future__ import annotations

from pathlib import Path

from readiness.ground.errors import ReadinessError
from readiness.ports import FlowRunner
from readiness.settings import ENGINES, find_root, load_settings
from readiness.wiring.prefect import begin_runner

_WITH_VALUE = ("--engine", "--by", "--plan")


def begin_ahead(arguments: list[str]) -> FlowRunner | None:
    """What will run the flow of `readiness apply` with these arguments, if it is known by now and nothing speaks
    against it; whatever does is told by the command itself.
    """
    asked = asked_engine(arguments)
    if asked is None:
        return None
    try:
        settings = load_settings(find_root(Path.cwd()))
        return begin_runner(settings, asked or settings.engine)
    except ReadinessError:
        return None


def asked_engine(arguments: list[str]) -> str | None:
    """The engine that the arguments of `apply` name, "" = none of them; None when they are not plainly one launch and
    options that there are.
    """
    engine, launches = "", 0
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            launches += 1
            continue
        option, equals, value = argument.partition("=")
        if option in _WITH_VALUE:
            value = value if equals else next(rest, "")
            if not value or (option == "--engine" and value not in ENGINES):
                return None
            engine = value if option == "--engine" else engine
        elif argument != "--json":
            return None
    return engine if launches == 1 else None
