"""Write the generated references, or with --check say which are not what the code says (exit 1).

python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import api_page
import codes_page
import document_pages
import gate_pages
import journal_page
import reference_pages
import states_page
import typer

from readiness.cli.commands import COMMANDS, load_command
from readiness.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def cli_reference() -> str:
    """Every command, argument and option, from the commands themselves."""
    lines = [
        "# Commands",
        "",
        "Generated from the commands (`make docs`). Exit codes: 0 done, sound or cleared; 1 findings, held, refused;",
        "2 unusable input or usage; 3 something outside failed. `readiness --install-completion` helps your shell.",
        "With `--json` a refusal or a wrong use is one object on stdout too, beside the account on stderr:",
        '`{"error": {"code": …, "message": …, "hint": …, "where": …, "problems": […]}}`.',
        "",
    ]
    for name, (_, about) in COMMANDS.items():
        command = load_command(name)
        lines += [f"## readiness {name}", "", about, ""]
        for path, leaf in _leaves(f"readiness {name}", command):
            lines += _describe(path, leaf, top=path == f"readiness {name}")
    return "\n".join(lines).rstrip() + "\n"


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
        return
    for name, child in inner.items():
        yield from _leaves(f"{path} {name}", child)


def _describe(path: str, command: Any, *, top: bool) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join([path, "[OPTIONS]", *(_argument(argument) for argument in arguments)])
    lines = [] if top else [f"### {path}", ""]
    help_text = (command.help or "").strip().replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    lines += ["```", usage, "```", ""]
    if help_text:
        lines += [help_text, ""]
    rows = [row for parameter in command.params if (row := _row(parameter))]
    if rows:
        lines += ["| | |", "|---|---|", *rows, ""]
    return lines


def _argument(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name).upper() + ("…" if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _row(parameter: Any) -> str:
    if parameter.hidden or parameter.name in {"install_completion", "show_completion"}:
        return ""
    is_option = parameter.param_type_name == "option"
    name = ", ".join([*parameter.opts, *parameter.secondary_opts]) if is_option else _argument(parameter)
    about = (parameter.help or "").strip().replace("|", "\\|")
    return f"| `{name}` | {about} |"


def settings_reference() -> str:
    """Every setting, its default and what it means, from the class."""
    lines = [
        "# Settings",
        "",
        "Generated from `src/readiness/settings.py` (`make docs`). Each is `READINESS_<NAME>` in the environment,",
        "which wins, or `<name>` in `readiness.toml` at the top of the workspace.",
        "",
        "| Setting | Default | Meaning |",
        "|---|---|---|",
    ]
    told = ((field, field.metadata.get("about")) for field in fields(Settings))
    lines += [f"| `{field.name}` | `{field.default!r}` | {about} |" for field, about in told if about]
    lines += [
        "",
        "## Checks",
        "",
        "The table `[checks]` of `readiness.toml`, a line a rule, says how loudly each is told in this workspace:",
        "`error`, `warning`, `note` or `off`. See [choose your checks](../how-to/choose-your-checks.md).",
    ]
    return "\n".join(lines) + "\n"


GENERATED: dict[str, Callable[[], str]] = {
    "docs/reference/cli.md": cli_reference,
    "docs/reference/settings.md": settings_reference,
    **reference_pages.GENERATED,
    **gate_pages.GENERATED,
    **journal_page.GENERATED,
    **api_page.GENERATED,
    **codes_page.GENERATED,
    **states_page.GENERATED,
    **document_pages.GENERATED,
}


def stale() -> dict[str, str]:
    """Name and content of each page that is not what the code says."""
    made = {name: make() for name, make in GENERATED.items()}
    return {
        name: content
        for name, content in made.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != content
    }


def main() -> int:
    found, only_check = stale(), "--check" in sys.argv
    for name, content in found.items():
        if not only_check:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(content, encoding="utf-8")
        typer.echo(f"{'stale' if only_check else 'written'}: {name}")
    return 1 if found and only_check else 0


if __name__ == "__main__":
    sys.exit(main())
