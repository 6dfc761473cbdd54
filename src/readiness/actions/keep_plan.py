"""Saved plans: written whole or not at all, and read as what they are: a file somebody may have changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from readiness.domain.plan.changes import Plan
from readiness.given_file import read_given
from readiness.ground.errors import Conflict, NotFound, OutsideFailure, Unusable
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.restore import restore

FORMAT = "readiness plan 1"
MAX_BYTES = 32 * 1024 * 1024


def write_plan(path: Path, plan: Plan) -> None:
    """`path` holds the plan. Raises OutsideFailure when it cannot be written; what stood there then still does."""
    body = plain(plan)
    text = json.dumps({"format": FORMAT, "seal": fingerprint(body), "plan": body}, indent=1, ensure_ascii=False)
    if path.is_dir():
        raise Conflict(f"{path} is a folder.", hint="Name a file: --out plan.json")
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise OutsideFailure(f"{path} cannot be written: {error.strerror}.") from error


def read_plan(path: Path, *, launch: str) -> Plan:
    """The plan in `path`, whole and unchanged since it was saved.

    Raises Unusable for anything that is not one (missing, too large, not JSON, another shape, changed by hand),
    Conflict for a plan of another launch.
    """
    found = _parse(path)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        _unusable(path, f"it does not say '{FORMAT}'")
    body = found.get("plan")
    try:
        plan = restore(Plan, body)
        sealed = fingerprint(body)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        _unusable(path, f"{str(error)[:200]}")
    if found.get("seal") != sealed:
        _unusable(path, "it was changed after it was saved")
    if plan.launch != launch:
        raise Conflict(f"{path} is a plan of '{plan.launch}', not of '{launch}'.")
    return plan


def _parse(path: Path) -> Any:
    try:
        text = read_given(path, most=MAX_BYTES)
    except NotFound:
        _unusable(path, "it is not there")
    except Unusable as error:
        _unusable(path, error.message.rstrip("."))
    if len(text) > MAX_BYTES:
        _unusable(path, f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        return json.loads(text.decode("utf-8"), parse_constant=lambda name: _unusable(path, f"{name} is no number"))
    except (ValueError, RecursionError) as error:
        _unusable(path, f"it is not JSON: {str(error)[:200]}")


def _unusable(path: Path, why: str) -> NoReturn:
    raise Unusable(
        f"{path} is no plan that can be carried out: {why}.", hint="Save it anew: readiness plan KEY --out FILE"
    )
