"""What the web application is built from, once: the workspace, its settings, the secret, its public address."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from readiness.context import Context
from readiness.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`address` is the public address without a slash at its end (`http://127.0.0.1:8000`): links in mails begin so.

    `secret` (32 bytes) signs cookies and form tokens; every web process of one workspace has the same.
    """

    context: Context
    settings: Settings
    secret: bytes
    address: str

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")


def services_of(request: Request) -> Services:
    """The Services of the application that this request reached."""
    found: Services = request.app.state.services
    return found
