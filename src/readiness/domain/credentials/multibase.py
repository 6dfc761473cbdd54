"""Keys and signatures as text: multibase (base58btc "z", base64url "u") and the Multikey of an Ed25519 public key.

W3C Controlled Identifiers 1.0, sections 2.2.2 and 2.4.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLACE: Final = {letter: place for place, letter in enumerate(_ALPHABET)}
_ED25519: Final = b"\xed\x01"
_LONGEST: Final = 200
"""Letters of a base58 text that is read: reading takes the square of its length, and a signature has 88."""


def base58(data: bytes) -> str:
    """base58btc with its prefix "z"."""
    number = int.from_bytes(data, "big")
    letters = []
    while number:
        number, place = divmod(number, 58)
        letters.append(_ALPHABET[place])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + "".join(reversed(letters))


def read_base58(text: str) -> bytes:
    """Raises ValueError for anything that `base58` does not write."""
    if not text.startswith("z") or len(text) > _LONGEST:
        raise ValueError("it is not base58btc")
    number = 0
    for letter in text[1:]:
        if letter not in _PLACE:
            raise ValueError(f"{letter!r} is no letter of base58btc")
        number = number * 58 + _PLACE[letter]
    zeros = len(text[1:]) - len(text[1:].lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url(data: bytes) -> str:
    """base64url without padding, and without a prefix: as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read_base64url(text: str) -> bytes:
    """Raises ValueError for anything else than base64url without padding."""
    if not text.isascii() or set(text) & set("+/= \n"):
        raise ValueError("it is not base64url")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64url") from error


def multikey(public: bytes) -> str:
    """The 32 bytes of an Ed25519 public key as a Multikey: `z6Mk…`."""
    return base58(_ED25519 + public)


def read_multikey(text: str) -> bytes:
    """The 32 bytes. Raises ValueError for a key of another kind."""
    data = read_base58(text)
    if not data.startswith(_ED25519) or len(data) != 34:
        raise ValueError("it is not an Ed25519 public key")
    return data[2:]
