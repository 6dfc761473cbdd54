"""What is printed on a certificate, as plain values; the template says where it stands, and the words are here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from readiness.domain.certification.qr_code import qr_code

WORDS: Final[Mapping[str, str]] = {
    "certificate": "Certificate",
    "says": "This certifies that",
    "met": "has met everything asked of",
    "launch": "for the launch of",
    "certified_on": "Certified on",
    "valid_through": "Valid through",
    "verify": "Verify at",
    "code": "Verification code",
}
_REHEARSAL: Final = "Rehearsal: some of the evidence behind it is simulated"
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSheet:
    """One certificate as it is printed. `address` is where anybody verifies it, "" when nobody said where we are.

    It says nothing of today: printed again it is the same.
    """

    name: str
    supplier: str
    certification: str
    launch: str
    certified_on: date
    valid_through: date
    code: str
    address: str
    is_simulated: bool

    def printed(self) -> Mapping[str, Any]:
        """The values that a template is given, as JSON has them."""
        on = self.certified_on
        return {
            "name": self.name, "supplier": self.supplier, "certification": self.certification, "launch": self.launch,
            "certified_on": [on.year, on.month, on.day], "certified_on_says": in_words(on),
            "valid_through_says": in_words(self.valid_through), "code": self.code, "address": self.address,
            "mark": _REHEARSAL if self.is_simulated else "",
            "words": {**WORDS, **({} if self.address else {"verify": WORDS["code"]})},
        }  # fmt: skip

    @property
    def qr(self) -> str:
        """The address as a drawing (SVG); "" without one."""
        return qr_code(self.address).svg if self.address else ""


def in_words(day: date) -> str:
    """22 January 2018: the same in every locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def sheet_file(certification: str, email: str, on: date) -> str:
    """A file name that is safe everywhere, and no two people's.

    `account-executive.ann-example-com.1f3a99c0.2018-01-22.pdf`; `certification` is a key.
    """
    shown = _UNSAFE.sub("-", email.casefold()).strip("-")[:60] or "somebody"
    told = sha256(email.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{certification[:80]}.{shown}.{told}.{on.isoformat()}.pdf"


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
