import importlib

import pytest

from readiness.ground.errors import OutsideFailure
from readiness.ground.extras import extra


def test_a_missing_library_is_named_with_what_needs_it_and_how_to_get_it() -> None:
    with pytest.raises(OutsideFailure) as told, extra("assessment", "statistics of questions need"):
        importlib.import_module("a_library_that_nobody_has")
    assert told.value.message == "statistics of questions need a_library_that_nobody_has, which is not installed."
    assert told.value.hint == "Install the extra: pip install 'launch-readiness[assessment]'"


def test_a_library_that_is_there_is_simply_there() -> None:
    with extra("assessment", "nothing needs"):
        assert importlib.import_module("json").dumps(1) == "1"
