"""What the web application needs besides its Context: the secret that signs cookies and forms, and a core to run on."""

from __future__ import annotations

import os
import secrets

from readiness.adapters.cores import keep_to_a_core
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


def settle_on_a_core(settings: Settings) -> int | None:
    """The core that this web process keeps to from now on; None = any, by the setting `web_core` or where one is all.

    Called before it has other threads. What it starts (an apply) may use all of them.
    """
    return keep_to_a_core() if settings.web_core == "own" else None
