"""Tasks in plain text: a board with a line per task, one task in full, and what came of an act."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.actions.decide_task import DecidedTask
from readiness.ground.notes import on_one_line
from readiness.reports.tasks import TaskBoard, TaskLine

_TOLD = 6
_NOTED = ("blocked", "skipped", "ready", "in-progress", "in-review")


def board_text(board: TaskBoard) -> str:
    """The launch and its counts, then a line per task under its stage, then what cannot be in time."""
    return "\n".join(_board(board))


def line_text(line: TaskLine) -> str:
    """Everything about one task."""
    whose = f", for {line.function}" if line.function else ""
    late = f", {_overdue(line)}" if line.overdue_days else ""
    facts = {
        "state": line.state + (f" since {line.since:%Y-%m-%d %H:%M} UTC" if line.since else ""),
        "finished": on_one_line(line.finished_by),
        "note": on_one_line(line.note) if line.note not in line.finished_by else "",
        "work": f"{line.action}, {_days(line.days)} in {line.stage}" + whose,
        "who": line.who,
        "when": f"{line.start_on} to {line.due_on}, {_slack(line)}" + late,
        "after": ", ".join(line.after),
        "about": ", ".join(line.concerns),
    }
    told = [f"  {name:<9} {value}" for name, value in facts.items() if value]
    return "\n".join([f"{line.key}: {line.title}", *told])


def decided_text(decided: DecidedTask) -> str:
    """What the act came to, and what it set free."""
    state, key = decided.state, decided.task.key
    now = f"'{key}' is {state.finished_by or ': '.join(filter(None, [state.state, state.note]))}."
    if not decided.changed:
        return f"Nothing changed: {now}"
    lines = [now]
    if decided.published:
        lines.append("Published: " + ", ".join(f"{kind}/{name}" for kind, name in decided.published) + ".")
    if decided.by_engine:
        lines.append(f"Done by the engine: {', '.join(decided.by_engine)}.")
    if decided.now_ready:
        lines.append(f"Ready now: {', '.join(decided.now_ready)}.")
    return "\n".join(lines)


def _board(board: TaskBoard) -> Iterator[str]:
    yield f"{board.name} ({board.launch}), launch on {board.launch_on}, {_until(board.days_to_launch)}"
    counts = ", ".join(f"{count} {state}" for state, count in board.counts.items())
    total = sum(board.counts.values())
    yield f"{total} tasks: {counts}" + (f"; {board.overdue} overdue" if board.overdue else "")
    key_width = max((len(line.key) for line in board.lines), default=0)
    who_width = max((len(line.who) for line in board.lines), default=0)
    stage = ""
    for line in board.lines:
        if line.stage != stage:
            stage = line.stage
            yield f"\n{stage}"
        yield _line(line, key_width, who_width)
    if board.slips:
        yield "\ncannot be in time"
        for slip in board.slips[:_TOLD]:
            late = _days(slip.late_days)
            yield f"  {slip.task}: needed {slip.due_on}, possible {slip.expected_on}, {late} late"
        if len(board.slips) > _TOLD:
            yield f"  … and {len(board.slips) - _TOLD} more (--json lists all)"


def _line(line: TaskLine, key_width: int, who_width: int) -> str:
    marks = ("!" if line.overdue_days else " ") + ("*" if line.critical else " ")
    due = f"due {line.due_on}"
    told = [f"{marks} {line.key:<{key_width}}  {line.state:<11}  {due}  {line.who:<{who_width}}"]
    if line.state not in ("done", "skipped"):
        told.append(_slack(line))
    if line.overdue_days:
        told.append(_overdue(line))
    if line.note and line.state in _NOTED:
        told.append(on_one_line(line.note))
    return "  ".join(told).rstrip()


def _slack(line: TaskLine) -> str:
    return f"slack {line.slack_days}"


def _overdue(line: TaskLine) -> str:
    return f"overdue {line.overdue_days} day{'' if line.overdue_days == 1 else 's'}"


def _days(count: int) -> str:
    return f"{count} business day{'' if count == 1 else 's'}"


def _until(days: int) -> str:
    if days == 0:
        return "today"
    return f"in {days} day{'' if days == 1 else 's'}" if days > 0 else f"{-days} day{'' if days == -1 else 's'} ago"
