from __future__ import annotations

from readiness.ground.errors import DefinitionError, Problem, ReadinessError, Unusable, Where


def test_a_problem_reads_place_level_code_message_fix():
    problem = Problem("RD007", "'pass_fraction' 80 is above 1.", "Write 0.8.", Where("launch.yaml", 41, 7))
    assert str(problem) == "launch.yaml:41:7: error RD007: 'pass_fraction' 80 is above 1. Write 0.8."


def test_a_place_may_be_a_line_or_a_file():
    assert str(Where("a.csv", 3)) == "a.csv:3"
    assert str(Where("a.csv")) == "a.csv"


def test_an_error_tells_all_its_problems_and_the_hint_last():
    error = DefinitionError("two problems.", problems=[Problem("A1", "one."), Problem("A2", "two.")], hint="Mend both.")
    assert str(error).splitlines() == ["two problems.", "  error A1: one.", "  error A2: two.", "Mend both."]


def test_unusable_is_a_definition_error_is_a_readiness_error():
    assert issubclass(Unusable, DefinitionError)
    assert issubclass(DefinitionError, ReadinessError)
