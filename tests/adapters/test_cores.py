"""Processes that keep to a core each: shared evenly, given back, and not handed on to what they start."""

import os
import subprocess
import sys

import pytest

from readiness.adapters.cores import keep_to_a_core, on_every_core

CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
pytestmark = pytest.mark.skipif(len(CORES) < 2, reason="needs two cores, and a system that keeps a process to one")

KEEPS = """
import os, subprocess, sys, threading
from pathlib import Path
from readiness.adapters.cores import keep_to_a_core, on_every_core

core = keep_to_a_core(Path(sys.argv[1]))
at = []
thread = threading.Thread(target=lambda: at.append(os.sched_getaffinity(0)))
thread.start(), thread.join()
ask = [sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"]
with on_every_core():
    child = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
print(core, sorted(os.sched_getaffinity(0)), sorted(at[0]), child, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def keeper(tmp_path):
    """Starts a process that keeps to a core and says: its core, its own cores, those of a thread, and of a child."""
    started = []

    def start(cores=CORES):
        os.sched_setaffinity(0, cores)
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPS, str(tmp_path / "cores")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        os.sched_setaffinity(0, CORES)
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.communicate("")


def test_it_and_its_threads_keep_to_one_core_and_what_it_starts_uses_all(keeper):
    _, said = keeper()
    core = said.split()[0]
    assert said == f"{core} [{core}] [{core}] {len(CORES)}"


def test_processes_share_the_cores_evenly_and_a_place_is_free_when_its_process_has_ended(keeper):
    two = sorted(CORES)[:2]
    started = [keeper(set(two)) for _ in range(4)]
    cores = [said.split()[0] for _, said in started]
    assert sorted(cores[:2]) == sorted(cores[2:]) == sorted(map(str, two))
    started[1][0].communicate("")
    assert keeper(set(two))[1].split()[0] == cores[1]


def test_a_process_that_was_given_one_core_is_left_there(keeper):
    only = min(CORES)
    assert keeper({only})[1] == f"None [{only}] [{only}] 1"


def test_where_no_place_can_be_taken_it_runs_on_any_core(tmp_path):
    (tmp_path / "a-file").write_text("")
    assert keep_to_a_core(tmp_path / "a-file" / "cores") is None
    with on_every_core():
        assert os.sched_getaffinity(0) == CORES
