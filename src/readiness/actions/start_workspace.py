"""Make a folder a workspace: settings, a sample launch, a place for templates, deployments for Prefect's workers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
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

    Raises NotFound for an unknown sample, Conflict when `root` is a file or when something in it is a link that leads
    out of it: nothing is made there, and nothing anywhere else.
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
    wanted: dict[str, str | Path] = {
        "readiness.toml": _SETTINGS, "training_templates/README.md": _TEMPLATES, ".gitignore": _IGNORE,
        "prefect.yaml": builtin("prefect.yaml"), **_sample_files(samples),
    }  # fmt: skip
    _require_inside(root, wanted)
    made: list[str] = []
    kept: list[str] = []
    for name, content in wanted.items():
        target = root / name
        if target.exists() or target.is_symlink():
            kept.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            target.write_text(content, encoding="utf-8")
        else:
            shutil.copyfile(content, target)
        made.append(name)
    return Started(root, tuple(made), tuple(kept))


def _sample_files(samples: tuple[str, ...]) -> dict[str, Path]:
    """The files of the samples and the schemas beside them, by where they go."""
    found = {}
    for source in (builtin("launches", name) for name in ("launch.schema.json", "launch-part.schema.json", *samples)):
        files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
        for file in files:
            name = str(Path("launches") / file.relative_to(builtin("launches")))
            if "__pycache__" not in name:
                found[name] = file
    return found


def _require_inside(root: Path, names: Iterable[str]) -> None:
    """Raises Conflict, naming every folder through which something would be made outside `root`."""
    folders = dict.fromkeys((root / name).parent for name in names)
    away = [folder for folder in folders if not folder.resolve().is_relative_to(root.resolve())]
    if away:
        told = ", ".join(str(folder.relative_to(root)) for folder in away)
        raise Conflict(
            f"nothing was made: {told} {'is' if len(away) == 1 else 'are'} reached by a link that leaves {root}.",
            hint="Put the folder itself there, or make the workspace where the link leads.",
        )
