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
from typing import Any

import rfc8785


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
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


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
