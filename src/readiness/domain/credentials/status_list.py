"""The list in which one bit says of each credential whether it still counts: W3C Bitstring Status List 1.0.

131,072 entries, the least that the standard allows, so that looking one up tells nobody which one it was. Index 0 is
the left-most bit. A bit is set when a credential is revoked, replaced, lapsed or over.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from readiness.domain.credentials.data_integrity import stamp
from readiness.domain.credentials.multibase import base64url, read_base64url
from readiness.ground.errors import Unusable

ENTRIES: Final = 131_072
_MOST: Final = 16 * 1024 * 1024
"""Bytes of a list that is read: more than any that is in use, and far less than a zip bomb."""


def status_list(
    address: str, *, issuer: str, withdrawn: Collection[int], at: datetime, until: datetime
) -> dict[str, Any]:
    """The list as a credential, not signed yet. `address` is its own; `withdrawn` are indexes whose bit is set."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(at),
        "validUntil": stamp(until),
        "credentialSubject": {
            "id": f"{address}#list", "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": encode_bits(withdrawn),
        },
    }  # fmt: skip


def encode_bits(withdrawn: Collection[int], *, entries: int = ENTRIES) -> str:
    """The bits, GZIP-compressed, as multibase base64url. Raises ValueError for an index that is out of the list."""
    bits = bytearray(entries // 8)
    for index in withdrawn:
        if not 0 <= index < entries:
            raise ValueError(f"{index} is not in a list of {entries}")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def read_bits(encoded: str) -> bytes:
    """The bits. Raises Unusable for anything that is no such list, or too large to be one."""
    if not encoded.startswith("u"):
        raise Unusable("the status list is not base64url.")
    try:
        packed = read_base64url(encoded[1:])
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, _MOST)
    except (ValueError, zlib.error) as error:
        raise Unusable(f"the status list cannot be read: {error}.") from error
    if not unpacking.eof or len(bits) * 8 < ENTRIES:
        raise Unusable("the status list is cut off, or too short or too large to be one.")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Raises Unusable for an index that is not in the list."""
    if not 0 <= index < len(bits) * 8:
        raise Unusable(f"the status list has no entry {index}.")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))
