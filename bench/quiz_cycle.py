"""A quiz in the browser, whole: start, see the page, answer ten, hand in, see the result; 8 clients over loopback.

The server is `readiness serve` as a user starts it; the clients are this process. Beside it, in the same run: an empty
endpoint on the same server, and a bare loop that writes what one hand-in writes. Every reply is checked, every
acknowledged answer is looked for in the database after the server was killed in the middle of its work.

Run: python -m bench quiz_cycle, or python bench/quiz_cycle.py [--workers 2] [--seconds 20] [--folder kept].
Without --workers: one web process, then two, and one more with each answer saved by itself.
Goals on two cores: ≥ 200 cycles/s, hand-in p99 ≤ 50 ms, server ≤ 150 MB, first page ≤ 50 KB compressed.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import gzip
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

from readiness.actions.publish_content import publish_content
from readiness.domain.definition.assessment import Item
from readiness.domain.materials.content import content_units
from readiness.settings import load_settings
from readiness.store import accounts, attempts, sign_ins
from readiness.store.launches import require_version
from readiness.web.forms import SESSION, csrf_of, signer
from readiness.wiring.web import web_secret
from readiness.wiring.workspace import build_context

LAUNCH = "gitlab-cicd-for-github"
NOW = "2018-02-26T09:00:00+00:00"
CLIENTS = 8
REPS = 6_000
TEN = (
    "price-figure", "promotion-ends", "self-managed", "one-account", "users-case", "not-alone", "who-decides",
    "way-back-order", "github-automatic", "see-not-own",
)  # fmt: skip
TOGETHER, EACH = "ten answers in one save", "each answer saved by itself"
DRAWN = re.compile(r"    blueprint:\n(?:      - .*\n)+(?:    forms: .*\n)?")
"""How the sample's first quiz draws its questions; the bench asks ten that are known."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, help="That many web processes, and no others.")
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--folder", type=Path, help="Keep the prepared workspace here and use it again.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name) / "workspace"
        if not folder.exists():
            began = time.perf_counter()
            prepare(folder)
            print(f"prepared {REPS:,} reps in {time.perf_counter() - began:.0f} s")
        runs = [(asked.workers, TOGETHER)] if asked.workers else [(1, TOGETHER), (2, TOGETHER), (1, EACH)]
        for workers, variant in runs:
            copy = Path(name) / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(folder, copy)
            measure(copy, variant, workers=workers, seconds=asked.seconds)


@dataclass(frozen=True)
class Rep:
    cookie: str
    csrf: str


def prepare(folder: Path) -> None:
    """The sample with a quiz of ten, `REPS` account executives signed in, everything published."""
    folder.mkdir(parents=True)
    run(folder, "init", "--sample", LAUNCH)
    file = folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text("utf-8")
    asked, found = DRAWN.subn(f"    items: [{', '.join(TEN)}]\n", text, count=1)
    assert found, "the sample's first quiz has no blueprint"
    file.write_text(asked, "utf-8")
    roster = folder / "roster.csv"
    rows = ["email,name,role,manager,team,region,territory,start_date"]
    rows += [
        f"rep{n}@bench.example,Rep {n},account-executive,,Team {n // 10},North,N{n // 100},2016-01-04"
        for n in range(REPS)
    ]
    roster.write_text("\n".join(rows) + "\n", "utf-8")
    run(folder, "roster", "import", str(roster))
    run(folder, "apply", LAUNCH, "--engine", "none")
    settings = load_settings(folder, environment())
    context = build_context(settings, by="lena@launch.example")
    with context.database.reading() as session:
        definition = require_version(session, LAUNCH).definition
    for kind, key in content_units(definition):
        publish_content(context, launch=LAUNCH, kind=kind, key=key, note="For the bench.", unapproved=True)
    secret, reps = web_secret(settings), []
    with context.database.transaction() as session:
        for n in range(REPS):
            email = f"rep{n}@bench.example"
            accounts.add_account(session, context.clock, email=email, name=f"Rep {n}", by=email)
            token = sign_ins.add_session(session, context.clock, email=email, how="link", browser="bench").token
            reps.append([signer(secret, SESSION).sign(token).decode(), csrf_of(secret, token)])
    (folder / "reps.json").write_text(json.dumps(reps), "utf-8")
    context.database.close()


def measure(folder: Path, variant: str, *, workers: int, seconds: float) -> None:
    reps = [Rep(*one) for one in json.loads((folder / "reps.json").read_text("utf-8"))]
    items = items_by_stem(folder)
    server = Server(folder, workers)
    try:
        load = Load(server.port, variant == EACH, items)
        asyncio.run(load.run(reps[:40], seconds=2))  # warm
        load = Load(server.port, variant == EACH, items)
        began, used_before, own_before = time.perf_counter(), server.cpu(), time.process_time()
        locked = asyncio.run(loaded(load, reps[40:], seconds, lock_of(folder)))
        took, used_by_it = time.perf_counter() - began, server.cpu() - used_before
        own, memory = time.process_time() - own_before, server.memory()
        print(f"\n{variant}, {CLIENTS} clients, {workers} web process(es), {took:.1f} s")
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; this is part of it")
        show(load, took)
        cycles = len(load.took["whole cycle"])
        print(
            f"CPU a cycle: server {used_by_it / cycles * 1000:.1f} ms ({used_by_it / took:.0%} of a core used), "
            f"clients {own / cycles * 1000:.1f} ms"
        )
        print(f"the lock of the database was held {locked:.0%} of the time")
        print(f"server memory: {', '.join(f'{mb:.0f} MB' for mb in memory)} (peak of each process)")
        if variant == TOGETHER:
            first_page(server.port, reps[-1])
            empty, each = asyncio.run(empty_endpoint())
            print(
                f"empty endpoint, same server and clients: {empty:,.0f} requests/s, {each * 1000:.2f} ms of server CPU"
            )
            print(f"one cycle costs the server the CPU of {used_by_it / cycles / each:.0f} empty requests")
            print(f"bare write loop: {bare_loop(folder):,.0f} hand-ins/s (one transaction each, synchronous=FULL)")
        used = len(load.acknowledged) + 40
        rest = Load(server.port, variant == EACH, items)
        asyncio.run(rest.run(reps[used:], seconds=1.5, kill=server.kill))
        load.acknowledged |= rest.acknowledged
    finally:
        server.kill()
    lost(folder, load.acknowledged)


def lock_of(folder: Path) -> Path:
    return next((folder / ".readiness").glob("*.db.lock"))


async def loaded(load: Load, reps: list[Rep], seconds: float, lock: Path) -> float:
    """The load, and the share of looks at the lock at which a process of the server held it."""
    work = asyncio.create_task(load.run(reps, seconds=seconds))
    looks = held = 0
    with lock.open("rb") as handle:
        while not work.done():
            await asyncio.wait({work}, timeout=random.uniform(0.002, 0.008))
            looks += 1
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(handle, fcntl.LOCK_UN)
            except BlockingIOError:
                held += 1
    await work
    return held / looks


class Server:
    def __init__(self, folder: Path, workers: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "readiness.cli.main", "serve", "--no-flows", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workers", str(workers)], cwd=folder, env=environment(), stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        for _ in range(600):
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as one:
                    one.sendall(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
                    if b" 200 " in one.recv(100):
                        break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the server did not come up")
        used = -1.0
        while (now := self.cpu()) - used > 0.02:  # the first process answers while the others still start
            used = now
            time.sleep(0.5)

    def memory(self) -> list[float]:
        group = os.getpgid(self.process.pid)
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                if os.getpgid(int(status.parent.name)) == group:
                    peak = re.search(r"VmHWM:\s+(\d+)", status.read_text())
                    found.append(int(peak[1]) / 1024 if peak else 0.0)
            except (OSError, ProcessLookupError):
                continue
        return sorted(found, reverse=True)

    def cpu(self) -> float:
        """Seconds of CPU that the server and its workers have used."""
        used = 0.0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(folder.name)) == os.getpgid(self.process.pid):
                    used += cpu_of(int(folder.name))
            except (OSError, ProcessLookupError):
                continue
        return used

    def kill(self) -> None:
        """As a power cut does: nothing is finished, nothing is flushed."""
        if self.process.poll() is None:
            os.killpg(os.getpgid(self.process.pid), signal.SIGKILL)
            self.process.wait()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    ticks = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """Eight clients, each a browser with one connection; one cycle a rep."""

    port: int
    each: bool
    items: dict[str, Item]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: dict[int, dict[str, str]] = field(default_factory=dict)
    """By attempt, what was said to be saved: field → value. "handed in" stands for the hand-in."""

    async def run(self, reps: list[Rep], *, seconds: float, kill: object = None) -> None:
        queue = iter(reps)
        until = time.perf_counter() + seconds
        clients = []
        for _ in range(CLIENTS):  # one after the other, as people come: of several at once one process would take all
            clients.append(asyncio.create_task(self.client(queue, until, forever=kill is not None)))
            await asyncio.sleep(0.02)
        if kill is not None:
            await asyncio.sleep(seconds)
            kill()  # type: ignore[operator]
        results = await asyncio.gather(*clients, return_exceptions=kill is not None)
        strange = [
            one for one in results if isinstance(one, BaseException) and not isinstance(one, (OSError, EOFError))
        ]
        if strange:
            raise strange[0]

    async def client(self, reps, until: float, *, forever: bool) -> None:
        browser = await Browser.open(self.port)
        for rep in reps:
            if time.perf_counter() > until and not forever:
                break
            await self.cycle(browser, rep)

    async def cycle(self, browser: Browser, rep: Rep) -> None:
        began = time.perf_counter()
        start = await self.timed("start", browser, rep, "POST", f"/learn/{LAUNCH}/quizzes/core", {})
        path = start.location
        attempt = int(path.rsplit("/", 1)[1])
        page = await self.timed("see the questions", browser, rep, "GET", path)
        answers = answers_to(page.text(), self.items)
        assert len(answers) == 10, len(answers)
        kept = self.acknowledged.setdefault(attempt, {})
        sends = [{key: fields} for key, fields in answers.items()] if self.each else [answers]
        for place, sent in enumerate(sends):
            fields = [("saves", str(place))] + [pair for one in sent.values() for pair in one]
            saved = await self.timed("save", browser, rep, "POST", path + "/answers", fields, script=True)
            assert json.loads(saved.body)["wrong"] == {}, saved.body
            kept |= dict.fromkeys(sent, "")
        await self.timed("hand in", browser, rep, "POST", path, {})
        kept["handed in"] = ""
        result = await self.timed("see the result", browser, rep, "GET", path)
        assert ">Passed<" in result.text()
        self.took["whole cycle"].append(time.perf_counter() - began)

    async def timed(self, what: str, browser: Browser, rep: Rep, method: str, path: str, fields=None, *, script=False):
        began = time.perf_counter()
        reply = await browser.ask(rep, method, path, fields, script=script)
        self.took[what].append(time.perf_counter() - began)
        wanted = 303 if method == "POST" and not script else 200
        assert reply.status == wanted, (what, reply.status, reply.text()[-600:])
        return reply


@dataclass
class Reply:
    status: int
    location: str
    body: bytes
    is_gzip: bool

    def text(self) -> str:
        return (gzip.decompress(self.body) if self.is_gzip else self.body).decode()


class Browser(asyncio.Protocol):
    """One connection, one request at a time. Of HTTP it knows what our server says, in as little time as Python can:
    what it costs is taken from the same two cores.
    """

    def __init__(self) -> None:
        self._got = bytearray()
        self._head: dict[str, str] = {}
        self._answer: asyncio.Future[Reply] | None = None

    @classmethod
    async def open(cls, port: int) -> Browser:
        _, browser = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return browser

    def ask(self, rep: Rep | None, method: str, path: str, fields=None, *, script=False) -> asyncio.Future[Reply]:
        head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip\r\n"
        body = ""
        if rep:
            head += f"cookie: {SESSION}={rep.cookie}\r\n"
        if method == "POST":
            pairs = list(fields.items() if isinstance(fields, dict) else fields)
            body = "&".join(f"{name}={value if value.isalnum() else quote_plus(value)}" for name, value in pairs)
            body = f"csrf={quote_plus(rep.csrf)}&{body}" if body else f"csrf={quote_plus(rep.csrf)}"
            head += f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n"
        if script:
            head += "hx-request: true\r\n"
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self.connection_lost(None)
        else:
            self._transport.write(f"{head}\r\n{body}".encode())
        return self._answer

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._head:
            head, found, rest = self._got.partition(b"\r\n\r\n")
            if not found:
                return
            self._got = rest
            self._head = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
            self._status = int(head[9:12])
        if self._head.get("transfer-encoding") == "chunked":
            if not self._got.endswith(b"\r\n0\r\n\r\n"):
                return
            content = joined(bytes(self._got))
        elif len(self._got) < int(self._head.get("content-length", 0)):
            return
        else:
            content = bytes(self._got)
        reply = Reply(self._status, self._head.get("location", ""), content, "content-encoding" in self._head)
        self._got, self._head = bytearray(), {}
        self._answer.set_result(reply)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or EOFError("the server went away"))


def joined(chunks: bytes) -> bytes:
    """What was sent in chunks, as one."""
    parts = []
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        parts.append(rest[: int(size, 16)])
        chunks = rest[int(size, 16) + 2 :]
    return b"".join(parts)


_QUESTION = re.compile(r'data-question="(\d+)" data-kind="([a-z-]+)"(.*?)</fieldset>', re.DOTALL)
_STEM = re.compile(r'class="stem">(.*?)</span>', re.DOTALL)
_OPTION = re.compile(r'value="(\d+)"[^>]*><span>(.*?)</span>', re.DOTALL)
_LABEL = re.compile(r"<label[^>]*>(?:<span.*?</span>)?(.*?)</label>", re.DOTALL)
_CHOICE = re.compile(r'<option value="(\d+)">(.*?)</option>', re.DOTALL)
Fields = dict[str, list[tuple[str, str]]]


def answers_to(page: str, items: dict[str, Item]) -> Fields:
    """By question, the fields of the right answer, which is found by what the page says; `items` by their stem."""
    found: Fields = {}
    for number, kind, inside in _QUESTION.findall(page):
        name, item = f"q{number}", items[unescape(_STEM.search(inside)[1])]
        found[name] = [(f"{name}.was", ""), *_right(name, kind, inside, item)]
    return found


def _right(name: str, kind: str, inside: str, item: Item) -> list[tuple[str, str]]:
    if kind == "true-false":
        return [(name, "true" if item.truth else "false")]
    if kind == "numeric":
        return [(name, str(item.number))]
    if kind == "short-text":
        return [(name, item.accept[0])]
    labels = [unescape(label) for label in _LABEL.findall(inside)]
    if kind == "ordering":
        return [(f"{name}.{n}", str(item.order.index(label) + 1)) for n, label in enumerate(labels, 1)]
    if kind == "matching":
        at = {unescape(text): value for value, text in _CHOICE.findall(inside)}
        right = {pair.left: pair.right for pair in item.pairs}
        return [(f"{name}.{n}", at[right[label]]) for n, label in enumerate(labels, 1)]
    good = {option.text for option in item.options if option.correct or option.fraction == 1}
    return [(name, value) for value, text in _OPTION.findall(inside) if unescape(text) in good]


def items_by_stem(folder: Path) -> dict[str, Item]:
    context = build_context(load_settings(folder, environment()))
    with context.database.reading() as session:
        definition = require_version(session, LAUNCH).definition
    context.database.close()
    return {item.stem: item for item in definition.items.values()}


def show(load: Load, took: float) -> None:
    cycles = len(load.took["whole cycle"])
    print(f"{'':<20} {'per second':>10} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9}")
    for what, times in load.took.items():
        ordered = sorted(times)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99, 1)]
        print(f"{what:<20} {len(times) / took:>10,.0f} " + " ".join(f"{ms:>6.1f} ms" for ms in at))
    handed = sorted(load.took["hand in"])
    p99 = handed[int(len(handed) * 0.99)] * 1000
    print(f"{cycles / took:.0f} cycles/s (goal ≥ 200: {'met' if cycles / took >= 200 else 'MISSED'}); "
          f"hand-in p99 {p99:.0f} ms (goal ≤ 50: {'met' if p99 <= 50 else 'MISSED'})")  # fmt: skip


def first_page(port: int, rep: Rep) -> None:
    async def sizes() -> dict[str, int]:
        browser = await Browser.open(port)
        page = await browser.ask(rep, "GET", "/learn")
        found = {"/learn": len(page.body)}
        for path in dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text())):
            found[path.split("?")[0]] = len((await browser.ask(rep, "GET", path)).body)
        return found

    found = asyncio.run(sizes())
    total = sum(found.values()) / 1000
    parts = ", ".join(f"{name} {size / 1000:.1f}" for name, size in found.items())
    print(f"first page, compressed: {total:.1f} KB (goal ≤ 50: {'met' if total <= 50 else 'MISSED'}): {parts}")


async def empty_endpoint(seconds: float = 3) -> tuple[float, float]:
    """A FastAPI route that does nothing, on a server of its own like ours: requests a second, seconds of CPU for each.

    What it costs says how quick the machine was just then, so costs of different hours can be compared by it.
    """
    code = (
        "import uvicorn, sys; from fastapi import FastAPI; app = FastAPI()\n"
        "app.add_api_route('/', lambda: {})\n"
        "uvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", code, str(port)])  # noqa: ASYNC220
    counted = 0
    try:
        for _ in range(200):
            try:
                browsers = [await Browser.open(port) for _ in range(CLIENTS)]
                break
            except OSError:
                await asyncio.sleep(0.05)
        used, until = cpu_of(process.pid), time.perf_counter() + seconds

        async def ask(browser: Browser) -> None:
            nonlocal counted
            while time.perf_counter() < until:
                assert (await browser.ask(None, "GET", "/")).status == 200
                counted += 1

        await asyncio.gather(*(ask(browser) for browser in browsers))
        used = cpu_of(process.pid) - used
    finally:
        process.kill()
        process.wait()
    return counted / seconds, used / counted


def bare_loop(folder: Path, seconds: float = 3) -> float:
    """What one hand-in writes, on the same disk: two steps, evidence, standing, journal; nothing else."""
    path = folder / "bare.db"
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    for table in ("step", "evidence", "standing", "journal"):
        db.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT)")
    body, counted, until = "x" * 900, 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        db.execute("BEGIN IMMEDIATE")
        for table in ("step", "step", "evidence", "standing", "journal"):
            db.execute(f"INSERT INTO {table} (a, b, c) VALUES (?, ?, ?)", (body[:40], body[:40], body))
        db.execute("COMMIT")
        counted += 1
    db.close()
    return counted / seconds


def lost(folder: Path, acknowledged: dict[int, dict[str, str]]) -> None:
    """Everything that was acknowledged is there, after the server was killed."""
    context = build_context(load_settings(folder, environment()))
    answers = missing = 0
    with context.database.reading() as session:
        for number, kept in acknowledged.items():
            sitting = attempts.sitting(session, number)
            held = sitting.handed_in.answers if sitting.handed_in else sitting.attempt.saved
            wanted = len(kept) - ("handed in" in kept)
            answers += wanted
            missing += max(0, wanted - len(held)) + ("handed in" in kept and sitting.handed_in is None)
    context.database.close()
    print(f"killed with SIGKILL under load: of {answers:,} acknowledged answers in {len(acknowledged):,} attempts, "
          f"{missing} lost")  # fmt: skip


def environment() -> dict[str, str]:
    held = {key: value for key, value in os.environ.items() if not key.startswith("READINESS_")}
    return held | {"READINESS_SIMULATED_NOW": NOW, "READINESS_BY": "dana@launch.example", "READINESS_ENGINE": "none"}


def run(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "readiness.cli.main", *arguments]
    done = subprocess.run(command, check=False, cwd=folder, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])


if __name__ == "__main__":
    main()
