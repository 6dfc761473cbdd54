"""The `readiness` command: where it starts, and the exit codes.

Exit 0: done, sound or cleared. 1: findings, held, or refused. 2: unusable input or usage. 3: something outside failed.

`check` runs on every save of an editor and in every hook, and Typer with the Pydantic under it would be two thirds of
its time. A plain `check` (names and --format, nothing else) is therefore started without them; anything else, help
and completion included, Typer reads. Both call the same function. The process of an apply's flow is begun before them.
"""

from __future__ import annotations

import importlib
import sys

from readiness.ground.collecting import collect_seldom
from readiness.ground.errors import DefinitionError, NotApplied, NotFound, OutsideFailure, ReadinessError, Unusable


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every ReadinessError becomes one clear account on stderr and an exit code.

    With --json every no, a wrong use included, is also one JSON object on stdout.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    collect_seldom()
    begun = None
    try:
        if arguments[:1] == ["check"]:
            _check(arguments[1:])
        if arguments[:1] == ["apply"]:
            begun = importlib.import_module("readiness.cli.flow_ahead").begin_ahead(arguments[1:])
        app = importlib.import_module("readiness.cli.commands").app
        if _wants_json(arguments):
            importlib.import_module("readiness.cli.json_refusals").run(app, arguments, begun)
        app(args=arguments, prog_name="readiness", obj=begun)
    except ReadinessError as no:
        error = _beside_files(no) if isinstance(no, NotApplied) else no
        label = "unsound" if isinstance(error, DefinitionError) else "refused"
        if isinstance(error, OutsideFailure):
            label = "failed"
        print(f"{label}: {error}", file=sys.stderr)  # noqa: T201
        if _wants_json(arguments):
            importlib.import_module("readiness.cli.json_refusals").tell(error)
        sys.exit(exit_code(error))
    finally:
        if begun is not None:
            begun.close()


def _beside_files(error: NotApplied) -> ReadinessError:
    """What was never applied may have a file, or be a slip of the pen; the files alone tell the two apart."""
    return error.beside(importlib.import_module("readiness.wiring.files").open_launch_files().keys())


def _wants_json(arguments: list[str]) -> bool:
    return "--json" in arguments[: arguments.index("--") if "--" in arguments else None]


def exit_code(error: ReadinessError) -> int:
    """2 for unusable input and things that do not exist, 3 for failures outside us, 1 for every other no."""
    if isinstance(error, (Unusable, NotFound)):
        return 2
    return 3 if isinstance(error, OutsideFailure) else 1


def _check(arguments: list[str]) -> None:
    """Checks and exits when the arguments are plain; returns when Typer has to read them."""
    checking = importlib.import_module("readiness.cli.checking")
    plain = checking.plain_arguments(arguments)
    if plain is None:
        return
    text, code = checking.tell(*plain)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
