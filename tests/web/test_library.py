"""The library in the browser and for programs: each finds what they may read, says what they used, adds what they may."""

from __future__ import annotations

import re

import pytest

from tests.document_files import deck
from tests.web.api_world import program
from tests.web.world import AUDITOR, DANA, GUEST, IVO, LAUNCH, LENA, MANAGER, REP, Site

CARD = f"/library/assets/{LAUNCH}.battlecard.jenkins"
ADDED = {
    "key": "one-pager",
    "title": "The price on one page",
    "summary": "Users and tiers",
    "launch": LAUNCH,
    "competitor": "jenkins",
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_staff_finds_materials_by_words_and_facets(site: Site) -> None:
    page = site.as_(DANA).get("/library", params={"q": "jenkns", "kind": "battlecard"}).text
    assert f'href="{CARD}"' in page
    assert "Nothing has “jenkns”; this is for “jenkins”." in words(page)
    assert "competitor=jenkins" in page


def test_a_rep_finds_nothing_that_is_not_approved_and_their_search_is_told_to_marketing(site: Site) -> None:
    page = site.as_(REP).get("/library", params={"q": "<b>discounts"}).text
    assert "Nothing fits" in page
    assert "<b>discounts" not in page
    assert "discounts" in site.as_(DANA).get("/library/use").text
    assert site.as_(REP).get(CARD).status_code == 404


@pytest.mark.parametrize(
    ("email", "status"), [(DANA, 200), (IVO, 200), (AUDITOR, 200), (MANAGER, 200), (REP, 403), (GUEST, 403)]
)
def test_what_is_used_is_told_to_the_staff(site: Site, email: str, status: int) -> None:
    assert site.as_(email).get("/library/use").status_code == status


def test_an_asset_is_added_opened_used_and_counted(site: Site) -> None:
    dana, rep = site.as_(DANA), site.as_(REP)
    done = dana.client.post(
        "/library/add",
        data={"csrf": dana.csrf} | ADDED,
        files={"file": ("page.txt", b"What Premium costs.", "text/plain")},
        follow_redirects=False,
    )
    assert done.headers["location"] == "/library/assets/one-pager"
    assert "The price on one page" in rep.get("/library", params={"q": "premium"}).text
    opened = rep.get("/library/assets/one-pager/open")
    assert (opened.content, opened.headers["content-disposition"].partition(";")[0]) == (
        b"What Premium costs.",
        "attachment",
    )
    told = rep.post(
        "/library/assets/one-pager/use",
        {"act": "used", "conversation": "tangible-value", "helped": "yes", "minutes": "40"},
    )
    assert told.headers["location"] == "/library/assets/one-pager"
    assert "opened by 1 person · shared 0 times · used 1 time · helped 1 of 1 · 40 minutes saved" in words(
        rep.get("/library/assets/one-pager").text
    )


def test_a_use_that_makes_no_sense_and_an_asset_without_a_file_come_back_with_what_was_typed(site: Site) -> None:
    dana = site.as_(DANA)
    wrong = dana.post(f"{CARD}/use", {"act": "used", "minutes": "many"})
    assert wrong.status_code == 422
    assert "minutes cannot have been saved" in wrong.text
    bare = dana.post("/library/add", ADDED | {"competitor": "jenkns"})
    assert bare.status_code == 422
    assert "there is neither a file nor a link" in bare.text
    assert "Did you mean" in bare.text
    assert 'value="The price on one page"' in bare.text


@pytest.mark.parametrize("email", [REP, IVO, AUDITOR])
def test_only_who_makes_content_adds(site: Site, email: str) -> None:
    assert site.as_(email).get("/library/add").status_code == 403
    assert site.as_(email).post("/library/add", ADDED).status_code == 403


def test_a_material_opens_where_it_is_read_and_that_is_on_record(site: Site) -> None:
    lena = site.as_(LENA)
    assert (
        lena.get(f"{CARD}/open", follow_redirects=False).headers["location"]
        == f"/launches/{LAUNCH}/materials/battlecard/jenkins"
    )
    assert "opened by 1 person" in words(lena.get(CARD).text)


def test_a_program_adds_a_link_finds_it_says_what_it_did_and_retires_it(site: Site) -> None:
    dana, rep = program(site, DANA), program(site, REP)
    body = {
        "key": "clip",
        "title": "The demo as a film",
        "link": "https://video.example/clip",
        "facets": {"market": ["us"]},
    }
    assert dana.post("/library/assets", body)["is_new"]
    assert not dana.post("/library/assets", body)["is_new"]
    assert [one["key"] for one in rep.get("/library", q="film")["found"]] == ["clip"]
    rep.post("/library/assets/clip/use", {"act": "shared"})
    assert rep.get("/library/assets/clip")["use"]["shared"] == 1
    assert all(one["key"] != "clip" for one in dana.get("/library/unused", limit=200)["items"])
    first = dana.get("/library/unused", limit=1)
    then = dana.get("/library/unused", limit=1, cursor=first["next"])
    assert then["items"][0]["key"] != first["items"][0]["key"]
    assert dana.get("/library/use", launch="none")["items"] == []
    behind = site.as_(DANA).client.get("/library/use?unused_from=9999").text
    assert "Everything has been used" not in behind
    assert "/library/use?launch=&amp;unused_from=9899" in behind
    dana.post("/library/assets/clip/retire", {"reason": "Filmed anew."})
    assert rep.get("/library", q="film")["found"] == []
    assert dana.get("/library/searches")[0]["text"] == "film"


def test_what_is_in_a_document_is_shown_with_the_words_marked_and_nothing_of_it_runs(site: Site) -> None:
    dana, rep = site.as_(DANA), site.as_(REP)
    slides = deck(("Opening", "Who we are"), ("Cost", "Watch <script>alert(1)</script> the greenhouse"))
    for name, data in (("deck.pptx", slides), ("broken.pdf", b"%PDF-1.7 and nothing more")):
        key = name.partition(".")[0]
        dana.client.post(
            "/library/add",
            data={"csrf": dana.csrf, "key": key, "title": f"A {key}"},
            files={"file": (name, data, "application/octet-stream")},
        )
    page = rep.get("/library", params={"q": "greenhouse"}).text
    assert "Slide 2:" in words(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; the <mark>greenhouse</mark>" in page
    assert "not searched inside: it is no sound PDF" in words(rep.get("/library/assets/broken").text)
    used = dana.get("/library/use").text
    assert "Not searched inside" in used
    assert dana.post("/library/reindex", {}).headers["location"] == "/library/use#unsearched"
    assert rep.post("/library/reindex", {}).status_code == 403
    assert [one["key"] for one in program(site, DANA).get("/library/unsearched")] == ["broken"]


def test_a_material_read_among_the_materials_counts_as_opened(site: Site) -> None:
    dana = site.as_(DANA)
    assert f"/library?launch={LAUNCH}" in dana.get(f"/launches/{LAUNCH}/materials").text
    dana.get(f"/launches/{LAUNCH}/message/battlecards/jenkins")
    page = words(dana.get(CARD).text)
    assert "opened by 1 person" in page
    assert "Opened among the materials by 1." in page
