"""A launch file holds what somebody wrote, unless another has saved since they opened it."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.preview_definition import as_bytes, check_changed, text_file
from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, Problem, Where
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.store import journal

MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Saved:
    """`fingerprint` is of the file as it is now, to be named by the next save. `problems` is how many errors it has."""

    fingerprint: str
    changed: bool
    problems: int


def save_definition(context: Context, *, launch: str, file: str, text: str, opened: str) -> Saved:
    """The file says `text`, comments, order and line ends as they were written; the second time nothing is done.

    `opened` is the fingerprint of the file as it was opened. An unsound text is saved too, so that work can be put
    down half-way: it changes nothing until it is applied, and `apply` refuses it. Raises NotFound for no such launch
    or file, Conflict when the file is no longer what was opened, DefinitionError when the text is too large.
    """
    by = context.by()
    path = text_file(context, launch=launch, file=file)
    before = path.read_bytes()
    content = as_bytes(text, like=before)
    if len(content) > MAX_BYTES:
        said = f"the text is {len(content) / 1e6:.1f} MB; 2 MB is the most."
        raise DefinitionError(
            f"{file} was not saved.", problems=[Problem("RD001", said, "Move parts into includes.", Where(file))]
        )
    now = fingerprint_bytes(content)
    errors = sum(one.level == "error" for one in check_changed(context, launch=launch, file=file, text=text).problems)
    if content == before:
        return Saved(now, changed=False, problems=errors)
    if fingerprint_bytes(before) != opened:
        raise Conflict(f"{file} was changed by somebody else since you opened it; nothing was saved.")
    with context.database.transaction() as session:
        journal.record(
            session, context.clock, actor=by, verb="saved", subject=f"file {file}", launch=launch, fingerprint=now,
            detail={"before": opened, "errors": errors},
        )  # fmt: skip
        context.launches.replace(launch, file, before, content)
    return Saved(now, changed=True, problems=errors)
