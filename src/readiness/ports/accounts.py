"""What signing in needs from outside: mail, password hashing, an OpenID provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from readiness.domain.access.sign_in import Identity
from readiness.ground.errors import OutsideFailure


class Mail(Protocol):
    """Takes a message to somebody."""

    @property
    def shown(self) -> str:
        """How mail is sent, for people; never a password."""
        ...

    def send(self, to: str, subject: str, text: str) -> None:
        """It is on its way. Raises OutsideFailure."""
        ...


class Passwords(Protocol):
    """Hashes passwords slowly, on purpose."""

    def hash(self, password: str) -> str: ...

    def verify(self, password: str, kept: str | None) -> bool:
        """True when `kept` is the hash of `password`. None is never right, and takes as long to be found wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in begun at the provider: where the browser goes, and what must be kept for its return."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """An OpenID provider: authorization code with PKCE."""

    @property
    def name(self) -> str:
        """What the button says."""
        ...

    def ask(self, back: str) -> Asked:
        """`back` is the address to which the provider sends the browser. Raises OutsideFailure."""
        ...

    def answer(self, asked: Asked, *, url: str, back: str) -> Identity:
        """Who has signed in, from the whole address with which the browser came back.

        Raises NotAllowed for an answer that is not to this question or not the provider's; OutsideFailure.
        """
        ...


class NoMail:
    """Where no mail was set up."""

    shown = "none"

    def send(self, to: str, subject: str, text: str) -> None:  # noqa: ARG002
        raise OutsideFailure("no mail can be sent from here.", hint="Set mail_url; see: readiness docs settings")


class NoPasswords:
    """Where nobody signs in by password: none is right."""

    def hash(self, password: str) -> str:  # noqa: ARG002
        raise OutsideFailure("passwords cannot be set from here.", hint="Set it in the browser.")

    def verify(self, password: str, kept: str | None) -> bool:  # noqa: ARG002
        return False
