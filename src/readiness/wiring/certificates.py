"""What printing, issuing and verifying need of a workspace besides its Context."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from readiness.adapters.certificate_folder import FolderOfCertificates
from readiness.adapters.certificate_zip import ZipOfCertificates
from readiness.adapters.issuer_keys import IssuerKeys
from readiness.domain.credentials.presented import Verifies
from readiness.settings import Settings
from readiness.wiring.web import web_secret


def open_certificate_folder(folder: Path) -> FolderOfCertificates:
    return FolderOfCertificates(folder)


def open_certificate_zip(into: IO[bytes]) -> ZipOfCertificates:
    return ZipOfCertificates(into)


def code_secret(settings: Settings) -> bytes:
    """The 32 bytes that codes on certificates are made with; the same as the web application's."""
    return web_secret(settings)


def public_address(settings: Settings) -> str:
    """Where others reach us, without a slash at its end; "" when nobody said."""
    return settings.public_address.rstrip("/")


def signature_check() -> Verifies:
    """Whether a key signed something; needs no workspace."""
    return IssuerKeys(Path()).verifies
