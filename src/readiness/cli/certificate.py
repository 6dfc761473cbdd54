"""`readiness certificate`: Open Badges credentials, issued and verified, and the issuer's keys."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import typer

from readiness.actions.issue_credential import issue_credential
from readiness.actions.rotate_issuer_key import rotate_issuer_key
from readiness.cli.quiz_text import tame
from readiness.domain.credentials.issuer import read_keys
from readiness.domain.credentials.presented import LARGEST, read_presented
from readiness.given_file import read_given
from readiness.ground.errors import OutsideFailure, Unusable
from readiness.ground.fingerprint import plain
from readiness.reports.certificate import require_theirs, verified
from readiness.reports.credential import Judged, credential_jwt, judge_credential, judged, published_keys
from readiness.reports.viewer import viewer_of
from readiness.settings import find_root, load_settings
from readiness.wiring.certificates import code_secret, public_address, signature_check
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True)


@app.callback()
def certificate() -> None:
    """Open Badges 3.0 credentials: issue one, verify one, see and change the issuer's keys."""


@app.command()
def issue(
    launch: str = typer.Argument(help="The launch's key."),
    certification: str = typer.Argument(help="The certification's key."),
    *,
    rep: str = typer.Option(..., "--rep", help="Mail address of whoever is certified."),
    out: Path | None = typer.Option(None, "--out", metavar="FILE", help="Into this file; left out = on the screen."),
    jwt: bool = typer.Option(False, "--jwt", help="As a VC-JWT; by default JSON with its proof."),
    by: str = typer.Option("", "--by", help="Mail address of whoever issues it; it stands in the journal."),
) -> None:
    """The Open Badge of somebody who is certified today, signed. Asked again, the same one while it counts.

    One's own, or that of somebody one leads or trains. Needs the setting `public_address`: it names the issuer.
    """
    settings = load_settings(find_root(Path.cwd()))
    context = open_workspace(settings.root, by=by)
    require_theirs(context, viewer=viewer_of(context, context.by()), email=rep)
    if out is not None:
        _require_writable(out)
    given = issue_credential(
        context, launch=launch, certification=certification, rep=rep, address=public_address(settings)
    )
    text = given.issued.text
    told = credential_jwt(context, text) if jwt else json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(told)
        return
    try:
        out.write_text(told + "\n", encoding="utf-8")
    except OSError as error:
        raise _not_written(out, error.strerror or str(error)) from error
    said = "issued" if given.is_new else "issued before, and it still counts"
    typer.echo(f"{out}: urn:uuid:{given.issued.uid}, {said}, signed by key {given.issued.key_id}.")


@app.command()
def verify(
    what: str = typer.Argument(metavar="FILE|CODE", help="A badge (.json or .jwt), or the code on a certificate."),
    *,
    keys: Path | None = typer.Option(
        None, "--keys", metavar="FILE", help="The issuer's did.json or jwks.json: verify without a workspace."
    ),
    email: str = typer.Option("", "--email", help="Was the badge given to this mail address?"),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Is it genuine, and does it count today? Nothing is asked of any network.

    Exit 0 when it does, 1 when not, 2 when it cannot be read. With --keys the signature and the days are verified; that
    it was not revoked since, only the issuer's status list tells.
    """
    file = Path(what)
    if not file.exists():
        if file.suffix or len(file.parts) > 1:
            raise Unusable(f"there is no file {what}.", hint="Name a .json or .jwt file, or type the code.")
        _code(what, as_json=as_json)
        return
    text = _read(file)
    if keys is None:
        found = judge_credential(open_workspace(), text, email=email)
    else:
        try:
            known = read_keys(json.loads(_read(keys)))
        except ValueError as error:
            raise Unusable(f"{keys} is not JSON: {error}.") from error
        found = judged(read_presented(text), known, signature_check(), now=datetime.now(UTC), email=email)
    is_good = found.is_valid and found.given_to_them is not False and (found.state is not None or keys is not None)
    if as_json:
        typer.echo(json.dumps(plain(found) | {"is_valid": is_good}, indent=2, ensure_ascii=False))
    else:
        _tell(found)
    raise typer.Exit(0 if is_good else 1)


@app.command()
def keys(
    *,
    rotate: bool = typer.Option(False, "--rotate", help="Make a new key that signs from here on."),
    did: bool = typer.Option(False, "--did", help="The DID document, as it stands at /.well-known/did.json."),
    by: str = typer.Option("", "--by", help="Mail address of whoever changes the key; it stands in the journal."),
) -> None:
    """The issuer's public keys, the one that signs first. What an old key signed still verifies."""
    settings = load_settings(find_root(Path.cwd()))
    context = open_workspace(settings.root, by=by)
    if rotate:
        old, new = rotate_issuer_key(context)
        typer.echo(f"Key {new} signs from here on{f'; what {old} signed still verifies' if old else ''}.")
        return
    if did:
        address = public_address(settings)
        if not address:
            raise Unusable("nobody said where others reach us.", hint="Set public_address in readiness.toml.")
        typer.echo(json.dumps(published_keys(context, address=address)[0], indent=2))
        return
    for key in context.issuer.public_keys():
        typer.echo(f"{key.key_id}  {'signs' if key.signs else 'signed, and still verifies'}")


_SAYS = {
    "stands": "Valid today", "ended": "No longer valid: its time is over", "revoked": "Not valid: it was revoked",
    "lapsed": "Not valid today: something is asked again", "renewed": "Replaced by a newer certificate",
}  # fmt: skip
_BECAUSE = {
    "expired": "its time is over", "lapsed": "something is asked of its holder again", "revoked": "it was revoked",
    "replaced": "a newer one took its place",
}  # fmt: skip


def _code(code: str, *, as_json: bool) -> None:
    settings = load_settings(find_root(Path.cwd()))
    found = verified(open_workspace(settings.root), code=code, secret=code_secret(settings))
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    else:
        typer.echo(f"{'✓' if found.stands == 'stands' else '✗'} {_SAYS[found.stands]}.")
        typer.echo(f"{tame(found.name)}: {tame(found.certification)}, {tame(found.launch_name)}")
        typer.echo(f"Certified on {found.certified_on}, valid through {found.valid_through}.")
    raise typer.Exit(0 if found.stands == "stands" else 1)


def _require_writable(out: Path) -> None:
    """Asked before anything is on record, so that a wrong path leaves nothing half done."""
    there = out if out.exists() else out.parent
    if out.is_dir():
        raise _not_written(out, os.strerror(errno.EISDIR))
    if not there.exists():
        raise _not_written(out, os.strerror(errno.ENOENT))
    if there != out and not there.is_dir():
        raise _not_written(out, os.strerror(errno.ENOTDIR))
    if not os.access(there, os.W_OK):
        raise _not_written(out, os.strerror(errno.EACCES))


def _not_written(out: Path, why: str) -> OutsideFailure:
    return OutsideFailure(f"{out} cannot be written: {why}.", hint="Name another file.")


def _tell(found: Judged) -> None:
    is_anothers = found.genuine and found.given_to_them is False
    good = " " if is_anothers else "✓"
    if is_anothers:
        typer.echo("✗ It was NOT given to this mail address.")
    if not found.genuine:
        typer.echo("✗ NOT GENUINE. Do not rely on anything it says.")
    elif found.state in _BECAUSE:
        typer.echo(f"✗ Genuine, and not valid as of {found.as_of}: {_BECAUSE[str(found.state)]}.")
    elif found.state == "valid" and not found.faults:
        typer.echo(f"{good} Genuine, and valid as of {found.as_of}.")
    elif found.faults:
        typer.echo(f"✗ Genuine, and not valid as of {found.as_of}.")
    else:
        typer.echo(f"{good} Genuine. Whether it was revoked since, its status list tells:")
        typer.echo(f"  {tame(found.status_list) or 'it names none'}")
    for fault in found.faults:
        typer.echo(f"  {fault.code}: {tame(fault.message)} {tame(fault.fix)}")
    typer.echo(f"It says: {tame(found.name)}, by {tame(found.issuer)} ({tame(found.issuer_id)}),")
    typer.echo(f"         from {tame(found.valid_from)} until {tame(found.valid_until)}; {tame(found.id)}")
    if found.given_to_them is not None and not is_anothers:
        told = "It was given to" if found.given_to_them else "It was NOT given to"
        typer.echo(f"{told} this mail address.")


def _read(file: Path) -> str:
    data = read_given(file, most=LARGEST)
    if len(data) > LARGEST:
        raise Unusable(f"{file} is larger than any credential.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(f"{file} cannot be read: {error}.") from error
