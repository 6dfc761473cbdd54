"""The cases of every rule: `RDxxx.yaml` lists patches to `base.yaml` (or whole texts) with what must be found.

A case: `name`; one of `patch` (RFC 7386), `text` (a whole launch.yaml), `repeat` (one entry many times); `count` findings
of that code; `path`, `line` and `level` of the first, when told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    code: str
    name: str
    how: str
    what: Any
    count: int
    path: str | None
    line: int | None
    level: str | None

    def file(self) -> str:
        """The whole launch file of the case; JSON is YAML, so patched files are written as JSON."""
        if self.how == "text":
            return str(self.what)
        patch = self.what
        if self.how == "repeat":
            entries = {f"e{i}": dict(self.what["entry"]) for i in range(self.what["times"])}
            patch = {self.what["section"]: entries}
        return json.dumps(merged(base(), patch), default=date.isoformat)


def base() -> dict[str, Any]:
    return yaml.load((FOLDER / "base.yaml").read_bytes(), yaml.CSafeLoader)


def cases() -> list[Case]:
    found = []
    for file in sorted(FOLDER.glob("RD*.yaml")):
        for told in yaml.load(file.read_bytes(), yaml.CSafeLoader):
            how = next(name for name in ("patch", "text", "repeat") if name in told)
            found.append(
                Case(
                    file.stem,
                    told["name"],
                    how,
                    told[how],
                    told["count"],
                    told.get("path"),
                    told.get("line"),
                    told.get("level"),
                )
            )
    return found


def merged(target: Any, patch: Any) -> Any:
    """RFC 7386, section 2."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
