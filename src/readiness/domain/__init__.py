"""All rules, as pure functions over frozen values.

Rooms in the order in which data flows: `definition` → `messaging` → `tasks` → `quiz` → `materials` → `checks` →
`people` → `enrolment` → `evidence` → `certification` → `gate` → `clearance` → `plan`. A room uses only rooms before it.
Refuses I/O, frameworks and `now()`: the time comes in as an argument.
"""
