"""A playbook: the tasks every launch of a tier has, before its file adds or changes any."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal

from readiness.domain.definition.shape import About, Between, Key, NonEmpty, OneOf
from readiness.domain.definition.vocabulary import CONCERNS, STAGES, Days, Function
from readiness.domain.tasks.network import loops
from readiness.domain.tasks.task import ACTIONS, BINDING, ENGINE_ACTIONS, HUMAN_ACTIONS
from readiness.ground.errors import Problem, Where
from readiness.ground.frozen import frozen
from readiness.ground.keys import did_you_mean


@frozen(kw_only=True)
class PlaybookTask:
    """A task as the playbook writes it: no person, no date."""

    key: Annotated[str, Key()]
    title: str
    stage: Annotated[str, OneOf(STAGES)]
    kind: Literal["human", "engine"] = "human"
    action: Annotated[str, OneOf(ACTIONS)] = "do"
    function: Annotated[Function, About("Which function owns it; human tasks need one.")] | None = None
    after: Annotated[tuple[str, ...], About("Tasks that must be finished first.")] = ()
    days: Annotated[Days, About("Business days of work; 0 = happens on its due day.")] = 1
    concerns: Annotated[tuple[Annotated[str, OneOf(CONCERNS)], ...], About("Kinds of material it is about.")] = ()


@frozen(kw_only=True)
class Playbook:
    """The tasks of one tier, in the order in which they are usually worked through."""

    playbook: Annotated[int, Between(1, 1), About("Version of this file format.")]
    tier: Annotated[int, Between(1, 3)]
    name: str
    about: str = ""
    tasks: Annotated[Mapping[str, PlaybookTask], NonEmpty()]


def playbook_problems(playbook: Playbook, where: Callable[[str], Where | None]) -> tuple[Problem, ...]:
    """Everything that is wrong with a playbook that reads well; `where` finds the place of a dotted path.

    The codes are those of the launch's own tasks (`merge`), so that one page explains them.
    """
    return tuple(sorted(_problems(playbook, where), key=lambda p: (p.where or Where(""), p.code)))


def _problems(playbook: Playbook, where: Callable[[str], Where | None]) -> Iterator[Problem]:
    def problem(code: str, message: str, fix: str, path: str) -> Problem:
        return Problem(code, message, fix, where(path), path=path)

    for key, task in playbook.tasks.items():
        path = f"tasks.{key}"
        for position, name in enumerate(task.after):
            if name not in playbook.tasks:
                message = f"'{key}' comes after '{name}', which does not exist."
                yield problem("TK001", message, did_you_mean(name, playbook.tasks), f"{path}.after.{position}")
        known = HUMAN_ACTIONS if task.kind == "human" else ENGINE_ACTIONS
        if task.action not in known:
            message = f"'{key}' is {task.kind} work, and '{task.action}' is no action of that."
            yield problem("TK005", message, f"Use one of: {', '.join(known)}.", f"{path}.action")
        if task.kind == "human" and task.function is None:
            yield problem("TK004", f"'{key}' is owned by nobody.", "Add function: …", path)
        if task.action in BINDING and not task.concerns:
            message = f"'{key}' does not say what it is to {task.action}."
            yield problem("TK006", message, "Add concerns: […].", path)
    after = {key: tuple(name for name in task.after if name in playbook.tasks) for key, task in playbook.tasks.items()}
    for loop in loops(after):
        message = f"{' → '.join(loop)} wait for each other."
        yield problem("TK002", message, "Take one 'after' out.", f"tasks.{loop[0]}.after")
