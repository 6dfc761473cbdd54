"""What every action and report is given: the workspace as they see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels
from readiness.domain.people.address import is_mail_address
from readiness.ground.clock import Clock
from readiness.ground.errors import NotAllowed
from readiness.ports import Calendars, LaunchFiles, Outputs, Pages, Playbooks, Progress, Signer, Silent, Templates
from readiness.ports.accounts import Mail, NoMail, NoPasswords, Passwords, Provider
from readiness.ports.applying import Applier, NoApplier
from readiness.ports.certificates import CertificatePrinter, NoPrinter
from readiness.ports.credentials import Issuer, NoIssuer
from readiness.ports.documents import Documents, Meaning, NoDocuments, NoMeaning
from readiness.ports.edits import LaunchEdits, NoEdits
from readiness.ports.handouts import Handouts, NoHandouts
from readiness.ports.reminding import Channel
from readiness.ports.submissions import NoSubmissions, Submissions
from readiness.store.session import Database

SILENT = Silent()
NO_MAIL = NoMail()
NO_PASSWORDS = NoPasswords()
NO_APPLIER = NoApplier()
NO_EDITS = NoEdits()
NO_PRINTER = NoPrinter()
NO_SUBMISSIONS = NoSubmissions()
NO_ISSUER = NoIssuer()
NO_DOCUMENTS = NoDocuments()
NO_MEANING = NoMeaning()
NO_HANDOUTS = NoHandouts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The workspace as an action sees it. `actor` is the mail address of whoever acts; empty when nobody said.

    `output` is the folder into which materials and reports are written, a folder per launch.
    `check_levels`: what the workspace has set otherwise than the checks say.
    `submissions` keeps the files that reps hand in, `assets` those of the library.
    `channels` take reminders to people; empty = they find them in the application.
    """

    root: Path
    output: Path
    database: Database
    clock: Clock
    actor: str
    launches: LaunchFiles
    templates: Templates
    pages: Pages
    outputs: Outputs
    calendars: Calendars
    playbooks: Playbooks
    signer: Signer
    progress: Progress = SILENT
    mail: Mail = NO_MAIL
    passwords: Passwords = NO_PASSWORDS
    provider: Provider | None = None
    applier: Applier = NO_APPLIER
    edits: LaunchEdits = NO_EDITS
    printer: CertificatePrinter = NO_PRINTER
    submissions: Submissions = NO_SUBMISSIONS
    assets: Submissions = NO_SUBMISSIONS
    channels: tuple[Channel, ...] = ()
    issuer: Issuer = NO_ISSUER
    documents: Documents = NO_DOCUMENTS
    meaning: Meaning = NO_MEANING
    handouts: Handouts = NO_HANDOUTS
    check_levels: CheckLevels = AS_WRITTEN

    def by(self) -> str:
        """The actor, or NotAllowed: an act on the record needs a name."""
        if not self.actor:
            raise NotAllowed("nobody said who acts.", hint="Pass --by you@example.com or set READINESS_BY.")
        if not is_mail_address(self.actor):
            raise NotAllowed(f"{ascii(self.actor)[:80]} is not a mail address.", hint="Pass --by you@example.com.")
        return self.actor

    def acting_as(self, email: str) -> Context:
        return replace(self, actor=email)
