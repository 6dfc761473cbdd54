"""The forms of a launch's quizzes: what each asks, how alike they are, who was given which, and what the bank lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item, ParallelForms, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.form_assembly.assembly import Assembly, Told, basis_of
from readiness.domain.form_assembly.choosing import most_times
from readiness.domain.form_assembly.expectation import doubted, expectations
from readiness.domain.form_assembly.needs import Need, at_hand, forms_problems, serve, told
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.forms import always_in, blueprint_problems, fits, pool, wanted
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.errors import NotAllowed, NotFound, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.reports.message_map import standing_definition
from readiness.store import form_assemblies, quizzes
from readiness.store.item_use import first_answers

LATELY = 100
"""Attempts that exposure is counted over where the quiz names no number."""


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One draw of the blueprint: it takes `count` of `wanted`; `fitting` items of the pool would do."""

    place: int
    wanted: str
    count: int
    fitting: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form. `shares`: drawn items that it has in common with each other form, by its number.

    `expected` None = nothing is known. `known` of its items have an estimate or enough answers; the others count as the
    average of those. `given`: how many of the attempts that were counted were given it.
    """

    number: int
    items: tuple[str, ...]
    drawn: tuple[str, ...]
    expected: float | None
    known: int
    shares: Mapping[int, int]
    given: int = 0


@dataclass(frozen=True, slots=True)
class Exposed:
    """How many of the counted attempts asked an item."""

    item: str
    asked: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Forms put together: all of `Assembly`, shaped for reading. `kept_at` None = a preview, nothing is kept.

    `knows`: of how many items what is expected is known from answers, from an estimate, or taken as the average.
    """

    seed: str
    forms: tuple[FormLine, ...]
    uses: int
    shared: int
    apart: float | None
    is_proven: bool
    knows: Mapping[Told, int]
    kept_at: datetime | None = None
    kept_by: str = ""

    @property
    def footing(self) -> str:
        """What the expected means rest on, and how far apart they are as far as that can be said, in sentences."""
        if self.apart is None:
            return "How hard they are is not known: no question has an estimate or enough answers."
        guessed = self.knows.get("average", 0)
        known = sum(self.knows.values()) - guessed
        says: Mapping[Told, str] = {"answers": "from first attempts", "estimate": "estimated in the file"}
        told = " and ".join(f"{self.knows[name]} {words}" for name, words in says.items() if self.knows.get(name))
        points = "less than 0.1" if self.apart < 0.001 else f"{self.apart * 100:.1f}"
        if not guessed:
            return f"Expected means are {points} percentage points apart at most ({told})."
        rest = "counts as their average" if guessed == 1 else "count as their average"
        if guessed > known:
            return (
                f"How hard most questions are is not known: {told}; the other {guessed} {rest}, so how alike the forms "
                "are is a guess. Write difficulty: for them, or wait for 30 first attempts each."
            )
        return f"Expected means are about {points} percentage points apart ({told}; the other {guessed} {rest})."


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizForms:
    """One quiz. `asks` None = every attempt draws its own form; `sheet` None = no forms are kept for it as it reads.

    `length`: items of one form, None while none can be built. `always` stand in every form. `problems` say why it has
    none (RD311 to RD314), with what to add. `counted` attempts were looked at for `exposed`, the most exposed first;
    `may_ask` is how many of those the cap lets ask a drawn item, None = no cap. `doubted` are items that people find
    easier or harder than the file says. `stems` say what each question of the pool asks, by key.
    """

    key: str
    title: str
    asks: ParallelForms | None
    attempts: int
    blueprint: tuple[DrawLine, ...]
    always: tuple[str, ...]
    length: int | None
    pool: int
    problems: tuple[Problem, ...]
    needs: tuple[Need, ...]
    sheet: Sheet | None
    counted: int = 0
    exposed: tuple[Exposed, ...] = ()
    may_ask: int | None = None
    doubted: tuple[Problem, ...] = ()
    stems: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchForms:
    launch: str
    name: str
    is_applied: bool
    quizzes: tuple[QuizForms, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the record says; empty before the first apply."""

    accepted: tuple[Item, ...] = ()
    answers: Mapping[str, tuple[int, float]] = field(default_factory=lambda: MappingProxyType({}))


def quiz_forms(context: Context, *, launch: str, quiz: str = "", is_team: bool | None = None) -> LaunchForms:
    """Every quiz of the launch as applied, or one; before the first apply, as the file has them.

    `is_team` True: the door has seen to it that whoever asks may see which items are asked; None: they are of the
    launch's team. Raises NotFound, NotAllowed.
    """
    definition, is_applied = standing_definition(context, launch=launch)
    if not (may_see_keys(definition, context.actor) if is_team is None else is_team):
        raise NotAllowed(
            f"which items a form asks is for the team of '{launch}'.", hint="Pass --by, or set READINESS_BY."
        )
    if quiz and quiz not in definition.quizzes:
        raise NotFound(f"launch '{launch}' has no quiz '{quiz[:80]}'.", hint=did_you_mean(quiz, definition.quizzes))
    asked = [one for one in definition.quizzes.values() if quiz in ("", one.key)]
    if not is_applied:
        return _launch(definition, is_applied, tuple(_quiz(definition, one, _Known()) for one in asked))
    with context.database.reading() as session:
        accepted = quizzes.accepted_items(session, launch, definition)
        known = _Known(accepted, first_answers(session, launch, (*definition.items.values(), *accepted)))
        return _launch(definition, is_applied, tuple(_quiz(definition, one, known, session) for one in asked))


def sheet_of(assembly: Assembly, given: Mapping[int, int] | None = None) -> Sheet:
    """Forms as they are read; `given` says how many attempts were given each."""
    drawn = {form.number: assembly.drawn(form) for form in assembly.forms}
    counts: dict[Told, int] = {}
    known = {one.item for one in assembly.expected if one.told != "average"}
    for one in assembly.expected:
        counts[one.told] = counts.get(one.told, 0) + 1
    return Sheet(
        seed=assembly.seed, uses=assembly.uses, shared=assembly.shared, apart=assembly.apart,
        is_proven=assembly.is_proven, knows=counts,
        forms=tuple(
            FormLine(
                form.number, form.items, drawn[form.number], form.expected, len(known.intersection(form.items)),
                {n: len(set(drawn[form.number]) & set(keys)) for n, keys in drawn.items() if n != form.number},
                (given or {}).get(form.number, 0),
            )
            for form in assembly.forms
        ),
    )  # fmt: skip


def _launch(definition: Launch, is_applied: bool, found: tuple[QuizForms, ...]) -> LaunchForms:  # noqa: FBT001
    return LaunchForms(launch=definition.key, name=definition.product.name, is_applied=is_applied, quizzes=found)


def _quiz(definition: Launch, quiz: Quiz, known: _Known, session: Session | None = None) -> QuizForms:
    items = pool(quiz, definition, known.accepted)
    always = always_in(quiz, items)
    served = serve(quiz, items)
    accepted = {item.key for item in known.accepted}
    waiting = [item for item in draft_items(definition) if item.key not in accepted] if served.needs else []
    needs = at_hand(quiz, definition, waiting, served.needs)
    expected = expectations(items, known.answers)
    problems = _problems(quiz, items, needs)
    made = QuizForms(
        key=quiz.key, title=quiz.title, asks=quiz.forms, attempts=quiz.attempts, pool=len(items),
        blueprint=tuple(
            DrawLine(place, wanted(draw), draw.count, sum(fits(draw, item) for item in items))
            for place, draw in enumerate(quiz.blueprint)
        ),
        always=tuple(item.key for item in always), problems=problems, needs=needs, sheet=None,
        length=None if problems else len(always) + sum(draw.count for draw in quiz.blueprint) - served.placed,
        doubted=doubted(items, expected), stems={item.key: item.stem for item in items},
    )  # fmt: skip
    if session is None or quiz.forms is None:
        return made
    return _with_kept(session, definition.key, made, quiz.forms, basis_of(quiz, fingerprint(items)))


def _problems(quiz: Quiz, items: Sequence[Item], needs: Sequence[Need]) -> tuple[Problem, ...]:
    """Why there is no form, or not so many; what to add is told with what is at hand."""
    found = blueprint_problems(quiz, items)
    if not found or quiz.forms is not None:
        return found or forms_problems(quiz, items, needs)
    fixes = {f"quizzes.{quiz.key}.blueprint.{need.place}": told(need) for need in needs}
    return tuple(replace(one, fix=fixes.get(one.path, one.fix)) for one in found)


def _with_kept(session: Session, launch: str, made: QuizForms, asks: ParallelForms, basis: str) -> QuizForms:
    kept = form_assemblies.kept(session, launch, made.key, basis)
    look_at = asks.exposure_attempts if asks.exposure_cap is not None else LATELY
    counted, asked = form_assemblies.exposure(session, launch, made.key, attempts=look_at)
    most = most_times(asks)
    exposed = tuple(
        Exposed(key, times, key not in made.always and times > most)
        for key, times in sorted(asked.items(), key=lambda one: (-one[1], one[0]))
    )
    sheet = None
    if kept is not None:
        given = form_assemblies.given(session, kept.id)
        sheet = replace(sheet_of(kept.assembly, given), kept_at=kept.at, kept_by=kept.by)
    cap = None if asks.exposure_cap is None else int(most)
    return replace(made, sheet=sheet, counted=counted, exposed=exposed, may_ask=cap)
