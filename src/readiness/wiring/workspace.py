"""The whole workspace: settings in, a Context out. Nothing is opened before it is asked for."""

from __future__ import annotations

from pathlib import Path

from readiness.actions.require_one_clock import require_one_clock
from readiness.actions.upgrade_database import ready_database
from readiness.adapters.apply_process import ApplyProcess
from readiness.adapters.calendars import HolidayCalendars
from readiness.adapters.certificate_pdf import TypstCertificates
from readiness.adapters.documents.reading import DocumentFiles
from readiness.adapters.handout_files import HandoutFiles
from readiness.adapters.issuer_keys import IssuerKeys
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.outputs import FolderOutputs
from readiness.adapters.pages import HtmlPages
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.sentence_model import InstalledMeaning
from readiness.adapters.signer import WorkspaceSigner
from readiness.adapters.submission_files import SubmissionFiles
from readiness.adapters.templates import TrainingTemplates
from readiness.adapters.workspace_edits import WorkspaceEdits
from readiness.context import Context
from readiness.ground.clock import Clock, FixedClock, WallClock
from readiness.ports import Progress, Silent
from readiness.settings import Settings, find_root, load_settings
from readiness.store.session import Database


def build_clock(settings: Settings) -> Clock:
    at = settings.clock_at()
    return FixedClock(at) if at else WallClock()


def build_context(settings: Settings, *, by: str = "", progress: Progress | None = None) -> Context:
    """A Context for the workspace of `settings`; the database is opened, its schema is not touched."""
    pages = HtmlPages()
    return Context(
        root=settings.root,
        output=settings.output_folder,
        database=Database(settings.database),
        clock=build_clock(settings),
        actor=by or settings.by,
        launches=WorkspaceLaunches(settings.root),
        templates=TrainingTemplates(settings.root),
        pages=pages,
        outputs=FolderOutputs(settings.output_folder, settings.root),
        calendars=HolidayCalendars(settings.state / "cache"),
        playbooks=WorkspacePlaybooks(settings.root),
        signer=WorkspaceSigner(settings.state / "keys"),
        progress=progress or Silent(),
        applier=ApplyProcess(settings.root, settings.state / "applies"),
        edits=WorkspaceEdits(settings.root),
        printer=TypstCertificates(settings.root),
        submissions=SubmissionFiles(settings.state / "submissions", largest=settings.submission_mb * 1_000_000),
        assets=SubmissionFiles(settings.state / "assets", largest=settings.submission_mb * 1_000_000),
        issuer=IssuerKeys(settings.state / "keys" / "credentials"),
        documents=DocumentFiles(),
        meaning=InstalledMeaning(),
        handouts=HandoutFiles(pages),
        check_levels=settings.checks,
    )


def open_database(start: Path | None = None) -> Database:
    """The database alone, whatever its revision: for the `db` commands."""
    return Database(load_settings(find_root(start or Path.cwd())).database)


def open_workspace(start: Path | None = None, *, by: str = "", progress: Progress | None = None) -> Context:
    """The Context of the workspace around `start` (the current folder), its database ready to use.

    Raises NotFound outside a workspace, Conflict when the database is of another revision, or
    when real and simulated time would mix.
    """
    context = build_context(load_settings(find_root(start or Path.cwd())), by=by, progress=progress)
    ready_database(context.database)
    require_one_clock(context)
    return context
