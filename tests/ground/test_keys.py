from __future__ import annotations

import pytest

from readiness.ground.keys import did_you_mean, is_key, nearest


@pytest.mark.parametrize("text", ["a", "9", "sold-alone", "a" * 64, "tier-1"])
def test_these_are_keys(text):
    assert is_key(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "A", "a_b", "a b", "a" * 65, "ä", "a\n", "../x"])
def test_these_are_not(text):
    assert not is_key(text)


def test_the_nearest_name_is_suggested():
    assert nearest("objektions", ["objections", "modules"]) == "objections"
    assert did_you_mean("objektions", ["objections", "modules"]) == "Did you mean 'objections'?"


def test_without_a_near_name_the_known_ones_are_listed():
    assert did_you_mean("zzz", ["b", "a"]) == "Known: a, b."
    assert did_you_mean("zzz", [f"k{i}" for i in range(20)]).endswith(", ….")


def test_without_any_name_nothing_is_said():
    assert did_you_mean("zzz", []) == ""
