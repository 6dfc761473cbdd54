"""Every way the product says no.

    ReadinessError                 code, message, hint, where, problems
    ├── DefinitionError            something a person wrote (launch file, roster, evidence file) is unsound
    │   └── Unusable               …so unsound that nothing in it could be read (exit 2)
    ├── NotFound                   no such launch, rep, task, verdict …
    │   └── NotApplied             …no such launch on record; there may be a file of it
    ├── Conflict                   the world moved, the thing exists already, or it is not its turn
    ├── NotAllowed                 this person may not do this
    └── OutsideFailure             a database, server or file system outside us failed

A message names the thing and the rule; `hint` says what to do. HTTP statuses live in the web door only, exit codes in
`cli/main` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from readiness.ground.frozen import by_name, frozen
from readiness.ground.keys import did_you_mean

Level = Literal["error", "warning", "note"]


@by_name
class Where(NamedTuple):
    """A place in a file a person wrote. Lines and columns count from 1; 0 = the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@frozen
class Problem:
    """One thing that is wrong, the rule it breaks and how to mend it.

    `code` is stable ("RD105"); `path` is the dotted way to the value inside its file, empty when there is none.
    """

    code: str
    message: str
    fix: str = ""
    where: Where | None = None
    level: Level = "error"
    path: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        fix = f" {self.fix}" if self.fix else ""
        return f"{place}{self.level} {self.code}: {self.message}{fix}"


class ReadinessError(Exception):
    """The root. `problems` is never empty for a DefinitionError; for the others it is usually empty."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        where: Where | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.where = where
        self.problems = tuple(problems)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        lines = [f"{place}{self.message}"]
        lines += [f"  {problem}" for problem in self.problems]
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)


class DefinitionError(ReadinessError):
    """A file a person wrote is unsound; `problems` lists everything found, in file order."""


class Unusable(DefinitionError):
    """A file could not be read at all: missing, too large, not text, not YAML, hostile."""


class NotFound(ReadinessError):
    """The named thing does not exist."""


class NotApplied(NotFound):
    """No launch `launch` is on record, where there are `applied`; whether it has a file, the record cannot say."""

    def __init__(self, launch: str, applied: Iterable[str]) -> None:
        self.launch = launch
        self.applied = tuple(applied)
        hint = " ".join(filter(None, [did_you_mean(launch, self.applied), f"Run: readiness apply {launch}"]))
        super().__init__(f"launch '{launch}' has not been applied yet.", hint=hint)

    def beside(self, files: Iterable[str]) -> NotFound:
        """The same, knowing which launches have files: to be applied, or to be spelled as one that there is."""
        if self.launch in files:
            return NotFound(self.message, hint=f"Run: readiness apply {self.launch}")
        return no_such_launch(self.launch, {*self.applied, *files})


def no_such_launch(key: str, known: Iterable[str]) -> NotFound:
    """The refusal of a key that is none of the known ones; it names the nearest, or all."""
    hint = did_you_mean(key, known) or "There is none yet. Run: readiness init"
    return NotFound(f"there is no launch '{ascii(key)[1:-1][:80]}'.", hint=hint)


class Conflict(ReadinessError):
    """The request was well formed but the world does not allow it now."""


class NotAllowed(ReadinessError):
    """Whoever asked may not do it."""


class OutsideFailure(ReadinessError):
    """Something outside this product failed; nothing of ours was half-done."""
