"""Drafted items: the same every time, sound, and never with a wrong option that may be right."""

from __future__ import annotations

import dataclasses
from datetime import date
from types import MappingProxyType

import pytest

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.message import (
    Capability,
    Competitor,
    Fact,
    Objection,
    Persona,
    ProofPoint,
    Requirement,
    Response,
    ValueProposition,
)
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.items import item_problems
from readiness.ground.keys import is_key
from tests.domain.quiz_launch import launch_with


def objection(key: str, says: str, reframe: str, kind: str = "price", **fields) -> Objection:
    return Objection(key=key, says=says, kind=kind, response=Response(acknowledge="I see.", reframe=reframe), **fields)


OBJECTIONS = {
    "price": objection("price", "It is dear.", "Count the hours that it saves every week.", "price"),
    "need": objection("need", "We have no use for it.", "Ask the team what broke last Friday.", "need"),
    "trust": objection("trust", "Who else runs this?", "Nobody yet; a pilot of two teams shows it.", "trust"),
}


def keys(**sections) -> list[str]:
    return [item.key for item in draft_items(launch_with(**sections))]


def draft(key: str, **sections) -> Item:
    return next(item for item in draft_items(launch_with(**sections)) if item.key == key)


def wrong(item: Item) -> set[str]:
    return {option.text for option in item.options if not option.correct}


def right(item: Item) -> str:
    (found,) = [option.text for option in item.options if option.correct]
    return found


def test_an_objection_asks_for_its_own_reframe_among_the_others() -> None:
    item = draft("drafted-response-price", objections=OBJECTIONS)
    assert right(item) == OBJECTIONS["price"].response.reframe
    assert wrong(item) == {OBJECTIONS["need"].response.reframe, OBJECTIONS["trust"].response.reframe}
    assert item.tests == ("objections.price",)
    assert item.source == "drafted from objections.price"


def test_nothing_is_drafted_with_fewer_than_two_wrong_options() -> None:
    assert keys(objections={key: OBJECTIONS[key] for key in ("price", "need")}) == []
    assert keys() == []


@pytest.mark.parametrize(
    "changes",
    [{"kind": "price"}, {"competitor": "acme"}, {"capabilities": ("x",)}, {"says": "It is so dear."}],
    ids=["same kind", "same competitor", "same capability", "same words"],
)
def test_an_answer_that_might_also_fit_is_no_wrong_option(changes) -> None:
    others = {
        f"o{n}": objection(f"o{n}", f"Saying number {word}.", f"Reframe {word} {word}ish.", "risk")
        for n, word in enumerate(("alpha", "beta", "gamma", "delta"))
    }
    told = OBJECTIONS | others
    told["price"] = dataclasses.replace(told["price"], competitor="acme", capabilities=("x",))
    told["need"] = dataclasses.replace(told["need"], **changes)
    assert told["need"].response.reframe not in wrong(draft("drafted-response-price", objections=told))


def test_a_capability_that_half_of_all_objections_name_rules_nothing_out() -> None:
    told = {key: dataclasses.replace(one, capabilities=("core",)) for key, one in OBJECTIONS.items()}
    assert len(wrong(draft("drafted-response-price", objections=told))) == 2


def test_reframes_that_say_the_same_are_not_offered_beside_each_other() -> None:
    told = OBJECTIONS | {
        "need": objection("need", "No use.", "COUNT the hours it saves, every week", "need"),
        "risk": objection("risk", "It may break.", "Switch it off with one click.", "risk"),
    }
    item = draft("drafted-response-price", objections=told)
    assert "COUNT the hours it saves, every week" not in wrong(item)


def capability(key: str, name: str, **standing: str) -> Capability:
    fields = {"lead": standing.pop("lead", False), "available": standing.pop("available", True)}
    return Capability(key=key, name=name, standing=MappingProxyType(standing), **fields)


ACME = {"acme": Competitor(key="acme", name="Acme")}


def test_a_competitor_asks_what_differs_among_what_does_not() -> None:
    told = {
        "flags": capability("flags", "Feature flags", acme="unique"),
        "jobs": capability("jobs", "Parallel jobs", acme="parity"),
        "files": capability("files", "Config files", acme="weaker"),
        "silent": capability("silent", "Something untold"),
        "scan": capability("scan", "Security scans", acme="stronger"),
    }
    items = draft_items(launch_with(competitors=ACME, capabilities=told))
    assert [item.key for item in items] == ["drafted-differs-acme--flags", "drafted-differs-acme--scan"]
    assert all(wrong(item) == {"Parallel jobs", "Config files"} for item in items)
    assert items[0].tests == ("competitors.acme", "capabilities.flags")


def test_a_capability_without_a_word_on_the_competitor_is_never_a_wrong_option() -> None:
    told = {
        "flags": capability("flags", "Feature flags", acme="unique"),
        "jobs": capability("jobs", "Parallel jobs", acme="parity"),
        "silent": capability("silent", "Something untold"),
    }
    assert keys(competitors=ACME, capabilities=told) == []


def test_no_more_than_three_differences_are_asked_of_one_competitor_and_the_leading_ones_first() -> None:
    told = {f"u{n}": capability(f"u{n}", f"Thing{n} part{n}", acme="unique", lead=n == 4) for n in range(5)} | {
        "p1": capability("p1", "Parallel jobs", acme="parity"),
        "p2": capability("p2", "Config files", acme="parity"),
    }
    assert keys(competitors=ACME, capabilities=told) == [
        "drafted-differs-acme--u4", "drafted-differs-acme--u0", "drafted-differs-acme--u1"
    ]  # fmt: skip


def proposition(key: str, capability_key: str, outcome: str, persona: str, **fields) -> ValueProposition:
    return ValueProposition(
        key=key, headline=f"Headline {key}", personas=(persona,), requirement=f"r-{key}", insight="Insight.",
        capabilities=(capability_key,), outcome=outcome, **fields,
    )  # fmt: skip


PERSONAS = {
    name: Persona(key=name, name=name.title(), title=title, part="user")
    for name, title in (("alex", "Manager"), ("devon", "Engineer"), ("sasha", "Developer"))
}
MESSAGE = {
    "personas": PERSONAS,
    "requirements": {f"r-{k}": Requirement(key=f"r-{k}", problem=f"Problem {k}.") for k in "abc"},
    "capabilities": {
        k: capability(k, name) for k, name in (("x", "Feature flags"), ("y", "Job queue"), ("z", "Scanner"))
    },
    "value_propositions": {
        "a": proposition("a", "x", "Going back costs one click.", "alex", proof=("p1",)),
        "b": proposition("b", "y", "Builds take minutes.", "devon", proof=("p2",)),
        "c": proposition("c", "z", "Auditors find their record.", "sasha", proof=("p3",)),
    },
    "proof_points": {
        f"p{n}": ProofPoint(
            key=f"p{n}", statement=f"Story {n}.", figure=figure, source="page", permission="public", shows=(shows,)
        )
        for n, (figure, shows) in enumerate((("15 times", "x"), ("8 min", "y"), ("120 runs", "z")), start=1)
    },
}


def test_a_capability_asks_for_its_outcome_and_its_persona() -> None:
    outcome = draft("drafted-outcome-x", **MESSAGE)
    assert right(outcome) == "Going back costs one click."
    assert wrong(outcome) == {"Builds take minutes.", "Auditors find their record."}
    persona = draft("drafted-persona-x", **MESSAGE)
    assert right(persona) == "Alex, Manager"
    assert persona.tests == ("capabilities.x", "personas.alex")


def test_a_persona_who_feels_the_problem_or_cares_about_it_is_no_wrong_option() -> None:
    felt = MESSAGE | {
        "requirements": MESSAGE["requirements"] | {"r-a": Requirement(key="r-a", problem="P.", felt_by=("devon",))}
    }
    assert "drafted-persona-x" not in keys(**felt)
    cares = MESSAGE | {
        "personas": PERSONAS | {"devon": dataclasses.replace(PERSONAS["devon"], cares_about=("Flags that work",))}
    }
    assert "drafted-persona-x" not in keys(**cares)


def test_a_value_proposition_asks_for_the_figure_that_proves_it() -> None:
    item = draft("drafted-proof-a", **MESSAGE)
    assert right(item) == "15 times"
    assert wrong(item) == {"8 min", "120 runs"}


@pytest.mark.parametrize(
    "changes", [{"permission": "internal"}, {"expires_on": date(2018, 3, 21)}, {"shows": ()}, {"figure": None}]
)
def test_proof_that_may_not_be_quoted_or_shows_nothing_is_not_asked_for(changes) -> None:
    proof = MESSAGE["proof_points"] | {"p1": dataclasses.replace(MESSAGE["proof_points"]["p1"], **changes)}
    assert "drafted-proof-a" not in keys(**(MESSAGE | {"proof_points": proof}))


def test_proof_that_ends_on_the_launch_day_still_counts() -> None:
    proof = MESSAGE["proof_points"] | {
        "p1": dataclasses.replace(MESSAGE["proof_points"]["p1"], expires_on=date(2018, 3, 22))
    }
    assert "drafted-proof-a" in keys(**(MESSAGE | {"proof_points": proof}))


def fact(key: str, statement: str, figure: str | None, **fields) -> Fact:
    return Fact(key=key, statement=statement, figure=figure, source="FAQ", **fields)


@pytest.mark.parametrize(
    ("statement", "figure", "stem", "number", "unit"),
    [
        ("It costs 19 USD a month.", "19 USD", "It costs ____ a month.", 19, "USD"),
        (
            "Projects get 50,000 compute minutes.",
            "50,000 minutes",
            "Projects get ____ compute minutes.",
            50000,
            "minutes",
        ),
        ("Builds are 15x faster.", "15x", "Builds are ____ faster.", 15, "x"),
    ],
)
def test_a_fact_with_a_number_asks_for_it(statement, figure, stem, number, unit) -> None:
    item = draft("drafted-fact-f", facts={"f": fact("f", statement, figure)})
    assert (item.kind, item.number, item.unit) == ("numeric", number, unit)
    assert item.stem == f"{stem} What figure belongs in the blank?"


@pytest.mark.parametrize(
    ("statement", "figure"),
    [("Six of the ten work.", "6 of 10"), ("Nobody uses it.", "0 customers"), ("19 USD, and 19 USD again.", "19 USD"),
     ("It costs 190 USD.", "19"), ("It costs 1.19 USD.", "19"), ("No figure.", None)],
)  # fmt: skip
def test_a_fact_whose_figure_cannot_be_blanked_out_is_not_asked(statement, figure) -> None:
    assert keys(facts={"f": fact("f", statement, figure)}) == []


def test_a_fact_with_a_date_is_a_choice_among_dates_of_other_matters() -> None:
    facts = {
        "free": fact(
            "free", "The hosted promotion ends on 22 September 2019.", "2019-09-22", holds_from=date(2018, 3, 22)
        ),
        "old": fact("old", "The hosted promotion was to end on 22 March 2019.", "2019-03-22"),
        "audit": fact("audit", "Certificates expire 1 May 2020.", "2020-05-01"),
        "fair": fact("fair", "Our stand opens 3 June 2018.", "2018-06-03"),
    }
    item = draft("drafted-fact-free", facts=facts)
    assert item.stem == "On 22 March 2018: The hosted promotion ends on ____. What belongs in the blank?"
    assert wrong(item) == {"2020-05-01", "2018-06-03"}, "a date about the same matter may have been right once"


def test_a_fact_that_does_not_hold_on_the_launch_day_is_not_asked() -> None:
    assert keys(facts={"f": fact("f", "It costs 19 USD.", "19 USD", holds_from=date(2018, 3, 23))}) == []
    assert keys(facts={"f": fact("f", "It costs 19 USD.", "19 USD", holds_until=date(2018, 3, 21))}) == []
    assert keys(facts={"f": fact("f", "It costs 19 USD.", "19 USD", holds_until=date(2018, 3, 22))}) == [
        "drafted-fact-f"
    ]


def test_what_is_not_there_is_asked_among_what_is() -> None:
    told = {
        "a": capability("a", "Issue tracking", available=False), "b": capability("b", "Container registry"),
        "c": capability("c", "Job queue"), "d": capability("d", "Code review", available=False),
    }  # fmt: skip
    item = draft("drafted-missing-a", capabilities=told)
    assert right(item) == "Issue tracking"
    assert wrong(item) == {"Container registry", "Job queue"}


def test_an_authored_item_of_the_same_key_takes_the_drafts_place() -> None:
    own = Item(key="drafted-response-price", kind="true-false", stem="?", tests=("objections.price",), truth=True)
    assert "drafted-response-price" not in keys(objections=OBJECTIONS, items={own.key: own})


def test_drafts_do_not_depend_on_the_order_of_the_file_and_their_keys_not_on_wording() -> None:
    backwards = dict(reversed(OBJECTIONS.items()))
    assert set(draft_items(launch_with(objections=OBJECTIONS))) == set(draft_items(launch_with(objections=backwards)))
    reworded = OBJECTIONS | {"price": dataclasses.replace(OBJECTIONS["price"], says="Far too much money.")}
    assert keys(objections=reworded) == keys(objections=OBJECTIONS)


def test_long_and_doubtful_keys_stay_keys_and_stay_apart() -> None:
    long = "k" * 64
    names = {"a--b": "Acme", "a": "Beta"}
    competitors = {key: Competitor(key=key, name=name) for key, name in names.items()} | {
        long: Competitor(key=long, name="Long")
    }
    told = {
        key: Capability(key=key, name=f"Thing {key}", standing=MappingProxyType(dict.fromkeys(competitors, "unique")))
        for key in ("c", "b--c", long)
    } | {
        key: Capability(key=key, name=name, standing=MappingProxyType(dict.fromkeys(competitors, "parity")))
        for key, name in (("p1", "Parallel jobs"), ("p2", "Config files"))
    }
    found = keys(competitors=competitors, capabilities=told)
    assert len(found) == len(set(found)) == 9
    assert all(is_key(key) for key in found)


def test_every_draft_of_everything_is_sound() -> None:
    everything = MESSAGE | {"objections": OBJECTIONS, "competitors": ACME}
    for item in draft_items(launch_with(**everything)):
        assert item_problems(item, "items.x") == ()
        assert item.source
        assert item.tests
