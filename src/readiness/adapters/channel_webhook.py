"""Reminders as signed HTTP requests, for chat systems and other programs.

Signed as the Standard Webhooks specification (https://www.standardwebhooks.com) has it: HMAC-SHA256 over
`id.timestamp.body` with the secret behind `whsec_`, in the headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`. Any of its libraries verifies it. The id of a note is the same however often it is tried.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from readiness.ground.clock import WallClock
from readiness.ground.errors import DefinitionError, OutsideFailure
from readiness.ports.reminding import Note

PREFIX: Final = "whsec_"
_SECONDS: Final = 20
_LEAST: Final = 24
"""Bytes of a secret; the specification asks for 24 to 64."""


class WebhookChannel:
    """One POST for each note; anything but 2xx is a failure. Redirects are not followed.

    Raises DefinitionError for an address that is neither https nor loopback, and for a secret that is none.
    """

    name = "webhook"
    twice_is_once = True

    def __init__(self, url: str, secret: str) -> None:
        self._url = checked_address(url)
        self._key = key_of(secret)

    def carry(self, note: Note) -> None:
        now = WallClock().now()
        body = json.dumps(
            {
                "type": "reminder.due",
                "timestamp": now.isoformat(),
                "data": {
                    "to": note.to, "on": note.on.isoformat(), "subject": note.subject, "text": note.text,
                    "items": list(note.items),
                },
            },
            ensure_ascii=False,
        ).encode()  # fmt: skip
        headers = {"content-type": "application/json", **signed(self._key, note.id, int(now.timestamp()), body)}
        try:
            answered = httpx.post(self._url, content=body, headers=headers, timeout=_SECONDS, follow_redirects=False)
        except httpx.HTTPError as error:
            raise OutsideFailure(
                f"the webhook did not answer ({type(error).__name__}).", hint="Is webhook_url right, and is it up?"
            ) from None
        if not answered.is_success:
            raise OutsideFailure(f"the webhook answered {answered.status_code}.", hint="Ask whoever runs it.")


def signed(key: bytes, note: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The three headers of the specification; `timestamp` is in Unix seconds."""
    digest = hmac.new(key, f"{note}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": note,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def key_of(secret: str) -> bytes:
    """The bytes of `whsec_…`. Raises DefinitionError; the secret itself is never repeated."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) < _LEAST:
        raise DefinitionError(
            "webhook_secret is no secret of a webhook.",
            hint=f"Write {PREFIX} and at least {_LEAST} random bytes in base64.",
        )
    return key


def checked_address(url: str) -> str:
    """The address. Raises DefinitionError: what is said about people goes over https, or stays on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
    ):
        raise DefinitionError("webhook_url is not https.", hint="Write https://chat.example.com/hooks/…")
    return url
