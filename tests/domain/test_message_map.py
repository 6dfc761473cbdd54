"""The message map: situations, what answers them, and every gap a rep would fall into."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from readiness.domain.definition.assessment import Module
from readiness.domain.definition.message import (
    Capability,
    Competitor,
    Conversation,
    Persona,
    ProofPoint,
    Requirement,
    ValueProposition,
)
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.situations import Gap, Situation, SituationRow, message_map, situations
from readiness.domain.messaging.talks import coverage
from tests.materials_world import ATLAS

DAY = date(2018, 3, 1)


def launch(**changes) -> Launch:
    return replace(ATLAS, **changes)


def row(definition: Launch, competitor: str | None, on: date = DAY, requirement: str = "late") -> SituationRow:
    found = message_map(definition, on).rows
    return next(one for one in found if one.situation == Situation(requirement, competitor))


def gaps(definition: Launch, competitor: str | None = "rival", on: date = DAY) -> list[str]:
    return [gap.kind for answer in row(definition, competitor, on).answers for gap in answer.gaps]


def proposition(**changes) -> dict[str, ValueProposition]:
    return {"on-time": replace(ATLAS.value_propositions["on-time"], **changes)}


def test_situations_are_requirements_against_each_rival_and_nobody() -> None:
    assert situations(ATLAS) == (Situation("late", "rival"), Situation("late", None))


def test_a_partner_is_a_situation_only_when_a_proposition_names_it() -> None:
    named = launch(value_propositions=proposition(competitors=("friend",)))
    assert Situation("late", "friend") in situations(named)


def test_without_requirements_there_is_no_situation() -> None:
    found = message_map(launch(requirements={}, value_propositions={}), DAY)
    assert (found.rows, found.propositions, found.unanswered) == ((), (), ())


def test_a_proposition_answers_the_competitors_it_names_and_no_other_situation() -> None:
    assert [answer.proposition for answer in row(ATLAS, "rival").answers] == ["on-time"]
    assert row(ATLAS, None).answers == ()
    assert row(ATLAS, None).gaps == (Gap("no-proposition"),)
    assert message_map(ATLAS, DAY).unanswered == (Situation("late", None),)


def test_a_proposition_that_names_no_competitor_answers_every_situation_of_its_requirement() -> None:
    anyone = launch(
        value_propositions=proposition(competitors=()),
        requirements={**ATLAS.requirements, "cost": Requirement(key="cost", problem="Fuel is dear.")},
    )
    assert row(anyone, "rival").answers
    assert row(anyone, None).answers
    assert row(anyone, None, requirement="cost").answers == ()


def test_an_answer_says_how_each_capability_stands_against_that_competitor() -> None:
    both = launch(value_propositions=proposition(capabilities=("live", "maps")))
    (answer,) = row(both, "rival").answers
    assert [(one.capability, one.standing) for one in answer.capabilities] == [("live", "unique"), ("maps", "parity")]


def test_an_answer_that_is_ahead_and_proven_has_no_gap() -> None:
    assert gaps(ATLAS) == []
    assert row(ATLAS, "rival").is_covered


def test_every_proof_point_says_why_it_does_not_count() -> None:
    (answer,) = row(ATLAS, "rival").answers
    assert [(one.proof, one.fault) for one in answer.proof] == [("case", None), ("secret", "shows-nothing")]


def test_proof_that_is_not_named_shows_nothing_is_out_of_date_or_not_permitted_is_a_gap() -> None:
    def with_case(**changes) -> Launch:
        points = {**ATLAS.proof_points, "case": replace(ATLAS.proof_points["case"], **changes)}
        return launch(proof_points=points)

    assert gaps(launch(value_propositions=proposition(proof=()))) == ["no-proof"]
    assert gaps(with_case(shows=("maps",))) == ["proof-shows-nothing"]
    assert gaps(with_case(expires_on=date(2018, 2, 28))) == ["proof-expired"]
    assert gaps(with_case(expires_on=DAY)) == []
    assert gaps(with_case(permission="internal")) == ["proof-not-permitted"]


def test_a_lead_capability_at_parity_is_a_gap_against_that_competitor_only() -> None:
    lead = Capability(key="live", name="Live routes", lead=True, standing={"rival": "parity", "other": "unique"})
    two = launch(
        capabilities={**ATLAS.capabilities, "live": lead},
        competitors={**ATLAS.competitors, "other": Competitor(key="other", name="Other")},
        value_propositions=proposition(competitors=()),
    )
    assert gaps(two, "rival") == ["lead-not-ahead"]
    assert gaps(two, "other") == []
    assert gaps(two, None) == []


def test_nothing_ahead_is_told_where_no_lead_is_behind() -> None:
    assert gaps(launch(value_propositions=proposition(capabilities=("maps",), proof=("secret",)))) == [
        "nothing-ahead",
        "proof-not-permitted",
    ]


def test_what_the_file_does_not_say_and_what_is_not_there_are_gaps() -> None:
    unstated = launch(capabilities={**ATLAS.capabilities, "live": Capability(key="live", name="Live routes")})
    assert gaps(unstated) == ["standing-unstated"]
    absent = launch(value_propositions=proposition(capabilities=("live", "fleet")))
    assert row(absent, "rival").answers[0].gaps == (Gap("not-available", ("fleet",)),)


def test_proof_dated_after_the_day_does_not_count_yet() -> None:
    later = ProofPoint(
        key="case", statement="s", source="s", permission="public", shows=("live",), dated=date(2018, 3, 2)
    )
    assert gaps(launch(proof_points={**ATLAS.proof_points, "case": later})) == ["proof-expired"]


def test_coverage_puts_each_piece_with_its_personas_and_conversation() -> None:
    talks = {"open": Conversation(key="open", name="Open"), "close": Conversation(key="close", name="Close")}
    placed = launch(
        conversations=talks,
        value_propositions=proposition(conversation="open", personas=("pat", "kim")),
        modules={"core": replace(ATLAS.modules["core"], conversation="close")},
    )
    found = coverage(placed)
    assert [one.persona for one in found.rows] == ["pat", "kim"]
    assert [talk.propositions for talk in found.rows[0].talks] == [("on-time",), ()]
    assert found.rows[0].talks[1].is_empty
    assert found.rows[0].anywhere.objections == ("dear",)
    assert found.rows[1].anywhere.is_empty
    assert [(one.conversation, one.modules) for one in found.conversations] == [("open", ()), ("close", ("core",))]


def test_coverage_of_a_launch_without_personas_is_empty() -> None:
    bare = launch(personas={}, value_propositions={}, objections={}, requirements={}, role_plays={})
    assert coverage(bare).rows == ()
    assert len(coverage(bare).conversations) == len(bare.conversations)


def test_every_situation_of_a_large_message_is_walked_quickly() -> None:
    rivals = {f"r{n}": Competitor(key=f"r{n}", name=f"R{n}") for n in range(40)}
    problems = {f"p{n}": Requirement(key=f"p{n}", problem=f"P{n}") for n in range(40)}
    assert len(message_map(launch(competitors=rivals, requirements=problems, value_propositions={}), DAY).rows) == 1640


def test_a_role_play_stands_with_its_persona() -> None:
    pat, kim = coverage(ATLAS).rows
    assert (pat.anywhere.role_plays, kim.anywhere.role_plays) == (("call",), ())


def test_a_module_without_a_conversation_trains_for_none() -> None:
    loose = launch(modules={"loose": Module(key="loose", title="L", minutes=5, teaches=("facts.price",))})
    assert all(not one.modules for one in coverage(loose).conversations)


def test_a_persona_nobody_speaks_with_has_only_empty_talks() -> None:
    lonely = launch(personas={**ATLAS.personas, "sal": Persona(key="sal", name="Sal", title="Clerk", part="user")})
    sal = coverage(lonely).rows[-1]
    assert all(talk.is_empty for talk in (*sal.talks, sal.anywhere))
