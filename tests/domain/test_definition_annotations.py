"""The annotations of the model are types: nothing has to be worked out of text while a file is read."""

from __future__ import annotations

import dataclasses

import pytest

from readiness.domain.definition.annotations import fields_of, hints
from readiness.domain.definition.assessment import Option
from readiness.domain.definition.model import Launch


@dataclasses.dataclass(frozen=True)
class OfText:
    """Its module makes text of annotations, as most modules here do."""

    title: str


def test_a_model_class_whose_annotations_are_text_is_refused_by_name():
    with pytest.raises(TypeError, match="OfText: types are wanted, not text, of title"):
        hints(OfText)


@pytest.mark.parametrize("model", [Launch, Option])
def test_every_field_of_a_model_class_has_its_type(model):
    assert [name for name, *_ in fields_of(model)] == [field.name for field in dataclasses.fields(model)]
    assert hints(Option)["correct"] is bool
