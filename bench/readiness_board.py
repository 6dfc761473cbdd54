"""The readiness board of the web application at 1,000, 10,000 and 100,000 reps, asked over loopback from this process.

The server is the application of `readiness serve` in a process of its own, one worker, on SQLite. Every request is
signed in and answered whole (HTML, gzip as a browser asks); the empty endpoint stands beside it, asked in the same way
in the same run. `cold` is the first board after the server started, `idle` boards while nothing is recorded, `busy`
while another process records EVENTS pieces of evidence a second. Run: python -m bench.readiness_board [people …]
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

from bench.gate import AT, LAUNCH, definition, fill
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import open_account
from readiness.actions.refresh_standings import refresh_standings
from readiness.actions.sign_in_by_link import sign_in_by_link
from readiness.domain.evidence.record import Evidence
from readiness.ground.clock import FixedClock
from readiness.settings import load_settings
from readiness.store import evidence, launches, schema, standings
from readiness.web.forms import SESSION, signer
from readiness.wiring.web import web_secret
from readiness.wiring.workspace import open_workspace

LEADER = "leader@example.com"
MANAGER = "p11@example.com"
EVENTS = 20
SECONDS = 6.0
GOALS = {10_000: 30, 100_000: 50}
"""Milliseconds, p95 of the board."""


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds of each request, and how many a second there were."""

    taken: tuple[float, ...]
    per_second: float

    def at(self, share: float) -> float:
        return sorted(self.taken)[min(len(self.taken) - 1, int(len(self.taken) * share))]


def main(sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> None:
    print("readiness board over loopback, ms (SQLite, one web process; the client is another process)")
    columns = " ".join(f"{name:>7}" for name in ("clients", "p50", "p95", "p99", "max"))
    print(f"{'reps':>8}  {'asked for':<26} {columns} {'a second':>9}  goal")
    for people in sizes:
        with tempfile.TemporaryDirectory() as name:
            measure(people, Path(name))


def measure(people: int, folder: Path) -> None:
    leader, manager = workspace(people, folder)
    board = f"/launches/{LAUNCH}/readiness"
    with server(folder) as (port, pid):
        took, size = ask(port, board, leader)
        print(f"{people:8,}  {'board, cold':<26} {1:7} {took * 1e3:7.0f}  ({size:,} bytes)")
        told(people, "empty endpoint (/healthz)", port, "/healthz", leader)
        told(people, "board, idle", port, board, leader, GOALS.get(people))
        told(people, "a manager's board, idle", port, board, manager)
        told(people, "first page of people", port, f"{board}/people?state=wanting", leader)
        with recording(folder, people):
            told(people, "board, busy", port, board, leader, GOALS.get(people))
        print(f"{people:8,}  {'memory of the server':<26} {'':7} {memory(pid):7.0f} MB")


def told(people: int, what: str, port: int, path: str, cookie: str, goal: int | None = None) -> None:
    for clients in (1, 8):
        found = load(port, path, cookie, clients)
        figures = f"{found.at(0.5):7.1f} {found.at(0.95):7.1f} {found.at(0.99):7.1f} {max(found.taken):7.1f}"
        print(
            f"{people:8,}  {what:<26} {clients:7} {figures} {found.per_second:9.0f}  {f'{goal}' if goal else ''}",
            flush=True,
        )


def load(port: int, path: str, cookie: str, clients: int) -> Load:
    """So many clients, each with a connection it keeps, asking again as soon as they are answered."""
    taken: list[float] = []
    until = time.perf_counter() + SECONDS

    def client() -> None:
        with Connection(port) as connection:
            connection.get(path, cookie)
            while time.perf_counter() < until:
                began = time.perf_counter()
                connection.get(path, cookie)
                taken.append((time.perf_counter() - began) * 1e3)

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(tuple(taken), len(taken) / (time.perf_counter() - began))


class Connection:
    """The least HTTP client there is: what it costs must not be in the figures."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def get(self, path: str, cookie: str) -> int:
        """Bytes of the body. Anything but a 200 ends the bench."""
        asked = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip\r\ncookie: {SESSION}={cookie}\r\n\r\n"
        self.socket.sendall(asked.encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.socket.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < size:
            body += self.socket.recv(65536)
        return size


def ask(port: int, path: str, cookie: str) -> tuple[float, int]:
    with Connection(port) as connection:
        began = time.perf_counter()
        size = connection.get(path, cookie)
        return time.perf_counter() - began, size


def workspace(people: int, folder: Path) -> tuple[str, str]:
    """A workspace with so many sellers and the usual gate; the session cookies of a leader of all and of a manager."""
    (folder / "launches").mkdir()
    (folder / "readiness.toml").write_text('engine = "none"\n', encoding="utf-8")
    context = replace(open_workspace(folder), clock=FixedClock(AT))  # as the server's: a record has one clock
    schema.upgrade(context.database)
    fill(context.database, people)
    with context.database.transaction() as session:
        launches.record_version(session, FixedClock(AT), definition(), "o@example.com")
        standings.bring_up_to_date(session, LAUNCH)
    refresh_standings(context, launch=LAUNCH)
    open_account(context.acting_as(LEADER), email=LEADER, roles=("administrator",))
    secret = web_secret(load_settings(folder))
    cookies = []
    for email in (LEADER, MANAGER):
        token = sign_in_by_link(
            context, token=make_sign_in_link(context.acting_as(email), email=email), browser="bench"
        ).token
        cookies.append(signer(secret, SESSION).sign(token).decode())
    context.database.close()
    return cookies[0], cookies[1]


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, int]]:
    """The application of the workspace, in a process of its own; the port it listens at, and its number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "readiness.web.app:from_workspace", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "warning", "--no-access-log"], cwd=folder, env=environment())
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the server did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def recording(folder: Path, people: int) -> Iterator[None]:
    """Meanwhile another process records evidence."""
    command = [sys.executable, "-m", "bench.readiness_board", "record", str(folder), str(people)]
    process = subprocess.Popen(command, env=environment())
    try:
        time.sleep(2)
        yield
        assert process.poll() is None, "nothing was recorded"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def record(folder: Path, people: int) -> None:
    """EVENTS pieces of evidence a second, each in its own transaction: those who did half go on with the other half."""
    context = open_workspace(folder)
    number = 0
    while True:
        number += 1
        person, module = 3 + 3 * (number * 7919 % (people // 3)), 4 + number % 4
        at = AT - timedelta(minutes=1)
        with context.database.transaction() as session:
            one = Evidence(
                launch=LAUNCH, person=f"p{person}@example.com", kind="module-completed", subject=f"m{module}",
                happened_at=at, source="bench", recorded_by="bench", key=f"busy {os.getpid()} {number}",
            )  # fmt: skip
            evidence.add(session, FixedClock(AT), [one])
        time.sleep(1 / EVENTS)


def environment() -> dict[str, str]:
    return os.environ | {"READINESS_SIMULATED_NOW": AT.isoformat(), "READINESS_ENGINE": "none"}


def memory(pid: int) -> float:
    """The most that the process ever held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    os.environ |= environment()
    if sys.argv[1:2] == ["record"]:
        record(Path(sys.argv[2]), int(sys.argv[3]))
    main(tuple(int(argument) for argument in sys.argv[1:]) or (1_000, 10_000, 100_000))
