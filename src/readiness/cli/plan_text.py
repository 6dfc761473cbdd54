"""A plan as people read it: + comes, ~ changes, - goes, ! look at this; grouped, with the counts at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from readiness.domain.plan.changes import ContentChange, Foreseen, Plan, TaskLine
from readiness.ground.fingerprint import short

_SLIPS_SHOWN = 8
"""A launch that is late is late in every task; the worst say why."""


def plan_text(plan: Plan) -> str:
    """The whole plan, ending with its counts; one line when there is nothing to do and nothing to know."""
    groups = [
        ("Definition", _definition(plan)),
        ("Tasks", _tasks(plan)),
        ("Materials", _materials(plan)),
        ("Approvals that stop counting", _voided(plan)),
        ("Sign-offs that stop counting", _sign_offs(plan)),
        ("Clearances that will no longer match", _clearances(plan)),
        ("Finished tasks that open again", _reopened(plan)),
        ("Enrolments (requirements × people)", _enrolments(plan)),
        ("Content that differs from what is published (published by a person, not by apply)", _contents(plan)),
        ("Forms that are asked for and not put together (by a trainer, not by apply)", _forms(plan)),
        ("Rules of certifications that change, and whom that moves today", _rules(plan)),
        ("Rubrics that were used and read otherwise now", _rubrics(plan)),
        ("Dates that slip", _slips(plan)),
        ("Critical path", _critical(plan)),
    ]
    head = f"{plan.name} ({plan.launch}), launch on {plan.launch_on}; plan {short(plan.fingerprint)} of {plan.made_on}"
    lines = [head, ""]
    for title, body in groups:
        if told := list(body):
            lines += [title, *(f"  {line}" for line in told), ""]
    return "\n".join([*lines, _counts(plan)])


def undone_text(plan: Plan) -> str:
    """One line on what applying undoes of what people did; empty when it undoes nothing."""
    counts = (
        (len(plan.materials.voided), "approval stops counting", "approvals stop counting"),
        (len(plan.sign_offs), "sign-off stops counting", "sign-offs stop counting"),
        (len(plan.clearances), "clearance no longer matches", "clearances no longer match"),
        (len(plan.reopened), "finished task opens again", "finished tasks open again"),
    )
    told = [f"{n:,} {one if n == 1 else many}" for n, one, many in counts if n]
    return f"! {', '.join(told)}; readiness tasks {plan.launch} says what is to be done again" if told else ""


def _definition(plan: Plan) -> Iterator[str]:
    if plan.definition_before is None:
        yield f"+ {short(plan.definition)}, applied for the first time"
    elif plan.definition_before != plan.definition:
        yield f"~ {short(plan.definition_before)} → {short(plan.definition)}"


def _tasks(plan: Plan) -> Iterator[str]:
    for stage, lines in groupby(plan.tasks.added, key=lambda line: line.stage):
        yield f"{stage}:"
        yield from (f"  + {_task(line)}" for line in lines)
    for edit in plan.tasks.changed:
        told = "; ".join(f"{d.field}: {d.before} → {d.after}" for d in edit.differences)
        yield f"~ {edit.task.key}  {told}"
    yield from (f"- {_task(line)}" for line in plan.tasks.removed)
    yield from (f"✓ {key}  done by the engine, its turn has come" for key in plan.tasks.ready)


def _task(line: TaskLine) -> str:
    return f"{line.due_on}  {line.key}  {line.title}  ({line.owner or 'engine'})"


def _materials(plan: Plan) -> Iterator[str]:
    changes = plan.materials
    yield from (f"+ {p.kind}/{p.key}  {p.title}" for p in changes.rendered)
    yield from (f"~ {p.kind}/{p.key}  {p.title}" for p in changes.rerendered)
    yield from (f"- {p.kind}/{p.key}  {p.title}" for p in changes.retired)


def _voided(plan: Plan) -> Iterator[str]:
    yield from (f"! {v.kind}/{v.key}  {v.function} ({v.by})" for v in plan.materials.voided)


def _sign_offs(plan: Plan) -> Iterator[str]:
    yield from (f"! {s.function} ({s.by}) signed off {short(s.definition)}" for s in plan.sign_offs)


def _clearances(plan: Plan) -> Iterator[str]:
    for c in plan.clearances:
        yield f"! {c.market or 'the launch'}, cleared by {c.by} on {c.cleared_on} with {short(c.definition)}"


def _reopened(plan: Plan) -> Iterator[str]:
    for task in plan.reopened:
        yield f"! {task.key}  {task.title}  ({task.owner or 'engine'}): {task.finished_by}; will be {task.state}"


def _enrolments(plan: Plan) -> Iterator[str]:
    for e in plan.enrolments:
        if e.added:
            yield f"+ {e.certification}: {e.added:,} asked for"
        if e.rescheduled:
            yield f"~ {e.certification}: {e.rescheduled:,} due on another day"
        if e.withdrawn:
            yield f"- {e.certification}: {e.withdrawn:,} no longer asked for"


def _contents(plan: Plan) -> Iterator[str]:
    for c in plan.contents:
        yield f"! {c.kind}/{c.key}  {_what(c)}{f': {c.note}' if c.note else ''}"
        for lapse in c.lapses:
            again = _requirements(lapse.again)
            yield f"    {lapse.people:,} certified as {lapse.certification} would lapse and take {again} again"
        for also in c.also_asked:
            people = [
                f"{count:,} {whose}"
                for count, whose in ((also.ended, "expired or lapsed"), (also.under_way, "in progress"))
                if count
            ]
            yield (
                f"    {' and '.join(people)} as {also.certification}: whoever took it before takes "
                f"{_requirements(also.again)} again too"
            )
        if c.foreseen is not None:
            yield from (f"    {line}" for line in foreseen_lines(c.foreseen))


def _rules(plan: Plan) -> Iterator[str]:
    for one in plan.rules:
        yield f"~ {one.certification}: {', '.join(one.changed)}"
        counts = (
            (one.gain, "more would be certified"), (one.lose, "would no longer be certified"),
            (one.later, "certified would hold longer"), (one.earlier, "certified would hold less long"),
        )  # fmt: skip
        told = [f"{number:,} {what}" for number, what in counts if number]
        yield f"    {'; '.join(told) or 'nobody moves today'}"


def _forms(plan: Plan) -> Iterator[str]:
    for one in plan.forms:
        yield f"! quiz/{one.quiz}  {one.count} forms; until then every attempt draws its own"
        yield f"    readiness quiz forms {plan.launch} {one.quiz} --assemble"


def _rubrics(plan: Plan) -> Iterator[str]:
    for one in plan.rubrics:
        back = "again" if one.version <= one.last else "new"
        yield f"! role-play/{one.role_play}  version {one.version} ({back}) from the next submission on"
        yield f"    {one.bound:,} handed in or marked on earlier versions stay on them"


def foreseen_lines(seen: Foreseen) -> Iterator[str]:
    """Who takes it again, where, how long that takes, and what the gate would say."""
    if seen.claims:
        yield f"changed: {', '.join(seen.claims)}"
    for one in seen.asked:
        yield (
            f"{one.certification} in {one.region or '(no region)'}: {one.people:,} take it again, {one.lapse:,} lapse, "
            f"{_time(one.minutes)}"
        )
    if not seen.asked:
        yield "nobody has to take anything again"
        return
    untimed = f", and {seen.untimed:,} things of which nobody says how long they take" if seen.untimed else ""
    yield f"training: {_time(seen.minutes)} in all{untimed}"
    if seen.criteria:
        yield f"gate: no longer met: {', '.join(seen.criteria)}"
    if seen.clears_now and not seen.clears_then:
        yield "gate: cleared now, held then" + (
            "; the clearance would not be backed any more" if seen.is_cleared else ""
        )


def _time(minutes: int) -> str:
    """`45 min`, `5.7 hours`."""
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:,.1f} hours"


def _requirements(count: int) -> str:
    return f"{count} requirement{'' if count == 1 else 's'}"


def _what(change: ContentChange) -> str:
    if not change.published_version:
        return "not published yet"
    return f"version {change.published_version} is published; declared {change.change}"


def _slips(plan: Plan) -> Iterator[str]:
    worst = sorted(plan.slips, key=lambda slip: -slip.late_days)
    for s in worst[:_SLIPS_SHOWN]:
        yield f"! {s.task}  needed {s.due_on}, possible {s.expected_on}: {s.reason}"
    if len(worst) > _SLIPS_SHOWN:
        yield f"  and {len(worst) - _SLIPS_SHOWN} more; --json lists them all"


def _critical(plan: Plan) -> Iterator[str]:
    if plan.critical_path and (plan.tasks.added or plan.tasks.changed or plan.tasks.removed or plan.slips):
        yield " → ".join(plan.critical_path)


def files_text(plan: Plan, one: str, many: str) -> str:
    """`2 files of the output folder are missing, 1 was edited by hand (battlecard/jenkins.md)`; empty for none."""
    missing, edited = len(plan.missing_files), plan.edited_files
    told = []
    if missing:
        told.append(f"{missing:,} {_files(missing)} {one if missing == 1 else many} missing")
    if edited:
        names = ", ".join(edited[:3]) + (", …" if len(edited) > 3 else "")
        about = f"{len(edited):,}" if missing else f"{len(edited):,} {_files(len(edited))}"
        told.append(f"{about} {one if len(edited) == 1 else many} edited by hand ({names})")
    return ", ".join(told)


def _files(count: int) -> str:
    return "file of the output folder" if count == 1 else "files of the output folder"


def _counts(plan: Plan) -> str:
    files = files_text(plan, "is", "are")
    if plan.is_empty and files:
        return f"Nothing to do on the record, but {files}. Write them again: readiness apply {plan.launch}"
    if plan.is_empty:
        return "Nothing to do: what stands is what the file asks for."
    unchanged = plan.tasks.unchanged + plan.materials.unchanged
    counts = [
        _group("tasks", len(plan.tasks.added), len(plan.tasks.changed), len(plan.tasks.removed)),
        _group("materials", len(plan.materials.rendered), len(plan.materials.rerendered), len(plan.materials.retired)),
        _group(
            "enrolments",
            sum(e.added for e in plan.enrolments),
            sum(e.rescheduled for e in plan.enrolments),
            sum(e.withdrawn for e in plan.enrolments),
        ),
    ]
    if plan.tasks.ready:
        counts.append(f"{len(plan.tasks.ready)} of the engine's tasks to finish")
    if files:
        counts.append(f"{files} and will be written again")
    told = "; ".join(_present(counts)) or "the definition alone"
    return f"Plan: {told}; {unchanged:,} unchanged. Carry it out: readiness apply {plan.launch}"


def _group(noun: str, added: int, changed: int, removed: int) -> str:
    counts = [f"{n:,} to {verb}" for n, verb in ((added, "add"), (changed, "change"), (removed, "remove")) if n]
    return f"{noun} {', '.join(counts)}" if counts else ""


def _present(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if text)
