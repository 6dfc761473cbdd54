"""Assets are found by whoever may read them, on both databases alike; what is done with them is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from readiness.actions.add_asset import add_asset, retire_asset
from readiness.actions.approve_materials import approve_materials
from readiness.actions.note_opened import note_opened
from readiness.actions.record_use import record_use
from readiness.actions.reindex_library import reindex_library
from readiness.actions.search_library import Searched, search_library
from readiness.actions.submit_role_play import GivenFile
from readiness.adapters.documents.reading import DocumentFiles
from readiness.adapters.submission_files import SubmissionFiles
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Described
from readiness.ground.errors import Conflict, DefinitionError, NotFound
from readiness.ports.documents import NoDocuments
from readiness.reports.library import Counted, asset_file, asset_page, missed_searches, not_searched, unused, use_report
from readiness.reports.viewer import viewer_of
from readiness.store.session import Database
from tests.document_files import deck, pdf, word
from tests.gate_world import World, definition
from tests.web.world import DANA, IVO, LAUNCH, LENA, REP, Site

REPRESENTATIVE = Viewer(email="ann@example.com", roles=frozenset({"rep"}))
MARKETER = Viewer(email="mara@example.com", roles=frozenset({"marketer"}))


@pytest.fixture
def mara(database: Database, tmp_path: Path) -> Context:
    """Marketing, in an applied launch without a material."""
    world = World(database, tmp_path)
    world.apply(definition())
    return replace(
        world.context("mara"),
        assets=SubmissionFiles(tmp_path / "assets", largest=200_000),
        documents=DocumentFiles(),
    )


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


def text_file(says: str, name: str = "notes.txt") -> GivenFile:
    def pieces() -> Iterator[bytes]:
        yield says.encode()

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
    for file in (text_file("MZ", "run.exe"), text_file("x" * 220_000)):
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


def test_the_report_of_use_is_read_a_piece_at_a_time_and_says_how_many_there_are(mara: Context) -> None:
    for number in range(7):
        add(mara, f"asset-{number}", f"Asset {number}", launch="atlas" if number % 2 else "")
    for number, times in ((1, 1), (2, 3), (5, 2)):
        for _ in range(times):
            record_use(mara, viewer=MARKETER, key=f"asset-{number}", act="used")
    first, then = (use_report(mara, viewer=MARKETER, start=start, limit=2) for start in (0, 2))
    assert ([one.key for one in first.lines], first.count) == (["asset-2", "asset-5"], 3)
    assert ([one.key for one in then.lines], then.count) == (["asset-1"], 3)
    never = unused(mara, viewer=MARKETER, start=1, limit=2)
    assert ([one.key for one in never.lines], never.count) == (["asset-3", "asset-4"], 4)
    assert [one.key for one in unused(mara, viewer=MARKETER, launch="atlas").lines] == ["asset-3"]
    assert use_report(mara, viewer=MARKETER, launch="atlas", limit=1).count == 2
    assert use_report(mara, viewer=MARKETER, start=9, limit=2) == Counted((), 3)


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
    assert [one.key for one in unused(mara, viewer=REPRESENTATIVE).lines] == ["two"]
    assert unused(mara, viewer=REPRESENTATIVE, days=1) == Counted((), 0)
    assert [one.key for one in use_report(mara, viewer=REPRESENTATIVE).lines] == ["one"]
    with pytest.raises(DefinitionError):
        record_use(ann, viewer=REPRESENTATIVE, key="one", act="used", conversation="small-talk")


def test_searches_that_found_nothing_are_told_by_their_words(mara: Context) -> None:
    add(mara, "one", "One")
    for typed in ("discount table", "table discount", "one", ""):
        search(mara, typed)
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


def some_file(name: str, data: bytes) -> GivenFile:
    return GivenFile(name, iter((data,)))


SLIDES = deck(("Opening", "Who we are"), ("What it costs", "The <b>premium</b> tier costs 19 dollars"))


def test_slides_and_pdf_are_found_by_their_text_and_the_place_is_told(mara: Context) -> None:
    made = add(mara, "deck", "Deck", "An overview", file=some_file("deck.pptx", SLIDES))
    assert (made.searched, made.says) == ("all", "")
    add(mara, "sheet", "Sheet", file=some_file("sheet.pdf", pdf("Opening", "The migration takes an hour.")))
    add(mara, "letter", "Letter", file=some_file("letter.docx", word("Dear buyer", "Your greenhouse is warm.")))
    (one,) = search(mara, "premium dollars").found
    assert (one.key, one.place, one.says) == (
        "deck",
        "slide 2",
        "What it costs · The <b>premium</b> tier costs 19 dollars",
    )
    assert [piece.text for piece in one.pieces if piece.is_asked] == ["premium", "dollars"]
    assert [(one.key, one.place) for one in search(mara, "migration").found] == [("sheet", "page 2")]
    assert [(one.key, one.place) for one in search(mara, "greenhouse").found] == [("letter", "paragraph 2")]
    assert search(mara, "overview").found[0].place == ""


def test_what_is_inside_of_a_file_is_told_to_nobody_who_may_not_read_it(mara: Context) -> None:
    add(mara, "deck", "Deck", file=some_file("deck.pptx", SLIDES), readers="staff")
    for typed in ("premium", "premuim"):
        assert (search(mara, typed).found, search(mara, typed).instead) == ((), {})
    assert keys(search(mara, "premuim", viewer=MARKETER)) == ["deck"]


def test_a_file_that_cannot_be_read_is_kept_and_said_to_be_unsearchable(mara: Context) -> None:
    made = add(mara, "broken", "Broken deck", file=some_file("deck.pptx", b"PK\x03\x04 and nothing more"))
    assert (made.searched, made.says) == ("not", "the package is damaged")
    add(mara, "film", "Film", file=some_file("film.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 40))
    add(mara, "page", "Page")
    page = asset_page(mara, viewer=REPRESENTATIVE, key="broken")
    assert (page.searched, page.searched_says) == ("not", "the package is damaged")
    assert keys(search(mara, "broken")) == ["broken"]
    assert [(one.key, one.searched) for one in not_searched(mara, viewer=MARKETER)] == [
        ("broken", "not"), ("film", "not"), ("page", "not"),
    ]  # fmt: skip
    assert asset_file(mara, viewer=REPRESENTATIVE, key="broken").path.is_file()


def test_without_a_reader_a_file_waits_for_one_and_loses_nothing(mara: Context) -> None:
    bare = replace(mara, documents=NoDocuments())
    made = add(bare, "deck", "Deck", file=some_file("deck.pptx", SLIDES))
    assert made.searched == "unread"
    assert keys(search(mara, "premium")) == []
    assert [(one.key, one.searched) for one in reindex_library(bare)] == [("deck", "unread")]
    assert [(one.key, one.searched) for one in reindex_library(mara)] == [("deck", "all")]
    assert reindex_library(mara) == ()
    assert keys(search(mara, "premium")) == ["deck"]
    assert [one.key for one in reindex_library(mara, everything=True)] == ["deck"]


def test_texts_that_were_indexed_otherwise_are_indexed_anew_as_they_were_read(mara: Context) -> None:
    add(mara, "deck", "Deck", file=some_file("deck.pptx", SLIDES))
    search(mara)
    with mara.database.transaction() as session:
        session.execute(text("DELETE FROM asset_text"))
        session.execute(text("DELETE FROM library_mark"))
    assert [(one.key, one.place) for one in search(mara, "premium").found] == [("deck", "slide 2")]


def test_a_material_opened_elsewhere_counts_once_a_day_and_where_it_was(site: Site) -> None:
    context = site.context.acting_as(DANA)
    viewer, card = viewer_of(context, DANA), f"{LAUNCH}.battlecard.jenkins"
    for via in ("materials", "kit"):
        note_opened(context, viewer=viewer, launch=LAUNCH, names=("battlecard/jenkins", "battlecard/none"), via=via)
    other = site.context.acting_as(IVO)
    note_opened(other, viewer=viewer_of(other, IVO), launch=LAUNCH, names=("battlecard/jenkins",), via="kit")
    note_opened(site.context, viewer=viewer_of(site.context, REP), launch=LAUNCH, names=("quiz/difference",), via="kit")
    page = asset_page(context, viewer=viewer, key=card)
    assert (page.use.opened, page.opened_from) == (2, (("in a kit", 1), ("among the materials", 1)))
    assert [one.opened for one in unused(context, viewer=viewer).lines if one.key.endswith("quiz.difference")] == [0]


def test_a_module_is_told_once_as_the_reader_reads_it(site: Site) -> None:
    context = site.context.acting_as(LENA)
    told = search_library(context, viewer=viewer_of(context, LENA), facets={"kind": "module"}, limit=200)
    modules = [one.material.rpartition(".")[0] for one in told.found]
    assert len(modules) == len(set(modules)) == told.total
    assert any(one.roles > 1 for one in told.found)


def test_where_a_text_links_to_an_asset_is_told(mara: Context) -> None:
    add(mara, "one", "One")
    add(mara, "notes", "Notes", file=text_file("Show them /library/assets/one first."))
    assert asset_page(mara, viewer=REPRESENTATIVE, key="one").linked_from == (("notes", "Notes"),)
