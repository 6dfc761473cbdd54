"""Make a folder a workspace: settings, a sample launch, a place for templates of one's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from readiness.adapters.resources import builtin
from readiness.ground.errors import Conflict, NotFound, OutsideFailure
from readiness.ground.keys import did_you_mean

SAMPLES = ("trial-extension", "gitlab-cicd-for-github")

_SETTINGS = """\
# Settings of this workspace; each can also be given as READINESS_<NAME> in the environment, which wins.
# All of them: readiness docs settings

# by = "you@example.com"          # who acts, when a command is not told with --by
# database_url = "postgresql://…" # default: SQLite at .readiness/readiness.db
# engine = "local"                # local: a Prefect server we manage; server: at PREFECT_API_URL; none: no Prefect
"""

_TEMPLATES = """\
# Templates of your own

A file here replaces the built-in template of the same path, one file at a time; everything else stays built in.
To start from a built-in one, copy it:

    readiness materials templates            # their names, and which are yours
    readiness materials templates --copy modules/module.md.j2
"""

_IGNORE = ".readiness/\nout/\n"


@dataclass(frozen=True, slots=True)
class Started:
    """Paths relative to the workspace. `kept` were there already and were not touched."""

    root: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]


def start_workspace(root: Path, *, samples: tuple[str, ...] = ("trial-extension",)) -> Started:
    """`root` is a workspace with these sample launches. Nothing that exists is overwritten; the second time makes
    nothing.

    Raises NotFound for an unknown sample, Conflict when `root` is a file.
    """
    unknown = [name for name in samples if name not in SAMPLES]
    if unknown:
        raise NotFound(f"there is no sample '{unknown[0]}'.", hint=did_you_mean(unknown[0], SAMPLES))
    if root.exists() and not root.is_dir():
        raise Conflict(f"{root} is a file.", hint="Name a folder.")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideFailure(f"{root} cannot be made: {error.strerror}.", hint="Name another folder.") from error
    wanted = {"readiness.toml": _SETTINGS, "training_templates/README.md": _TEMPLATES, ".gitignore": _IGNORE}
    made: list[str] = []
    kept: list[str] = []
    for name, content in wanted.items():
        target = root / name
        if target.exists():
            kept.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        made.append(name)
    schemas = ("launch.schema.json", "launch-part.schema.json")
    sources = [builtin("launches", name) for name in (*schemas, *samples)]
    for source in sources:
        files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
        for file in files:
            name = str(Path("launches") / file.relative_to(builtin("launches")))
            if "__pycache__" in name:
                continue
            target = root / name
            if target.exists():
                kept.append(name)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            made.append(name)
    return Started(root, tuple(made), tuple(kept))
