"""Mail through an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from readiness.domain.people.address import is_mail_address
from readiness.ground.clock import WallClock
from readiness.ground.errors import DefinitionError, OutsideFailure

EXAMPLE: Final = "Write smtp://user:password@mail.example.com:587?from=readiness@example.com"
_SECONDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAddress:
    """What `mail_url` says. `smtps` speaks TLS from the first byte, `smtp` changes over to it (STARTTLS)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_smtps: bool = False

    @property
    def is_loopback(self) -> bool:
        """Only there may mail go in the clear."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def read_mail_url(url: str) -> SmtpAddress:
    """Raises DefinitionError; the URL itself is never repeated, for it holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DefinitionError("mail_url cannot be read.", hint=EXAMPLE) from error
    user = unquote(parts.username or "")
    sender = (parse_qs(parts.query).get("from") or [user])[0]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise DefinitionError("mail_url does not name an SMTP server.", hint=EXAMPLE)
    if not is_mail_address(sender):
        raise DefinitionError("mail_url does not say from whom mail comes.", hint=EXAMPLE)
    is_smtps = parts.scheme == "smtps"
    return SmtpAddress(
        host=parts.hostname, port=port or (465 if is_smtps else 587), sender=sender, user=user,
        password=unquote(parts.password or ""), is_smtps=is_smtps,
    )  # fmt: skip


class SmtpMail:
    """A connection for each message: mails are few, and a connection kept open is one that has died."""

    def __init__(self, url: str, *, trust: ssl.SSLContext | None = None) -> None:
        self._at = read_mail_url(url)
        self._trust = trust

    @property
    def shown(self) -> str:
        return f"{'smtps' if self._at.is_smtps else 'smtp'}://{self._at.host}:{self._at.port}, from {self._at.sender}"

    def send(self, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._at.sender, to, subject
        message["Date"] = format_datetime(WallClock().now())
        message["Message-ID"] = make_msgid(domain=self._at.sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            # An SMTP error's text may repeat what was sent; its kind is enough.
            raise OutsideFailure(
                f"the mail to {to} was not sent: {self._at.host}:{self._at.port} failed ({type(error).__name__}).",
                hint="Is mail_url right, and is the server up?",
            ) from None

    def _connected(self) -> smtplib.SMTP:
        at = self._at
        trust = self._trust or ssl.create_default_context()
        server: smtplib.SMTP
        if at.is_smtps:
            server = smtplib.SMTP_SSL(at.host, at.port, timeout=_SECONDS, context=trust)
        else:
            server = smtplib.SMTP(at.host, at.port, timeout=_SECONDS)
        try:
            server.ehlo()
            if not at.is_smtps and (server.has_extn("starttls") or not at.is_loopback):
                server.starttls(context=trust)
                server.ehlo()
            if at.user:
                server.login(at.user, at.password)
        except BaseException:
            server.close()
            raise
        return server
