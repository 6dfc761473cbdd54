"""What a rep may hand in: a text, a link, or a file of a kind that is on the list, and nothing else.

A name that somebody gave a file is shown to people and used for nothing: files are stored under names of ours. The kind
is told by the name's ending *and* by how the content begins, so that what is served as a sound recording is one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from readiness.ground.errors import DefinitionError, Problem

LONGEST_TEXT: Final = 20_000
LONGEST_LINK: Final = 2_000
HEAD: Final = 4_096
"""So many bytes at the beginning of a file tell what it is."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was handed in. `token` is the name under which we keep it, `name` the one it came with, for people.

    `sha256` in hex of all its bytes, `size` in bytes; `media_type` is one of `MEDIA_TYPES`.
    """

    token: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Work:
    """What was handed in: exactly one of the three says something."""

    text: str = ""
    link: str = ""
    file: KeptFile | None = None

    @property
    def kind(self) -> str:
        """For people: text, link or file."""
        if self.file is not None:
            return "file"
        return "link" if self.link else "text"


MEDIA_TYPES: Final[Mapping[str, str]] = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg", "opus": "audio/ogg",
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
    "pdf": "application/pdf", "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
"""Ending → the type it is served as (IANA media types). Nothing that a browser would run is on the list."""


def work_problems(text: str, link: str, *, has_file: bool) -> tuple[Problem, ...]:
    """What is wrong with what is handed in, the file's content apart; empty = nothing."""
    text, link = text.strip(), link.strip()
    given = [name for name, there in (("a text", text), ("a link", link), ("a file", has_file)) if there]
    if not given:
        return (Problem("RP004", "there is nothing to hand in.", "Write a text, give a link, or choose a file."),)
    if len(given) > 1:
        told = " and ".join(given)
        return (Problem("RP004", f"{told} were handed in together.", "Hand in one of them."),)
    problems = []
    if len(text) > LONGEST_TEXT:
        fix = f"Use at most {LONGEST_TEXT:,}, or hand in a file."
        problems.append(Problem("RP005", f"the text has {len(text):,} characters.", fix, path="text"))
    if any(_is_hidden(one) for one in text):
        problems.append(Problem("RP005", "the text has control characters.", "Write plain text.", path="text"))
    if link and not _is_link(link):
        problems.append(
            Problem("RP006", "that is no link we can give to a grader.", "Write https://… as it opens.", path="link")
        )
    return tuple(problems)


def media_type_of(name: str, head: bytes) -> str:
    """The type of the file, from the ending of its name and its first bytes (`HEAD` of them, or all).

    Raises DefinitionError for an ending that is not on the list, and for content that is something else.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in MEDIA_TYPES:
        shown = f"'.{shown_name(ending)[:20]}'" if ending else "no ending"
        fix = f"Hand in one of: {', '.join(sorted(MEDIA_TYPES))}."
        raise _unfit("RP007", f"a file with {shown} is not taken.", fix)
    if not head:
        raise _unfit("RP008", "the file is empty.", "Choose the recording itself.")
    if not _begins_as(ending, head):
        raise _unfit(
            "RP008", f"the file is called .{ending} and does not begin as one.", "Export it again, and hand that in."
        )
    return MEDIA_TYPES[ending]


def shown_name(name: str) -> str:
    """The name as people may see it: the last part of a path, in printable characters, at most 120 of them."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if one.isprintable()).strip(" .")
    return plain[-120:] or "file"


def served_name(submission: str, media_type: str) -> str:
    """The name a download is given: ours, with the ending of its type, so that no name of theirs reaches a header."""
    ending = next(ending for ending, found in MEDIA_TYPES.items() if found == media_type)
    return f"{submission}.{ending}"


def _begins_as(ending: str, head: bytes) -> bool:
    """How each kind begins is in its own specification (ISO 14496-12 `ftyp`, RIFF, Ogg, EBML, ID3 …)."""
    match ending:
        case "mp4" | "m4a" | "m4v" | "mov":
            return head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
        case "mp3":
            return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
        case "wav":
            return head.startswith(b"RIFF") and head[8:12] == b"WAVE"
        case "txt":
            return b"\0" not in head and _is_text(head)
        case _:
            return head.startswith(_MAGIC[ending])


_MAGIC: Final[Mapping[str, bytes]] = {
    "ogg": b"OggS", "opus": b"OggS", "webm": b"\x1a\x45\xdf\xa3", "pdf": b"%PDF-", "docx": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
}  # fmt: skip


def _is_text(head: bytes) -> bool:
    """UTF-8; a character may be cut at the end of the head."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start >= len(head) - 3
    return True


def _is_link(link: str) -> bool:
    if len(link) > LONGEST_LINK or any(one.isspace() or not one.isprintable() for one in link) or "\\" in link:
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(host) and "@" not in parts.netloc


def _is_hidden(character: str) -> bool:
    return character not in "\r\n\t\u200c\u200d" and unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}


def _unfit(code: str, message: str, fix: str) -> DefinitionError:
    return DefinitionError("the file cannot be handed in.", problems=[Problem(code, message, fix, path="file")])
