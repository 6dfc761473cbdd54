"""The managed server, with a small program in the place of Prefect's own; the real one is under the marker `prefect`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from readiness.adapters.prefect_server import LocalPrefectServer, ServerProcess
from readiness.ground.errors import Conflict, OutsideFailure
from tests.fakes import HeardProgress

STAND_IN = """
import http.server, importlib.metadata, json, os, sys, time
port = int(sys.argv[sys.argv.index("--port") + 1])
time.sleep(float(os.environ.get("STAND_IN_SLOW", "0")))
while os.environ.get("STAND_IN_WAITS") and not os.path.exists(os.environ["STAND_IN_WAITS"]): time.sleep(0.02)
if os.environ.get("STAND_IN_FAILS"):
    print("no module named sqlite"); sys.exit(3)
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        version = importlib.metadata.version("prefect")
        told = {"health": True, "version": version, "settings": {"home": os.environ["PREFECT_HOME"]}}
        body = json.dumps(told[self.path.rpartition("/")[2]]).encode()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): print(self.path, flush=True)
print({k: v for k, v in os.environ.items() if "PREFECT" in k or k == "DO_NOT_TRACK"}, flush=True)
http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""

Make = Callable[..., LocalPrefectServer]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Servers in the same home, whose command is the stand-in; whatever runs at the end is stopped."""
    command = (sys.executable, "-c", STAND_IN)
    home = tmp_path / ".readiness" / "prefect"

    def build(**settings: object) -> LocalPrefectServer:
        settings = {"boot_seconds": 900, **settings}
        return LocalPrefectServer(home, command=command, **settings)  # type: ignore[arg-type]

    yield build
    build().stop()


def remembered(server: LocalPrefectServer) -> dict[str, object]:
    found: dict[str, object] = json.loads((server.home / "server.json").read_text())
    return found


def test_a_server_is_started_once_and_found_by_everybody(make: Make) -> None:
    progress = HeardProgress()
    first = make().ensure(progress)
    assert make().find() == first
    assert make().ensure() == first
    assert progress.heard[0] == "prefect server starting"
    assert progress.heard[-1] == f"prefect server: ready at {first.ui_url}"


def test_the_server_keeps_to_its_own_home_and_calls_nobody(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://api.prefect.example/api")
    monkeypatch.setenv("PREFECT_PROFILE", "cloud")
    server = make()
    running = server.ensure()
    told = (server.home / "server.log").read_text()
    assert f"'PREFECT_HOME': '{server.home}'" in told
    assert f"'PREFECT_API_URL': '{running.api_url}'" in told
    assert "'PREFECT_SERVER_ANALYTICS_ENABLED': 'false'" in told
    assert "'DO_NOT_TRACK': '1'" in told
    assert "PREFECT_PROFILE" not in told


def test_stopping_twice_is_said(make: Make) -> None:
    server = make()
    server.ensure()
    assert server.stop() is True
    assert server.find() is None
    assert server.stop() is False


def test_a_killed_server_is_started_again(make: Make) -> None:
    server = make()
    first = server.ensure()
    os.kill(first.pid, signal.SIGKILL)
    while make().find():
        time.sleep(0.02)
    second = server.ensure()
    assert second.pid != first.pid


def test_a_pid_given_to_another_process_is_not_ours_and_is_left_alone(make: Make) -> None:
    server = make()
    server.ensure()
    server.stop()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)
    try:
        stale = {"pid": bystander.pid, "port": 4200, "born": "1@another-boot", "prefect": "3.8.8"}
        (server.home / "server.json").write_text(json.dumps(stale))
        assert server.find() is None
        assert server.stop() is False
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize("written", ["", "nonsense", "[]", '{"pid": "x"}', '{"pid": 1, "port": 1}', "null"])
def test_a_spoilt_memory_is_no_server(make: Make, written: str) -> None:
    server = make()
    server.home.mkdir(parents=True)
    (server.home / "server.json").write_text(written)
    assert server.find() is None


@pytest.mark.parametrize("written", [None, "", '{"pid": 12', "null"])
def test_a_running_server_whose_memory_is_lost_or_spoilt_is_found_again(make: Make, written: str | None) -> None:
    server = make()
    first = server.ensure()
    record = server.home / "server.json"
    if written is None:
        record.unlink()
    else:
        record.write_text(written)
    assert make().find() == first
    assert remembered(server)["pid"] == first.pid
    record.write_text("spoilt again")
    assert make().ensure() == first
    record.write_text("and again")
    assert make().stop() is True
    assert make().find() is None
    assert make().stop() is False


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="only /proc tells of a process that does not answer"
)
def test_a_forgotten_server_that_still_boots_is_stopped_too(make: Make) -> None:
    server = make()
    server.home.mkdir(parents=True)
    environment = {**server.environment("http://127.0.0.1:1/api"), "STAND_IN_SLOW": "600"}
    command = [sys.executable, "-c", STAND_IN, "--host", "127.0.0.1", "--port", "1"]
    booting = subprocess.Popen(command, env=environment, start_new_session=True)
    assert make().find() is None
    assert not (server.home / "server.json").exists()  # whoever is starting it will remember it
    assert make().stop() is True
    assert booting.wait() == -signal.SIGTERM


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="only /proc tells of a process that does not answer"
)
def test_a_forgotten_server_that_still_boots_is_waited_for_and_not_started_anew(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_SLOW", "1")
    server = make()
    server.home.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", STAND_IN, "--host", "127.0.0.1", "--port", str(port)]
    environment = server.environment(f"http://127.0.0.1:{port}/api")
    booting = subprocess.Popen(command, env=environment, start_new_session=True)
    while not Path(f"/proc/{booting.pid}/environ").read_bytes():  # for a moment a new process says nothing of itself
        time.sleep(0.001)
    progress = HeardProgress()
    found = make().ensure(progress)
    assert (found.pid, found.prefect) == (booting.pid, version("prefect"))
    assert remembered(server)["pid"] == booting.pid
    assert "prefect server starting" not in progress.heard
    assert make().stop() is True
    assert booting.wait() == -signal.SIGTERM


def test_the_server_of_another_workspace_is_not_taken_for_a_forgotten_one(make: Make, tmp_path: Path) -> None:
    other = LocalPrefectServer(tmp_path / "other" / "prefect", command=(sys.executable, "-c", STAND_IN))
    other.ensure()
    try:
        ours = make()
        ours.home.mkdir(parents=True)
        (ours.home / "server.json").write_text("")
        assert ours.find() is None
        assert ours.stop() is False
        assert other.find() is not None
    finally:
        other.stop()


def test_the_server_of_another_workspace_on_our_port_is_not_ours(make: Make, tmp_path: Path) -> None:
    other = LocalPrefectServer(tmp_path / "other" / "prefect", command=(sys.executable, "-c", STAND_IN))
    theirs = other.ensure()
    try:
        ours = make()
        ours.home.mkdir(parents=True)
        (ours.home / "server.json").write_text((other.home / "server.json").read_text())
        assert ours.find() is None
    finally:
        assert ServerProcess(**json.loads((other.home / "server.json").read_text())) == theirs
        other.stop()


def test_two_that_start_at_once_share_one_server(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAND_IN_SLOW", "0.5")
    found: list[ServerProcess] = []
    heard = [HeardProgress() for _ in range(4)]
    threads = [threading.Thread(target=lambda p=p: found.append(make().ensure(p))) for p in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    starts = [line for p in heard for line in p.heard if line == "prefect server starting"]
    assert len(starts) == 1


def test_a_start_broken_off_while_booting_is_gone_on_with(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAND_IN_WAITS", str(tmp_path / "go on"))
    with pytest.raises(OutsideFailure):
        make(boot_seconds=0).ensure()
    (tmp_path / "go on").touch()
    assert make().ensure().pid


def test_a_server_that_ends_while_starting_is_told_with_its_last_words(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_FAILS", "1")
    server = make()
    with pytest.raises(OutsideFailure, match="ended while it was starting") as caught:
        server.ensure()
    assert "no module named sqlite" in caught.value.hint
    assert str(server.log) in caught.value.hint
    assert server.find() is None


def test_a_server_that_never_answers_is_given_up_and_stopped(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAND_IN_SLOW", "600")
    server = make(boot_seconds=0.3)
    with pytest.raises(OutsideFailure, match="did not answer within"):
        server.ensure()
    assert not (server.home / "server.json").exists()


def test_a_taken_port_is_refused_with_the_way_out(make: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Conflict, match="taken by another program") as caught:
            make(port=taken.getsockname()[1]).ensure()
    assert "prefect_port" in caught.value.hint


def test_a_server_of_another_prefect_is_restarted(make: Make) -> None:
    server = make()
    first = server.ensure()
    (server.home / "server.json").write_text(json.dumps(remembered(server) | {"prefect": "3.0.0"}))
    progress = HeardProgress()
    second = server.ensure(progress)
    assert second.pid != first.pid
    assert any("restarting" in line for line in progress.heard)


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "prefect").write_text("a file stands here")
    with pytest.raises(OutsideFailure, match="cannot be written"):
        LocalPrefectServer(tmp_path / "prefect").ensure()


@pytest.mark.prefect
@pytest.mark.xdist_group("prefect")
def test_the_real_server_boots_answers_and_stops(tmp_path: Path) -> None:
    home_before = sorted(path.name for path in Path.home().iterdir())
    server = LocalPrefectServer(tmp_path / "prefect", boot_seconds=900)
    try:
        running = server.ensure()
        version = httpx.get(f"{running.api_url}/admin/version", trust_env=False).json()
        assert version == running.prefect
        settings = httpx.get(f"{running.api_url}/admin/settings", trust_env=False).json()
        assert settings["server"]["analytics_enabled"] is False
        assert (server.home / "prefect.db").exists()
    finally:
        assert server.stop() is True
    assert sorted(path.name for path in Path.home().iterdir()) == home_before
