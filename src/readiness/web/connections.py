"""How a connection is read and answered: what is sent goes out at once, and the head of a request has its limit."""

from __future__ import annotations

import asyncio
import socket
from typing import Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 64_000
"""The longest head of a request: its address and headers."""


class PromptHttp(HttpToolsProtocol):
    """uvicorn's quick protocol, with Nagle's algorithm off and a limit to what comes before a body.

    For several processes uvicorn makes its socket without naming TCP, and asyncio then leaves the algorithm on: every
    page waited 40 ms for the browser's acknowledgement of its first part. Its slower protocol limits heads by itself;
    this one keeps whatever comes.
    """

    _is_in_head = True
    _head_bytes = 0
    _requests = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connected = transport.get_extra_info("socket")
        if connected is not None and connected.family in {socket.AF_INET, socket.AF_INET6}:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(cast("asyncio.Transport", transport))

    def data_received(self, data: bytes) -> None:
        before = self._requests
        super().data_received(data)
        if not self._is_in_head or self._requests != before:
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of this request is too long.")

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._is_in_head = False

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_head = True
        self._requests += 1
