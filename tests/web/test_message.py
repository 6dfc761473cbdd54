"""The message map and the pages of objection cards and battlecards, for everybody who may see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from tests.web.world import AUDITOR, DANA, GUEST, IVO, LAUNCH, LENA, MANAGER, REP, Site, make_site

MAP = f"/launches/{LAUNCH}/message"
PAGES = (MAP, f"{MAP}/objections", f"{MAP}/battlecards/jenkins")
HOSTILE = "<script>alert(1)</script>"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def write(site: Site, file: str, old: str, new: str) -> None:
    path = site.folder / "launches" / LAUNCH / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("email", [DANA, LENA, IVO, AUDITOR, MANAGER])
def test_the_staff_reads_the_message(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("email", [REP, GUEST])
def test_a_rep_and_somebody_without_a_role_do_not(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 403


def test_the_map_says_what_answers_each_situation_and_every_gap(site: Site) -> None:
    shown = words(site.as_(DANA).get(MAP).text)
    assert "A way back from every release" in shown
    assert "No value proposition answers this." in shown
    assert "Leads with what this competitor has too: Continuous integration for code on GitHub." in shown
    assert "Its proof shows none of these capabilities." in shown
    assert re.search(r"6 situations are ready to say.* 15 have an answer with gaps 9 have no answer", shown)


def test_every_mark_of_the_map_leads_to_details_on_the_page(site: Site) -> None:
    html = site.as_(DANA).get(MAP).text
    wanted = set(re.findall(r'href="#(s-[^"]+)"', html))
    assert wanted
    assert wanted == set(re.findall(r' id="(s-[^"]+)"', html))


def test_proof_that_expires_is_a_gap_from_the_day_after(site: Site) -> None:
    write(site, "launch.yaml", "    customer: Hotjar\n", "    customer: Hotjar\n    expires_on: 2018-02-01\n")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    assert "out of date" not in words(site.as_(DANA).get(MAP).text)
    site.later(days=11)  # 2 February
    assert "The proof that shows it is out of date." in words(site.as_(DANA).get(MAP).text)


def test_the_map_of_a_launch_that_was_never_applied_is_of_its_file(site: Site) -> None:
    copy = site.folder / "launches" / "second"
    copy.mkdir()
    for name in ("launch.yaml", "questions.yaml"):
        text = (site.folder / "launches" / LAUNCH / name).read_text(encoding="utf-8")
        (copy / name).write_text(text.replace(f"key: {LAUNCH}", "key: second"), encoding="utf-8")
    visitor = site.as_(DANA)
    assert "has not been applied yet" in visitor.get("/launches/second/message").text
    objections = visitor.get("/launches/second/message/objections")
    assert objections.status_code == 200
    assert "There are no objection cards yet" in objections.text
    (copy / "launch.yaml").write_text("key: second\n", encoding="utf-8")
    assert visitor.get("/launches/second/message").status_code == 422


def test_a_message_without_a_situation_says_what_to_write(site: Site) -> None:
    small = site.folder / "launches" / "small"
    small.mkdir()
    (small / "launch.yaml").write_text(
        "readiness: 1\nkey: small\ntier: 3\nowner: a\nlaunch_on: 2018-03-22\n"
        "product: {name: Small, supplier: S, summary: It is small.}\n"
        "markets: {us: {name: US, holidays: US}}\n"
        "team: {a: {name: A, email: a@x.example, function: marketing}}\n"
        "gate: {criteria: {clean: {kind: checks-clean}}}\n",
        encoding="utf-8",
    )
    shown = words(site.as_(DANA).get("/launches/small/message").text)
    assert "The message has no selling situation yet" in shown
    assert "names no persona yet" in shown


def test_who_approved_an_earlier_text_is_led_to_what_changed_since(site: Site) -> None:
    for email in (DANA, IVO):
        approve_materials(site.context.acting_as(email), launch=LAUNCH)
    assert "what changed since" not in site.as_(DANA).get(MAP).text
    write(site, "launch.yaml", "Nobody likes a price that appears later.", "A price that appears later is a nuisance.")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    approve_materials(site.context.acting_as(DANA), launch=LAUNCH)
    shown = site.as_(DANA).get(MAP).text
    assert f'<a class="small" href="{MAP}/objections?since=sales">what changed since sales approved</a>' in shown
    assert "since marketing approved" not in shown
    seen = words(site.as_(IVO).get(f"{MAP}/objections?since=sales").text)
    assert "A price that appears later is a nuisance." in seen
    assert "Nobody likes a price that appears later." in seen, "as it was when sales approved it"


@pytest.mark.parametrize("launch", ["nothing", "..", "%2e%2e", "a%00b", "x" * 3000])
def test_a_launch_that_does_not_exist_is_not_found(site: Site, launch: str) -> None:
    assert site.as_(DANA).get(f"/launches/{launch}/message").status_code == 404


def test_a_battlecard_of_nobody_is_not_found(site: Site) -> None:
    answered = site.as_(DANA).get(f"{MAP}/battlecards/jenkin")
    assert answered.status_code == 404
    assert "battlecard/jenkins" in answered.text


def test_script_in_every_text_of_the_message_is_text(site: Site) -> None:
    path = site.folder / "launches" / LAUNCH / "launch.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = ("name", "headline", "problem", "says", "statement", "claim", "description", "insight", "outcome", "title")
    hostile = [
        f"{line[: line.index(':')]}: '{HOSTILE} {number}'"
        if re.match(rf"^ {{4}}({'|'.join(fields)}): [^>{{\[|]", line) and "@" not in line
        else line
        for number, line in enumerate(lines)
    ]
    path.write_text("\n".join(hostile), encoding="utf-8")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    visitor = site.as_(DANA)
    for page in (*PAGES, f"/launches/{LAUNCH}/materials", f"/launches/{LAUNCH}/training"):
        html = visitor.get(page).text
        assert HOSTILE not in html, page
    assert "&lt;script&gt;" in visitor.get(MAP).text


def test_the_map_opens_twice_and_after_a_restart(site: Site, tmp_path: Path) -> None:
    first = site.as_(DANA).get(MAP).text
    again = make_site(site.folder, clock=site.clock)
    assert words(again.as_(DANA).get(MAP).text) == words(first)
    again.context.database.close()
