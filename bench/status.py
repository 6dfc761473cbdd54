"""How long `readiness status` takes as a whole process, beside importing sqlmodel and beside Python alone.

Target: at most 1.3 times `python -c 'import sqlmodel'`, on the applied sample. The processes are timed in turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

LAUNCH = "gitlab-cicd-for-github"
AT = "2018-01-22T09:00:00+00:00"


def prepare(folder: Path) -> dict[str, str]:
    """The sample, applied, in `folder`; returns the environment in which it was."""
    environment = {**os.environ, "READINESS_SIMULATED_NOW": AT, "READINESS_BY": "dana@launch.example"}
    for arguments in (
        ["init", "--sample", LAUNCH],
        ["roster", "import", f"launches/{LAUNCH}/roster/roster.csv"],
        ["apply", LAUNCH, "--engine", "none"],
    ):
        command = [sys.executable, "-m", "readiness.cli.main", *arguments]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return environment


def main(rounds: int = 9) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = prepare(folder)
        script = Path(sys.executable).with_name("readiness")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import sqlmodel'": [sys.executable, "-c", "import sqlmodel"],
            "readiness status": [str(script), "status"],
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds + 1):
            for what, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
                took[what].append(time.perf_counter() - began)
    medians = {what: median(times[1:]) for what, times in took.items()}
    print(f"{'whole process':<30} {'median':>9} {'min':>9} {'max':>9}")
    for what, times in took.items():
        print(f"{what:<30} {medians[what]:>7.3f} s {min(times[1:]):>7.3f} s {max(times[1:]):>7.3f} s")
    ratio = medians["readiness status"] / medians["python -c 'import sqlmodel'"]
    print(f"\nratio status / import sqlmodel: {ratio:.2f} (target ≤ 1.30: {'met' if ratio <= 1.3 else 'MISSED'})")


if __name__ == "__main__":
    main()
