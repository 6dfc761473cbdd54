"""Assets are found by whoever may read them, on both databases alike; what is done with them is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.actions.add_asset import add_asset, retire_asset
from readiness.actions.approve_materials import approve_materials
from readiness.actions.record_use import record_use
from readiness.actions.search_library import Searched, search_library
from readiness.actions.submit_role_play import GivenFile
from readiness.adapters.submission_files import SubmissionFiles
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Described
from readiness.ground.errors import Conflict, DefinitionError, NotFound
from readiness.reports.library import asset_file, asset_page, missed_searches, unused, use_report
from readiness.reports.viewer import viewer_of
from readiness.store.session import Database
from tests.gate_world import World, definition
from tests.web.world import DANA, IVO, LAUNCH, LENA, REP, Site

REPRESENTATIVE = Viewer(email="ann@example.com", roles=frozenset({"rep"}))
MARKETER = Viewer(email="mara@example.com", roles=frozenset({"marketer"}))


@pytest.fixture
def mara(database: Database, tmp_path: Path) -> Context:
    """Marketing, in an applied launch without a material."""
    world = World(database, tmp_path)
    world.apply(definition())
    return replace(world.context("mara"), assets=SubmissionFiles(tmp_path / "assets", largest=10_000))


def add(context: Context, key: str, title: str, summary: str = "", **more: object):
    file, link, note, replaces = (
        more.pop(name, default)
        for name, default in (("file", None), ("link", f"https://x.example/{key}"), ("note", ""), ("replaces", False))
    )
    told = Described(key=key, title=title, summary=summary, **more)
    return add_asset(context, told, file=file, link="" if file else link, note=note, replaces=replaces)


def search(context: Context, text: str = "", viewer: Viewer = REPRESENTATIVE, **more: object) -> Searched:
    return search_library(context, viewer=viewer, text=text, **more)


def keys(found: Searched) -> list[str]:
    return [one.key for one in found.found]


def text_file(text: str, name: str = "notes.txt") -> GivenFile:
    def pieces() -> Iterator[bytes]:
        yield text.encode()

    return GivenFile(name, pieces())


def test_titles_weigh_more_than_summaries_and_every_word_must_be_there(mara: Context) -> None:
    add(mara, "deck", "Deck", "How the migration goes")
    add(mara, "migration", "Migration of pipelines", "From Jenkins")
    add(mara, "price", "Price list")
    assert keys(search(mara, "migrations")) == ["migration", "deck"]
    assert keys(search(mara, "jenkins migr")) == ["migration"], "the last word may be a beginning"
    assert keys(search(mara, "price migration")) == []
    assert set(keys(search(mara))) == {"deck", "migration", "price"}


@pytest.mark.parametrize("typed", ["jenkns", "jnekins", "jenkinss", "jemkins", "Jénkins"])
def test_a_slip_of_the_pen_finds_what_was_meant(mara: Context, typed: str) -> None:
    add(mara, "card", "Against Jenkins")
    found = search(mara, typed)
    assert keys(found) == ["card"]
    assert found.instead == ({} if typed == "Jénkins" else {typed: "jenkins"})


def test_words_of_texts_that_are_not_theirs_are_neither_found_nor_told(mara: Context) -> None:
    add(mara, "plan", "Projekt Zephyros", readers="staff")
    for typed in ("zephyros", "zephyrus"):
        found = search(mara, typed)
        assert (keys(found), found.instead, found.facets) == ([], {}, {})
    assert keys(search(mara, "zephyrus", viewer=MARKETER)) == ["plan"]
    with pytest.raises(NotFound):
        record_use(mara, viewer=REPRESENTATIVE, key="plan", act="opened")


def test_facets_narrow_and_are_counted(mara: Context) -> None:
    add(mara, "one", "Sheet one", launch="atlas", facets={"market": ("us",)})
    add(mara, "two", "Sheet two", launch="atlas", facets={"market": ("us", "eu")}, fresh_until=date(2018, 2, 1))
    add(mara, "old", "Sheet three", fresh_until=date(2018, 1, 31))
    found = search(mara, "sheet")
    assert found.facets["market"] == {"us": 2, "eu": 1}
    assert keys(search(mara, "sheet", facets={"market": "eu"})) == ["two"]
    assert sorted(keys(search(mara, "sheet", facets={"launch": "atlas", "market": "us"}))) == ["one", "two"]
    assert keys(search(mara, facets={"freshness": "out-of-date"})) == ["old"]
    assert keys(search(mara, "sheet", facets={"freshness": "ends-soon"})) == ["two"]
    assert keys(search(mara, "sheet", facets={"freshness": "fresh"})) == ["one"]
    with pytest.raises(DefinitionError):
        search(mara, facets={"colour": "red"})


def test_a_common_word_is_ranked_by_who_has_it_in_the_title(mara: Context) -> None:
    add(mara, "this", "Pricing")
    for number in range(3):
        add(mara, f"n{number}", f"Deck {number}", "pricing")
    first, second = search(mara, "pricing", limit=2), search(mara, "pricing", start=2, limit=2)
    assert keys(first)[0] == "this"
    assert (first.total, first.next, second.next) == (4, 2, None)
    assert set(keys(first)) | set(keys(second)) == {"this", "n0", "n1", "n2"}


def test_a_text_file_is_kept_and_searched_and_its_new_version_stands_alone(mara: Context) -> None:
    made = add(mara, "notes", "Notes", file=text_file("The customer said yes to the pilot."))
    assert (made.version.number, made.version.file.size) == (1, 35)
    assert keys(search(mara, "pilot")) == ["notes"]
    again = add(mara, "notes", "Notes", file=text_file("The customer said yes to the pilot."), replaces=True)
    assert (again.is_new, again.version.number) == (False, 1)
    add(mara, "notes", "Notes", file=text_file("The rollout begins."), replaces=True, note="After the call")
    assert (keys(search(mara, "pilot")), keys(search(mara, "rollout"))) == ([], ["notes"])
    page = asset_page(mara, viewer=REPRESENTATIVE, key="notes")
    assert [(one.number, one.says) for one in page.versions] == [(2, "After the call"), (1, "Notes")]
    assert (
        asset_file(mara, viewer=REPRESENTATIVE, key="notes").path.read_text(encoding="utf-8") == "The rollout begins."
    )


def test_what_cannot_be_put_in_leaves_nothing(mara: Context, tmp_path: Path) -> None:
    add(mara, "one", "One")
    with pytest.raises(Conflict):
        add(mara, "one", "Another")
    with pytest.raises(DefinitionError) as error:
        add(mara, "No", "", link="", launch="atlas", facets={"market": ("mars",)})
    assert [one.code for one in error.value.problems] == ["AL001", "AL002", "AL003", "AL007"]
    for file in (text_file("MZ", "run.exe"), text_file("x" * 20_000)):
        with pytest.raises(DefinitionError):
            add(mara, "file", "File", file=file)
    assert list((tmp_path / "assets" / "kept").iterdir()) == []
    assert keys(search(mara)) == ["one"]


def test_what_is_retired_is_found_no_more_and_can_come_back(mara: Context) -> None:
    add(mara, "one", "One")
    retire_asset(mara, key="one", reason="Out of date.")
    assert keys(search(mara, "one")) == []
    assert add(mara, "one", "One").version.number == 2
    assert keys(search(mara, "one")) == ["one"]


def test_use_is_counted_and_what_is_never_used_is_told(mara: Context) -> None:
    add(mara, "one", "One", launch="atlas")
    add(mara, "two", "Two", "See /library/assets/one")
    ann = mara.acting_as("ann@example.com")
    for _ in range(2):
        record_use(ann, viewer=REPRESENTATIVE, key="one", act="opened")
    record_use(
        ann, viewer=REPRESENTATIVE, key="one", act="used", conversation="tangible-value", helped=True, minutes=25
    )
    record_use(mara, viewer=MARKETER, key="one", act="used", helped=False)
    page = asset_page(mara, viewer=REPRESENTATIVE, key="one")
    use = page.use
    assert (use.opened, use.used, use.helped, use.not_helped, use.minutes) == (1, 2, 1, 1, 25)
    assert page.used_in == (("atlas", "", 1), ("atlas", "tangible-value", 1))
    assert [one.key for one in unused(mara, viewer=REPRESENTATIVE)] == ["two"]
    assert unused(mara, viewer=REPRESENTATIVE, days=1) == ()
    assert [one.key for one in use_report(mara, viewer=REPRESENTATIVE)] == ["one", "two"]
    with pytest.raises(DefinitionError):
        record_use(ann, viewer=REPRESENTATIVE, key="one", act="used", conversation="small-talk")


def test_searches_that_found_nothing_are_told_by_their_words(mara: Context) -> None:
    add(mara, "one", "One")
    for text in ("discount table", "table discount", "one", ""):
        search(mara, text)
    (missed,) = missed_searches(mara)
    assert (missed.text, missed.times, missed.people) == ("discount table", 2, 1)


def test_a_rep_finds_what_is_approved_and_the_staff_what_it_reads_now(site: Site) -> None:
    def found(email: str, text: str = "", **facets: str) -> list[str]:
        context = site.context.acting_as(email)
        return keys(search_library(context, viewer=viewer_of(context, email), text=text, facets=facets, limit=200))

    card = f"{LAUNCH}.battlecard.jenkins"
    assert card in found(DANA, competitor="jenkins")
    assert found(REP) == []
    for email in (DANA, IVO):
        approve_materials(
            site.context.acting_as(email), launch=LAUNCH, decision="approved", names=("battlecard/jenkins",)
        )
    assert found(REP) == [card]
    assert found(REP, "jenkns") == [card]
    quiz = f"{LAUNCH}.quiz.difference"
    assert quiz in found(LENA, kind="quiz")
    assert quiz not in found(IVO, kind="quiz"), "a sales leader does not see answer keys"


def test_where_a_text_links_to_an_asset_is_told(mara: Context) -> None:
    add(mara, "one", "One")
    add(mara, "notes", "Notes", file=text_file("Show them /library/assets/one first."))
    assert asset_page(mara, viewer=REPRESENTATIVE, key="one").linked_from == (("notes", "Notes"),)
