from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from readiness.web.connections import HEAD_BYTES, PromptHttp


async def counting(scope, receive, send) -> None:
    """Answers with the number of bytes in the body, from a server that serves nothing else."""
    if scope["type"] != "http":
        return
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    said = str(size).encode()
    headers = [(b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(counting, port=0, http=PromptHttp, lifespan="off", log_level="error"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def said(connection: socket.socket) -> bytes:
    """What comes until the end of the answer, or of the connection."""
    found = b""
    while b"\r\n\r\n" not in found or not found.partition(b"\r\n\r\n")[2]:
        part = connection.recv(4096)
        if not part:
            break
        found += part
    return found


def post(size: int) -> bytes:
    return f"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\n\r\n".encode() + b"x" * size


def test_bodies_longer_than_a_head_may_be_come_through_one_after_the_other(port: int):
    with socket.create_connection(("127.0.0.1", port), 600) as one:
        for size in (3, 10 * HEAD_BYTES, HEAD_BYTES - 100, 2 * HEAD_BYTES, 1):
            one.sendall(post(size))
            assert said(one).endswith(f"\r\n\r\n{size}".encode())


def test_many_requests_sent_at_once_are_answered_each(port: int):
    with socket.create_connection(("127.0.0.1", port), 600) as one:
        one.sendall(post(5) * 20)
        found = b""
        while found.count(b"\r\n\r\n5") < 20:  # the head of the last answer may come before its body
            part = one.recv(65_536)
            assert part
            found += part
        assert found.count(b"HTTP/1.1 200") == 20
        assert found.endswith(b"5")


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nx: ", b"GET /", b"GET / HTTP/1.1\r\nx-"])
def test_a_head_without_end_is_refused_before_it_fills_the_memory(port: int, start: bytes):
    with socket.create_connection(("127.0.0.1", port), 600) as one:
        one.sendall(start)
        sent = 0
        try:
            while sent < 20 * HEAD_BYTES:
                one.sendall(b"a" * 8_000)
                sent += 8_000
            answer = said(one)
        except OSError:
            answer = b""
        assert sent < 20 * HEAD_BYTES or answer.startswith(b"HTTP/1.1 400")


def test_a_head_that_is_long_but_within_the_limit_is_read(port: int):
    with socket.create_connection(("127.0.0.1", port), 600) as one:
        one.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * (HEAD_BYTES - 200) + b"\r\n\r\n")
        assert said(one).startswith(b"HTTP/1.1 200")


def test_what_is_no_request_is_refused(port: int):
    with socket.create_connection(("127.0.0.1", port), 600) as one:
        one.sendall(b"nonsense\r\n\r\n")
        assert said(one).startswith(b"HTTP/1.1 400")
