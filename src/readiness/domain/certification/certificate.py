"""The code on a certificate: short enough to type, made so that nobody can make one up.

120 bits in the base-32 alphabet of Crockford (no I, L, O, U): who (32 bits, the person's number) and on which day they
were certified (24 bits, the day's ordinal), masked, and 64 bits of an HMAC-SHA-256 over these with launch,
certification and mail address. Nothing has to be kept to verify one: the code says where to look, the HMAC whether it
is ours. A guess is right with a chance of 1 in 2^64, and the door counts guesses.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from typing import Final

from readiness.ground.fingerprint import canonical_json

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": ""})
_SUBJECT, _MAC, _LENGTH = 7, 8, 24


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says happened: this person was certified on this day."""

    launch: str
    certification: str
    person_id: int
    email: str
    on: date


def certificate_code(secret: bytes, certified: Certified) -> str:
    """The code, in six groups of four."""
    subject = certified.person_id.to_bytes(4, "big") + certified.on.toordinal().to_bytes(3, "big")
    mac = _mac(secret, certified)
    number = int.from_bytes(_masked(secret, subject, mac) + mac, "big")
    text = "".join(_ALPHABET[number >> shift & 31] for shift in range(115, -1, -5))
    return "-".join(text[i : i + 4] for i in range(0, _LENGTH, 4))


def read_code(secret: bytes, code: str) -> tuple[int, date] | None:
    """The person's number and the day that the code speaks of, to look for; None for what is no code at all.

    Nothing is verified yet: `is_code_of` does that, once it is known what there is.
    """
    text = code[:60].upper().translate(_MISREAD)
    if len(text) != _LENGTH or any(letter not in _ALPHABET for letter in text):
        return None
    number = 0
    for letter in text:
        number = number << 5 | _ALPHABET.index(letter)
    whole = number.to_bytes(_SUBJECT + _MAC, "big")
    subject = _masked(secret, whole[:_SUBJECT], whole[_SUBJECT:])
    day = int.from_bytes(subject[4:], "big")
    return (int.from_bytes(subject[:4], "big"), date.fromordinal(day)) if 0 < day <= date.max.toordinal() else None


def is_code_of(secret: bytes, code: str, certified: Certified) -> bool:
    """True when this is the very code of this certificate, however it was typed; compared in constant time."""
    ours = certificate_code(secret, certified).replace("-", "")
    return hmac.compare_digest(ours.encode(), code[:60].upper().translate(_MISREAD).encode("utf-8", "replace"))


def _mac(secret: bytes, certified: Certified) -> bytes:
    said = canonical_json(certified)
    return hmac.new(b"readiness.certificate:" + secret, said, hashlib.sha256).digest()[:_MAC]


def _masked(secret: bytes, subject: bytes, mac: bytes) -> bytes:
    """The subject, hidden by (or brought back from under) a mask that differs for each code."""
    mask = hmac.new(b"readiness.certificate mask:" + secret, mac, hashlib.sha256).digest()[:_SUBJECT]
    return bytes(a ^ b for a, b in zip(subject, mask, strict=True))
