"""The rules of signing in: how long things last, what a password is, what the provider's groups carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from readiness.domain.access.permissions import SCOPES
from readiness.domain.access.roles import GRANTABLE, Role
from readiness.domain.people.address import is_mail_address
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean

How = Literal["link", "password", "provider", "token"]

LINK_LASTS: Final = timedelta(minutes=15)
SESSION_LASTS: Final = timedelta(days=14)
IDLE: Final = timedelta(hours=24)
"""A session that was not seen for so long has ended."""
SEEN_EVERY: Final = timedelta(minutes=5)
"""How often it is written down that a session was seen."""
LONGEST_TOKEN: Final = timedelta(days=365)
SHORTEST_PASSWORD: Final = 12
"""NIST SP 800-63B asks for 8, and 15 where nothing else protects; tries are limited here too."""
LONGEST_PASSWORD: Final = 200
_LONGEST_NAME: Final = 200
_PLAUSIBLE: Final = re.compile(r"""[^\s@<>"()\[\],;:\\]+@[^\W_](?:[\w.-]*[^\W_])?""")
"""An address that mail is sent to; what may be quoted in one, such as `"<a>"@example.com`, is nobody's."""
_KNOWN: Final = (
    "password", "passwort", "passwd", "letmein", "welcome", "qwertyuiop", "qwerty", "qwertz", "asdfghjkl", "asdf",
    "zxcvbnm", "admin", "administrator", "login", "secret", "iloveyou", "monkey", "dragon", "football", "baseball",
    "sunshine", "princess", "master", "changeme", "default", "readiness", "abcdefghijklmnopqrstuvwxyz", "abcdef", "abc",
)  # fmt: skip
"""What lists of the most common passwords are made of."""
_ROWS: Final = ("1234567890", "0123456789", "qwertyuiopasdfghjklzxcvbnm")
_LOOKALIKES: Final = {"a": "[a@4]", "e": "[e3]", "i": "[i1!]", "l": "[l1]", "o": "[o0]", "s": "[s$5]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whoever the OpenID provider says has signed in there. `email_verified` is the provider's claim."""

    email: str
    email_verified: bool
    name: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """What a group of the provider carries: a role, and for a sales leader perhaps one region ("" = all of them)."""

    role: Role
    region: str = ""


def password_problems(password: str, *, email: str) -> list[Problem]:
    """What stands against this password; length is what makes one good, so nothing is said of digits and signs."""
    found = []
    if len(password) < SHORTEST_PASSWORD:
        found.append(Problem("AC001", f"it has {len(password)} characters.", f"Take {SHORTEST_PASSWORD} or more."))
    if len(password) > LONGEST_PASSWORD:
        found.append(Problem("AC001", f"it has {len(password):,} characters.", f"Take {LONGEST_PASSWORD} at most."))
    said = password.strip().casefold()
    if said and said in {email.casefold(), email.partition("@")[0].casefold()}:
        found.append(Problem("AC002", "it is your mail address.", "Take something else: four words in a row are good."))
    elif password and len(set(password)) < 5:
        found.append(Problem("AC002", "it is made of too few different characters.", "Four words in a row are good."))
    elif _is_guessed_first(said, email.partition("@")[0].casefold()):
        found.append(Problem("AC002", "it is among the first that are tried.", "Four words in a row are good."))
    return found


def _is_guessed_first(said: str, name: str) -> bool:
    """A run of keys; or well-known words and one's own name, with nothing but digits and signs around them."""
    if any(said in row * 20 for row in _ROWS):
        return True
    words = sorted({*_KNOWN, *(one for one in re.split(r"[^a-z]+", name) if len(one) > 2)}, key=len, reverse=True)
    pattern = "|".join("".join(_LOOKALIKES.get(letter, letter) for letter in word) for word in words)
    left = re.sub(pattern, "", said)
    return left != said and not any(one.isalpha() for one in left)


def account_problems(email: str, name: str) -> list[Problem]:
    found = []
    if not is_mail_address(email) or not _PLAUSIBLE.fullmatch(email) or len(email) > _LONGEST_NAME:
        found.append(Problem("AC003", f"{ascii(email)[:80]} is not a mail address.", "Write ada@example.com."))
    if len(name) > _LONGEST_NAME or not (name.isprintable() or not name):
        found.append(Problem("AC004", "the name is not one line of at most 200 characters.", "Write it shorter."))
    return found


def grant_problems(role: str, region: str) -> list[Problem]:
    """What stands against granting this; `region` narrows a sales leader only."""
    found = []
    if role not in GRANTABLE:
        derived = role in {"rep", "manager"}
        fix = "It comes from the roster." if derived else did_you_mean(role[:40], GRANTABLE)
        found.append(Problem("AC005", f"'{role[:40]}' is not a role that can be granted.", fix))
    if region and role != "sales-leader":
        found.append(Problem("AC006", "only a sales leader's role has a region.", "Leave the region out."))
    if len(region) > _LONGEST_NAME or not (region.isprintable() or not region):
        found.append(Problem("AC006", "the region is not one line.", "Write it as the roster does."))
    return found


def token_problems(name: str, scopes: frozenset[str], days: int) -> list[Problem]:
    found = []
    if not name.strip() or len(name) > 80 or not name.isprintable():
        found.append(Problem("AC007", "a token needs a name of at most 80 characters.", "Say what will use it."))
    unknown = sorted(scopes - set(SCOPES))
    if unknown or not scopes:
        said = f"there is no scope '{unknown[0][:40]}'." if unknown else "a token needs a scope."
        found.append(Problem("AC008", said, f"Choose from {', '.join(SCOPES)}."))
    if not 1 <= days <= LONGEST_TOKEN.days:
        found.append(Problem("AC009", f"{days} days is not from 1 to {LONGEST_TOKEN.days}.", "Choose fewer days."))
    return found


def roles_by_group(text: str) -> tuple[Mapping[str, frozenset[Carried]], tuple[Problem, ...]]:
    """`group=role,group=sales-leader:region` → what each group carries, and everything that is wrong with the text.

    A group may stand there several times, once for each of its regions.
    """
    found: dict[str, frozenset[Carried]] = {}
    problems = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        group, _, carries = (piece.strip() for piece in part.rpartition("="))
        role, is_narrowed, region = (piece.strip() for piece in carries.partition(":"))
        if not group or role not in GRANTABLE:
            problems.append(Problem("AC010", f"'{part[:80]}' is not group=role.", did_you_mean(role[:40], GRANTABLE)))
        elif is_narrowed and not region:
            fix = "Write sales-leader:EMEA, or sales-leader for all regions."
            problems.append(Problem("AC010", f"'{part[:80]}' names no region after the colon.", fix))
        elif wrong := grant_problems(role, region):
            problems.extend(Problem("AC010", f"'{part[:80]}': {one.message}", one.fix) for one in wrong)
        else:
            found[group] = found.get(group, frozenset()) | {Carried(role, region)}
    return found, tuple(problems)
