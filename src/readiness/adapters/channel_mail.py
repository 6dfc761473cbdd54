"""Reminders as mail."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.ports.accounts import Mail
from readiness.ports.reminding import Note


@dataclass(frozen=True, slots=True)
class MailChannel:
    """One mail for each note. A mail cannot be called back, so one that may have gone out is not sent again."""

    mail: Mail
    name: str = "mail"
    twice_is_once: bool = False

    def carry(self, note: Note) -> None:
        self.mail.send(note.to, note.subject, note.text)
