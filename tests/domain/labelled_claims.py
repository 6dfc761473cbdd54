"""The labelled document claims, and how often the rules judge them as people did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from readiness.domain.conformance.conform import MessageOfLaunch
from readiness.domain.conformance.document import Document, Passage, Place
from readiness.domain.conformance.nearness import Nearness
from readiness.domain.definition.model import Launch
from readiness.wiring.files import open_launch_files

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
ON: Final = date(2018, 3, 22)
SENTENCES: Final[Mapping[str, Sequence[str]]] = yaml.safe_load(
    (HERE / "labelled_document_claims.yaml").read_text("utf-8")
)
QUESTIONS: Final = (
    ("off the map", "off_map", ("on_map",), ("CF121",)),
    ("off the map, against the map in other words", "off_map", ("on_map_in_other_words",), ("CF121",)),
    ("figures that contradict the map", "contradicts", ("agrees",), ("CF111",)),
    ("figures that the map does not have", "missing", ("agrees",), ("CF111", "CF112")),
    ("competitors said to lack what they have", "denies_wrongly", ("denies_rightly",), ("CF141",)),
    ("unique and not", "unique_wrongly", ("unique_rightly",), ("CF142",)),
    ("sums that are wrong", "wrong_sum", ("right_sum",), ("CF151",)),
)
"""What is asked, the list in which it is so, the lists in which it is not, and the codes that say it is."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of `of` sentences in which it is so `found` are found; of `of_others` in which it is not, `wrong` are."""

    what: str
    found: int
    of: int
    wrong: int
    of_others: int
    missed: tuple[str, ...]
    wrongly: tuple[str, ...]

    @property
    def precision(self) -> str:
        return f"{self.found} of {self.found + self.wrong}"

    @property
    def recall(self) -> str:
        return f"{self.found} of {self.of}"


OTHER_INDUSTRIES: Final = HERE / "other_industries"
OF_ORDER: Final = frozenset(("CF121", "CF131", "CF132"))
"""What a sentence by itself is not labelled for."""


@dataclass(frozen=True, slots=True)
class MeasuredCode:
    """How often a rule was right on the sentences of other industries; `judged_otherwise` are those it was not."""

    code: str
    found: int
    missed: int
    wrongly: int
    judged_otherwise: tuple[str, ...]

    @property
    def precision(self) -> str:
        return f"{self.found} of {self.found + self.wrongly}"

    @property
    def recall(self) -> str:
        return f"{self.found} of {self.found + self.missed}"


def measured_elsewhere() -> tuple[int, tuple[MeasuredCode, ...]]:
    """How many sentences, and one for each rule that is labelled or told, in order."""
    labelled = yaml.safe_load((OTHER_INDUSTRIES / "claims.yaml").read_text("utf-8"))
    files, judged = open_launch_files(OTHER_INDUSTRIES), []
    for key, sentences in labelled.items():
        launch = files.read(key).launch
        assert launch is not None
        message = MessageOfLaunch(launch, launch.launch_on)
        for one in sentences:
            found = {finding.code for finding in message.held_against(document_of(one["says"])).findings} - OF_ORDER
            judged.append((one["says"], frozenset(one.get("is", ())), found))
    codes = sorted({code for _, wanted, found in judged for code in wanted | found})
    return len(judged), tuple(
        MeasuredCode(
            code,
            sum(code in wanted & found for _, wanted, found in judged),
            sum(code in wanted - found for _, wanted, found in judged),
            sum(code in found - wanted for _, wanted, found in judged),
            tuple(said for said, wanted, found in judged if code in wanted ^ found),
        )
        for code in codes
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A Nearness that was worked out before: how near each sentence is to the map, by its text."""

    scores: Mapping[str, float]
    off_below: float
    most_characters: int = 1_000_000
    measure: str = "by meaning"

    def nearest(self, texts: Sequence[str], groups: Sequence[Sequence[str]]) -> list[list[float]]:
        return [[self.scores[text]] * len(groups) for text in texts]


@cache
def sample() -> Launch:
    launch = open_launch_files(ROOT).read("gitlab-cicd-for-github").launch
    assert launch is not None
    return launch


def meaning_scores() -> dict[str, float]:
    """Sentence → nearness to the nearest entry of the map, as the model gave it."""
    read: dict[str, float] = json.loads((HERE / "labelled_document_nearness.json").read_text("utf-8"))
    return read


def measured(nearness: Nearness | None = None) -> tuple[Measured, ...]:
    """One for each question, in order; with another measure only those that ask for nearness."""
    message = MessageOfLaunch(sample(), ON, nearness)
    asked = [one for one in QUESTIONS if nearness is None or "CF121" in one[3]]
    return tuple(_measured(message, *one) for one in asked)


def _measured(
    message: MessageOfLaunch, what: str, label: str, others: tuple[str, ...], codes: tuple[str, ...]
) -> Measured:  # fmt: skip
    yes = SENTENCES[label]
    no = [sentence for other in others for sentence in SENTENCES[other]]
    missed = tuple(one for one in yes if not found_in(message, one, codes))
    wrongly = tuple(one for one in no if found_in(message, one, codes))
    return Measured(what, len(yes) - len(missed), len(yes), len(wrongly), len(no), missed, wrongly)


def document_of(*texts: str) -> Document:
    """A text of these paragraphs, a line each."""
    passages = tuple(Passage(text, Place("line", number)) for number, text in enumerate(texts, start=1))
    return Document(name="a.txt", form="text", passages=passages)


def found_in(message: MessageOfLaunch, sentence: str, codes: Sequence[str]) -> bool:
    return any(one.code in codes for one in message.held_against(document_of(sentence)).findings)
