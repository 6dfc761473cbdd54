"""What a plan is made of.

An empty collection always means something: no tasks added = the task list already holds every task the file asks for;
no approvals voided = every approval goes on counting; no tasks reopened = what is finished stays finished; no lapses
under a content change = nobody certified would notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.tasks.task import Slip, State
from readiness.ground.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as a plan shows it. `owner` is a mail address; empty for the engine's tasks."""

    key: str
    title: str
    stage: str
    kind: str
    owner: str
    start_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a task: how it stands, how it will."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """A task that stays and changes; `differences` is never empty."""

    task: TaskLine
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanges:
    """`unchanged` counts tasks. Removing a task removes none of what happened to it.

    `ready` are keys of the engine's own tasks that stand already and whose turn has come: they will be done.
    """

    added: tuple[TaskLine, ...] = ()
    changed: tuple[TaskEdit, ...] = ()
    removed: tuple[TaskLine, ...] = ()
    ready: tuple[str, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A rendered material by what it is made of."""

    kind: str
    key: str
    title: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class VoidedApproval:
    """An approval that stops counting, because the piece it approved will read differently or go."""

    kind: str
    key: str
    title: str
    function: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialChanges:
    """`retired` pieces are no longer made of anything in the file; `unchanged` counts pieces."""

    rendered: tuple[Piece, ...] = ()
    rerendered: tuple[Piece, ...] = ()
    retired: tuple[Piece, ...] = ()
    voided: tuple[VoidedApproval, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class VoidedSignOff:
    """A sign-off that stops counting, because the definition that was signed will no longer be the one that stands."""

    function: str
    by: str
    definition: str


@dataclass(frozen=True, slots=True)
class OutdatedClearance:
    """A clearance that will no longer match what stands. `market` "" = the launch as a whole."""

    market: str
    by: str
    cleared_on: date
    definition: str


@dataclass(frozen=True, slots=True)
class ReopenedTask:
    """A finished task that will be open again; `finished_by` is how it was finished, `state` where it will be."""

    key: str
    title: str
    owner: str
    finished_by: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentChange:
    """What people are asked for under one certification, counted in requirements × people.

    `rescheduled` are still asked, by another day. A certification that is gone from the file only withdraws.
    """

    certification: str
    added: int = 0
    withdrawn: int = 0
    rescheduled: int = 0
    unchanged: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.withdrawn or self.rescheduled)


@dataclass(frozen=True, slots=True)
class Lapse:
    """People certified today who would not be once the content is published; `again` = requirements they retake."""

    certification: str
    people: int
    again: int


@dataclass(frozen=True, slots=True)
class AlsoAsked:
    """People who are not certified today and are asked `again` too once the content is published.

    `ended` = their certification is over or lapsed already, `under_way` = they have not got it yet; of both, whoever
    took the content before takes it again.
    """

    certification: str
    ended: int
    under_way: int
    again: int


@dataclass(frozen=True, slots=True)
class AskedOf:
    """People of one certification in one region who would take something again: `lapse` of `people` lose it by that.

    `minutes` is what it takes all of them together, as far as the launch says how long anything takes.
    """

    certification: str
    region: str
    people: int
    lapse: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What publishing would bring, told by the fold that decides standings, over everybody.

    `asked` by certification and region, empty = nobody takes anything again; `minutes` of everybody, each thing once
    though two certifications ask for it; `untimed` are things to take again of which nobody says how long they take.
    `criteria` of the gate are met now and would not be; `clears_now` and `clears_then` are its outcome, other content
    aside. `claims` are what changed of the message, empty for what is no module.
    """

    asked: tuple[AskedOf, ...]
    minutes: int
    untimed: int
    criteria: tuple[str, ...]
    clears_now: bool
    clears_then: bool
    is_cleared: bool
    claims: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """Somebody in two certifications counts in both."""
        return sum(one.people for one in self.asked)

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True, slots=True)
class FormsLacking:
    """A quiz that is published as it reads and asks for `count` forms that nobody has put together: until a trainer
    does, every attempt draws its own. Applying does not: it may take seconds, and a person looks at them first.
    """

    quiz: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class ContentChange:
    """Content that reads differently from what was published last. Applying does not publish it; a person does.

    `published_version` 0 = never published. `lapses` and `also_asked` are empty for a minor change, for content nobody
    was asked for, and for a first version. `foreseen` None = nobody looked, or there is nothing to foresee: a minor
    change asks nobody, a first version neither.
    """

    kind: str
    key: str
    title: str
    change: ChangeClass
    note: str
    published_version: int
    certifications: tuple[str, ...]
    lapses: tuple[Lapse, ...]
    also_asked: tuple[AlsoAsked, ...] = ()
    foreseen: Foreseen | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A certification whose rules on renewing, testing out, counting for another or leave read otherwise, and whom that
    moves today, of everybody on the roster: `gain` would be certified, `lose` would not be any more, and of those who
    are and stay so, `later` and `earlier` hold to another day. `changed` names the fields.
    """

    certification: str
    changed: tuple[str, ...]
    gain: int
    lose: int
    later: int
    earlier: int


@dataclass(frozen=True, slots=True)
class RubricChange:
    """A rubric that was used and reads otherwise now. What is bound to earlier versions stays so; `bound` is how much.

    `version` is the one that the next submission is on: a new one, or an earlier one that it reads as again.
    """

    role_play: str
    title: str
    last: int
    version: int
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything `apply` would do to one launch, and what it would bring about.

    `base` maps each part of the world the plan was made from to its fingerprint; applying is refused when one differs.
    `definition_before` is None when the launch was never applied. `slips` and `critical_path` are of the new dates, and
    name tasks by key; `task_titles` calls every task of the new plan by its title.
    `sign_offs`, `clearances` and `reopened` are what applying undoes of what people did, beside the approvals voided.
    `missing_files` are files of the output folder that should be there and are not, `edited_files` those that somebody
    changed by hand; applying writes both again, and when that is all there is to do the record stays as it is.
    """

    launch: str
    name: str
    made_on: date
    launch_on: date
    definition: str
    definition_before: str | None
    base: Mapping[str, str]
    tasks: TaskChanges
    materials: MaterialChanges
    sign_offs: tuple[VoidedSignOff, ...]
    clearances: tuple[OutdatedClearance, ...]
    reopened: tuple[ReopenedTask, ...]
    enrolments: tuple[EnrolmentChange, ...]
    contents: tuple[ContentChange, ...]
    slips: tuple[Slip, ...]
    critical_path: tuple[str, ...]
    missing_files: tuple[str, ...]
    target: str
    edited_files: tuple[str, ...] = ()
    rubrics: tuple[RubricChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    forms: tuple[FormsLacking, ...] = ()
    task_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Of the world it starts from and the one it leads to: two plans with the same do exactly the same."""
        return fingerprint({"base": self.base, "target": self.target})

    @property
    def files_to_restore(self) -> tuple[str, ...]:
        """Files of the output folder that are not as they were rendered; the missing ones first."""
        return (*self.missing_files, *self.edited_files)

    @property
    def is_empty(self) -> bool:
        """True when what stands is what the file asks for: applying it changes nothing."""
        differences = (self.added, self.changed, self.removed, self.tasks.ready)
        return self.definition == self.definition_before and not any(differences)

    @property
    def added(self) -> int:
        """Tasks, materials and enrolments that come."""
        return len(self.tasks.added) + len(self.materials.rendered) + sum(e.added for e in self.enrolments)

    @property
    def changed(self) -> int:
        """Tasks and materials that stay and read differently, enrolments that fall due on another day."""
        return len(self.tasks.changed) + len(self.materials.rerendered) + sum(e.rescheduled for e in self.enrolments)

    @property
    def removed(self) -> int:
        """Tasks, materials and enrolments that go."""
        return len(self.tasks.removed) + len(self.materials.retired) + sum(e.withdrawn for e in self.enrolments)
