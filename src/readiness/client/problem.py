"""A refusal of the API, as an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One thing that is wrong, the rule it breaks, and how to mend it."""

    code: str
    level: str
    message: str
    fix: str
    where: str


class Problem(Exception):
    """What the API answered instead (RFC 9457). `problems` is often empty; `retry_after` None = it did not say."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        code: str = "",
        hint: str = "",
        problems: tuple[ProblemLine, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.code = code
        self.hint = hint
        self.problems = problems
        self.retry_after = retry_after

    def __str__(self) -> str:
        lines = [f"{self.status} {self.title}: {self.detail}"]
        lines += [f"  {one.where or one.code}: {one.message} {one.fix}".rstrip() for one in self.problems]
        return "\n".join([*lines, *([self.hint] if self.hint else [])])


def read_problem(status: int, body: Any, *, text: str, retry_after: float | None) -> Problem:
    """The problem in an answer; a proxy before the API may answer with something else, then its text is told."""
    if not isinstance(body, dict):
        return Problem(status, "no answer of the API", text[:300], retry_after=retry_after)
    lines = (one for one in body.get("problems", ()) if isinstance(one, dict))
    return Problem(
        status,
        str(body.get("title", "")),
        str(body.get("detail", "")),
        code=str(body.get("code", "")),
        hint=str(body.get("hint", "")),
        problems=tuple(
            ProblemLine(*(str(one.get(name, "")) for name in ("code", "level", "message", "fix", "where")))
            for one in lines
        ),
        retry_after=retry_after,
    )
