"""Which training templates there are, told from the names of files alone: `check` has no time to load Jinja2.

A name is looked for in each folder in turn; the first that has it wins, so a workspace overrides a built-in template
file by file. Names are made of lower-case letters, digits, hyphens and slashes and never lead out of their folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from readiness.ground.errors import Problem, Where

ENDING = ".md.j2"

_NAME = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.[a-z0-9]+)*")


def template_in(folder: Path, name: str) -> Path | None:
    """The file of the template `name` in `folder`; None when it has none, or one that is a link to elsewhere."""
    if not _NAME.fullmatch(name):
        return None
    path = folder / name
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def module_templates(folders: Iterable[Path]) -> frozenset[str]:
    """What a module's `template` may say: the templates below `modules/`, without their ending."""
    return frozenset(
        path.relative_to(folder / "modules").as_posix().removesuffix(ENDING)
        for folder in folders
        for path in (folder / "modules").rglob(f"*{ENDING}")
        if template_in(folder, path.relative_to(folder).as_posix())
    )


def stray_links(folder: Path, called: str) -> tuple[Problem, ...]:
    """TP009: every link below `folder` that leads out of it, or nowhere; `called` is the folder's name in messages."""
    inside = folder.resolve()
    found = []
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            if path.is_symlink() and not leads_into(path, inside):
                shown = f"{called}/{path.relative_to(folder).as_posix()}"
                message = f"{shown} is a link that does not stay in {called}."
                found.append(Problem("TP009", message, "Put the file itself here.", Where(shown)))
    return tuple(sorted(found, key=lambda problem: problem.message))


def leads_into(path: Path, folder: Path) -> bool:
    """True when what `path` links to is there and below `folder`, which is resolved."""
    try:
        return path.resolve(strict=True).is_relative_to(folder)
    except (OSError, RuntimeError):
        return False
