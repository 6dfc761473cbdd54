"""The table of commands, loaded one at a time.

A command's module is imported when it is called and not before: `readiness check` needs no database, no Prefect.
"""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from readiness import __version__
from readiness.ground.keys import did_you_mean

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("readiness.cli.init", "Make this folder a workspace: launches/, training_templates/, a sample."),
    "check": ("readiness.cli.check", "Is the launch file sound? All problems at once, with line and fix."),
    "schema": ("readiness.cli.schema", "The JSON Schema of launch.yaml, for editors."),
    "plan": ("readiness.cli.plan", "What apply would do: tasks, materials, enrolments, certifications, dates."),
    "apply": ("readiness.cli.apply", "Make it so, exactly as planned, through Prefect."),
    "status": ("readiness.cli.status", "Every launch in the workspace on one screen."),
    "tasks": ("readiness.cli.tasks", "The tasks of a launch, or mine."),
    "task": ("readiness.cli.task", "Start, submit, approve, reject, finish, skip or block a task."),
    "conform": ("readiness.cli.conform", "Does a document say what the message says? Figures, claims, order, names."),
    "map": ("readiness.cli.map", "The message map: what answers which selling situation, and every gap."),
    "kit": ("readiness.cli.kit", "What to take to one named buyer, from approved pieces; what reps rewrote."),
    "roi": ("readiness.cli.roi", "What changing a habit is worth, in a buyer's own figures; what matters most."),
    "leads": ("readiness.cli.leads", "What a qualified lead is, lists judged by it, and where sales judges otherwise."),
    "materials": ("readiness.cli.materials", "Rendered materials: list, show, approve."),
    "module": ("readiness.cli.module", "Training modules: preview as a role, publish a version, publish log."),
    "library": ("readiness.cli.library", "The asset library: find, add, say what was used; what never is."),
    "voice": ("readiness.cli.voice", "What the field hears: send it, see what became of it, decide on it."),
    "roster": ("readiness.cli.roster", "Reps: import from CSV with a preview, show, history."),
    "quiz": ("readiness.cli.quiz", "Take a quiz, see its items, accept drafted ones."),
    "practice": (
        "readiness.cli.practice",
        "A few questions a day after certification: take them, hold them, leave them.",
    ),
    "items": ("readiness.cli.items", "Statistics of a launch's questions: which work, and which do not."),
    "roleplay": ("readiness.cli.roleplay", "Role-plays: hand in, grade, compare graders, calibrate them."),
    "evidence": ("readiness.cli.evidence", "Record or import what happened elsewhere."),
    "certification": ("readiness.cli.certification", "A rep's certification: its history, re-issue, revoke, exempt."),
    "gate": ("readiness.cli.gate", "Cleared, or held, because …"),
    "waive": ("readiness.cli.waive", "Waive a criterion: reason, approver, end date."),
    "sign-off": ("readiness.cli.sign_off", "Sign off the definition as it stands, for a function."),
    "clear": ("readiness.cli.clear", "Record the signed clearance; refused while held."),
    "explain": ("readiness.cli.explain", "Why a launch or a rep stands where it stands."),
    "reminders": ("readiness.cli.reminders", "Who is reminded of what, when and why; send what is due now."),
    "journal": ("readiness.cli.journal", "Who did what, when, to which fingerprint."),
    "certificate": ("readiness.cli.certificate", "Open Badges: issue one, verify one or a code, the issuer's keys."),
    "certificates": ("readiness.cli.certificates", "Certificates as PDF, one a person, into a folder."),
    "report": ("readiness.cli.report", "One HTML readiness report to open or send."),
    "docs": ("readiness.cli.docs", "What a code or a setting means, and how to: the pages, in the terminal."),
    "db": ("readiness.cli.db", "The database: upgrade, check, rebuild, backup."),
    "user": ("readiness.cli.user", "Who may sign in to the web application, and with which roles."),
    "serve": ("readiness.cli.serve", "The web application: pages for everybody, the flows beside it."),
    "server": ("readiness.cli.server", "The local Prefect server: start, status, stop."),
    "demo": ("readiness.cli.demo", "The main job end to end on the sample launch, with simulated reps."),
}


class LazyCommands(TyperGroup):
    """Every command of the table; a command's module is imported only to run it or to show its help.

    Typer's click is vendored and private, hence Any.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """What the list of commands shows; the module is not imported for that."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][1]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command '{args[0]}'. {did_you_mean(args[0], COMMANDS)}")
        name, _, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name else None, rest


def load_command(name: str) -> Any:
    """The command behind a name of the table; imports its module."""
    module = importlib.import_module(COMMANDS[name][0])
    command = typer.main.get_command(module.app)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyCommands,
    help="A launch is a file; readiness is a verdict.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"readiness {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """A launch is a file; readiness is a verdict."""
