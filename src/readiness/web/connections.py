"""How a connection is made: what is sent goes out at once."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol


class PromptHttp(H11Protocol):
    """uvicorn's own protocol, with Nagle's algorithm off.

    For several processes uvicorn makes its socket without naming TCP, and asyncio then leaves the algorithm on: every
    page waited 40 ms for the browser's acknowledgement of its first part.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connected = transport.get_extra_info("socket")
        if connected is not None and connected.family in {socket.AF_INET, socket.AF_INET6}:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(cast("asyncio.Transport", transport))
