"""The materials of a definition in memory: `plan` proves by them that they can be made, `apply` keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import materials_for
from readiness.domain.materials.spec import KIND_NAMES, KINDS, REVIEWERS_ONLY, MaterialSpec, file_name
from readiness.ground.errors import DefinitionError, Problem
from readiness.ports import Templates

INDEX = "index.html"
INDEX_TEMPLATE = "index.md.j2"

Name = tuple[str, str]
"""Kind and key of a piece."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """Every piece that is asked for; `texts` has the Markdown of those that do not stand already, by kind and key."""

    specs: tuple[MaterialSpec, ...]
    texts: Mapping[Name, str]


def draft_materials(
    templates: Templates,
    definition: Launch,
    *,
    accepted: Sequence[Item],
    standing: Mapping[Name, str],
    kinds: tuple[str, ...] = KINDS,
    made_of: frozenset[str] | None = None,
) -> Drafted:
    """Every piece of these kinds; those whose fingerprint is not the one in `standing` are rendered, and with `made_of`
    only those that are made of one of these templates.

    Writes nothing. All kinds together prove that the folder's first page can be made, too. Raises DefinitionError with
    every problem of every template, each once.
    """
    tries = _Tries(templates)
    specs = materials_for(definition, accepted, tries.fingerprint, kinds)
    new = [
        spec
        for spec in specs
        if standing.get((spec.kind, spec.key)) != spec.fingerprint and tries.wants(spec.template, made_of)
    ]
    texts: dict[Name, str] = {
        (spec.kind, spec.key): tries.text(spec.template, spec.context, spec.fingerprint) for spec in new
    }
    if (new or made_of) and kinds == KINDS and tries.wants(INDEX_TEMPLATE, made_of):
        tries.text(INDEX_TEMPLATE, index_context(definition, [(s.kind, s.key, s.title) for s in specs]))
    tries.give_up()
    return Drafted(specs, texts)


def index_context(definition: Launch, pieces: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """What the folder's first page shows of these pieces (kind, key, title): those that reps may read.

    Modules stand under the role they are for.
    """
    pages: dict[str, list[dict[str, str]]] = {}
    roles = {key: f"Training modules: {entry.name}" for key, entry in definition.certifications.items()}
    for kind, key, title in pieces:
        heading = KIND_NAMES[kind]
        if kind == "module":
            heading = roles.get(key.partition(".")[2], "Training modules: everybody")
        pages.setdefault(heading, []).append({"title": title, "path": file_name(kind, key, "html")})
    for_reps = [KIND_NAMES[kind] for kind in KINDS if kind not in REVIEWERS_ONLY]
    where = for_reps.index(KIND_NAMES["module"])
    for_reps[where : where + 1] = [*roles.values(), "Training modules: everybody"]
    groups = [{"heading": heading, "pages": pages[heading]} for heading in for_reps if heading in pages]
    return {"product": {"name": definition.product.name}, "groups": groups}


@dataclass(slots=True)
class _Tries:
    """Asks the templates one by one and goes on after a fault, so that all of them are told at once."""

    found_in: Templates
    problems: dict[Problem, None] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, bool] = field(default_factory=dict)

    def fingerprint(self, name: str) -> str:
        if name not in self.templates:
            self.templates[name] = ""
            try:
                self.templates[name] = self.found_in.fingerprint(name)
            except DefinitionError as error:
                self.problems.update(dict.fromkeys(error.problems))
        return self.templates[name]

    def wants(self, name: str, made_of: frozenset[str] | None) -> bool:
        """What every piece is made of is looked for once."""
        if made_of is None:
            return True
        if name not in self.wanted:
            self.wanted[name] = self.found_in.is_made_of(name, made_of)
        return self.wanted[name]

    def text(self, template: str, shown: Mapping[str, Any], made_of: str = "") -> str:
        try:
            return self.found_in.render(template, shown, made_of=made_of)
        except DefinitionError as error:
            self.problems.update(dict.fromkeys(error.problems))
            return ""

    def give_up(self) -> None:
        if self.problems:
            raise DefinitionError("the training templates cannot be rendered as they are.", problems=self.problems)
