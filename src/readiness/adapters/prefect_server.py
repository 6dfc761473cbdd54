"""The Prefect server we manage: started in the background, found again, health-checked and stopped.

It lives in `.readiness/prefect` of the workspace: its own Prefect home, SQLite database, log and `server.json` (pid,
port and birth of the process). When that file is lost or spoilt, the server is found among the running processes by its
command and home, and remembered again. Nothing of Prefect is imported here, no profile of the user's is read or
written, and no analytics leave the machine. Measured: the first boot takes 15–17 s (migrations), later ones about 5 s,
a find 30 ms.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from readiness.adapters.cores import on_every_core
from readiness.ground.errors import Conflict, OutsideFailure
from readiness.ports import Progress, Silent

BOOT_SECONDS = 150.0
"""A first boot of 12–17 s on two idle cores took 54 s on two that had six others to serve."""
STOP_SECONDS = 15.0
ANSWER_SECONDS = 5.0
_POLL_SECONDS = 0.2
_NOTE_EVERY_SECONDS = 3.0

_left_running: list[subprocess.Popen[bytes]] = []
"""Python warns when it drops the handle of a process that still runs; outliving us is what these are for."""


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """What `server.json` remembers. `born` tells this process from another that was given the same pid later.

    `prefect` is the version it runs; empty while a found one has not told it.
    """

    pid: int
    port: int
    born: str
    prefect: str

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class LocalPrefectServer:
    """The one managed server of a workspace. `port` 0 = any free one; `command` is what is started."""

    def __init__(
        self, home: Path, *, port: int = 0, boot_seconds: float = BOOT_SECONDS, command: tuple[str, ...] = ()
    ) -> None:
        self.home = home
        self.log = home / "server.log"
        self._wanted_port = port
        self._boot_seconds = boot_seconds
        self._command = command or (sys.executable, "-m", "prefect", "server", "start")
        self._record = home / "server.json"

    def remembered(self) -> ServerProcess | None:
        """The server that runs, without asking whether it answers: where it is, it will."""
        return self._alive()

    def find(self) -> ServerProcess | None:
        """The server that runs and answers as ours; None when there is none (also while it still boots)."""
        known = self._alive()
        return known if known is not None and self._answers(known) else None

    def ensure(self, progress: Progress | None = None) -> ServerProcess:
        """A healthy server, started when there is none. Two callers at once get the same one.

        Raises OutsideFailure with the end of its log when it does not come up, Conflict when the wanted port is taken.
        """
        found = self.find()
        if found is not None and found.prefect == _installed():
            return found
        progress = progress or Silent()
        with self._starting_alone(progress):
            found = self._alive()
            if found is not None and not found.prefect:
                found = self._told_when_up(found, progress)
            if found is not None and found.prefect != _installed():
                progress.step("prefect server", f"restarting: it runs Prefect {found.prefect}, this is {_installed()}")
                self._end(found)
                found = None
            if found is None or not self._comes_up(found, progress):  # the one that was found may just be ending
                progress.step("prefect server", "starting")
                found = self._start()
                if not self._comes_up(found, progress):
                    raise OutsideFailure("the Prefect server ended while it was starting.", hint=self._account())
        progress.done("prefect server", f"ready at {found.ui_url}")
        return found

    def stop(self) -> bool:
        """No server of ours runs any more. False when none did."""
        known = self._alive()
        if known is None:
            self._record.unlink(missing_ok=True)
            return False
        self._end(known)
        return True

    def environment(self, api_url: str) -> Mapping[str, str]:
        """What a process needs to use the server at `api_url`, and nothing else that calls itself PREFECT_*."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            **self.variables(api_url),
        }

    def variables(self, api_url: str) -> Mapping[str, str]:
        """The variables themselves. Analytics need both switches: one alone still calls out."""
        unproxied = ",".join(filter(None, [os.environ.get("NO_PROXY", ""), "127.0.0.1"]))
        return {
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": api_url,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self.home / 'prefect.db'}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_CLI_PROMPT": "false",
            "NO_PROXY": unproxied,
            "no_proxy": unproxied,
        }

    def _start(self) -> ServerProcess:
        port = self._free_port()
        command = (*self._command, "--host", "127.0.0.1", "--port", str(port))
        try:
            with self.log.open("wb") as log, on_every_core():
                process = subprocess.Popen(  # noqa: S603 — our own interpreter and arguments
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.home,
                    env=self.environment(f"http://127.0.0.1:{port}/api"),
                    start_new_session=True,
                )
        except OSError as error:
            raise OutsideFailure(f"the Prefect server could not be started: {error}.") from error
        _left_running.append(process)
        made = ServerProcess(process.pid, port, _born(process.pid), _installed())
        self._remember(made)
        return made

    def _remember(self, server: ServerProcess) -> None:
        fresh = self._record.with_suffix(f".{os.getpid()}.{threading.get_ident()}.new")
        fresh.write_text(json.dumps(asdict(server)), encoding="utf-8")
        fresh.replace(self._record)

    def _free_port(self) -> int:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self._wanted_port))
            except OSError as error:
                raise Conflict(
                    f"port {self._wanted_port} is taken by another program.",
                    hint="Set prefect_port in readiness.toml to another one, or to 0 for any free one.",
                ) from error
            return int(probe.getsockname()[1])

    def _comes_up(self, server: ServerProcess, progress: Progress) -> bool:
        """Waits until it answers; False when it ended instead, and is forgotten."""
        began = noted = time.monotonic()
        while not self._answers(server):
            now = time.monotonic()
            if _born(server.pid) != server.born:
                self._record.unlink(missing_ok=True)
                return False
            if now - began > self._boot_seconds:
                self._end(server)
                raise OutsideFailure(
                    f"the Prefect server did not answer within {self._boot_seconds:.0f} s.", hint=self._account()
                )
            if now - noted >= _NOTE_EVERY_SECONDS:
                noted = now
                progress.step("prefect server", f"starting, {now - began:.0f} s (the first start makes its database)")
            time.sleep(_POLL_SECONDS)
        return True

    def _told_when_up(self, server: ServerProcess, progress: Progress) -> ServerProcess | None:
        """A found server that was still booting, with the version it then tells; None when it ended instead."""
        if not self._comes_up(server, progress):
            return None
        told = replace(server, prefect=self._told_version(server))
        self._remember(told)
        return told

    def _account(self) -> str:
        """The end of the server's own log, and where the rest is."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
        except OSError:
            lines = []
        told = "".join(f"  | {line.rstrip()}\n" for line in lines if line.strip())
        return f"{told}Its log is {self.log}. Without Prefect: readiness apply --engine none."

    def _alive(self) -> ServerProcess | None:
        """The remembered process, if it still is that process; without a readable memory, the one that is found."""
        try:
            told: Any = json.loads(self._record.read_text(encoding="utf-8"))
            known = ServerProcess(int(told["pid"]), int(told["port"]), str(told["born"]), str(told["prefect"]))
        except (OSError, ValueError, KeyError, TypeError):
            return self._found_again()
        return known if known.born and _born(known.pid) == known.born else None

    def _found_again(self) -> ServerProcess | None:
        """A server of this home that runs although nothing remembers it; remembered as soon as it tells its version.

        One that still boots may have been started this moment by somebody who is about to remember it: it is left to
        them, and `prefect` is empty.
        """
        if not self.home.is_dir():
            return None
        for pid, port in running_with(("--host", "127.0.0.1", "--port")):
            at = ServerProcess(pid, port, _born(pid), "")
            if at.born and (_has_in_environment(pid, "PREFECT_HOME", str(self.home)) or self._answers(at)):
                found = replace(at, prefect=self._told_version(at))
                if found.prefect:
                    self._remember(found)
                return found
        return None

    def _answers(self, server: ServerProcess) -> bool:
        """True when a healthy Prefect server answers there, and its home is ours."""
        told = _asked(server.port, "/api/health", "/api/admin/settings")
        return isinstance(told, dict) and told.get("home") == str(self.home)

    def _told_version(self, server: ServerProcess) -> str:
        """The Prefect that answers there; empty when it does not say (it still boots, or is another one)."""
        told = _asked(server.port, "/api/admin/version")
        return told if isinstance(told, str) else ""

    def _end(self, server: ServerProcess) -> None:
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(server.pid, how)
            except ProcessLookupError:
                break
            until = time.monotonic() + STOP_SECONDS
            while _born(server.pid) == server.born and time.monotonic() < until:
                time.sleep(_POLL_SECONDS / 4)
            if _born(server.pid) != server.born:
                break
        self._record.unlink(missing_ok=True)

    @contextmanager
    def _starting_alone(self, progress: Progress) -> Iterator[None]:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            handle = (self.home / "start.lock").open("a")
        except OSError as error:
            raise OutsideFailure(f"{self.home} cannot be written: {error.strerror}.") from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                progress.step("prefect server", "waiting: another command is starting it")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _installed() -> str:
    """The version of the Prefect that is installed here."""
    from importlib.metadata import version  # noqa: PLC0415 - a flow is begun without it

    return version("prefect")


def _asked(port: int, *paths: str) -> Any:
    """What the last of these addresses answers as JSON, when all of them answer; else None.

    Plain HTTP on loopback, by the standard library: importing httpx would be a tenth of `readiness apply`.
    """
    from http import HTTPStatus  # noqa: PLC0415
    from http.client import HTTPConnection, HTTPException  # noqa: PLC0415 - a flow is begun without asking anybody

    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    told: Any = None
    try:
        for path in paths:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != HTTPStatus.OK:
                return None
            told = json.loads(body)
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return told


def running_with(ending: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Pid and last argument, where that is a port, of every process whose arguments before it end so.

    Linux: /proc/PID/cmdline. Elsewhere: `ps`.
    """
    for pid, arguments in _processes():
        *before, last = arguments or [""]
        if tuple(before[-len(ending) :]) == ending and last.isdecimal() and 0 < int(last) < 65536:
            yield pid, int(last)


def _has_in_environment(pid: int, name: str, value: str) -> bool:
    """Whether the process was started with this variable; False where only the process itself could say (no /proc)."""
    try:
        told = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return os.fsencode(f"{name}={value}") in told.split(b"\0")


def _processes() -> Iterator[tuple[int, list[str]]]:
    if not Path("/proc/self/stat").exists():
        asked = ("ps", "-Aww", "-o", "pid=,args=")
        told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - nothing of it is given
        for line in told.stdout.splitlines():
            pid, _, arguments = line.strip().partition(" ")
            if pid.isdecimal():
                yield int(pid), arguments.split()
        return
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                mine = folder.stat().st_uid == os.getuid()
                command = (folder / "cmdline").read_bytes() if mine else b""
            except OSError:
                continue
            yield int(folder.name), os.fsdecode(command).removesuffix("\0").split("\0")


def _born(pid: int) -> str:
    """A text that no other process with this pid ever has; empty when no such process runs (a zombie does not).

    Linux: start time in clock ticks since boot (field 22 of /proc/PID/stat) and the boot's id. Elsewhere: `ps`.
    """
    if not Path("/proc/self/stat").exists():
        asked = ("ps", "-o", "stat=,lstart=", "-p", str(pid))
        told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 — a number is all we add
        state, _, since = told.stdout.strip().partition(" ")
        return "" if not since or state.startswith("Z") else since.strip()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return ""
    if fields[0] in {"Z", "X"}:
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{fields[19]}@{boot.read_text(encoding='utf-8').strip() if boot.exists() else ''}"
