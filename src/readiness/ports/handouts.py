"""What handing a text to somebody as a file needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

from readiness.ground.errors import OutsideFailure

Form = Literal["md", "html", "pdf", "docx", "pptx"]
FORMS: Final[tuple[Form, ...]] = ("md", "html", "pdf", "docx", "pptx")
"""Every form in which a handout can be written, the one that needs least first."""

MEDIA_TYPES: Final[dict[Form, str]] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A text to give to somebody. `markdown` is our own templates', everything in it escaped; `title` is plain text.

    `kicker` stands above the title, `note` at the end. `on` is the day that the file bears: the same handout of the
    same day is the same file.
    """

    title: str
    kicker: str
    note: str
    markdown: str
    on: date


class Handouts(Protocol):
    """Handouts as files."""

    def write(self, handout: Handout, form: Form) -> bytes:
        """The file. Raises OutsideFailure when the extra that the form needs is not installed."""
        ...


class NoHandouts:
    """Where nothing is written."""

    def write(self, handout: Handout, form: Form) -> bytes:
        raise OutsideFailure(f"nothing here writes '{handout.title}' as {form}.")
