"""What compiling the built-in templates came to, kept beside this program's own bytecode.

Half of what planning costs is Jinja2 reading templates that never change. Only built-in ones are kept, and only where
Python keeps our own modules' bytecode: whoever can write there can change the program anyway. A workspace's templates
are compiled anew each time, for code that lies in a workspace would run outside of the sandbox.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from jinja2 import BytecodeCache, __version__
from jinja2.bccache import Bucket

_SOURCES = ("template_code.py", "template_engine.py", "template_files.py")
"""What decides how a template is compiled; kept code of another state of these is not used."""


class Reference(NamedTuple):
    """`names` are tried in order; empty when the template works the name out while it runs."""

    names: tuple[str, ...]
    optional: bool
    line: int


class TemplateCode(BytecodeCache):
    """The code of the templates in `trusted`, and what they extend, include and import."""

    def __init__(self, trusted: Path) -> None:
        self._trusted = trusted
        here = Path(__file__)
        self._folder = Path(importlib.util.cache_from_source(str(here))).parent / "templates"
        made_by = [__version__.encode(), *(here.with_name(name).read_bytes() for name in _SOURCES)]
        self._made_by = hashlib.sha256(b"".join(made_by)).hexdigest()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Empty for a template that is not kept."""
        return self._key(name, Path(filename)) if filename else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key and (kept := self._load(f"{bucket.key}.code")) is not None:
            bucket.load_bytecode(BytesIO(kept))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            self._keep(f"{bucket.key}.code", bucket.bytecode_to_string())

    def references(self, path: Path, text: str) -> list[Reference] | None:
        """What this text of the file was found to refer to, or None."""
        name = self._references_name(path, text)
        kept = self._load(name) if name else None
        return None if kept is None else [Reference(tuple(names), *rest) for names, *rest in json.loads(kept)]

    def keep_references(self, path: Path, text: str, found: list[Reference]) -> None:
        if name := self._references_name(path, text):
            self._keep(name, json.dumps(found).encode())

    def _references_name(self, path: Path, text: str) -> str:
        key = self._key("", path)
        return f"{key}.{hashlib.sha256(text.encode()).hexdigest()[:16]}.json" if key else ""

    def _key(self, name: str, path: Path) -> str:
        if not path.is_relative_to(self._trusted):
            return ""
        return hashlib.sha256(f"{self._made_by}\n{name}\n{path}".encode()).hexdigest()[:32]

    def _load(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def _keep(self, name: str, content: bytes) -> None:
        """Kept if it can be: an installation that cannot be written, or may not leave bytecode, does without."""
        if sys.dont_write_bytecode:
            return
        part = self._folder / f"{name}.{os.getpid()}"
        try:
            self._folder.mkdir(exist_ok=True)
            part.write_bytes(content)
            part.replace(self._folder / name)
        except OSError:
            return
