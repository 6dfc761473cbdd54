"""What the field sends is kept and grouped, decided on, written into the launch file, and asked for at the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import recompute_verdict
from readiness.actions.send_voice import send_voice
from readiness.actions.triage_voice import accept_voice, decline_voice, merge_voice
from readiness.domain.definition.gating import ObjectionsAnswered
from readiness.domain.definition.message import Objection, Response
from readiness.ground.errors import Conflict, DefinitionError, NotApplied, NotFound
from readiness.reports.field_voice import my_voices, voice_queue
from readiness.reports.journal import journal
from readiness.reports.viewer import viewer_of
from readiness.store.session import Database
from tests.gate_world import World, definition
from tests.web.world import DANA, ELSEWHERE, LAUNCH, MANAGER, OTHER_REP, REP, Site

ANSWERED = ObjectionsAnswered(kind="objections-answered", key="heard")
FIELDS = {
    "says": "We do not want two tools.",
    "kind": "need",
    "response.acknowledge": "Who does?",
    "response.reframe": "It is one.",
}


def world_of(database: Database, tmp_path: Path) -> World:
    world = World(database, tmp_path)
    world.apply(definition(ANSWERED))
    world.hire(["ann", "bob"])
    return world


def heard(world: World, by: str, says: str, kind: str = "objection"):
    return send_voice(world.context(by), launch="atlas", kind=kind, says=says, via="api")


def found(world: World):
    return decide_gate(world.context("mara"), launch="atlas", record=False).verdict.criteria[-1].found


def sent(site: Site, by: str, says: str, kind: str = "objection", **more: str):
    return send_voice(site.context.acting_as(by), launch=LAUNCH, kind=kind, says=says, via="browser", **more)


def test_what_says_the_same_is_one_group_and_the_same_words_are_one_voice(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    first = heard(world, "ann", "It is too expensive for us.")
    again = heard(world, "ann", "It is too expensive for us.")
    assert (again.voice, again.is_new) == (first.voice, False)
    other = heard(world, "bob", "much too expensive for us")
    assert (other.voice.group, other.alike, other.voice.region) == (first.voice.id, 1, "America")
    assert heard(world, "bob", "Where is the data kept?").voice.group != first.voice.id
    assert heard(world, "bob", "It is too expensive for us.", "question").voice.group != first.voice.id
    assert len([line for line in journal(world.context("mara"), launch="atlas") if line.verb == "sent"]) == 4


def test_nothing_is_kept_of_what_cannot_be_sent(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    with pytest.raises(DefinitionError) as error:
        send_voice(world.context("ann"), launch="atlas", kind="rant", says="no", about="x.y", competitor="z", via="api")
    assert [one.code for one in error.value.problems] == ["FV001", "FV002", "FV003", "FV004"]
    with pytest.raises(NotApplied):
        send_voice(world.context("ann"), launch="nowhere", kind="win", says="They signed today.", via="api")
    assert my_voices(world.context("ann")) == ()


def test_the_gate_holds_until_what_was_heard_is_answered_or_declined(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    assert found(world).says == "0 objections were sent from the field"
    price, data = heard(world, "ann", "It is too expensive for us."), heard(world, "bob", "Where is the data kept?")
    held = decide_gate(world.context("mara"), launch="atlas")
    assert [one.name for one in held.verdict.criteria[-1].found.behind] == [
        f"voice {price.voice.id}",
        f"voice {data.voice.id}",
    ]
    world.later(hours=1)
    decline_voice(world.context("mara"), launch="atlas", group=data.voice.id, reason="The contract says it.")
    assert (found(world).counted, found(world).of) == (1, 2)
    objection = Objection(key="dear", says="Dear.", kind="price", response=Response(acknowledge="a", reframe="r"))
    world.apply(definition(ANSWERED, objections={"dear": objection}))
    again = recompute_verdict(world.context("mara"), launch="atlas", number=held.number)
    assert again.same, "what came since is not in a verdict of before"


def test_a_verdict_that_asks_for_no_objections_knows_of_none(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    world.apply(definition())
    before = decide_gate(world.context("mara"), launch="atlas")
    heard(world, "ann", "It is too expensive for us.")
    world.later(hours=1)
    after = decide_gate(world.context("mara"), launch="atlas")
    assert after.number == before.number, "one verdict, asked twice"


def test_an_accepted_one_is_written_as_it_was_looked_at_and_counts_once_applied(site: Site) -> None:
    group = sent(site, REP, "We do not want two tools.").voice.group
    sent(site, OTHER_REP, "They don't want two tools")
    dana = site.context.acting_as(DANA)
    before = {name: path.read_bytes() for name, path in dana.launches.texts(LAUNCH).items()}
    look = accept_voice(
        dana, launch=LAUNCH, group=group, becomes="objection", entry="two-tools", fields=FIELDS, preview=True
    )
    assert not look.written
    assert {name: path.read_bytes() for name, path in dana.launches.texts(LAUNCH).items()} == before
    assert [line.text.strip() for line in look.files[0].changes.lines if line.kind == "added"][:2] == [
        "two-tools:",
        "says: We do not want two tools.",
    ]
    assert not [line for line in look.files[0].changes.lines if line.kind == "removed"], "comments and all else stay"
    done = accept_voice(
        dana, launch=LAUNCH, group=group, becomes="objection", entry="two-tools", fields=FIELDS, seen=look.seen
    )
    assert (done.written, done.path, done.mailed) == (True, "objections.two-tools", 2)
    (mine,) = my_voices(site.context.acting_as(OTHER_REP), news=True)
    assert (mine.state, mine.told) == (
        "accepted",
        "Taken up as objections.two-tools; it counts once the launch is applied.",
    )
    again = accept_voice(dana, launch=LAUNCH, group=group, becomes="objection", entry="two-tools", fields=FIELDS)
    assert (again.files, again.written) == ((), True)
    apply_launch(dana, launch=LAUNCH)
    assert my_voices(site.context.acting_as(REP))[0].state == "answered"
    assert [line.subject for line in journal(dana, launch=LAUNCH) if line.verb == "accepted"] == [
        f"field voice {group} as objections.two-tools"
    ]


def test_an_edit_that_would_be_unsound_is_refused_with_every_problem(site: Site) -> None:
    group = sent(site, REP, "We do not want two tools.").voice.group
    dana = site.context.acting_as(DANA)
    with pytest.raises(DefinitionError) as error:
        accept_voice(
            dana,
            launch=LAUNCH,
            group=group,
            becomes="objection",
            entry="two-tools",
            fields={"kind": "sulk", "response.proof": "nothing"},
        )
    assert len(error.value.problems) >= 3
    assert my_voices(site.context.acting_as(REP))[0].state == "new"


def test_what_changed_since_it_was_looked_at_is_not_written(site: Site) -> None:
    group = sent(site, REP, "We do not want two tools.").voice.group
    dana = site.context.acting_as(DANA)
    look = accept_voice(
        dana, launch=LAUNCH, group=group, becomes="objection", entry="two-tools", fields=FIELDS, preview=True
    )
    file = dana.launches.texts(LAUNCH)["launch.yaml"]
    file.write_text(file.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    with pytest.raises(Conflict):
        accept_voice(
            dana, launch=LAUNCH, group=group, becomes="objection", entry="two-tools", fields=FIELDS, seen=look.seen
        )


def test_rewritten_words_replace_the_text_they_are_about(site: Site) -> None:
    group = sent(site, REP, "No: it comes with Premium.", "rewrite", about="objections.sold-alone").voice.group
    dana = site.context.acting_as(DANA)
    path = "objections.sold-alone.response.reframe"
    done = accept_voice(
        dana, launch=LAUNCH, group=group, becomes="words", entry=path, fields={"text": "No: it comes with Premium."}
    )
    changed = [
        (line.kind, line.text.strip()) for line in done.files[0].changes.lines if line.kind != "same" and line.text
    ]
    assert [kind for kind, _ in changed] == ["removed", "added"]
    assert changed[1][1] in {"reframe: 'No: it comes with Premium.'", 'reframe: "No: it comes with Premium."'}
    assert dana.launches.read(LAUNCH).launch.objections["sold-alone"].response.reframe == "No: it comes with Premium."


def test_groups_are_merged_and_never_in_a_circle(site: Site) -> None:
    one, two = (
        sent(site, REP, says).voice.group for says in ("We do not want two tools.", "Nobody can maintain this.")
    )
    dana = site.context.acting_as(DANA)
    merge_voice(dana, launch=LAUNCH, group=two, into=one)
    with pytest.raises(Conflict):
        merge_voice(dana, launch=LAUNCH, group=one, into=two)
    with pytest.raises(NotFound):
        decline_voice(dana, launch=LAUNCH, group=two, reason="It is merged.")
    with pytest.raises(DefinitionError):
        merge_voice(dana, launch=LAUNCH, group=one)
    merge_voice(dana, launch=LAUNCH, group=one, entry="objections.sold-alone")
    assert {one.state for one in my_voices(site.context.acting_as(REP))} == {"answered"}


def test_a_manager_sees_their_people_and_marketing_everybody(site: Site) -> None:
    sent(site, REP, "We do not want two tools.")
    sent(site, ELSEWHERE, "Where is the data kept?")

    def seen(email: str) -> set[str]:
        viewer = viewer_of(site.context, email)
        return {
            line.first.sender for line in voice_queue(site.context.acting_as(email), launch=LAUNCH, viewer=viewer).lines
        }

    assert seen(DANA) == {REP, ELSEWHERE}
    assert seen(MANAGER) == {REP}
