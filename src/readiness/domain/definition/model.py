"""The launch definition, section by section, in the order in which a marketer writes it.

Every section is a mapping from key to entry; references are by key; a *claim* is written `section.key`. Units are in
the names: `pass_fraction` 0..1, `valid_days`, `time_limit_minutes`, `launch_on`. Lists may be left out when empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Claim, Email, Key, NonEmpty, OneOf, Ref
from readiness.ground.fingerprint import QUIET, quiet

FUNCTIONS = (
    "product", "marketing", "sales", "enablement", "legal", "finance",
    "support", "success", "operations", "partners", "leadership",
)  # fmt: skip
"""The functions with a touch point on the customer (field S16); owners, approvers and sign-offs are of one of these."""

CLAIM_SECTIONS = (
    "value_propositions", "objections", "capabilities", "competitors", "requirements", "personas", "proof_points",
    "decision_process", "facts",
)  # fmt: skip
"""What a module may teach and an item may test."""

STAGES = (
    "value-propositions", "objection-handling", "training-modules", "knowledge-quizzes", "enrolment", "certification",
    "clearance",
)  # fmt: skip
"""The stages of every launch, in the order in which they are worked through."""

CONCERNS = (
    "value-proposition-sheet", "objection-cards", "battlecard", "module", "quiz", "role-play", "definition",
)  # fmt: skip
"""What a task may be about: a kind of material, or the definition itself."""

Function = Annotated[str, OneOf(FUNCTIONS)]
Fraction = Annotated[float, Between(0, 1, "Write 80 % as 0.8.")]
Standing = Literal["unique", "stronger", "parity", "weaker"]
ChangeClass = Literal["minor", "delta", "recertify"]
Score = Annotated[int, Between(1, 5)]
Days = Annotated[int, Between(0, 3650)]
Count = Annotated[int, Between(1, 1000)]


def place_of(launch: str, name: str) -> tuple[str, str]:
    """(launch, certification) of a name as a certification of `launch` writes it: `key`, or `launch/key`."""
    before, slash, key = name.partition("/")
    return (before, key) if slash else (launch, before)


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@entry
class Product:
    """What is being launched, and by whom."""

    name: str
    supplier: Annotated[str, About("The company whose name must not lead the conversation.")]
    summary: str
    version: str | None = None
    not_for: tuple[str, ...] = ()


@entry
class Market:
    """Where it is sold. `holidays` is a calendar code such as `US`, `DE-BY`; business days come from it."""

    key: Annotated[str, Key()]
    name: str
    holidays: Annotated[str, About("ISO country, optionally with a subdivision: US, GB, DE-BY.")]
    regions: Annotated[tuple[str, ...], About("Roster regions that belong to this market; empty = all.")] = ()
    time_zone: (
        Annotated[str, About("IANA name, `Europe/Berlin`: the hours in which people there are reminded; empty = UTC.")]
        | None
    ) = quiet(None)


@entry
class Blackout:
    """Days on which no task may fall due: quarter close, an industry fair, a freeze. Both ends included."""

    key: Annotated[str, Key()]
    reason: str
    starts_on: date
    ends_on: date
    markets: tuple[Annotated[str, Ref("markets")], ...] = ()


@entry
class Member:
    """Somebody who owns tasks, approves or signs off."""

    key: Annotated[str, Key()]
    name: str
    email: Annotated[str, Email()]
    function: Function


@entry
class Fact:
    """A statement about the product that is right between two dates (price, promise, limit)."""

    key: Annotated[str, Key()]
    statement: str
    figure: str | None = None
    source: str
    holds_from: date | None = None
    holds_until: date | None = None


@entry
class Segment:
    key: Annotated[str, Key()]
    name: str
    description: str = ""


@entry
class Persona:
    """A named kind of buyer or user."""

    key: Annotated[str, Key()]
    name: str
    title: str
    part: Literal["user", "buyer", "decider", "influencer"]
    segments: tuple[Annotated[str, Ref("segments")], ...] = ()
    cares_about: tuple[str, ...] = ()
    questions: Annotated[tuple[str, ...], About("Discovery questions to ask this person.")] = ()


@entry
class Requirement:
    """A business requirement: the customer's problem in the customer's words."""

    key: Annotated[str, Key()]
    problem: str
    felt_by: tuple[Annotated[str, Ref("personas")], ...] = ()
    cost_of_inaction: str = ""
    source: str | None = None


@entry
class Competitor:
    key: Annotated[str, Key()]
    name: str
    kind: Literal["direct", "substitute", "status-quo", "partner"] = "direct"
    claim: Annotated[str, About("What they say of themselves.")] = ""
    better_at: Annotated[tuple[str, ...], About("Where they are better: conceded honestly.")] = ()
    checked_on: date | None = None


@entry
class CustomerValue:
    """How much customers value a capability before (`perceived`) and after (`actual`) they understand it, 1 to 5."""

    perceived: Score
    actual: Score
    why: Annotated[str, About("Why the two differ.")] = ""


@entry
class Capability:
    """Something the product does, and where that stands against each named competitor."""

    key: Annotated[str, Key()]
    name: str
    description: str = ""
    lead: Annotated[bool, About("One of the handful that the message leads with.")] = False
    available: Annotated[bool, About("False: asked for, and honestly not there.")] = True
    standing: Mapping[Annotated[str, Ref("competitors")], Standing] = field(default_factory=_none)
    value: CustomerValue | None = None
    source: str | None = None


@entry
class ProofPoint:
    """A figure or story that shows capabilities at work. Expired proof proves nothing."""

    key: Annotated[str, Key()]
    statement: str
    figure: str | None = None
    customer: str | None = None
    source: str
    dated: date | None = None
    expires_on: date | None = None
    permission: Literal["public", "approved", "internal", "none"]
    shows: tuple[Annotated[str, Ref("capabilities")], ...] = ()


@entry
class ValueProposition:
    """For whom, which problem, what they have not seen, what we do about it, what comes of it, and the proof."""

    key: Annotated[str, Key()]
    headline: str
    personas: Annotated[tuple[Annotated[str, Ref("personas")], ...], NonEmpty()]
    requirement: Annotated[str, Ref("requirements")]
    insight: str
    capabilities: Annotated[tuple[Annotated[str, Ref("capabilities")], ...], NonEmpty()]
    outcome: str
    proof: tuple[Annotated[str, Ref("proof_points")], ...] = ()
    competitors: Annotated[
        tuple[Annotated[str, Ref("competitors")], ...], About("Competitive situations it answers; empty = any.")
    ] = ()
    conversation: Annotated[str, Ref("conversations")] | None = None


@entry
class Response:
    """The answer to an objection, in the order in which it is spoken."""

    acknowledge: str
    reframe: str
    proof: tuple[Annotated[str, Ref("proof_points")], ...] = ()
    ask: Annotated[str, About("The question to ask next.")] = ""
    concede: Annotated[str, About("What is honestly true in the objection.")] = ""


@entry
class Objection:
    key: Annotated[str, Key()]
    says: Annotated[str, About("As the buyer says it.")]
    kind: Literal["price", "need", "fit", "trust", "timing", "competitor", "authority", "risk"]
    response: Response | None = None
    capabilities: tuple[Annotated[str, Ref("capabilities")], ...] = ()
    competitor: Annotated[str, Ref("competitors")] | None = None
    personas: tuple[Annotated[str, Ref("personas")], ...] = ()
    conversation: Annotated[str, Ref("conversations")] | None = None
    source: str | None = None


@entry
class DecisionStep:
    """One step of the customer's decision, and how this product changes it (field S15)."""

    key: Annotated[str, Key()]
    name: str
    who: Annotated[tuple[Annotated[str, Ref("personas")], ...], NonEmpty()]
    decides: str
    changes: Annotated[str, About("What changes in this step when the customer buys this.")]


@entry
class Conversation:
    key: Annotated[str, Key()]
    name: str
    purpose: str = ""


FIVE_CONVERSATIONS: Mapping[str, Conversation] = MappingProxyType(
    {
        key: Conversation(key=key, name=name, purpose=purpose)
        for key, name, purpose in (
            ("point-of-view", "Build a tailored point of view", "What we believe about this customer's business."),
            ("right-people", "Connect with the right people", "Who decides, who is felt, who introduces whom."),
            ("relevant-meeting", "Have a relevant meeting", "A meeting the customer would pay for."),
            ("success-definition", "Create the definition of success", "What good looks like, in their measures."),
            ("tangible-value", "Make the value tangible", "What changing is worth, in their figures."),
        )
    }
)
"""Field S6; used when the file names none."""


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
    left: str
    right: str


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


@entry
class RubricCategory:
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
    """Who grades what reps hand in for a role-play, by when, and how sure the mark has to be."""

    graders: Annotated[
        tuple[Literal["line", "managers", "trainers"], ...],
        NonEmpty(),
        About("line: managers above the rep; managers: all who lead people; trainers: enablement in the team."),
    ] = ("managers", "trainers")
    due_days: Annotated[int, Between(1, 60), About("Business days that a grader has.")] = 3
    double_share: Annotated[Fraction, About("Share that two people grade, each without seeing the other.")] = 0.0
    apart: Annotated[Fraction, About("Two totals further apart than this go to a third grader.")] = 0.15
    calibrated: Annotated[bool, About("Only graders whose calibration holds are assigned.")] = False
    calibrated_within: Annotated[Fraction, About("How far from the agreed mark a calibration may be.")] = 0.15
    calibrated_days: Annotated[int, Between(1, 3650), About("For how many days a calibration holds.")] = 180


@entry
class RolePlay:
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


@entry
class Reinforcement:
    """Questions asked again once somebody is certified, a few a day, spaced so that they are not forgotten."""

    quizzes: Annotated[
        tuple[Annotated[str, Ref("quizzes")], ...], About("Whose questions; empty = the certification's quizzes.")
    ] = ()
    claims: Annotated[
        tuple[Annotated[str, Claim()], ...], About("Only questions that test one of these; empty = all.")
    ] = ()
    daily: Annotated[int, Between(1, 20), About("Questions a day, of all launches together.")] = 3
    new_daily: Annotated[int, Between(1, 20), About("Of these, how many may be asked for the first time.")] = 3
    desired_retention: Annotated[
        float,
        Between(0.7, 0.97, "Write 90 % as 0.9."),
        About("A question is due when it is remembered with this likelihood."),
    ] = 0.9
    opt_out: Annotated[bool, About("Reps may leave it, with a reason that is recorded.")] = False
    business_days: Annotated[bool, About("Nothing is asked at weekends and on holidays of the rep's market.")] = True
    active_days: (
        Annotated[int, Between(1, 3650), About("Ends so many days after the certification; none = while that holds.")]
        | None
    ) = None


@entry
class Renewal:
    """The shorter path: what is asked again from `window_days` before the end until `grace_days` after it.

    Renewing counts on from the old end. After the window everything is asked again.
    """

    window_days: Annotated[int, Between(1, 365), About("From so many days before the end on.")] = 30
    grace_days: Annotated[int, Between(0, 365), About("Until so many days after the end.")] = 0
    modules: tuple[Annotated[str, Ref("modules")], ...] = ()
    quizzes: tuple[Annotated[str, Ref("quizzes")], ...] = ()
    role_plays: tuple[Annotated[str, Ref("role_plays")], ...] = ()
    attestation: Annotated[bool, About("The manager attests again.")] = False


@entry
class ModuleTestOut:
    """Passing `quiz` meets these modules too, for people of experience."""

    quiz: Annotated[str, Ref("quizzes")]
    modules: Annotated[
        tuple[Annotated[str, Ref("modules")], ...], About("Empty = all modules of the certification.")
    ] = ()
    hired_days: Annotated[int, Between(0, 3650), About("Only for people hired at least so many days before.")] = 0
    held: Annotated[
        str, About("Only for people who held this certification once: its key, or launch/key of another launch.")
    ] = ""


@entry
class Certification:
    """What one roster role must have done, and for how long it holds."""

    key: Annotated[str, Key()]
    name: str
    role: Annotated[str, About("The role as the roster spells it.")]
    modules: tuple[Annotated[str, Ref("modules")], ...] = ()
    quizzes: tuple[Annotated[str, Ref("quizzes")], ...] = ()
    role_plays: tuple[Annotated[str, Ref("role_plays")], ...] = ()
    attestation: Annotated[bool, About("The manager attests readiness.")] = False
    manages: Annotated[bool, About("People of this role lead others; gate criterion managers-certified.")] = False
    valid_days: Annotated[int, Between(1, 3650)] = 180
    warn_days: Annotated[int, Between(0, 365), About("Shown as expiring this many days before the end.")] = 30
    due_days_before_launch: Annotated[int, Between(0, 365)] = 5
    reinforcement: Annotated[Reinforcement, About("Questions after certification; none = nothing is asked.")] | None = (
        field(default=None, metadata={QUIET: True})
    )
    renewal: Renewal | None = quiet(None)
    test_outs: tuple[ModuleTestOut, ...] = quiet(())
    equivalent_to: Annotated[
        tuple[str, ...], About("Certifications that count for this one: keys, or launch/key of another launch.")
    ] = quiet(())
    leave_pause_days: Annotated[
        int, Between(0, 3650), About("Leave moves the day due and the end, by so many days at most; 0 = not at all.")
    ] = quiet(0)


@entry
class Population:
    """Who counts in every share: people on the roster on the day, less what is excluded here, and that is shown."""

    exclude_on_leave: bool = True
    exclude_hired_within_days: Annotated[int, Between(0, 365)] = 0


@entry
class CertifiedShare:
    """At least this share of a certification's people are certified, in every group of `within`."""

    kind: Literal["certified-share"]
    key: Annotated[str, Key()]
    certification: Annotated[str, Ref("certifications"), About("Empty = all certifications together.")] | None = None
    at_least: Fraction
    within: Literal["overall", "region", "territory", "team", "manager"] = "overall"
    at_least_people: Annotated[int, Between(0, 1_000_000), About("Fewer people than this proves nothing.")] = 1
    each_market: bool = False


@entry
class ManagersCertified:
    """Everybody who leads people and has a certification to hold is certified."""

    kind: Literal["managers-certified"]
    key: Annotated[str, Key()]
    at_least: Fraction = 1.0
    each_market: bool = False


@entry
class MaterialsApproved:
    """Every current material (of these kinds; empty = all) is approved, as it now reads, by each function."""

    kind: Literal["materials-approved"]
    key: Annotated[str, Key()]
    kinds: tuple[Literal["value-proposition-sheet", "objection-cards", "battlecard", "module", "quiz"], ...] = ()
    by: Annotated[tuple[Function, ...], NonEmpty()] = ("marketing", "sales")


@entry
class TasksDone:
    """Every task of these stages (empty = all before clearance) is done or skipped with a reason."""

    kind: Literal["tasks-done"]
    key: Annotated[str, Key()]
    stages: tuple[Annotated[str, OneOf(STAGES)], ...] = ()


@entry
class SignOffs:
    """Each function has signed off the definition as it now stands."""

    kind: Literal["sign-offs"]
    key: Annotated[str, Key()]
    by: Annotated[tuple[Function, ...], NonEmpty()]


@entry
class ProofValid:
    """Every value proposition has proof that shows one of its capabilities, unexpired, and permitted outside."""

    kind: Literal["proof-valid"]
    key: Annotated[str, Key()]
    value_propositions: tuple[Annotated[str, Ref("value_propositions")], ...] = ()


@entry
class ChecksClean:
    """`readiness check` finds none of these codes (empty = nothing at or above `level`)."""

    kind: Literal["checks-clean"]
    key: Annotated[str, Key()]
    codes: tuple[str, ...] = ()
    level: Literal["error", "warning"] = "error"


@entry
class KnowledgeFresh:
    """At least this share of the certified people still know it, as their answers after certification show."""

    kind: Literal["knowledge-fresh"]
    key: Annotated[str, Key()]
    certification: Annotated[str, Ref("certifications"), About("Empty = all certifications together.")] | None = None
    at_least: Annotated[float, Between(0, 1, "Write 80 % as 0.8."), About("Share of the certified who are fresh.")]
    recall: Annotated[
        float,
        Between(0, 0.99, "Write 80 % as 0.8."),
        About("Somebody is fresh while the mean likelihood that they remember is at least this."),
    ] = 0.8
    answers: Annotated[int, Between(1, 1000), About("Fewer answers of a person prove nothing.")] = 5
    within_days: Annotated[int, Between(1, 3650), About("And the last answer is at most so many days old.")] | None = (
        None
    )
    grace_days: Annotated[
        int, Between(0, 365), About("Fresh without an answer for so many days after certification.")
    ] = 14
    within: Literal["overall", "region"] = "overall"
    at_least_people: Annotated[int, Between(0, 1_000_000), About("Fewer people than this proves nothing.")] = 1
    each_market: bool = False


Criterion = (
    CertifiedShare
    | ManagersCertified
    | MaterialsApproved
    | TasksDone
    | SignOffs
    | ProofValid
    | ChecksClean
    | KnowledgeFresh
)


@entry
class Gate:
    """What must be true before the product may be sold. `waivable_by`: functions of which one may approve a waiver."""

    criteria: Annotated[Mapping[str, Criterion], NonEmpty()]
    population: Population = field(default_factory=Population)
    waivable_by: tuple[Function, ...] = ("leadership",)


@entry
class Reminders:
    """When people hear of what is asked of them; without this section, as the defaults say.

    Hours are of the clock where the person's market is. Nobody hears anything outside them, on a weekend or holiday of
    the market, or on leave: it waits for the next hour that is allowed.
    """

    off: Annotated[bool, About("True: nobody is reminded of this launch.")] = False
    days_before: Annotated[tuple[Days, ...], About("Reminded so many days before it is due.")] = (14, 3)
    every_days_after: Annotated[int, Between(1, 90), About("And once it is overdue, every so many days.")] = 7
    manager_after_days: Annotated[int, Between(1, 365), About("The manager hears after so many days overdue.")] = 7
    leader_after_days: Annotated[int, Between(1, 365), About("The sales leader hears after so many.")] = 21
    catch_up_days: Annotated[int, Between(0, 365), About("Days to take again what a change asks.")] = 7
    from_hour: Annotated[int, Between(0, 23), About("The first hour in which anybody hears anything.")] = 8
    until_hour: Annotated[int, Between(1, 24), About("The hour from which nobody does any more.")] = 18
    most_a_week: Annotated[int, Between(1, 7), About("Messages to one person in seven days.")] = 3


_AS_USUAL = Reminders()


@entry
class TaskChange:
    """A task added to the tier's playbook, or a change to the playbook's task of the same key."""

    key: Annotated[str, Key()]
    title: str | None = None
    stage: Annotated[str, OneOf(STAGES)] | None = None
    kind: Literal["human", "engine"] | None = None
    action: Annotated[str, About("human: draft, review, approve, publish, sign-off, do.")] | None = None
    owner: Annotated[str, Ref("team")] | None = None
    function: Function | None = None
    after: tuple[str, ...] | None = None
    days: Annotated[int, Between(0, 365), About("Business days of work.")] | None = None
    due_on: date | None = None
    concerns: tuple[Annotated[str, OneOf(CONCERNS)], ...] | None = None
    skip: Annotated[str, About("Why this task is not needed.")] | None = None


@entry
class Measure:
    """One line of the joint scorecard (field S7)."""

    key: Annotated[str, Key()]
    name: str
    kind: Literal["leading", "lagging"]
    owners: Annotated[tuple[Function, ...], NonEmpty()]
    target: str
    source: str = ""


@entry
class Launch:
    """One launch definition. `key` is the folder's name and must agree with it."""

    readiness: Annotated[int, Between(1, 1), About("Version of this file format.")]
    key: str
    product: Product
    tier: Annotated[int, Between(1, 3), About("1 = new market or company-wide; 2 = major; 3 = minor.")]
    owner: Annotated[str, Ref("team")]
    launch_on: date
    release_on: date | None = None
    starts_on: Annotated[date, About("No task may be due before this day.")] | None = None
    include: tuple[str, ...] = ()
    markets: Annotated[Mapping[str, Market], NonEmpty()]
    blackouts: Mapping[str, Blackout] = field(default_factory=_none)
    team: Annotated[Mapping[str, Member], NonEmpty()]
    facts: Mapping[str, Fact] = field(default_factory=_none)
    segments: Mapping[str, Segment] = field(default_factory=_none)
    personas: Mapping[str, Persona] = field(default_factory=_none)
    requirements: Mapping[str, Requirement] = field(default_factory=_none)
    competitors: Mapping[str, Competitor] = field(default_factory=_none)
    capabilities: Mapping[str, Capability] = field(default_factory=_none)
    proof_points: Mapping[str, ProofPoint] = field(default_factory=_none)
    value_propositions: Mapping[str, ValueProposition] = field(default_factory=_none)
    objections: Mapping[str, Objection] = field(default_factory=_none)
    decision_process: Mapping[str, DecisionStep] = field(default_factory=_none)
    conversations: Mapping[str, Conversation] = field(default_factory=lambda: FIVE_CONVERSATIONS)
    modules: Mapping[str, Module] = field(default_factory=_none)
    items: Mapping[str, Item] = field(default_factory=_none)
    quizzes: Mapping[str, Quiz] = field(default_factory=_none)
    role_plays: Mapping[str, RolePlay] = field(default_factory=_none)
    certifications: Mapping[str, Certification] = field(default_factory=_none)
    gate: Gate
    reminders: Reminders = quiet(_AS_USUAL)
    tasks: Mapping[str, TaskChange] = field(default_factory=_none)
    measures: Mapping[str, Measure] = field(default_factory=_none)
