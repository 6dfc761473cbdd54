"""`readiness clear`: the signed clearance, given or verified."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from readiness.actions.clear_launch import clear_launch
from readiness.actions.verify_clearance import Verified, verify_clearance
from readiness.cli.gate_text import headline, visible
from readiness.given_file import read_given
from readiness.ground.errors import Unusable
from readiness.ground.fingerprint import plain, short
from readiness.wiring.workspace import open_workspace

app = typer.Typer()

LARGEST = 64 * 1024 * 1024
"""Bytes of a clearance file; one that saw 100,000 reps by manager is 2 MB."""


@app.command()
def clear(
    launch: str = typer.Argument(help="The launch's key."),
    file: Path = typer.Argument(None, help="With --verify: a clearance.json; left out = the latest on record."),
    *,
    verify: bool = typer.Option(False, "--verify", help="Verify a clearance instead of giving one."),
    market: str = typer.Option("", "--market", help="Of this market only."),
    by: str = typer.Option("", "--by", help="Your mail address: the launch's owner, or a member of leadership."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Record the clearance, signed, with everything the verdict saw. Refused while the launch is held.

    With --verify: is the record genuine, does it come out the same again, does it still match what stands? Exit 0 when
    all three, 1 when not, 2 when there is no clearance or the file is none.
    """
    if verify:
        _verify(launch, market, file, as_json=as_json)
        return
    if file is not None:
        raise typer.BadParameter("a file is only read with --verify.")
    cleared = clear_launch(open_workspace(by=by), launch=launch, market=market or None)
    if as_json:
        told = {"clearance": cleared.number, "verdict": cleared.verdict, "is_new": cleared.is_new, "file": cleared.file}
        told |= {"fingerprint": cleared.signed.fingerprint, "key": cleared.signed.key_id}
        typer.echo(json.dumps(told, indent=2))
        return
    where = f" in {market}" if market else ""
    if cleared.is_new:
        typer.echo(f"{launch}{where} is cleared: clearance {cleared.number} on verdict {cleared.verdict}.")
    else:
        typer.echo(f"{launch}{where} is cleared already, on this very verdict: clearance {cleared.number}.")
    typer.echo(f"Record {short(cleared.signed.fingerprint)}, signed by key {cleared.signed.key_id}: {cleared.file}")


def _verify(launch: str, market: str, file: Path | None, *, as_json: bool) -> None:
    text = _read(file) if file is not None else None
    found = verify_clearance(open_workspace(), launch=launch, market=market or None, text=text)
    if as_json:
        told = {"holds": found.holds, "genuine": found.genuine, "fingerprint": found.fingerprint, "key": found.key_id}
        told |= {"faults": [str(f) for f in found.faults], "differences": plain(found.differences)}
        typer.echo(json.dumps({**told, "no_longer": found.no_longer}, indent=2, ensure_ascii=False))
    else:
        _tell(found)
    raise typer.Exit(0 if found.holds else 1)


def _tell(found: Verified) -> None:
    record = found.record
    rehearsed = ", on a SIMULATED clock" if record.clock_simulated else ""
    typer.echo(_outcome(found))
    typer.echo(f"It says: {visible(headline(record.verdict))}")
    typer.echo(
        f"It says: given {record.cleared_at:%Y-%m-%d %H:%M} UTC by {visible(record.cleared_by)} "
        f"({visible(record.cleared_as)}){rehearsed}."
    )
    _line("The record is what was signed, and decides the same again.", [visible(str(f)) for f in found.faults])
    _line(
        "Counted again from the evidence it saw, its figures are the same.",
        [f"{d.path}: {visible(d.then)} then, {visible(d.now)} now" for d in found.differences],
    )
    _line("It matches what stands today.", [visible(f"clearance no longer matches: {r}") for r in found.no_longer])


def _outcome(found: Verified) -> str:
    """What came of it, before a word of what the record says of itself."""
    about = f"clearance {short(found.fingerprint)} of {visible(found.record.launch)}"
    if found.record.market:
        about += f" in {visible(found.record.market)}"
    if not found.genuine:
        return f"✗ NOT GENUINE: {about}. Do not rely on anything it says."
    if found.differences:
        return f"✗ {about} is genuine, but its figures do not come out of the evidence again."
    if found.no_longer:
        return f"✗ {about} is genuine, but does not match what stands today."
    return f"✓ {about} is genuine and holds."


def _line(good: str, bad: list[str]) -> None:
    for line in [f"✗ {text}" for text in bad] or [f"✓ {good}"]:
        typer.echo(line)


def _read(file: Path) -> str:
    data = read_given(file, most=LARGEST)
    if len(data) > LARGEST:
        raise Unusable(f"{file} is larger than any clearance.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(f"{file} cannot be read: {error}.") from error
