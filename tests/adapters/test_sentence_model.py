"""Our own arithmetic of the sentence model gives what its publishers' gives, and another implementation of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.adapters.sentence_model import SentenceModel
from readiness.domain.conformance.message_sources import entries
from tests.domain.labelled_claims import meaning_scores, sample

PUBLISHED = (
    ("The cat sits outside", "The dog plays in the garden", 0.2838),
    ("A man is playing guitar", "A woman watches TV", -0.0327),
    ("The new movie is awesome", "The new movie is so great", 0.8939),
)
"""Cosines of all-MiniLM-L6-v2 as the documentation of Sentence Transformers shows them."""


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    return SentenceModel()


def test_pairs_are_as_near_as_is_published(model: SentenceModel) -> None:
    made = model.vectors([text for one, other, _ in PUBLISHED for text in (one, other)])
    assert [float(made[2 * n] @ made[2 * n + 1]) for n in range(3)] == pytest.approx(
        [near for *_, near in PUBLISHED], abs=6e-5
    )


def test_pairs_are_as_near_as_an_implementation_of_others_works_out(model: SentenceModel) -> None:
    read: dict[str, Any] = json.loads((Path(__file__).parent / "sentence_pairs.json").read_text("utf-8"))
    pairs = read["pairs"]
    assert len(pairs) == 60
    made = model.vectors([text for pair in pairs for text in (pair["one"], pair["other"])])
    found = [float(made[2 * n] @ made[2 * n + 1]) for n in range(len(pairs))]
    assert found == pytest.approx([pair["cosine"] for pair in pairs], abs=1e-4)


def test_the_maps_of_a_few_launches_are_kept_and_worked_out_once(model: SentenceModel) -> None:
    first = model.nearest(["A word."], [["One map."]])
    assert [model.nearest(["A word."], [[f"Map {n}."]])[0][0] > 0 for n in range(5)] == [True] * 5
    assert model.nearest(["A word."], [["One map."]]) == first


def test_a_sentence_is_the_same_alone_and_among_longer_ones(model: SentenceModel) -> None:
    alone = model.vectors(["A short one."])[0]
    among = model.vectors(["A short one.", "A much longer sentence that goes on and on about builds and pipelines."])[0]
    assert float(alone @ among) == pytest.approx(1.0, abs=1e-5)


def test_a_group_is_as_near_as_its_nearest_sentence_and_an_empty_one_is_far(model: SentenceModel) -> None:
    ((near, none),) = model.nearest(
        ["The new movie is awesome"], [["A woman watches TV", "The new movie is so great"], []]
    )
    assert (near, none) == (pytest.approx(0.8939, abs=6e-5), 0.0)


def test_the_written_nearness_of_the_labelled_claims_is_what_the_model_gives(model: SentenceModel) -> None:
    written = dict(list(meaning_scores().items())[::8])
    groups = [entry.texts for entry in entries(sample())]
    found = [max(row) for row in model.nearest(list(written), groups)]
    assert found == pytest.approx(list(written.values()), abs=2e-4)
