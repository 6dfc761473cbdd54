"""The generated reference of a certification's states: each with its meaning, every turn there can be, and the diagram.

`docs/generate.py` writes what `GENERATED` names.
"""

from __future__ import annotations

from collections.abc import Callable

from readiness.domain.certification.transitions import MEANING, WAYS, diagram

_HEAD = """\
# The states of a certification

Generated (`make docs`) from the one table that they are written in, `domain/certification/transitions.py`. Nobody sets
a state: it follows from the evidence, what was published, the roster and the day
([certification](../explanation/certification.md)). A property test folds random lives and finds no other turn.

| State | When |
|---|---|
"""

_DIAGRAM = """
## The turns of a life

Turns that another certification (`elsewhere`) or a mark put right (`correction`) brings, and those that only change the
days of a state, are in the table below and not in the diagram.

```mermaid
{diagram}
```

## Every turn

What brings it: `enrolled`, `withdrawn`; `evidence` (something passed, read or attested); `content` (a publication);
`exemption`, `revocation`, `reissue` (a decision, told even when it moves nothing); `correction` (a mark was put right,
told on the day on which that was recorded); `elsewhere` (another certification that counts for this one); `time`
(the day came). Any of the states in *from* may turn to any of those in *to*.

| Brought by | From | To | When |
|---|---|---|---|
"""


def states_reference() -> str:
    """The page, as Markdown."""
    rows = [f"| {state.replace('-', ' ')} | {says} |" for state, says in MEANING.items()]
    ways = [
        f"| {way.trigger} | {_listed(way.before)} | {_listed(way.after) or 'the same'} | {way.says} |" for way in WAYS
    ]
    return _HEAD + "\n".join(rows) + "\n" + _DIAGRAM.format(diagram=diagram()) + "\n".join(ways) + "\n"


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(state.replace("-", " ") for state in states)


GENERATED: dict[str, Callable[[], str]] = {"docs/reference/certification-states.md": states_reference}
