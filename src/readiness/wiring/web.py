"""What the web application needs of a workspace besides its Context: the secret that signs cookies and forms."""

from __future__ import annotations

import os
import secrets

from readiness.ground.errors import Problem, Unusable
from readiness.settings import Settings

_BYTES = 32


def web_secret(settings: Settings) -> bytes:
    """32 bytes: the setting `web_secret`, else a file that the first process to ask makes (readable by its owner only).

    Web processes on several hosts must be given the same one. Raises Unusable when the setting is too short.
    """
    if settings.web_secret:
        told = settings.web_secret.encode()
        if len(told) < _BYTES:
            raise Unusable(
                "the settings are unsound.",
                problems=[Problem("ST005", "web_secret is shorter than 32 characters.", "Take 32 random ones.")],
            )
        return told
    path = settings.state / "keys" / "web.secret"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f"web.secret.{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(secrets.token_bytes(_BYTES))
        try:
            os.link(made, path)  # whoever links first wins; the others take what is there
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
