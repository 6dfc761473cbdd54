"""Every piece of material of a launch: what it is made of and the fingerprint of that, before any text is made.

The plan and the rendering both ask `materials_for`, so what the plan says will be rendered is what is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from readiness.domain.definition.assessment import Item, Quiz, RolePlay, RubricCategory
from readiness.domain.definition.model import Launch
from readiness.domain.materials import views
from readiness.domain.materials.battlecard import battlecard
from readiness.domain.materials.calculator import calculator_page
from readiness.domain.materials.modules import audience, audiences, teaching
from readiness.domain.materials.spec import KINDS, MaterialSpec, material
from readiness.domain.materials.views import Json
from readiness.domain.messaging.claims import claim_title
from readiness.domain.quiz.answers import limits_said
from readiness.domain.quiz.forms import pool
from readiness.domain.quiz.items import MARKED_BY_HAND

TEMPLATES = {
    "value-proposition-sheet": "value-proposition-sheet.md.j2",
    "objection-cards": "objection-cards.md.j2",
    "battlecard": "battlecard.md.j2",
    "calculator": "calculator.md.j2",
    "role-play": "role-plays/role-play.md.j2",
    "quiz": "quizzes/quiz.md.j2",
}
"""The template of each kind, under `training_templates/`; a module names its own."""

EVERYBODY = "everybody"
"""The audience part of a module's key when no certification asks for the module."""

TemplateFingerprints = Callable[[str], str]


def materials_for(
    launch: Launch,
    accepted: Sequence[Item],
    template_fingerprints: TemplateFingerprints,
    kinds: Collection[str] = KINDS,
) -> tuple[MaterialSpec, ...]:
    """Every piece of `launch` of these kinds, in the order of the kinds and then of the file.

    `accepted` are the drafted items a trainer took; `template_fingerprints` gives a template's fingerprint by name and
    may raise DefinitionError, which goes through.
    """
    made: Mapping[str, Callable[[], Iterator[MaterialSpec]]] = {
        "value-proposition-sheet": lambda: _sheets(launch, template_fingerprints),
        "objection-cards": lambda: _cards(launch, template_fingerprints),
        "battlecard": lambda: _battlecards(launch, template_fingerprints),
        "calculator": lambda: _calculators(launch, template_fingerprints),
        "module": lambda: _modules(launch, accepted, template_fingerprints),
        "role-play": lambda: _role_plays(launch, template_fingerprints),
        "quiz": lambda: _quizzes(launch, accepted, template_fingerprints),
    }
    return tuple(spec for kind in KINDS if kind in kinds for spec in made[kind]())


def module_key(module: str, certification: str | None) -> str:
    """The key of a module as rendered for one certification: `how-we-differ.account-executive`."""
    return f"{module}.{certification or EVERYBODY}"


def module_template(template: str) -> str:
    """The file of a module's template, under `training_templates/`."""
    return f"modules/{template}.md.j2"


def module_material(
    launch: Launch,
    module: str,
    certification: str | None,
    accepted: Sequence[Item],
    template_fingerprints: TemplateFingerprints,
) -> MaterialSpec:
    """One module as one role reads it. Raises KeyError for a module or certification that does not exist."""
    entry = launch.modules[module]
    template = module_template(entry.template)
    context = {
        **teaching(launch, entry),
        "audience": audience(launch, entry, certification, accepted) if certification else None,
    }
    return material(
        "module",
        module_key(module, certification),
        entry.title,
        template,
        context,
        template_fingerprints(template),
    )


def role_play_material(launch: Launch, key: str, template_fingerprints: TemplateFingerprints) -> MaterialSpec:
    """One role-play, which everybody in it reads alike. Raises KeyError for one that does not exist."""
    entry, template = launch.role_plays[key], TEMPLATES["role-play"]
    return material("role-play", key, entry.title, template, role_play(launch, entry), template_fingerprints(template))


def role_play(launch: Launch, entry: RolePlay) -> Json:
    """A role-play's brief and rubric: also what a person who is marked on it has been asked."""
    return {
        "scenario": entry.scenario,
        "persona": views.persona(launch.personas[entry.persona]) if entry.persona else None,
        "objections": [views.objection(launch, launch.objections[key]) for key in entry.objections],
        "pass_fraction": entry.pass_fraction,
        "rubric": _rubric(entry.rubric),
    }


def _rubric(rubric: Mapping[str, RubricCategory]) -> list[Json]:
    return [
        {"name": c.name, "weight": c.weight, "must_pass": c.must_pass, "anchors": _levels(c)} for c in rubric.values()
    ]


def _levels(category: RubricCategory) -> list[str]:
    """What each level looks like, with its points where the file gives them."""
    if len(category.points) != len(category.anchors):
        return list(category.anchors)
    return [f"{anchor} ({points:g} points)" for anchor, points in zip(category.anchors, category.points, strict=True)]


def quiz(launch: Launch, entry: Quiz, accepted: Sequence[Item]) -> Json:
    """A quiz with every question it may ask, and the answers."""
    questions = pool(entry, launch, accepted)
    return {
        "pass_fraction": entry.pass_fraction,
        "attempts": entry.attempts,
        "cool_down_hours": entry.cool_down_hours,
        "time_limit_minutes": entry.time_limit_minutes,
        "draws": [
            {
                "count": draw.count,
                "of": draw.section.replace("_", " ") if draw.section else None,
                "claims": [claim_title(launch, claim) for claim in draw.claims],
            }
            for draw in entry.blueprint
        ],
        "questions": [_question(launch, item, fixed=item.key in entry.items) for item in questions],
    }


def _question(launch: Launch, item: Item, *, fixed: bool) -> Json:
    return {
        "key": item.key,
        "kind": item.kind,
        "situation": item.situation,
        "stem": item.stem,
        "fixed": fixed,
        "must_pass": item.must_pass,
        "weight": item.weight,
        "options": [
            {
                "text": option.text,
                "fraction": option.fraction if option.fraction is not None else float(option.correct),
                "feedback": option.feedback,
            }
            for option in item.options
        ],
        "truth": item.truth,
        "number": item.number,
        "tolerance": item.tolerance,
        "unit": item.unit if item.kind == "numeric" else "",
        "accept": list(item.accept),
        "pairs": [{"left": pair.left, "right": pair.right} for pair in item.pairs],
        "order": list(item.order),
        "feedback": item.feedback,
        "source": item.source,
        "tests": [{"claim": claim, "says": claim_title(launch, claim)} for claim in item.tests],
        **({"essay": _essay(item)} if item.kind in MARKED_BY_HAND else {}),
    }


def _essay(item: Item) -> Json:
    """What people mark it on. `steps` 0 = on the rubric."""
    return {
        "notes": item.grader_notes,
        "rubric": _rubric(item.rubric),
        "steps": 0 if item.rubric else item.mark_steps,
        "limits": limits_said(item.min_words, item.max_words),
        "template": item.response_template,
    }


def _sheets(launch: Launch, template_fingerprints: TemplateFingerprints) -> Iterator[MaterialSpec]:
    template = TEMPLATES["value-proposition-sheet"]
    for key, persona in launch.personas.items():
        context = {
            "supplier": launch.product.supplier,
            "persona": {
                **views.persona(persona),
                "questions": list(persona.questions),
                "segments": [launch.segments[name].name for name in persona.segments],
            },
            "problems": [views.requirement(r) for r in launch.requirements.values() if key in r.felt_by],
            "propositions": [
                views.value_proposition(launch, v) for v in launch.value_propositions.values() if key in v.personas
            ],
            "steps": [views.decision_step(launch, s) for s in launch.decision_process.values() if key in s.who],
            "objections": [views.objection(launch, o) for o in launch.objections.values() if key in o.personas],
        }
        title = f"{persona.name}, {persona.title}"
        yield material("value-proposition-sheet", key, title, template, context, template_fingerprints(template))


def _cards(launch: Launch, template_fingerprints: TemplateFingerprints) -> Iterator[MaterialSpec]:
    if not launch.objections:
        return
    template = TEMPLATES["objection-cards"]
    context = {"objections": [{**views.objection(launch, o), "kind": o.kind} for o in launch.objections.values()]}
    yield material(
        "objection-cards", "all", "What buyers say, and what to answer", template, context,
        template_fingerprints(template),
    )  # fmt: skip


def _battlecards(launch: Launch, template_fingerprints: TemplateFingerprints) -> Iterator[MaterialSpec]:
    template = TEMPLATES["battlecard"]
    for key, entry in launch.competitors.items():
        title = f"Beside {entry.name}" if entry.kind == "partner" else f"Against {entry.name}"
        yield material("battlecard", key, title, template, battlecard(launch, key), template_fingerprints(template))


def _calculators(launch: Launch, template_fingerprints: TemplateFingerprints) -> Iterator[MaterialSpec]:
    template = TEMPLATES["calculator"]
    for key, entry in launch.calculators.items():
        yield material(
            "calculator", key, entry.name, template, calculator_page(launch, key), template_fingerprints(template)
        )


def _modules(
    launch: Launch, accepted: Sequence[Item], template_fingerprints: TemplateFingerprints
) -> Iterator[MaterialSpec]:
    for key, entry in launch.modules.items():
        for certification in audiences(launch, entry) or (None,):
            yield module_material(launch, key, certification, accepted, template_fingerprints)


def _role_plays(launch: Launch, template_fingerprints: TemplateFingerprints) -> Iterator[MaterialSpec]:
    for key in launch.role_plays:
        yield role_play_material(launch, key, template_fingerprints)


def _quizzes(
    launch: Launch, accepted: Sequence[Item], template_fingerprints: TemplateFingerprints
) -> Iterator[MaterialSpec]:
    template = TEMPLATES["quiz"]
    for key, entry in launch.quizzes.items():
        yield material(
            "quiz", key, entry.title, template, quiz(launch, entry, accepted), template_fingerprints(template)
        )
