"""How often one may try: signing in, by mail address and by client; submitting, by person.

Signing in is counted by all processes of a host together (`shared_tries`). Submitting is counted in this process only
(docs/decisions/0008): several allow as many times more, which is still more than anybody can answer.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections import deque
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

from fastapi import HTTPException, Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from readiness.domain.access.roles import Viewer
from readiness.domain.people.address import mail_address
from readiness.ground.clock import WallClock
from readiness.web.shared_tries import SharedTries

_HERE: Final = parse("10 per 15 minutes")
_CLIENT: Final = parse("60 per 15 minutes")
_ADDRESS: Final = parse("100 per hour")
_LINKS: Final = parse("5 per 15 minutes")
_SUBMITS: Final = parse("120 per minute")
_SWEPT_EVERY: Final = 10_000


class RecentTries(MemoryStorage):
    """Tries in memory, forgotten as they grow old.

    The library's own memory starts a thread at nearly every try, which goes through everybody's tries.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._tries: dict[str, deque[float]] = {}
        self._since_swept = 0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """One more try is counted; False when there were as many as may be."""
        now = WallClock().now().timestamp()
        with self._lock:
            self._sweep(now)
            tries = self._tries.setdefault(key, deque())
            while tries and tries[0] <= now - expiry:
                tries.popleft()
            if len(tries) + amount > limit:
                return False
            tries.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002  (the library's)
        """When the oldest try that counts was, and how many count."""
        now = WallClock().now().timestamp()
        with self._lock:
            counted = [at for at in self._tries.get(key, ()) if at > now - expiry]
        return (counted[0] if counted else now), len(counted)

    def _sweep(self, now: float) -> None:
        """Whoever tried nothing for an hour, the longest limit, is forgotten."""
        self._since_swept += 1
        if self._since_swept < _SWEPT_EVERY:
            return
        self._since_swept = 0
        self._tries = {key: tries for key, tries in self._tries.items() if tries and tries[-1] > now - 3600}


class Limits:
    """What was tried lately; `shared` is the folder of what processes count together.

    Keys are hashed: whoever types a long address shall not fill the memory.
    """

    def __init__(self, shared: Path) -> None:
        self._counting = MovingWindowRateLimiter(RecentTries())
        self._together = MovingWindowRateLimiter(SharedTries(shared))

    def count(self, limit: RateLimitItem, *about: str, together: bool = True) -> None:
        """One more try, with the other processes `together`. Raises HTTPException 429, saying when to come back."""
        counting = self._together if together else self._counting
        key = hashlib.sha256("\0".join(about).encode("utf-8", "replace")).hexdigest()[:32]
        if counting.hit(limit, key):
            return
        opens_at = counting.get_window_stats(limit, key).reset_time
        seconds = max(1, math.ceil(opens_at - WallClock().now().timestamp()))
        wait = f"{math.ceil(seconds / 60)} minutes" if seconds > 90 else f"{seconds} seconds"
        raise HTTPException(
            429, f"that was tried too often; try again in {wait}.", headers={"retry-after": str(seconds)}
        )


def limit_password(request: Request, email: str) -> None:
    """One more password is tried: few from here for this address, more from elsewhere, so that nobody is locked out by
    somebody else's tries alone. A link still signs them in.
    """
    limits, client, address = _limits(request), client_of(request), mail_address(email)
    limits.count(_CLIENT, "password", client)  # first, so that one client leaves few files of tries
    limits.count(_HERE, "password", client, address)
    limits.count(_ADDRESS, "password", address)


def limit_links(request: Request, email: str) -> None:
    """One more link is asked for: nobody's mailbox is filled."""
    limits = _limits(request)
    limits.count(_CLIENT, "link", client_of(request))
    limits.count(_LINKS, "link", mail_address(email))


def limit_tokens(request: Request) -> None:
    """One more link is opened, or one more answer of the provider comes."""
    _limits(request).count(_CLIENT, "token", client_of(request))


def limit_submits(request: Request, viewer: Viewer) -> None:
    """One more attempt is started or submitted: far more than anybody can answer."""
    _limits(request).count(_SUBMITS, "submit", viewer.email, together=False)


def client_of(request: Request) -> str:
    """The client's address; of IPv6 the network, for whoever has one address there has 2^64."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host[:64]
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def _limits(request: Request) -> Limits:
    found: Limits = request.app.state.limits
    return found
