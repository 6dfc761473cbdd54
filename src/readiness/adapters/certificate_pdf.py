"""Certificates as PDF, set by Typst: tagged for screen readers (PDF/UA-1), for archives (PDF/A-2a), the same bytes each
time.

Compilers are kept and used again, as many as there are cores: the first certificate costs what loading the fonts does,
the others some milliseconds, and Typst lets other threads work meanwhile. Fonts come from the extra `certificates` and
from `training_templates/certificates/fonts/`, so that every machine sets the same letters; the system's own are looked
at only for a text that these cannot show. A letter that no font has is an error that names it: PDF/UA forbids a missing
glyph, and Typst refuses to write one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import threading
import unicodedata
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from readiness.adapters.resources import builtin
from readiness.adapters.template_names import template_in
from readiness.domain.certification.sheet import CertificateSheet
from readiness.ground.errors import DefinitionError, NotFound, Problem, Where
from readiness.ground.extras import extra
from readiness.ground.fingerprint import fingerprint
from readiness.ports.certificates import NO_FONT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOLDER: Final = "training_templates"
TEMPLATE: Final = "certificates/certificate.typ"
FONTS: Final = "certificates/fonts"
_PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
_STANDARDS: Final = ("ua-1", "a-2a")
_MISSING: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_PRIVATE: Final = re.compile(r'the PDF contains the codepoint `"(.*?)"`')
_NEEDS: Final = "certificates as PDF need"
_LARGEST: Final = 256 * 1024
_EAST_ASIAN: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")


class TypstCertificates:
    """Prints with the templates of the workspace at `root`; nothing is loaded before the first certificate."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._at_once = _cores()
        self._turn = threading.BoundedSemaphore(self._at_once)
        self._idle: dict[tuple[str, bool], deque[Any]] = {}

    def made_with(self) -> str:
        """The fingerprint of what certificates are made with: template, fonts, Typst. Raises as `pdf` does."""
        template = self._template()
        told = [template.read_text(encoding="utf-8"), self._version, *self._font_files()]
        return fingerprint(told)

    def pdf(self, sheet: CertificateSheet) -> bytes:
        """The certificate. Raises OutsideFailure without the extra, DefinitionError for a letter that no font has
        (CT001) and for a template of the workspace that cannot be set (CT002).
        """
        template = self._template()
        files = {
            "main": template.read_bytes(),
            "certificate.json": json.dumps(sheet.printed(), ensure_ascii=False).encode("utf-8", "replace"),
            "qr.svg": sheet.qr.encode(),
        }
        on = datetime.combine(sheet.certified_on, datetime.min.time(), UTC)
        with self._turn:
            try:
                return self._set(template, files, on, system=False)
            except self._typst.TypstError as error:
                if not _MISSING.search(str(error)):
                    raise self._told(template, error, sheet) from error
            try:
                return self._set(template, files, on, system=True)
            except self._typst.TypstError as error:
                raise self._told(template, error, sheet) from error

    def pdfs(self, sheets: Iterable[CertificateSheet]) -> Iterator[bytes | Problem]:
        """As many at a time as there are cores; `sheets` is read in the caller's thread, twice as many ahead."""
        with ThreadPoolExecutor(self._at_once, "certificates") as threads:
            ahead: deque[Future[bytes | Problem]] = deque()
            try:
                for sheet in sheets:
                    ahead.append(threads.submit(self._pdf_or_fault, sheet))
                    if len(ahead) > 2 * self._at_once:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)

    def _pdf_or_fault(self, sheet: CertificateSheet) -> bytes | Problem:
        try:
            return self.pdf(sheet)
        except DefinitionError as error:
            if [problem.code for problem in error.problems] != [NO_FONT]:
                raise
            return error.problems[0]

    def _set(self, template: Path, files: Mapping[str, bytes], on: datetime, *, system: bool) -> bytes:
        idle = self._idle.setdefault((str(template.parent), system), deque())
        try:
            compiler = idle.pop()
        except IndexError:
            compiler = self._typst.Compiler(
                dict(files), root=str(template.parent), font_paths=[str(path) for path in self._font_folders()],
                ignore_system_fonts=not system,
            )  # fmt: skip
        try:
            made: bytes = compiler.compile(
                input=dict(files), format="pdf", timestamp=int(on.timestamp()), pdf_standards=list(_STANDARDS)
            )
        finally:
            idle.append(compiler)
        return made

    def _told(self, template: Path, error: Exception, sheet: CertificateSheet) -> DefinitionError:
        said = str(error)
        if found := _MISSING.search(said):
            letters = _unescaped(found[1])
            problem = Problem(NO_FONT, f"no font here has the letters {letters!r}.", _font_for(letters))
            return DefinitionError(f"the certificate of {sheet.name!r} cannot be printed.", problems=[problem])
        if found := _PRIVATE.search(said):
            letters = _unescaped(found[1])
            told = f"{letters!a} is a character for private use, which has no meaning in print."
            problem = Problem(NO_FONT, told, "Mend the name, in the roster or in the launch file.")
            return DefinitionError(f"the certificate of {sheet.name!r} cannot be printed.", problems=[problem])
        shown = _shown(self.root, template)
        problem = Problem("CT002", f"Typst says: {said[:400]}", "Mend the template.", Where(shown))
        return DefinitionError(f"{shown} cannot be set.", problems=[problem])

    def _template(self) -> Path:
        for folder in (self.root / FOLDER, builtin(FOLDER)):
            path = template_in(folder, TEMPLATE)
            if path is not None and path.stat().st_size <= _LARGEST:
                return path
        raise NotFound(f"there is no template {TEMPLATE}.", hint="Install the product again.")

    def _font_folders(self) -> Iterator[Path]:
        own = self.root / FOLDER / FONTS
        if own.is_dir():
            yield own
        for package in _PACKAGES:
            spec = importlib.util.find_spec(package)
            yield from (Path(place) for place in (spec.submodule_search_locations if spec else None) or ())

    def _font_files(self) -> Iterator[str]:
        """Name and size of every font file: the packages' names carry no version."""
        for folder in self._font_folders():
            for path in sorted(folder.iterdir()):
                if path.suffix.lower() in {".ttf", ".otf", ".ttc", ".otc"}:
                    yield f"{path.name} {path.stat().st_size}"

    @cached_property
    def _typst(self) -> Any:
        with extra("certificates", _NEEDS):
            import typst  # noqa: PLC0415 - 0.2 s, for whoever prints
        return typst

    @cached_property
    def _version(self) -> str:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            return version("typst")
        except PackageNotFoundError:
            return str(self._typst)


def _cores() -> int:
    """The cores that this process may use; one for a web process that keeps to its own."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _font_for(letters: str) -> str:
    """What to install for the first of these letters that has a name."""
    name = next((known for letter in letters if (known := unicodedata.name(letter, ""))), "")
    if name.startswith(_EAST_ASIAN):
        return "Install the extra: pip install 'launch-readiness[certificates-cjk]', or Debian's fonts-noto-cjk."
    script = name.split(" ")[0].capitalize() if name else "this script"
    return (
        f"Install a font for {script} (Debian: fonts-noto-core, else fonts-noto-extra), "
        f"or put one into {FOLDER}/{FONTS}/."
    )


def _unescaped(text: str) -> str:
    """The character that Typst shows by its number in braces."""
    return re.sub(r"\\u\{([0-9a-fA-F]{1,6})\}", lambda found: chr(int(found[1], 16)), text)


def _shown(root: Path, path: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return f"built-in {FOLDER}/{TEMPLATE}"
