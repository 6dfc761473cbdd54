"""A folder of certificates: of whom, safe to repeat and to break off, and what is told of those that cannot be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from readiness.actions.print_certificates import print_certificates
from readiness.adapters.certificate_folder import NOTE, FolderOfCertificates
from readiness.context import Context
from readiness.domain.certification.sheet import CertificateSheet
from readiness.ground.errors import Conflict, NotFound, OutsideFailure, Problem
from readiness.ports.certificates import NoPrinter
from readiness.reports.certificate import verified
from readiness.settings import load_settings
from readiness.store import evidence
from readiness.store.session import Database
from readiness.wiring.workspace import build_context
from tests.standing_world import FIELD, apply, certified, clock, enrol, launch, person, piece

SECRET = b"a secret of thirty-two bytes, no."


@dataclass
class FakePrinter:
    """Prints the name; refuses letters of no font."""

    version: str = "1"
    printed: list[str] = field(default_factory=list)

    def made_with(self) -> str:
        return self.version

    def pdf(self, sheet: CertificateSheet) -> bytes:
        raise NotImplementedError

    def pdfs(self, sheets: Iterable[CertificateSheet]) -> Iterator[bytes | Problem]:
        """Reads one sheet ahead, as a printer with two threads does."""
        ahead: list[CertificateSheet] = []
        for sheet in sheets:
            ahead.append(sheet)
            if len(ahead) > 1:
                yield self._print(ahead.pop(0))
        yield from map(self._print, ahead)

    def _print(self, sheet: CertificateSheet) -> bytes | Problem:
        if "☠" in sheet.name:
            return Problem("CT001", "no font here has the letters '☠'.", "Install one.")
        self.printed.append(sheet.name)
        return f"{self.version} {sheet.name} {sheet.code} {sheet.address}".encode()


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    """Ann and Bob are certified, Cy is half-way; Bob is of another team."""
    (tmp_path / "readiness.toml").write_text('by = "eve@example.com"\n')
    made = build_context(load_settings(tmp_path, {}))
    definition = launch(FIELD)
    with database.transaction() as session:
        apply(session, definition)
        for name in ("ann", "bob", "cy", "dead"):
            number = person(session, f"{name}@example.com", team="Red" if name == "bob" else "Blue")
            enrol(session, definition, FIELD, number)
        evidence.add(session, clock(5), [*certified("ann@example.com", 2), *certified("bob@example.com", 3)])
        evidence.add(session, clock(5), [piece("module-completed", "basics", "cy@example.com", 2)])
    return replace(made, database=database, clock=clock(10), printer=FakePrinter(), actor="eve@example.com")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != NOTE)


def test_everybody_who_is_certified_has_a_file_and_nobody_else(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    done = print_certificates(context, launch="demo", into=into, secret=SECRET, address="https://ready.example.com")
    assert (done.written, done.unchanged, done.refused) == (2, 0, [])
    assert [name.split(".")[1] for name in files(tmp_path / "out")] == ["ann-example-com", "bob-example-com"]
    told = (tmp_path / "out" / files(tmp_path / "out")[0]).read_text()
    _, name, code, address = told.split(" ")
    assert (name, address) == ("Ann", f"https://ready.example.com/verify/{code}")
    assert verified(context, code=code, secret=SECRET).name == "Ann"


def test_a_second_run_makes_and_writes_nothing(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    print_certificates(context, launch="demo", into=into, secret=SECRET)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    printer = FakePrinter()
    done = print_certificates(replace(context, printer=printer), launch="demo", into=into, secret=SECRET)
    assert (done.written, done.unchanged, printer.printed) == (0, 2, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_what_changed_is_printed_again_and_what_is_gone_too(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    print_certificates(context, launch="demo", into=into, secret=SECRET)
    (tmp_path / "out" / files(tmp_path / "out")[0]).unlink()
    assert print_certificates(context, launch="demo", into=into, secret=SECRET).written == 1
    newer = replace(context, printer=FakePrinter(version="2"))
    assert print_certificates(newer, launch="demo", into=into, secret=SECRET).written == 2


def test_files_that_were_written_before_it_broke_off_are_left_as_they_are(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    print_certificates(context, launch="demo", into=into, secret=SECRET)
    (tmp_path / "out" / NOTE).write_text("{half a no")
    done = print_certificates(context, launch="demo", into=into, secret=SECRET)
    assert (done.written, done.unchanged) == (0, 2)


def test_one_team_or_certification_alone_and_a_name_that_there_is_not(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    assert print_certificates(context, launch="demo", into=into, secret=SECRET, team="Red").written == 1
    assert print_certificates(context, launch="demo", into=into, secret=SECRET, certification="field").unchanged == 1
    with pytest.raises(NotFound, match="team 'Rad'") as told:
        print_certificates(context, launch="demo", into=into, secret=SECRET, team="Rad")
    assert "Red" in told.value.hint
    with pytest.raises(NotFound, match="certification 'filed'"):
        print_certificates(context, launch="demo", into=into, secret=SECRET, certification="filed")


def test_nothing_is_printed_for_whoever_s_certification_is_over(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    done = print_certificates(replace(context, clock=clock(200)), launch="demo", into=into, secret=SECRET)
    assert (done.written, done.refused) == (0, [])
    assert not (tmp_path / "out").exists()


def test_a_name_that_no_font_can_show_is_told_and_the_others_are_printed(context: Context, tmp_path: Path) -> None:
    with context.database.transaction() as session:
        session.execute(text("UPDATE person SET name = 'Dead ☠' WHERE email = 'dead@example.com'"))
        evidence.add(session, clock(5), certified("dead@example.com", 3))
    done = print_certificates(context, launch="demo", into=FolderOfCertificates(tmp_path / "out"), secret=SECRET)
    assert done.written == 2
    told = "dead@example.com: no font here has the letters '☠'."
    assert [(one.code, one.message, one.fix) for one in done.refused] == [("CT001", told, "Install one.")]


def test_where_nothing_prints_it_says_so(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    with pytest.raises(OutsideFailure, match="nothing here prints"):
        print_certificates(replace(context, printer=NoPrinter()), launch="demo", into=into, secret=SECRET)


def test_a_link_in_the_folder_is_replaced_and_not_followed(context: Context, tmp_path: Path) -> None:
    into = FolderOfCertificates(tmp_path / "out")
    print_certificates(context, launch="demo", into=into, secret=SECRET)
    name = files(tmp_path / "out")[0]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "out" / name).unlink()
    (tmp_path / "out" / name).symlink_to(elsewhere)
    print_certificates(context, launch="demo", into=into, secret=SECRET)
    assert elsewhere.read_text() == "mine"
    assert not (tmp_path / "out" / name).is_symlink()


def test_nothing_is_printed_of_what_was_never_asked_of_somebody(context: Context, tmp_path: Path) -> None:
    with context.database.transaction() as session:
        person(session, "flo@example.com")
        evidence.add(session, clock(5), certified("flo@example.com", 3))
    print_certificates(context, launch="demo", into=FolderOfCertificates(tmp_path / "out"), secret=SECRET)
    assert not [name for name in files(tmp_path / "out") if "flo" in name]


def test_more_than_were_allowed_are_refused_before_anything_is_printed(context: Context, tmp_path: Path) -> None:
    into, printer = FolderOfCertificates(tmp_path / "out"), FakePrinter()
    asking = replace(context, printer=printer)
    with pytest.raises(Conflict, match="more than 1 certificates"):
        print_certificates(asking, launch="demo", into=into, secret=SECRET, most=1)
    assert (printer.printed, into.folder.exists()) == ([], False)
    assert print_certificates(asking, launch="demo", into=into, secret=SECRET, most=2).written == 2
