"""The statistics of published answers are the published statistics."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.domain.item_analysis.classical import analyse
from tests.domain import published_statistics as known


def test_lsat_6_has_the_published_facilities() -> None:
    assert [item.facility for item in analyse(known.lsat_6()).items] == [0.924, 0.709, 0.553, 0.763, 0.870]


def test_lsat_6_has_the_published_consistency_and_standard_error() -> None:
    quiz = analyse(known.lsat_6()).quiz
    assert quiz.attempts == 1000
    assert quiz.kr20 == quiz.consistency == pytest.approx(0.2950, abs=5e-5)
    assert quiz.standard_error == pytest.approx(0.869, abs=5e-4)
    assert quiz.standard_error == pytest.approx(quiz.sd * quiz.error_ratio)


def test_lsat_6_has_the_published_rest_score_correlations() -> None:
    found = [item.item_rest for item in analyse(known.lsat_6()).items]
    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)


def _quiz_items():
    marks = np.array(known.QUIZ_MARKS)
    assert marks.sum(axis=1) == pytest.approx(known.QUIZ_TOTALS)
    return analyse(known.table(marks, known.QUIZ_MAXIMA)).items


@pytest.mark.parametrize(
    ("name", "published", "per"),
    [
        ("facility", known.QUIZ_FACILITY, 100),
        ("effective_weight", known.QUIZ_EFFECTIVE_WEIGHT, 100),
        ("discrimination_index", known.QUIZ_DISCRIMINATION, 100),
        ("discriminative_efficiency", known.QUIZ_EFFICIENCY, 100),
    ],
)
def test_the_learning_systems_quiz_has_its_published_figures(name: str, published: tuple, per: float) -> None:
    for item, expected in zip(_quiz_items(), published, strict=True):
        if item.weight == 0 and name == "facility":
            continue  # worth nothing: there a mark has no share
        found = getattr(item, name)
        assert (found is None) == (expected is None), item.key
        if expected is not None:
            assert found * per == pytest.approx(expected, abs=1e-6), item.key


def test_the_learning_systems_quiz_has_its_published_standard_deviations() -> None:
    for item, expected in zip(_quiz_items(), known.QUIZ_SD, strict=True):
        if expected is not None:
            assert item.sd * item.weight * 1000 == pytest.approx(expected, abs=1e-6), item.key


def test_the_quiz_with_random_questions_has_its_published_items() -> None:
    items = analyse(known.table(np.array(known.RANDOM_MARKS))).items
    for item, (facility, sd, weight, index, efficiency) in zip(items, known.RANDOM_ITEMS, strict=True):
        assert item.facility == pytest.approx(facility, rel=1e-6)
        assert item.sd == pytest.approx(sd, rel=1e-6)
        assert item.effective_weight * 100 == pytest.approx(weight, rel=1e-5)
        assert item.discrimination_index * 100 == pytest.approx(index, rel=1e-5)
        assert item.discriminative_efficiency * 100 == pytest.approx(efficiency, rel=1e-5)


def test_the_quiz_with_random_questions_has_its_published_moments_and_consistency() -> None:
    quiz = analyse(known.table(np.array(known.RANDOM_MARKS))).quiz
    for name, expected in known.RANDOM_QUIZ.items():
        assert getattr(quiz, name) == pytest.approx(expected, rel=1e-6), name
    assert quiz.kr20 is None
