"""Fingerprints: what exactly was approved, rendered, certified or cleared.

A fingerprint is the SHA-256 of the RFC 8785 canonical JSON of a value, in hex, prefixed `sha256:`. Two values have the
same fingerprint exactly when they are the same JSON; key order, white space and file layout do not matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast

from readiness.ground.frozen import MISSING, Field, field, fields, is_frozen

QUIET = "quiet"
"""A field of a record or dataclass with this in its metadata is left out of `plain` while it has its default.

For fields that came later: what was fingerprinted before there was such a field keeps its fingerprint.
"""


def quiet(default: Any) -> Any:
    """A field with this default that says nothing, also in fingerprints, until it is given another value."""
    return field(default=default, metadata={QUIET: True})


def quietly_made(factory: Callable[[], Any]) -> Any:
    """The same for a default that is made anew, as mappings are."""
    return field(default_factory=factory, metadata={QUIET: True})


def plain(value: Any) -> Any:
    """The JSON form of a frozen value: dataclasses and mappings to objects, sequences to arrays, dates to ISO text.

    Sets are sorted. Raises TypeError for anything else, so that nothing is fingerprinted by its repr.
    """
    return _form(value, _as_it_is)


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of `plain(value)`."""
    try:
        return _written(_form(value, _everyday_number)).encode()
    except (_Unusual, UnicodeEncodeError):
        import rfc8785  # noqa: PLC0415 - hardly ever needed

        return rfc8785.dumps(plain(value))


def fingerprint(value: Any) -> str:
    """`sha256:` and 64 hex digits; equal values give equal fingerprints on every machine."""
    return fingerprint_bytes(canonical_json(value))


def fingerprint_text(text: str) -> str:
    """The fingerprint of a text as it stands, for files and rendered pages."""
    return fingerprint_bytes(text.encode())


def fingerprint_bytes(data: bytes) -> str:
    """The fingerprint of a file, byte by byte."""
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, which `readiness check` has no use for

    return "sha256:" + hashlib.sha256(data).hexdigest()


def short(value: str) -> str:
    """The first 12 hex digits, for people."""
    return value.removeprefix("sha256:")[:12]


class _Unusual(Exception):
    """Something that the standard library writes otherwise than RFC 8785 does."""


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
"""Ten times as quick as a writer in Python, and the same bytes for texts, everyday numbers and keys in ASCII."""
_EXACT = 2**53 - 1


def _everyday_number(value: float) -> float:
    """The number as both write it: whole ones as integers. Raises _Unusual for others."""
    if type(value) is int:
        if -_EXACT <= value <= _EXACT:
            return value
    elif value == 0 or 1e-4 <= abs(value) < 1e15:
        return int(value) if value == int(value) else value
    raise _Unusual


def _as_it_is(value: float) -> float:
    return value


def _form(value: Any, number: Callable[[float], float]) -> Any:
    """The kinds that nearly everything is made of; they are told apart by their exact type, which is quick."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int or kind is float:
        return number(value)
    if kind is tuple or kind is list:
        return [_form(one, number) for one in value]
    fields = _fields(cast("Hashable", kind))
    if fields is None:
        return _rarer_form(value, number)
    return {
        name: _form(getattr(value, name), number)
        for name, is_quiet, default in fields
        if not is_quiet or getattr(value, name) != default
    }


def _rarer_form(value: Any, number: Callable[[float], float]) -> Any:
    found: Any
    if isinstance(value, Mapping):
        found = {str(key): _form(one, number) for key, one in value.items()}
        if number is _everyday_number and not all(map(str.isascii, found)):
            raise _Unusual
    elif isinstance(value, Enum):
        found = _form(value.value, number)
    elif isinstance(value, (datetime, date)):
        found = value.isoformat()
    elif isinstance(value, str):
        found = value
    elif isinstance(value, (int, float)):
        found = number(value)
    elif isinstance(value, (list, tuple)):
        found = [_form(one, number) for one in value]
    elif isinstance(value, (set, frozenset)):
        found = sorted(_form(one, number) for one in value)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical JSON form")
    return found


@cache
def _fields(kind: Any) -> tuple[tuple[str, bool, Any], ...] | None:
    """The fields of a record: name, whether it is quiet, and then its default. None for everything else."""
    if is_frozen(kind):
        return tuple((f.name, f.metadata.get(QUIET, False), _default(f)) for f in fields(kind))
    import dataclasses  # noqa: PLC0415 - see `ground.frozen`

    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(
        (
            f.name,
            f.metadata.get(QUIET, False),
            f.default if f.default_factory is dataclasses.MISSING else f.default_factory(),
        )
        for f in dataclasses.fields(kind)
    )


def _default(of: Field[Any]) -> Any:
    return of.default if of.default_factory is MISSING else of.default_factory()
