"""The launch file laid over its tier's playbook: every task with its owner, none with a date yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from readiness.domain.definition.frame import Member, TaskChange
from readiness.domain.definition.model import Launch
from readiness.domain.tasks.network import loops
from readiness.domain.tasks.playbook import Playbook, PlaybookTask
from readiness.domain.tasks.task import APPROVING, BINDING, ENGINE_ACTIONS, HUMAN_ACTIONS, Kind
from readiness.ground.errors import Problem
from readiness.ground.frozen import frozen, replace
from readiness.ground.keys import did_you_mean

_SECTION_OF = {
    "value-proposition-sheet": "value_propositions",
    "objection-cards": "objections",
    "battlecard": "competitors",
    "calculator": "calculators",
    "module": "modules",
    "quiz": "quizzes",
    "role-play": "role_plays",
}
_PLURAL = {
    "value-proposition-sheet": "value propositions",
    "objection-cards": "objections",
    "battlecard": "competitors to write battlecards on",
    "calculator": "calculators",
    "module": "modules",
    "quiz": "quizzes",
    "role-play": "role-plays",
}


@frozen(kw_only=True)
class Draft:
    """A task without dates. `due_on` only when the file fixes it; `owner` None for the engine's tasks."""

    key: str
    title: str
    stage: str
    kind: Kind
    action: str
    owner: str | None
    owner_email: str
    function: str
    after: tuple[str, ...]
    days: int
    due_on: date | None
    skip: str | None
    concerns: tuple[str, ...]

    @property
    def work_days(self) -> int:
        """Business days it takes: none when it is skipped."""
        return 0 if self.skip else self.days


def merge_tasks(launch: Launch, playbook: Playbook) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """The tasks of `launch` in the order of the playbook and then the file, and everything that is wrong with them.

    When there are problems the drafts are only good for finding more of them.
    """
    problems: list[Problem] = []
    drafts = []
    for key in (*playbook.tasks, *(key for key in launch.tasks if key not in playbook.tasks)):
        base, change = playbook.tasks.get(key), launch.tasks.get(key)
        if base is None and change is not None:
            base = _new_task(change, playbook, problems)
        assert base is not None
        drafts.append(_draft(launch, base, change or TaskChange(key=key), problems))
    problems += _nobody_problems(launch, drafts)
    known = {draft.key for draft in drafts}
    problems += _order_problems(drafts, known)
    drafts = [replace(d, after=tuple(name for name in dict.fromkeys(d.after) if name in known)) for d in drafts]
    return _waited_for(drafts), tuple(problems)


def kinds_of(launch: Launch) -> frozenset[str]:
    """The kinds of material this launch has at all, and the definition itself."""
    return frozenset(("definition", *(kind for kind, section in _SECTION_OF.items() if getattr(launch, section))))


def _new_task(change: TaskChange, playbook: Playbook, problems: list[Problem]) -> PlaybookTask:
    missing = [name for name in ("title", "stage") if getattr(change, name) is None]
    if missing:
        message = f"task '{change.key}' is not in the playbook of tier {playbook.tier}, so it is new"
        message += f", and it has no {' and no '.join(missing)}."
        fix = " ".join(filter(None, [f"Add {', '.join(missing)}.", did_you_mean(change.key, playbook.tasks)]))
        problems.append(Problem("TK003", message, fix, path=f"tasks.{change.key}"))
    engine = change.kind == "engine"
    return PlaybookTask(
        key=change.key,
        title=change.title or change.key,
        stage=change.stage or "clearance",
        kind=change.kind or "human",
        action=change.action or ("evaluate" if engine else "do"),
        days=0 if engine else 1,
    )


def _draft(launch: Launch, base: PlaybookTask, change: TaskChange, problems: list[Problem]) -> Draft:
    kind: Kind = change.kind or base.kind
    action = change.action or base.action
    path = f"tasks.{base.key}"
    known = HUMAN_ACTIONS if kind == "human" else ENGINE_ACTIONS
    if action not in known:
        fix = did_you_mean(action, known)
        message = f"task '{base.key}' is {kind} work, and '{action}' is no action of that."
        problems.append(Problem("TK005", message, fix, path=f"{path}.action"))
    concerns, skip = _concerns(launch, base, change, action)
    if action == "publish" and not concerns and not skip:
        message = f"task '{base.key}' does not say what it is to publish."
        problems.append(Problem("TK006", message, "Add concerns: [module].", path=path))
    owner, function = (None, change.function or base.function or "")
    if kind == "human":
        owner, function = _owner(launch, base, change, action, problems)
    return Draft(
        key=base.key,
        title=change.title or base.title,
        stage=change.stage or base.stage,
        kind=kind,
        action=action,
        owner=owner.key if owner else None,
        owner_email=owner.email if owner else "",
        function=function,
        after=base.after if change.after is None else change.after,
        days=base.days if change.days is None else change.days,
        due_on=change.due_on,
        skip=skip,
        concerns=concerns,
    )


def _concerns(
    launch: Launch, base: PlaybookTask, change: TaskChange, action: str
) -> tuple[tuple[str, ...], str | None]:
    """What it is about in this launch, and why it is skipped: told by the file, or nothing of that kind exists."""
    wanted = base.concerns if change.concerns is None else change.concerns
    if not wanted and action in APPROVING:
        wanted = ("definition",)
    here = kinds_of(launch)
    found = tuple(kind for kind in wanted if kind in here)
    skip = change.skip
    if wanted and not found and skip is None:
        skip = f"this launch has no {' and no '.join(_PLURAL[kind] for kind in wanted)}"
    return found, skip


def _owner(
    launch: Launch, base: PlaybookTask, change: TaskChange, action: str, problems: list[Problem]
) -> tuple[Member | None, str]:
    """Who owns it and for which function. No member of the function is told once for all tasks, elsewhere."""
    function = change.function or base.function or ""
    if change.owner is not None:
        member = launch.team.get(change.owner)
        path = f"tasks.{base.key}.owner"
        if member is None:
            fix = did_you_mean(change.owner, launch.team)
            message = f"task '{base.key}' is owned by '{change.owner}', who is not in the team."
            problems.append(Problem("TK004", message, fix, path=path))
            return None, function
        if action in APPROVING and function and member.function != function:
            message = f"task '{base.key}' is {function}'s to {action}, and '{member.key}' is of {member.function}."
            fix = f"Name somebody of {function}, or write function: {member.function}."
            problems.append(Problem("TK004", message, fix, path=path))
        return member, change.function or member.function if action not in APPROVING else function or member.function
    if not function:
        message = f"task '{base.key}' is owned by nobody."
        problems.append(Problem("TK004", message, "Add owner: … or function: ….", path=f"tasks.{base.key}"))
        return None, ""
    return member_of(launch, function), function


def member_of(launch: Launch, function: str) -> Member | None:
    """Who does the work of `function`: the launch's owner if they are of it, else the first of the team who is."""
    lead = launch.team.get(launch.owner)
    if lead is not None and lead.function == function:
        return lead
    return next((member for member in launch.team.values() if member.function == function), None)


def _nobody_problems(launch: Launch, drafts: list[Draft]) -> Iterator[Problem]:
    """One problem per function that owns work and has nobody in the team."""
    orphans: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.kind == "human" and draft.function and draft.owner is None and not draft.skip:
            changed = launch.tasks.get(draft.key)
            if changed is None or changed.owner is None:
                orphans.setdefault(draft.function, []).append(draft.key)
    for function, keys in orphans.items():
        shown = ", ".join(keys[:4]) + (f" and {len(keys) - 4} more" if len(keys) > 4 else "")
        message = f"nobody in the team is of {function}, who {'owns' if len(keys) == 1 else 'own'} {shown}."
        fix = f"Add a member with function: {function}, or give the task an owner, or skip it with a reason."
        yield Problem("TK004", message, fix, path="team")


def _order_problems(drafts: list[Draft], known: set[str]) -> Iterator[Problem]:
    for draft in drafts:
        for name in draft.after:
            if name not in known:
                message = f"task '{draft.key}' comes after '{name}', which does not exist."
                yield Problem("TK001", message, did_you_mean(name, known), path=f"tasks.{draft.key}.after")
    for loop in loops(_after(drafts, known)):
        message = f"{' → '.join(loop)} wait for each other."
        yield Problem("TK002", message, "Take one 'after' out.", path=f"tasks.{loop[0]}.after")


def _after(drafts: list[Draft], known: set[str]) -> Mapping[str, tuple[str, ...]]:
    return {draft.key: tuple(name for name in draft.after if name in known) for draft in drafts}


def _waited_for(drafts: list[Draft]) -> tuple[Draft, ...]:
    """Nothing is left hanging: what nobody waits for, the approvals of its stage wait for, else the evaluation of the
    gate.

    So a task added to a stage is done before sales and marketing approve that stage, without naming who waits for it,
    and no task falls due after the verdict. An approval or publication that nobody waits for is waited for by the
    evaluation alone, and so is what comes after the approvals.
    """
    after: dict[str, tuple[str, ...]] = {draft.key: draft.after for draft in drafts}
    judges = [d.key for d in drafts if d.stage == "clearance" and d.action == "evaluate"]
    waited_for = {name for names in after.values() for name in names}
    for draft in drafts:
        if draft.key in waited_for:
            continue
        approvals = [d.key for d in drafts if d.stage == draft.stage and d.action == "approve"]
        for candidates in ([] if draft.action in BINDING else approvals, judges):
            if candidates and not _behind(draft.key, candidates, after):
                for key in candidates:
                    after[key] = (*after[key], draft.key)
                break
    return tuple(replace(draft, after=after[draft.key]) for draft in drafts)


def _behind(key: str, others: list[str], after: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether `key` is one of the others or waits, at any distance, for one of them."""
    seen: set[str] = set()
    edge = [key]
    while edge:
        name = edge.pop()
        if name not in seen:
            seen.add(name)
            edge += after[name]
    return not seen.isdisjoint(others)
