"""The launch's files in the browser: edit or upload, check as one types, look at the plan, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from readiness.actions.check_launch import Checked
from readiness.actions.preview_definition import check_changed, plan_changed
from readiness.actions.save_definition import MAX_BYTES, save_definition
from readiness.context import Context
from readiness.domain.access.permissions import edit_launches, see_definitions, see_launches
from readiness.domain.access.roles import Viewer
from readiness.domain.checks.all_checks import RULES
from readiness.domain.checks.levels import OF_LAUNCH_FILES
from readiness.domain.checks.rule import Rule
from readiness.domain.materials.difference import Difference, difference
from readiness.domain.plan.changes import Plan
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Problem, Where
from readiness.ground.keys import did_you_mean
from readiness.reports.board import LaunchPlace, launch_place
from readiness.reports.definition import DefinitionText, SectionHelp, definition_text, schema_help
from readiness.web.access import acting, may
from readiness.web.forms import typed_fields
from readiness.web.kept_form import Typed, keeps, mark
from readiness.web.page_words import sentence
from readiness.web.pages import back, show

router = APIRouter()

FILE: Final = "launch.yaml"
KEPT_AS: Final = "definition"
MOST_SHOWN: Final = 60
_RULES: Final = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the line it stands in. `file` is the name in the launch's folder, "" when it is elsewhere."""

    problem: Problem
    file: str
    here: bool
    excerpt: str
    explained: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the checks found in the launch as it is typed. `more` are not shown. `off` are the rules that the workspace
    does not ask about at all, `otherwise` those that it has told at another level, with that level.
    """

    launch: str
    sound: bool
    errors: int
    warnings: int
    shown: tuple[Finding, ...]
    more: int
    off: tuple[Rule, ...] = ()
    otherwise: tuple[tuple[Rule, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan of a text, or why there is none."""

    plan: Plan | None
    message: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPage:
    """`typed` is what the editor holds, `text.text` what is on disk. `theirs` is set when another has saved since:
    how the saved text differs from what is typed. `told` is why the last thing was refused; `again`: typed before
    the session ended. `mark`: kept_form.
    """

    place: LaunchPlace
    text: DefinitionText
    typed: str
    opened: str
    may_edit: bool
    findings: Findings
    sections: tuple[SectionHelp, ...]
    preview: Preview | None = None
    theirs: Difference | None = None
    told: str = ""
    mark: str = ""
    again: bool = False

    @property
    def unsaved(self) -> bool:
        return self.typed != self.text.text


@dataclass(frozen=True, slots=True)
class RulePage:
    rule: Rule


@dataclass(frozen=True, slots=True)
class Edited:
    """What the editor sent. `opened` is the fingerprint of the file as it was opened, "" when it was not said."""

    file: str
    text: str
    opened: str


def typed_text(fields: Annotated[Mapping[str, str], Depends(typed_fields)]) -> Edited:
    """Raises DefinitionError when there is no text at all: that is a broken form, not an emptied file."""
    if "text" not in fields:
        problem = Problem("RQ001", "the form has no field 'text'.", "Send it again from the editor.")
        raise DefinitionError("nothing was sent.", problems=[problem])
    return Edited(fields.get("file") or FILE, _plain(fields["text"]), fields.get("opened", ""))


@router.get("/launches/{launch}/definition")
def editor(
    request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_definitions))], file: str = FILE
) -> Response:
    context = acting(request, viewer)
    text = _file(context, launch, file)
    return _editor(request, viewer, context, text, typed=text.text, opened=text.fingerprint)


@router.post("/launches/{launch}/definition")
def save(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    typed: Annotated[Edited, Depends(typed_text)],
) -> Response:
    context = acting(request, viewer)
    file, text, opened = typed.file, typed.text, typed.opened
    try:
        saved = save_definition(context, launch=launch, file=file, text=text, opened=opened)
    except Conflict as error:
        now = definition_text(context, launch=launch, file=file)
        return _editor(
            request, viewer, context, now, typed=text, opened=now.fingerprint, status=409,
            told=f"{error.message} Both texts are kept: yours in the editor, theirs above it.",
            theirs=difference(now.text, text),
        )  # fmt: skip
    except DefinitionError as error:
        now = definition_text(context, launch=launch, file=file)
        told = " ".join(f"{sentence(one.message)} {one.fix}" for one in error.problems)
        return _editor(request, viewer, context, now, typed=text, opened=opened, status=413, told=told)
    where = f"/launches/{launch}/definition?file={quote(file)}"
    if not saved.changed:
        return back(where, "There was nothing to save: the file says just that already.", "plain")
    if saved.problems:
        return back(where, f"{file} is saved. Mend what is listed before it can be applied.", "warn")
    return back(where, f"{file} is saved. Look at the plan, then apply it.")


@router.post("/launches/{launch}/definition/check")
def check(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    typed: Annotated[Edited, Depends(typed_text)],
) -> Response:
    context = acting(request, viewer)
    file, text, opened = typed.file, typed.text, typed.opened
    if request.headers.get("hx-request") == "true":
        found = findings(context, launch, file, text)
        return show(request, viewer, "launches/findings.html.j2", found)
    on_disk = definition_text(context, launch=launch, file=file)
    return _editor(request, viewer, context, on_disk, typed=text, opened=opened)


@router.post("/launches/{launch}/definition/plan")
def preview(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    typed: Annotated[Edited, Depends(typed_text)],
) -> Response:
    context = acting(request, viewer)
    file, text, opened = typed.file, typed.text, typed.opened
    found = _preview(context, launch, file, text)
    if request.headers.get("hx-request") == "true":
        return show(request, viewer, "launches/preview.html.j2", found)
    on_disk = definition_text(context, launch=launch, file=file)
    return _editor(request, viewer, context, on_disk, typed=text, opened=opened, preview=found)


@router.post("/launches/{launch}/definition/upload")
def upload(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    file: Annotated[str, Form()] = FILE,
    opened: Annotated[str, Form()] = "",
    changed: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """What was uploaded stands in the editor, checked and not saved. Its own name is never used."""
    context = acting(request, viewer)
    on_disk = definition_text(context, launch=launch, file=file)
    data = changed.file.read(MAX_BYTES + 1) if changed is not None else b""
    told, status, typed = "", 200, on_disk.text
    if not data:
        told, status = "No file was chosen, or it is empty. Choose the changed file first.", 422
    elif len(data) > MAX_BYTES:
        told, status = "That file is larger than the 2 MB a launch file may be. Nothing was changed.", 413
    else:
        try:
            typed = _plain(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            told, status = f"That file is not UTF-8 text (byte {error.start:,}). Save it as UTF-8.", 422
    return _editor(request, viewer, context, on_disk, typed=typed, opened=opened, status=status, told=told)


@keeps(KEPT_AS, edit_launches)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The editor with the text that was typed, not saved, and still opened at what it was opened at."""
    context, said = acting(request, viewer), typed.plain
    found = _file(context, typed.at["launch"], said.get("file") or FILE)
    text, opened = _plain(said.get("text", found.text)), said.get("opened", "")
    return _editor(request, viewer, context, found, typed=text, opened=opened, again=True)


@router.get("/rules/{code}")
def rule(request: Request, code: str, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    if code not in _RULES:
        raise NotFound(f"there is no rule '{code[:40]}'.", hint=did_you_mean(code, _RULES))
    return show(request, viewer, "launches/rule.html.j2", RulePage(_RULES[code]))


def findings(context: Context, launch: str, file: str, text: str) -> Findings:
    """Of the launch as if its `file` said `text`; errors come before warnings, each in file order."""
    checked = check_changed(context, launch=launch, file=file, text=text)
    levels = context.check_levels.among(OF_LAUNCH_FILES)
    folder = f"launches/{launch}/"
    order = {"error": 0, "warning": 1, "note": 2}
    found = sorted(checked.problems, key=lambda one: order[one.level])
    lines = text.split("\n")
    return Findings(
        launch=launch,
        sound=checked.sound,
        errors=_count(checked, "error"),
        warnings=_count(checked, "warning"),
        shown=tuple(_finding(one, folder, file, lines) for one in found[:MOST_SHOWN]),
        more=max(0, len(found) - MOST_SHOWN),
        off=tuple(_RULES[code] for code in levels.off),
        otherwise=tuple((_RULES[code], told) for code, told in levels.set_to.items() if told != "off"),
    )


def _count(checked: Checked, level: str) -> int:
    return sum(one.level == level for one in checked.problems)


def _finding(problem: Problem, folder: str, file: str, lines: list[str]) -> Finding:
    where = problem.where or Where("")
    name = where.file.removeprefix(folder) if where.file.startswith(folder) else ""
    here = name == file
    excerpt = lines[where.line - 1].strip()[:160] if here and 0 < where.line <= len(lines) else ""
    return Finding(problem, name, here, excerpt, problem.code in _RULES)


def _preview(context: Context, launch: str, file: str, text: str) -> Preview:
    try:
        return Preview(plan_changed(context, launch=launch, file=file, text=text))
    except DefinitionError as error:
        return Preview(None, sentence(error.message), error.problems[:MOST_SHOWN])


def _file(context: Context, launch: str, file: str) -> DefinitionText:
    place = launch_place(context, launch=launch)
    if not place.has_file:
        raise NotFound(
            f"launch '{launch}' is on record, but its file is not in this workspace.",
            hint=f"Put it back as launches/{launch}/launch.yaml.",
        )
    return definition_text(context, launch=launch, file=file)


def _editor(
    request: Request,
    viewer: Viewer,
    context: Context,
    text: DefinitionText,
    *,
    typed: str,
    opened: str,
    status: int = 200,
    preview: Preview | None = None,
    theirs: Difference | None = None,
    told: str = "",
    again: bool = False,
) -> Response:
    page = EditorPage(
        place=launch_place(context, launch=text.launch),
        text=text,
        typed=typed,
        opened=opened,
        may_edit=edit_launches(viewer),
        findings=findings(context, text.launch, text.file, typed),
        sections=schema_help(),
        preview=preview,
        theirs=theirs,
        told=told or (f"{text.file}: {text.trouble}" if text.trouble else ""),
        mark=mark(request, viewer, KEPT_AS, launch=text.launch) if edit_launches(viewer) else "",
        again=again,
    )
    if len(page.typed) > MAX_BYTES:
        page = replace(page, typed=text.text)
    return show(request, viewer, "launches/definition.html.j2", page, status=status)


def _plain(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
