"""`readiness roleplay`: hand in, assign, grade, compare graders, calibrate them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from readiness.actions.assign_graders import Assigned, assign_graders
from readiness.actions.calibrate_grader import calibrate_grader
from readiness.actions.grade_submission import grade_submission
from readiness.actions.keep_exemplar import keep_exemplar, retire_exemplar
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.preview_role_play import preview_role_play
from readiness.actions.reassign_grader import reassign_grader
from readiness.actions.submit_role_play import GivenFile, submit_role_play
from readiness.actions.withdraw_submission import withdraw_submission
from readiness.cli.permitted import permitted
from readiness.cli.preview import show_preview
from readiness.cli.ratings import ratings
from readiness.cli.roleplay_text import agreement_lines, calibration_lines, rounds_lines, sheet_lines
from readiness.cli.rubric_marks import read_comments, read_marks
from readiness.context import Context
from readiness.domain.access.permissions import be_signed_in, see_coaching, see_graders, see_grading
from readiness.domain.access.roles import Viewer
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotFound, OutsideFailure
from readiness.ground.fingerprint import plain
from readiness.ground.percent import percent
from readiness.reports.grading_agreement import calibration_page, exemplar_sheet, grading_agreement
from readiness.reports.person_page import require_person_seen
from readiness.reports.role_play import (
    Waiting,
    grading_queue,
    grading_sheet,
    open_submissions,
    own_role_play,
    role_plays_of,
    submitted_file,
)
from readiness.wiring.workspace import open_workspace

app = typer.Typer(
    no_args_is_help=True, help="Role-plays, and essays of quizzes: hand in, grade, compare graders, calibrate them."
)

LAUNCH = typer.Argument(help="The launch's key.")
ROLE_PLAY = typer.Argument(help="The role-play's key.")
SUBMISSION = typer.Argument(help="The submission's number, from `readiness roleplay queue`.")
MARKS = typer.Argument(help="One for each category of the rubric: honesty=4 listening=3.")
COMMENT = typer.Option([], "--comment", help="On a category: honesty='Said it at once.'; as often as you like.")
TEXT = typer.Option("", "--text", help="What was said or written.")
LINK = typer.Option("", "--link", help="Where it is: https://…")
FILE = typer.Option(None, "--file", metavar="FILE", help="A recording or a document.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
JSON = typer.Option(False, "--json", help="As JSON.")
_PIECE = 1 << 20


@app.command("list")
def list_(
    launch: str = LAUNCH,
    *,
    rep: str = typer.Option("", "--rep", help="This rep's rounds at each of them: your own, or your people's."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks, when not the rep."),
    as_json: bool = JSON,
) -> None:
    """The role-plays of a launch, and what waits for its mark, essays too (for trainers); with --rep, their rounds."""
    context = open_workspace(by=by)
    if rep:
        require_person_seen(context, _asking(context, rep), email=rep)
    else:
        permitted(context, see_graders)
    plays = role_plays_of(context, launch=launch)
    if rep:
        own = [own_role_play(context, launch=launch, role_play=one.key, rep=rep) for one in plays]
        if not _as_json(own, as_json=as_json):
            _tell(line for one in own for line in rounds_lines(one))
        return
    waiting = open_submissions(context, launch=launch)
    if _as_json(waiting, as_json=as_json):
        return
    for play in plays:
        mine = [one for one in waiting if one.role_play == play.key]
        typer.echo(f"{play.key}  {play.title}: {len(mine)} waiting for a mark")
        _tell(map(_waiting_line, mine))
    for key, title in {one.role_play: one.title for one in waiting if one.kind == "essay"}.items():
        mine = [one for one in waiting if one.role_play == key]
        typer.echo(f"{key}  {title}: {len(mine)} waiting for a mark")
        _tell(map(_waiting_line, mine))


@app.command()
def submit(
    launch: str = LAUNCH,
    role_play: str = ROLE_PLAY,
    *,
    rep: str = typer.Option(..., "--rep", help="Mail address of the rep."),
    text: str = TEXT,
    link: str = LINK,
    file: Path | None = FILE,
    by: str = typer.Option("", "--by", help="Who brings it in, when not the rep: a trainer."),
    as_json: bool = JSON,
) -> None:
    """Hand in a text, a link or a file; one at a time until it has its mark."""
    done = submit_role_play(
        open_workspace(by=by or rep), launch=launch, role_play=role_play, rep=rep, text=text, link=link,
        file=given_file(file),
    )  # fmt: skip
    if _as_json(done, as_json=as_json):
        return
    typer.echo(f"Handed in: submission {done.submission.id}, round {done.submission.round}.")
    _tell(_assigned_lines(done.assigned))


@app.command()
def withdraw(submission: int = SUBMISSION, *, by: str = BY) -> None:
    """Take back what you handed in, while nobody has graded it."""
    withdraw_submission(open_workspace(by=by), submission=submission)
    typer.echo(f"Taken back: submission {submission}.")


@app.command()
def preview(
    launch: str = LAUNCH,
    role_play: str = ROLE_PLAY,
    *,
    html: bool = typer.Option(False, "--html", help="The page instead of the Markdown."),
    out: Path = typer.Option(None, "--out", help="Write it to this file."),
    as_json: bool = JSON,
) -> None:
    """The brief and the rubric as the launch file now makes them. Nothing is stored."""
    made = preview_role_play(open_workspace(), launch=launch, role_play=role_play)
    if _as_json(made, as_json=as_json):
        return
    show_preview(made, html=html, out=out)


@app.command()
def queue(*, by: str = typer.Option("", "--by", help="Whose queue."), as_json: bool = JSON) -> None:
    """What you are asked to grade, by the day it is due."""
    context = open_workspace(by=by)
    found = grading_queue(context, grader=context.by())
    if _as_json(found, as_json=as_json):
        return
    if not found:
        typer.echo("Nothing waits for your mark.")
    for one in found:
        late = "OVERDUE since" if one.is_overdue else "due"
        what = "essay, attempt" if one.kind == "essay" else "round"
        typer.echo(f"{one.submission}  {late} {one.due_on}  {one.name}, {what} {one.round}: {one.title} ({one.launch})")


@app.command()
def show(submission: int = SUBMISSION, *, by: str = BY, as_json: bool = JSON) -> None:
    """A submission you are asked to grade, with its rubric."""
    context = open_workspace(by=by)
    viewer = Viewer(email=context.by())
    sheet = grading_sheet(context, viewer=viewer, submission=submission)
    if _as_json(sheet, as_json=as_json):
        return
    where = submitted_file(context, viewer=viewer, submission=submission).path if sheet.work.file else ""
    _tell(sheet_lines(sheet, str(where)))


@app.command()
def grade(
    submission: int = SUBMISSION,
    marks: list[str] = MARKS,
    *,
    comment: list[str] = COMMENT,
    note: str = typer.Option("", "--note", help="What they did well, and what next."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Mark a submission on its rubric. The last mark it needs makes the final one."""
    done = grade_submission(
        open_workspace(by=by), submission=submission, levels=read_marks(marks), comments=read_comments(comment),
        note=note,
    )  # fmt: skip
    if _as_json(done, as_json=as_json):
        return
    typer.echo(f"Your mark: {percent(done.mark.fraction)}{'' if done.mark.passed else ', not passed'}.")
    for reason in done.mark.reasons:
        typer.echo(f"  - {reason}")
    if done.final is None:
        typer.echo(f"Not final yet: {done.waits}")
        return
    if done.waits or done.attempt is not None:
        typer.echo(f"The answer has its mark ({done.final.rule}): {percent(done.final.mark.fraction)}.")
        if done.attempt is None:
            typer.echo(f"{done.waits[:1].upper()}{done.waits[1:]}")
            return
        verdict = "passed" if done.attempt.passed else "not passed"
        typer.echo(f"The attempt is {verdict} with {percent(done.attempt.fraction)}.")
        return
    passed = "passed" if done.final.mark.passed else "not passed"
    typer.echo(f"Final ({done.final.rule}): {passed} with {percent(done.final.mark.fraction)}.")


@app.command()
def again(
    submission: int = SUBMISSION,
    marks: list[str] = MARKS,
    *,
    comment: list[str] = COMMENT,
    note: str = typer.Option(..., "--note", "--reason", help="Why; for the rep, and for whoever reads it in a year."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Mark an essay once more after it had its mark; for trainers. The new mark counts, and evidence is corrected."""
    done = mark_essay_again(
        open_workspace(by=by), submission=submission, levels=read_marks(marks), comments=read_comments(comment),
        note=note,
    )  # fmt: skip
    if _as_json(done, as_json=as_json):
        return
    verdict = "passed" if done.becomes.passed else "not passed"
    typer.echo(
        f"Marked again: {percent(done.mark.fraction)}. "
        f"The attempt was at {percent(done.was.fraction)} and is {verdict} with {percent(done.becomes.fraction)}."
    )


@app.command()
def assign(launch: str = LAUNCH, *, by: str = BY, as_json: bool = JSON) -> None:
    """Find graders for what has none, and others for those who may not grade any more."""
    done = assign_graders(open_workspace(by=by), launch=launch)
    if not _as_json(done, as_json=as_json):
        _tell(_assigned_lines(done))


@app.command()
def reassign(
    submission: int = SUBMISSION,
    grader: str = typer.Argument(help="Who is not to grade it."),
    *,
    to: str = typer.Option("", "--to", help="Who grades it instead; without, whoever is next."),
    reason: str = typer.Option(..., "--note", "--reason", help="Why; for whoever reads it in a year."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Give a submission to another grader; for trainers, and for graders who hand back their own."""
    done = reassign_grader(open_workspace(by=by), submission=submission, grader=grader, to=to, reason=reason)
    if not _as_json(done, as_json=as_json):
        _tell(_assigned_lines(done))


@app.command()
def agreement(
    launch: str = LAUNCH,
    *,
    role_play: str = typer.Option("", "--role-play", help="Only this one."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """How far graders agree, category by category, and who marks harder or softer than the others; for trainers."""
    context = open_workspace(by=by)
    permitted(context, see_graders)
    found = grading_agreement(context, launch=launch, role_play=role_play)
    if not _as_json(found, as_json=as_json):
        _tell(agreement_lines(found))


@app.command()
def calibration(
    launch: str = LAUNCH,
    *,
    role_play: str = typer.Option("", "--role-play", help="Only this one."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """The exemplars, and how far off you are; for trainers, every grader against the agreed marks.

    What was agreed on an exemplar a grader sees once they graded it.
    """
    context = open_workspace(by=by)
    viewer = permitted(context, see_grading)
    grader = "" if see_graders(viewer) else viewer.email
    found = calibration_page(context, launch=launch, role_play=role_play, grader=grader)
    if not _as_json(found, as_json=as_json):
        _tell(calibration_lines(found))


@app.command()
def exemplar(
    launch: str = LAUNCH,
    role_play: str = ROLE_PLAY,
    marks: list[str] = MARKS,
    *,
    title: str = typer.Option(..., "--title", help="What graders see it under."),
    comment: list[str] = COMMENT,
    text: str = TEXT,
    link: str = LINK,
    file: Path | None = FILE,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Keep a piece of work with the marks that were agreed on, to calibrate graders on; for trainers."""
    done = keep_exemplar(
        open_workspace(by=by), launch=launch, role_play=role_play, title=title, levels=read_marks(marks),
        comments=read_comments(comment), text=text, link=link, file=given_file(file),
    )  # fmt: skip
    if not _as_json(done, as_json=as_json):
        typer.echo(f"Exemplar {done.id}: agreed at {percent(done.mark.fraction)}.")


@app.command("retire-exemplar")
def retire(exemplar: int = typer.Argument(help="Its number."), *, by: str = BY) -> None:
    """Nobody is calibrated on it any more; for trainers."""
    retire_exemplar(open_workspace(by=by), exemplar=exemplar)
    typer.echo(f"Retired: exemplar {exemplar}.")


@app.command()
def calibrate(
    exemplar: int = typer.Argument(help="Its number, from `readiness roleplay calibration LAUNCH`."),
    marks: list[str] = MARKS,
    *,
    comment: list[str] = COMMENT,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Mark an exemplar, and see how far you are from what was agreed."""
    context = open_workspace(by=by)
    done = calibrate_grader(context, exemplar=exemplar, levels=read_marks(marks), comments=read_comments(comment))
    if _as_json(done, as_json=as_json):
        return
    typer.echo(f"You gave {percent(done.mark.fraction)}, agreed is {percent(done.agreed.fraction)}. {done.says}")
    for one in exemplar_sheet(context, exemplar=exemplar, grader=context.by()).compared:
        said = f"  {one.comment}" if one.comment else ""
        typer.echo(f"  {one.name}: you {one.mine:g}, agreed {one.agreed:g}{said}")
    typer.echo(f"Your calibration does not hold: {done.lacks}" if done.lacks else "Your calibration holds.")


def _waiting_line(one: Waiting) -> str:
    graders = ", ".join(f"{who}{' (marked)' if done else f' by {due}'}" for who, due, done in one.graders)
    lacks = f"; {one.lacks} more grader{'s' if one.lacks > 1 else ''} needed" if one.lacks else ""
    what = "attempt" if one.kind == "essay" else "round"
    late = "; overdue" if one.is_overdue else ""
    return f"  {one.submission}  {one.rep}, {what} {one.round}: {graders or 'nobody yet'}{lacks}{late}"


def _asking(context: Context, rep: str) -> Viewer:
    """Whoever asks about a rep: the rep, when nobody said who."""
    context = context if context.actor else context.acting_as(mail_address(rep))
    is_own = mail_address(context.by()) == mail_address(rep)
    return permitted(context, be_signed_in if is_own else see_coaching)


def _as_json(found: Any, *, as_json: bool) -> bool:
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    return as_json


def _tell(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


def _assigned_lines(done: Assigned) -> Iterator[str]:
    if done.taken:
        yield f"{done.taken} not asked any more."
    yield f"{done.made} grader{'' if done.made == 1 else 's'} asked."
    for one in done.lacking:
        yield f"Submission {one.submission} of {one.rep} lacks a grader:"
        yield from (f"  - {because}" for because in one.because)


def given_file(file: Path | None) -> GivenFile | None:
    """The file that was named, to be read a piece at a time; None when none was."""
    return None if file is None else GivenFile(file.name, _pieces(file))


def _pieces(file: Path) -> Iterator[bytes]:
    """The file, a piece at a time: an hour of video does not fit into memory."""
    if not file.is_file():
        raise NotFound(f"there is no file {file}.", hint="Name the recording.")
    try:
        with file.open("rb") as handle:
            while piece := handle.read(_PIECE):
                yield piece
    except OSError as error:
        raise OutsideFailure(f"{file} cannot be read: {error.strerror}.") from error


app.command()(ratings)
