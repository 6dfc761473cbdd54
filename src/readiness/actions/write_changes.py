"""What changed in each module since each earlier version is in the output folder, beside the module itself."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.materials.changes_page import CHANGES_TEMPLATE, changes_page
from readiness.domain.materials.delta import module_delta
from readiness.domain.materials.publication import Publication
from readiness.domain.materials.seal import sealed
from readiness.store import launches, materials
from readiness.store.published_modules import definition_published


@dataclass(frozen=True, slots=True)
class _Step:
    """From one published version of a module to the one that stands."""

    since: Publication
    between: tuple[Publication, ...]
    before: Launch
    after: Launch

    @property
    def version(self) -> int:
        return self.between[-1].version


def write_changes(context: Context, *, launch: str) -> tuple[str, ...]:
    """For every published module a file for each version from which somebody may catch up with the one that stands.

    Returns their names (`module/core.since-1`), sorted. Versions before a `recertify` have none: from there the whole
    module is read. Files that stand already as they should are left alone. Raises NotApplied, DefinitionError for a
    template that fails, OutsideFailure when the disk refuses.
    """
    with context.database.reading() as session:
        launches.require_version(session, launch)
        log = [one for one in materials.publications(session, launch) if one.kind == "module"]
        steps: list[_Step] = []
        gone: list[Publication] = []
        for key in dict.fromkeys(one.key for one in log):
            versions = [one for one in log if one.key == key]
            after = definition_published(session, versions[-1])
            for place, since in enumerate(versions[:-1]):
                between = tuple(versions[place + 1 :])
                before = definition_published(session, since)
                if after and before and not any(one.change == "recertify" for one in between):
                    steps.append(_Step(since, between, before, after))
                else:
                    gone.append(since)
    for since in gone:
        for ending in ("md", "html"):
            context.outputs.remove(launch, f"{_name(since)}.{ending}")
    return tuple(sorted(_write(context, step) for step in steps))


def _write(context: Context, step: _Step) -> str:
    key, launch = step.since.key, step.after
    page = changes_page(
        launch, module_delta(step.before, launch, key), module=key, since=step.since.version, version=step.version,
        notes=[one.note for one in step.between if one.note],
    )  # fmt: skip
    name = _name(step.since)
    text = context.templates.render(CHANGES_TEMPLATE, page)
    html = sealed(
        context.pages.page(
            text,
            title=f"{page['title']}: what changed · {launch.product.name}",
            kicker=f"Changes since version {step.since.version} · {launch.product.name}",
            note=f"{launch.key} · module/{key} · version {step.version}",
        )
    )
    for ending, wanted in (("md", text), ("html", html)):
        if context.outputs.read(launch.key, f"{name}.{ending}") != wanted:
            context.outputs.write(launch.key, f"{name}.{ending}", wanted)
    return name


def _name(since: Publication) -> str:
    return f"module/{since.key}.since-{since.version}"
