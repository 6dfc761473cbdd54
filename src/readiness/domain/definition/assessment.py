"""What teaches and what tests: modules, questions, quizzes and their forms, role-plays and their rubrics."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Claim, Key, NonEmpty, OneOf, Ref
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS, ChangeClass, Count, Fraction, no_entries
from readiness.ground.fingerprint import QUIET, quiet
from readiness.ground.frozen import field

MOST_WORDS = 3000
"""Of an essay: some 20,000 characters, as of every text that is handed in."""


@entry
class Module:
    """A training module, rendered from the launch file for the roles that need it."""

    key: Annotated[str, Key()]
    title: str
    minutes: Annotated[int, Between(1, 480)]
    roles: Annotated[tuple[Annotated[str, Ref("certifications")], ...], About("Certifications it is for.")] = ()
    teaches: Annotated[tuple[Annotated[str, Claim()], ...], NonEmpty()]
    conversation: Annotated[str, Ref("conversations")] | None = None
    template: Annotated[str, About("A template under training_templates/modules/, without its ending.")] = "module"
    practice: Annotated[str, About("What to do, not read; Markdown.")] = ""
    body: Annotated[str, About("Extra Markdown of the trainer's own.")] = ""
    change: Annotated[ChangeClass, About("What the latest change asks of people who took it.")] = "delta"
    change_note: str = ""


@entry
class Option:
    """One choice. `fraction` gives partial credit (scenario items); `correct` is short for 1."""

    text: str
    correct: bool = False
    fraction: Annotated[float, Between(-1, 1)] | None = None
    feedback: str = ""


@entry
class Pair:
    """Two things that belong together; matching items ask which right one goes with which left one."""

    left: str
    right: str


@entry
class RubricCategory:
    """One thing a role-play or an essay is judged by, with what each level of it looks like."""

    key: Annotated[str, Key()]
    name: str
    weight: Annotated[int, Between(1, 100), About("Percent; the categories of a rubric sum to 100.")]
    anchors: Annotated[tuple[str, ...], About("What each level looks like, lowest first.")] = ()
    must_pass: bool = False
    points: Annotated[
        tuple[Annotated[float, Between(0, 1000)], ...],
        About("Points of each level, rising; the lowest earns nothing, the last everything. Empty = even steps."),
    ] = quiet(())


@entry
class Grading:
    """Who grades what reps hand in for a role-play or write as an essay, by when, and how sure the mark has to be."""

    graders: Annotated[
        tuple[Literal["line", "managers", "trainers"], ...],
        NonEmpty(),
        About("line: managers above the rep; managers: all who lead people; trainers: enablement in the team."),
    ] = ("managers", "trainers")
    due_days: Annotated[int, Between(1, 60), About("Business days that a grader has.")] = 3
    double_share: Annotated[Fraction, About("Share that two people grade, each without seeing the other.")] = 0.0
    apart: Annotated[Fraction, About("Two totals further apart than this go to a third grader.")] = 0.15
    calibrated: Annotated[bool, About("Only graders whose calibration holds are assigned, and may mark.")] = False
    calibrated_within: Annotated[Fraction, About("How far from the agreed mark a calibration may be.")] = 0.15
    calibrated_days: Annotated[int, Between(1, 3650), About("For how many days a calibration holds.")] = 180


@entry
class Item:
    """A question. Which of options, truth, number, accept, pairs, order it needs follows from its kind (RD3xx)."""

    key: Annotated[str, Key()]
    kind: Literal[
        "single", "multiple", "true-false", "numeric", "short-text", "matching", "ordering", "scenario", "essay"
    ]
    stem: str
    situation: Annotated[str, About("The story before the question; scenario items.")] = ""
    tests: Annotated[tuple[Annotated[str, Claim()], ...], NonEmpty()]
    options: tuple[Option, ...] = ()
    truth: Annotated[bool, About("true-false: what is right.")] | None = None
    number: Annotated[float, About("numeric: the right figure.")] | None = None
    tolerance: Annotated[float, Between(0, 1e12)] = 0.0
    unit: str = ""
    accept: Annotated[tuple[str, ...], About("short-text: answers that count, compared without case or spacing.")] = ()
    pairs: tuple[Pair, ...] = ()
    order: Annotated[tuple[str, ...], About("ordering: the right order.")] = ()
    must_pass: bool = False
    weight: Annotated[float, Between(0.1, 100)] = 1.0
    feedback: str = ""
    conversation: Annotated[str, Ref("conversations")] | None = None
    source: str | None = None
    author: Annotated[str, About("Who wrote it, a name or a mail address.")] | None = quiet(None)
    difficulty: (
        Annotated[
            float, Between(0, 1, "It is a share: 0.7."), About("Share expected to get it right at the first try.")
        ]
        | None
    ) = quiet(None)
    review: Annotated[
        Literal["draft", "reviewed", "retired"], About("Only a reviewed item is asked; the others stay in the bank.")
    ] = quiet("reviewed")
    grader_notes: Annotated[str, About("essay: what a good answer says, for whoever marks it.")] = quiet("")
    rubric: Annotated[
        Mapping[str, RubricCategory],
        About("essay: what it is marked on, as a role-play is; empty = one mark in `mark_steps` even steps."),
    ] = field(default_factory=no_entries, hash=False, metadata={QUIET: True})
    mark_steps: Annotated[int, Between(1, 20), About("essay without a rubric: steps from nothing to everything.")] = (
        quiet(4)
    )
    min_words: (
        Annotated[int, Between(1, MOST_WORDS), About("essay: a shorter answer is not taken; none at all is.")] | None
    ) = quiet(None)
    max_words: Annotated[int, Between(1, MOST_WORDS), About("essay: a longer answer is not taken.")] | None = quiet(
        None
    )
    response_template: Annotated[str, About("essay: what stands in the answer's field at first.")] = quiet("")
    response_lines: Annotated[int, Between(2, 60), About("essay: how many lines high the answer's field is.")] = quiet(
        10
    )


@entry
class Draw:
    """Take `count` items that test any of these claims; `section` alone means any claim of that section."""

    count: Count
    claims: tuple[Annotated[str, Claim()], ...] = ()
    section: Annotated[str, OneOf(CLAIM_SECTIONS)] | None = None
    difficulty: (
        Annotated[
            Literal["easy", "medium", "hard"],
            About("Only items of this difficulty as their file says it: easy from 0.8, medium from 0.5, hard below."),
        ]
        | None
    ) = quiet(None)
    essays: Annotated[bool, About("Take essays, which people mark, and nothing else; otherwise take none.")] = quiet(
        False
    )


@entry
class ParallelForms:
    """Forms of a quiz that are put together ahead: alike in what they ask and in how hard they are expected to be."""

    count: Annotated[int, Between(2, 20), About("How many forms.")]
    sharing: Annotated[
        Literal["none", "least"],
        About("Drawn items that two forms share: none, or as few as the bank allows. Must-pass items are in all."),
    ] = "none"
    exposure_cap: (
        Annotated[float, Between(0, 1, "Write 40 % as 0.4."), About("Share of the last attempts that may ask an item.")]
        | None
    ) = None
    exposure_attempts: Annotated[int, Between(10, 10_000), About("How many attempts back the cap looks.")] = 100


@entry
class Quiz:
    """A knowledge quiz: fixed items, or a blueprint of draws; must-pass items are always in."""

    key: Annotated[str, Key()]
    title: str
    pass_fraction: Fraction = 0.8
    items: tuple[Annotated[str, Ref("items")], ...] = ()
    blueprint: tuple[Draw, ...] = ()
    forms: Annotated[ParallelForms, About("Put forms together ahead; empty = every attempt draws its own.")] | None = (
        quiet(None)
    )
    drafted: Annotated[bool, About("Accepted drafted items may be drawn too.")] = True
    attempts: Annotated[int, Between(1, 100), About("How many tries; after them a manager resets.")] = 3
    cool_down_hours: Annotated[float, Between(0, 24 * 90)] = 24.0
    time_limit_minutes: Annotated[int, Between(1, 480)] | None = None
    shuffle: bool = True
    conversation: Annotated[str, Ref("conversations")] | None = None
    change: ChangeClass = "delta"
    change_note: str = ""
    feedback: Annotated[
        Literal["practice", "training", "examination"],
        About("Right answers are told at once (and nothing counts), after passing, or after closes_on."),
    ] = quiet("training")
    closes_on: Annotated[date, About("examination: its last day.")] | None = quiet(None)
    confidence: Annotated[
        bool, About("Ask with each answer how sure one is, in three levels; the mark does not depend on it.")
    ] = quiet(False)
    grading: (
        Annotated[Grading, About("Who marks its essays and by when; empty = as of role-plays that say nothing.")] | None
    ) = quiet(None)


@entry
class RolePlay:
    """A conversation to practise and to be marked on, by people, along a rubric."""

    key: Annotated[str, Key()]
    title: str
    scenario: str
    persona: Annotated[str, Ref("personas")] | None = None
    objections: tuple[Annotated[str, Ref("objections")], ...] = ()
    rubric: Annotated[Mapping[str, RubricCategory], NonEmpty()]
    pass_fraction: Fraction = 0.7
    conversation: Annotated[str, Ref("conversations")] | None = None
    change: ChangeClass = "delta"
    change_note: str = ""
    grading: Grading | None = field(default=None, metadata={QUIET: True})
