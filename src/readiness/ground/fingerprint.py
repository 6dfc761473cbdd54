"""Fingerprints: what exactly was approved, rendered, certified or cleared.

A fingerprint is the SHA-256 of the RFC 8785 canonical JSON of a value, in hex, prefixed `sha256:`. Two values have the
same fingerprint exactly when they are the same JSON; key order, white space and file layout do not matter.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import rfc8785

QUIET = "quiet"
"""A dataclass field with this in its metadata is left out of `plain` while it has its default.

For fields that came later: what was fingerprinted before there was such a field keeps its fingerprint.
"""


def quiet(default: Any) -> Any:
    """A field with this default that says nothing, also in fingerprints, until it is given another value."""
    return dataclasses.field(default=default, metadata={QUIET: True})


def plain(value: Any) -> Any:  # noqa: PLR0911  (one return for each form)
    """The JSON form of a frozen value: dataclasses and mappings to objects, sequences to arrays, dates to ISO text.

    Sets are sorted. Raises TypeError for anything else, so that nothing is fingerprinted by its repr.
    """
    if value is None or (isinstance(value, (str, bool, int, float)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            name: plain(held)
            for name, is_quiet, default in _fields(type(value))
            if (held := getattr(value, name)) != default or not is_quiet
        }
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


@cache
def _fields(cls: type) -> tuple[tuple[str, bool, Any], ...]:
    return tuple((f.name, f.metadata.get(QUIET, False), f.default) for f in dataclasses.fields(cls))


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of `plain(value)`."""
    return rfc8785.dumps(plain(value))


def fingerprint(value: Any) -> str:
    """`sha256:` and 64 hex digits; equal values give equal fingerprints on every machine."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def fingerprint_text(text: str) -> str:
    """The fingerprint of a text as it stands, for files and rendered pages."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def fingerprint_bytes(data: bytes) -> str:
    """The fingerprint of a file, byte by byte."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def short(value: str) -> str:
    """The first 12 hex digits, for people."""
    return value.removeprefix("sha256:")[:12]
