"""Whether a credential still counts, from what is on record of its holder; never set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

CredentialState = Literal["valid", "expired", "lapsed", "revoked", "replaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is on record of the certification that a credential is about, as of a day.

    `certified_on` None = they are not certified any more. `holds`: the certification holds that day. `was_revoked`: a
    revocation was recorded after the credential was issued, whatever came later. `was_asked_again`: its content was
    published anew after that, and taken again. `is_latest`: no other credential was issued after it.
    """

    certified_on: date | None
    holds: bool
    was_revoked: bool
    was_asked_again: bool
    is_latest: bool


def state_of(certified_on: date, valid_through: date, since: Since, day: date) -> CredentialState:
    """The state on `day` of a credential that was given for a certification on `certified_on`.

    What is not valid does not become so again, but for a lapse that ends before anything was taken again: who is
    certified anew has a new credential, with an index of its own in the status list.
    """
    if since.was_revoked or since.certified_on is None:
        return "revoked"
    if not since.is_latest or since.certified_on != certified_on:
        return "replaced"
    if day > valid_through:
        return "expired"
    return "valid" if since.holds and not since.was_asked_again else "lapsed"
