"""A trainer writes a question into the launch file; it is asked from the next apply on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from readiness.actions.accept_items import require_trainer
from readiness.actions.edit_launch_file import edit_launch_file, judge_edits, team_definition, unsound
from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import read_as
from readiness.domain.definition.snapshot import tree
from readiness.domain.quiz.items import USES, item_problems
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.ground.keys import is_key
from readiness.ground.notes import note_problems
from readiness.ports.edits import AddEntry

ANSWER_FIELDS = frozenset({"kind", "situation"}).union(*USES.values())
"""The fields of an item that its kind judges."""


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """`is_new` False = just this item was in the file already. `warnings` are what `check` now says of the launch."""

    item: Item
    files: tuple[str, ...]
    is_new: bool
    warnings: tuple[Problem, ...] = ()


def write_item(
    context: Context, *, launch: str, key: str, fields: Mapping[str, Any], problems: Iterable[Problem] = ()
) -> WrittenItem:
    """The launch file has an item `key` with these fields, written as they would be by hand; nothing else moves.

    `fields` is plain JSON; `problems` were found by whoever made it, and are told with the others. Raises NotAllowed
    for anybody but a trainer, DefinitionError with every problem of the reader, of the item's kind and of the checks at
    once, Conflict when another item has the key.
    """
    context.by()
    require_trainer(team_definition(context, launch=launch), context.actor)
    fields = _tidy(fields)
    read = read_as(tree(dict(fields)), Item)
    item = replace(read.value, key=key) if read.value is not None else None
    found = [*problems, *_key_problems(key), *hidden_text(fields, f"items.{key}")]
    found += _kind_problems(fields, f"items.{key}")
    before = context.launches.read(launch)
    if f"items.{key}" in before.places:
        if not found and item is not None and before.launch is not None and before.launch.items.get(key) == item:
            return WrittenItem(item, (), is_new=False)
        raise Conflict(f"launch '{launch}' has an item '{key}' already.", hint="Give this one another key.")
    if item is None and is_key(key) and before.launch is not None:
        found += _rubric_problems(context, before.launch, key, fields)
    if not is_key(key):
        raise unsound(launch, [*found, *(_under(problem, key) for problem in read.problems)])
    done = edit_launch_file(
        context, launch=launch, edits=[AddEntry("items", key, fields)], verb="wrote", subject=f"item '{key}'",
        detail={"kind": str(fields.get("kind", ""))}, problems=found,
    )  # fmt: skip
    assert item is not None, "an item that cannot be read is a problem of the edit"
    return WrittenItem(item, done.files, is_new=True, warnings=done.warnings)


def _tidy(value: Any) -> Any:
    """Line ends as files have them; a browser sends CR LF."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, Mapping):
        return {str(name): _tidy(held) for name, held in value.items()}
    return [_tidy(held) for held in value] if isinstance(value, (list, tuple)) else value


def _kind_problems(fields: Mapping[str, Any], path: str) -> tuple[Problem, ...]:
    """What its kind asks of the answers, also while something else in the question cannot be read."""
    answers = {name: held for name, held in fields.items() if name in ANSWER_FIELDS}
    if answers.get("rubric"):  # that it has one is what its kind asks about; what stands in it is the reader's
        answers["rubric"] = {"any": {"name": "…", "weight": 100}}
    read = read_as(tree({**answers, "stem": "…", "tests": ["facts.any"]}), Item).value
    return item_problems(read, path) if read is not None else ()


def _rubric_problems(context: Context, launch: Launch, key: str, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """What the checks say of its rubric, also while something else in the question cannot be read."""
    claims = next((one.tests for one in launch.items.values()), ())
    probe = {"kind": "essay", "stem": "…?", "tests": list(claims), "rubric": fields.get("rubric")}
    if not (probe["rubric"] and claims) or read_as(tree(probe), Item).value is None:
        return
    try:
        judge_edits(context, launch=launch.key, edits=[AddEntry("items", key, probe)])
    except DefinitionError as error:
        yield from (one for one in error.problems if one.path.startswith(f"items.{key}.rubric"))


def hidden_text(value: Any, path: str) -> Iterator[Problem]:
    """Text that hides something, or is longer than anybody reads in a quiz."""
    if isinstance(value, str):
        for problem in note_problems(value, name=path, code="QZ004"):
            yield replace(problem, path=path)
    elif isinstance(value, Mapping):
        for name, held in value.items():
            yield from hidden_text(held, f"{path}.{name}")
    elif isinstance(value, list):
        for place, held in enumerate(value):
            yield from hidden_text(held, f"{path}.{place}")


def _key_problems(key: str) -> list[Problem]:
    if is_key(key):
        return []
    said = f"'{key[:80]}' is not a key." if key else "the question has no key."
    return [Problem("RD009", said, "Keys are 1–64 lower-case letters, digits and inner hyphens.", path="items")]


def _under(problem: Problem, key: str) -> Problem:
    return replace(problem, path=f"items.{key}.{problem.path}".rstrip("."))
