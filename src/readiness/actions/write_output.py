"""Put a file into the output folder of a launch."""

from __future__ import annotations

from pathlib import Path

from readiness.context import Context


def write_output(context: Context, *, launch: str, name: str, text: str) -> Path:
    """`out/<launch>/<name>` reads `text`, whole; an older one is replaced. Raises OutsideFailure when the disk
    refuses.
    """
    return context.outputs.write(launch, name, text)
