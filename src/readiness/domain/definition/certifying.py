"""What a role must have done, for how long it holds, how it is renewed and kept fresh."""

from typing import Annotated

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Claim, Key, Ref
from readiness.ground.fingerprint import QUIET, quiet
from readiness.ground.frozen import field


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
