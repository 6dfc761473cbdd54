"""The bytes of a file somebody chose, as text; or every reason why they are none, with its line."""

from __future__ import annotations

import codecs
import unicodedata

from readiness.ground.errors import Problem, Where

MOST_BYTES = 10_000_000
"""A file of questions has some hundred kilobytes; pictures inside a Moodle file make it larger."""

MOST_PROBLEMS = 200

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"), (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
_FIX = "Save it as UTF-8 and import it again."


def text_of(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with line ends LF and without a byte order mark, and its problems; with problems the text is "".

    IX001: too large, or empty. IX002: not UTF-8. IX003: characters that are no text (NUL and other control characters).
    """
    whole = Where(name)
    if len(data) > MOST_BYTES:
        said = f"the file is larger than {MOST_BYTES / 1e6:.0f} MB."
        return "", (Problem("IX001", said, "Export fewer questions, or leave the pictures out.", whole),)
    if not data.strip():
        return "", (Problem("IX001", "the file is empty.", "Choose the file with the questions.", whole),)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return "", (Problem("IX002", f"the file is {encoding}, not UTF-8.", _FIX, Where(name, 1, 1)),)
    data = data.removeprefix(codecs.BOM_UTF8)
    if problem := _disguised(data, name):
        return "", (problem,)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "", _undecodable(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ("", found) if (found := _hidden(text, name)) else (text, ())


def _disguised(data: bytes, name: str) -> Problem | None:
    """UTF-16 without its mark: every other byte is NUL."""
    head = data[:400]
    if len(head) >= 4 and head.count(0) >= len(head) // 3:
        return Problem("IX002", "the file looks like UTF-16, not UTF-8.", _FIX, Where(name, 1, 1))
    return None


def _undecodable(data: bytes, name: str) -> tuple[Problem, ...]:
    found = []
    for number, line in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            likely = line[error.start : error.start + 1].decode("cp1252", "replace")
            said = f"byte 0x{line[error.start]:02X} is not UTF-8; in Latin-1 or Windows-1252 it would be “{likely}”."
            column = len(line[: error.start].decode("utf-8")) + 1
            found.append(Problem("IX002", said, _FIX, Where(name, number, column)))
            if len(found) >= MOST_PROBLEMS:
                break
    return tuple(found)


def _hidden(text: str, name: str) -> tuple[Problem, ...]:
    if not any(_is_no_text(character) for character in set(text)):
        return ()
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        bad = sorted({character for character in line if _is_no_text(character)})
        if bad:
            told = ", ".join(f"U+{ord(character):04X}" for character in bad)
            said = f"the line has control characters ({told})."
            found.append(Problem("IX003", said, "Take them out.", Where(name, number, line.index(bad[0]) + 1)))
            if len(found) >= MOST_PROBLEMS:
                break
    return tuple(found)


def _is_no_text(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"
