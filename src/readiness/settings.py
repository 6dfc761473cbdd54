"""Every setting, in one place; read from the environment and from `readiness.toml` in the workspace, never at import.

The environment wins over the file. `docs/reference/settings.md` is generated from this class.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from readiness.ground.errors import DefinitionError, NotFound, Problem, Where
from readiness.ground.keys import did_you_mean

MARKER = "readiness.toml"
STATE = ".readiness"


def _setting(about: str, default: Any, *, secret: bool = False) -> Any:
    """`secret`: its value is never shown, only whether it is set."""
    return field(default=default, metadata={"about": about, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one workspace. Each is `READINESS_<NAME>` in the environment, `<name>` in `readiness.toml`."""

    root: Path
    database_url: str = _setting("SQLAlchemy URL of the record; empty = SQLite at .readiness/readiness.db.", "")
    by: str = _setting("Mail address of whoever acts, when --by is not given.", "")
    output: str = _setting("Folder for rendered materials and reports, inside the workspace.", "out")
    engine: Literal["local", "server", "none"] = _setting(
        "Who runs the steps: a Prefect server we manage, the one at PREFECT_API_URL, or plain functions.", "local"
    )
    prefect_port: int = _setting("Port of the managed Prefect server; 0 = any free one.", 0)
    web_secret: str = _setting(
        "Secret that signs cookies and forms; empty = a file of this workspace. Several hosts must share one.",
        "",
        secret=True,
    )
    simulated_now: str = _setting("A rehearsal's clock, ISO 8601 with offset; all evidence is marked simulated.", "")

    @property
    def state(self) -> Path:
        """The folder of everything we keep: database, Prefect home, keys, caches."""
        return self.root / STATE

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.state / 'readiness.db'}"

    @property
    def output_folder(self) -> Path:
        return self.root / self.output

    def clock_at(self) -> datetime | None:
        """The rehearsal's time, or None for the wall's."""
        if not self.simulated_now:
            return None
        try:
            at = datetime.fromisoformat(self.simulated_now)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise DefinitionError(
                f"simulated_now '{self.simulated_now}' is not a time with an offset.",
                hint="Write 2018-02-01T09:00:00+00:00.",
            )
        return at.astimezone(UTC)


SECRETS = frozenset(f.name for f in fields(Settings) if f.metadata.get("secret"))
NAMES = tuple(f.name for f in fields(Settings) if f.name != "root")


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that is a workspace (has `readiness.toml` or `launches/`)."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file() or (folder / "launches").is_dir():
            return folder
    raise NotFound(f"{start} is not in a workspace.", hint="Run: readiness init")


def load_settings(root: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the workspace at `root`. Raises DefinitionError with every unsound one at once."""
    environ = os.environ if environ is None else environ
    file = root / MARKER
    values, problems = _from_file(file)
    for name in NAMES:
        if (text := environ.get(f"READINESS_{name.upper()}")) is not None:
            values[name] = text
    problems += [p for name in tuple(values) if (p := _judge(name, values, file)) is not None]
    if problems:
        raise DefinitionError("the settings are unsound.", problems=problems)
    return Settings(root=root, **values)


def _from_file(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    if not file.is_file():
        return {}, []
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Problem("ST001", f"{MARKER} is not TOML: {error}.", "Mend the line.", Where(str(file)))]
    unknown = [name for name in found if name not in NAMES]
    problems = [
        Problem("ST002", f"unknown setting '{name}'.", did_you_mean(name, NAMES), Where(str(file))) for name in unknown
    ]
    return {name: value for name, value in found.items() if name in NAMES}, problems


def _judge(name: str, values: dict[str, Any], file: Path) -> Problem | None:
    """Puts the value into its type; a Problem when it cannot be."""
    value = values[name]
    if name == "prefect_port":
        if str(value).isdigit() and int(value) < 65536:
            values[name] = int(value)
            return None
        return Problem("ST003", f"prefect_port is '{value}', not a port.", "Write 0 to 65535.", Where(str(file)))
    if not isinstance(value, str):
        return Problem("ST003", f"{name} is {value!r}, not text.", "Put it in quotes.", Where(str(file)))
    if name == "output" and (Path(value).is_absolute() or ".." in Path(value).parts or not Path(value).name):
        said = f"output is '{value}', which leaves the workspace."
        return Problem("ST004", said, "Name a folder in it.", Where(str(file)))
    if name == "engine" and value not in {"local", "server", "none"}:
        return Problem("ST003", f"engine is '{value}'.", "Write local, server or none.", Where(str(file)))
    return None
