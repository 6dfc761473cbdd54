"""The fingerprint of what each launch's files say, kept in the workspace's cache for as long as no file was touched.

`readiness status` compares it with what was applied. To read every file each time would cost more than all the rest of
it; a touched file is read again, and says the same or not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from readiness import __version__
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.ground.errors import ReadinessError
from readiness.ground.frozen import frozen


@frozen
class KeptPrints:
    """Fingerprints of `files`, kept in the file `kept`; where that cannot be written, every look reads anew."""

    files: WorkspaceLaunches
    kept: Path

    def prints(self) -> Mapping[str, str]:
        """Key of each launch → the fingerprint of its definition; "" for files that are unsound just now."""
        before = self._before()
        keys = self.files.keys()
        now = {key: self._print(key, before.get(key)) for key in keys}
        if now != before:
            with suppress(OSError):
                self.kept.parent.mkdir(parents=True, exist_ok=True)
                part = self.kept.with_suffix(f".{os.getpid()}")
                part.write_text(json.dumps({"version": __version__, "launches": now}), encoding="utf-8")
                part.replace(self.kept)
        return {key: fingerprint for key, (_, fingerprint) in now.items()}

    def _print(self, key: str, before: list[str] | None) -> list[str]:
        """What the files look like from outside, and the fingerprint of what they say."""
        stamp = self._stamp(key)
        if before is not None and before[0] == stamp:
            return before
        from readiness.ground.fingerprint import fingerprint  # noqa: PLC0415 - most looks find everything kept

        try:
            launch = self.files.read(key).launch
        except ReadinessError:
            launch = None
        return [stamp, fingerprint(launch) if launch is not None else ""]

    def _stamp(self, key: str) -> str:
        """Name, size and time of every file that a launch may be made of: includes stay in its folder."""
        found = []
        folder = self.files.folder(key)
        with suppress(OSError):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    stat = path.stat()
                    found.append(f"{path.relative_to(folder)}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino}")
        return "|".join(found)

    def _before(self) -> dict[str, list[str]]:
        try:
            told = json.loads(self.kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        is_ours = isinstance(told, dict) and told.get("version") == __version__
        return dict(told["launches"]) if is_ours else {}
