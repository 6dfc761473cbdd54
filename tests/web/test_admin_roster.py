"""The roster in the browser: uploaded, looked at, imported whole or not at all."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.actions.import_roster import import_roster
from readiness.reports.journal import journal
from readiness.reports.roster import person_history, roster_summary
from tests.people_world import person, roster_text
from tests.web.world import ADMINISTRATOR, DANA, Site, Visitor

NEW = person("nia@launch.example", region="Europe", name="Nia Poe")
FIELDS = ("upload", "called", "leavers", "on", "seen")


def upload(browser: Visitor, content: bytes | str, name: str = "roster.csv", **data: str):
    """Uploads and goes where that leads."""
    body = content.encode() if isinstance(content, str) else content
    sent = browser.post("/admin/roster", data, files={"file": (name, body, "text/csv")})
    return browser.get(sent.headers["location"]) if sent.is_redirect else sent


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that imports."""
    form = page[page.index('action="/admin/roster/import"') :]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in FIELDS}


def total(site: Site) -> int:
    return roster_summary(site.context).total


def test_a_file_is_uploaded_looked_at_and_imported(site: Site):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    page = upload(browser, roster_text(NEW))
    assert page.status_code == 200
    for told in (
        "nia@launch.example",
        "Joining",
        "17 people on the roster are not in the file",
        "Nothing is written yet",
    ):
        assert told in page.text
    assert total(site) == before
    done = browser.post("/admin/roster/import", form_of(page.text))
    assert done.headers["location"] == "/admin/roster"
    assert "Imported roster.csv: 1 person changed." in browser.get("/admin/roster").text
    assert total(site) == before + 1
    line = journal(site.context, limit=1)[0]
    assert (line.actor, line.verb, line.subject) == (ADMINISTRATOR, "imported", "roster from roster.csv")


def test_the_same_file_again_changes_nothing(site: Site):
    browser = site.as_(ADMINISTRATOR)
    browser.post("/admin/roster/import", form_of(upload(browser, roster_text(NEW)).text))
    page = upload(browser, roster_text(NEW)).text
    assert "Nothing changes" in page
    assert 'action="/admin/roster/import"' not in page


def test_leavers_leave_only_when_asked(site: Site):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    page = upload(browser, roster_text(NEW), leavers="close").text
    assert "Leaving" in page
    browser.post("/admin/roster/import", form_of(page))
    assert (before, total(site)) == (17, 1)


def test_every_bad_row_is_told_by_line_and_nothing_is_imported(site: Site):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    rows = [f"broken{number},x,y" if number % 2 else f"ok{number}@x.yy,,y" for number in range(400)]
    page = upload(browser, "email,name,role\n" + "\n".join(rows) + "\n")
    assert page.status_code == 422
    assert re.findall(r"Line (\d+)</td>", page.text) == [str(line) for line in range(2, 402)]
    assert "nothing was imported: 400 problems in roster.csv" in page.text.replace("Nothing", "nothing")
    assert 'action="/admin/roster/import"' not in page.text
    assert total(site) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"), (b"\x00\x01\x02", "header"), (b"\xff\xfee\x00", "UTF-16"), (b"a\xffb", "not UTF-8"),
        (b"PK\x03\x04\x14\x00", "header"), (b"email,name\n", "role"), (b"\n\n\n", "header"), (b"<html>", "header"),
        ("email,name,role\n" + '"' + "x" * 100_000, ""),
    ],
)  # fmt: skip
def test_a_file_that_is_no_roster_is_refused_with_the_reason(site: Site, content: bytes | str, says: str):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    page = upload(browser, content)
    assert page.status_code == 422
    assert says.lower() in page.text.lower()
    assert ".." not in re.sub(r"<[^>]*>", "", page.text)
    assert total(site) == before


def test_sending_no_file_is_told(site: Site):
    answer = site.as_(ADMINISTRATOR).post("/admin/roster")
    assert answer.status_code == 422
    assert "Choose the file" in answer.text


@pytest.mark.parametrize(
    "name",
    ["../../../../etc/passwd", "..\\..\\evil.csv", "/etc/cron.d/evil", "a\nb.csv", "<script>alert(1)</script>.csv",
     "x" * 2000, ".", "con.csv\x00.exe", "=cmd|' /C calc'!A0.csv", "..%2f..%2fevil", "\u202efdp.exe"],
)  # fmt: skip
def test_the_name_of_an_upload_is_never_a_path_and_never_html(site: Site, name: str):
    browser = site.as_(ADMINISTRATOR)
    before = {path for path in site.folder.rglob("*") if ".readiness" not in path.parts}
    page = upload(browser, roster_text(NEW), name=name)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    called = form_of(page.text)["called"]
    assert len(called) < 130
    assert not {"/", "\\", "\n", "\u202e"} & set(called)
    browser.post("/admin/roster/import", form_of(page.text) | {"called": name})
    assert journal(site.context, limit=1)[0].subject.isprintable()
    assert {path for path in site.folder.rglob("*") if ".readiness" not in path.parts} == before
    kept = [path.name for path in (site.folder / ".readiness" / "uploads").iterdir()]
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in kept)


@pytest.mark.parametrize("upload_", ["", "../keys/web.secret", "x" * 64, "a" * 64, "..%2f..", "A" * 64, "\u0661" * 64])
def test_only_uploads_are_read_by_their_fingerprint(site: Site, upload_: str):
    browser = site.as_(ADMINISTRATOR)
    for path in ("/admin/roster/preview", "/admin/roster/changes.csv"):
        assert browser.client.get(path, params={"upload": upload_}).status_code == 404
    assert browser.post("/admin/roster/import", {"upload": upload_, "seen": "x"}).status_code == 404


def test_what_is_imported_is_what_was_looked_at(site: Site, tmp_path: Path):
    browser = site.as_(ADMINISTRATOR)
    page = upload(browser, roster_text(NEW)).text
    (tmp_path / "other.csv").write_text(roster_text(person("other@launch.example"), NEW.replace("T1", "T2")))
    import_roster(site.context.acting_as(DANA), path=tmp_path / "other.csv")
    before = total(site)
    again = browser.post("/admin/roster/import", form_of(page))
    assert again.status_code == 409
    assert "The roster has changed since you looked" in again.text
    assert "territory T2 → T1" in again.text
    assert total(site) == before
    assert browser.post("/admin/roster/import", form_of(again.text)).is_redirect


def test_nothing_is_imported_that_nobody_looked_at(site: Site):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    fields = form_of(upload(browser, roster_text(NEW)).text)
    for seen in ("", "0" * 64):
        assert browser.post("/admin/roster/import", fields | {"seen": seen}).status_code == 409
    assert browser.post("/admin/roster/import", fields | {"leavers": "close"}).status_code == 409
    assert browser.post("/admin/roster/import", fields | {"on": "2018-01-29"}).status_code == 409
    assert total(site) == before


def test_sent_twice_it_is_imported_once(site: Site):
    browser = site.as_(ADMINISTRATOR)
    fields = form_of(upload(browser, roster_text(NEW)).text)
    first, second = (browser.post("/admin/roster/import", fields) for _ in range(2))
    assert first.is_redirect
    assert second.status_code == 409
    assert "Nothing changes" in second.text
    assert sum(line.verb == "imported" for line in journal(site.context)) == 2


def test_a_day_that_is_none_is_told(site: Site):
    page = upload(site.as_(ADMINISTRATOR), roster_text(NEW), on="yesterday")
    assert page.status_code == 422
    assert "is not a day" in page.text


def test_all_changes_are_a_file_in_which_nothing_is_a_formula(site: Site):
    browser = site.as_(ADMINISTRATOR)
    evil = person("evil@launch.example", name="=HYPERLINK(1)", territory="@SUM(A1)")
    moved = "linda3@adventure-works.example,=1+1,account-executive,,,,,,,,,"
    page = upload(browser, roster_text(evil, moved))
    answer = browser.get(re.search(r'href="(/admin/roster/changes\.csv[^"]+)"', page.text)[1].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="roster-changes.csv"' in answer.headers["content-disposition"]
    cells = [cell for line in answer.text.splitlines() for cell in line.split(",")]
    assert "evil@launch.example" in cells
    assert not [cell for cell in cells if cell.lstrip('"').startswith(("=", "@", "+", "-"))]


def test_uploads_are_cleared_away(site: Site):
    import os

    browser, folder = site.as_(ADMINISTRATOR), site.folder / ".readiness" / "uploads"
    upload(browser, roster_text(NEW))
    (first,) = folder.iterdir()
    os.utime(first, (time.time() - 90_000,) * 2)
    for number in range(25):
        browser.post("/admin/roster", files={"file": ("r.csv", f"{number}".encode(), "text/csv")})
    kept = list(folder.iterdir())
    assert first not in kept
    assert len(kept) == 20
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_looked_at_in_a_bounded_page(site: Site):
    browser = site.as_(ADMINISTRATOR)
    rows = (f"p{number:06}@launch.example,P {number},account-executive" for number in range(100_000))
    page = upload(browser, "email,name,role\n" + "\n".join(rows) + "\n")
    assert page.status_code == 200
    assert "100,000" in page.text
    assert "The first 100 of 100,000" in page.text
    assert len(page.content) < 60_000


def test_more_than_the_limit_is_refused_before_it_is_read(site: Site):
    browser = site.as_(ADMINISTRATOR)
    came = {"referer": "http://testserver/admin/roster"}
    answer = browser.post("/admin/roster", files={"file": ("big.csv", b"x" * 33_000_000, "text/csv")}, headers=came)
    assert answer.status_code == 413
    assert "<h1>That is too large</h1>" in answer.text
    assert "32 MB" in answer.text
    assert '<a class="button primary" href="/admin/roster">' in answer.text
    assert ">Administration<" in answer.text  # whoever is signed in stays so
    assert not (site.folder / ".readiness" / "uploads").exists()


def test_more_than_the_limit_is_refused_when_its_length_is_not_said(site: Site):
    """A browser shows the page only once everything it sends was taken."""
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(40):
            taken += 1
            yield b"x" * 1_000_000

    sent = {"content-type": "application/x-www-form-urlencoded", "referer": "http://elsewhere.example/admin/roster"}
    answer = site.as_(ADMINISTRATOR).client.post("/admin/roster", content=parts(), headers=sent)
    assert (answer.status_code, taken) == (413, 40)
    assert "<h1>That is too large</h1>" in answer.text
    assert "elsewhere.example" not in answer.text


HISTORY = "email,territory,team,region,valid_from,last_day\nnia@launch.example,Nordics,EU,Europe,{},2018-01-10\n"


def upload_both(browser: Visitor, history: str):
    files = {"file": ("roster.csv", roster_text(NEW), "text/csv"), "history": ("past.csv", history, "text/csv")}
    sent = browser.post("/admin/roster", files=files)
    return browser.get(sent.headers["location"]) if sent.is_redirect else sent


def test_a_territory_history_is_previewed_and_imported_with_the_roster(site: Site):
    browser = site.as_(ADMINISTRATOR)
    page = upload_both(browser, HISTORY.format("2017-03-01"))
    assert page.status_code == 200
    assert "with the history in past.csv" in page.text
    assert "Earlier postings" in page.text
    assert "Nordics, Europe from 1 Mar 2017 to 10 Jan 2018" in page.text
    form = page.text[page.text.index('action="/admin/roster/import"') :]
    past = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("past", "past_called")}
    link = re.search(r'href="(/admin/roster/changes.csv[^"]+)"', page.text)[1].replace("&amp;", "&")
    assert "Earlier postings,nia@launch.example" in browser.get(link).text
    done = browser.post("/admin/roster/import", form_of(page.text) | past)
    assert done.headers["location"] == "/admin/roster"
    found = person_history(site.context, email="nia@launch.example")
    assert [one.posting.territory for one in found.stretches if one.posting.territory] == ["Nordics", "T1"]
    assert journal(site.context, limit=1)[0].subject == "roster from roster.csv with history from past.csv"


def test_a_history_that_is_wrong_refuses_both_and_names_the_file(site: Site):
    before = total(site)
    page = upload_both(site.as_(ADMINISTRATOR), HISTORY.format("in spring"))
    assert page.status_code == 422
    assert "past.csv" in page.text or "Line 2" in page.text
    assert total(site) == before


def test_without_its_history_the_changes_that_were_seen_are_not_imported(site: Site):
    browser, before = site.as_(ADMINISTRATOR), total(site)
    page = upload_both(browser, HISTORY.format("2017-03-01"))
    again = browser.post("/admin/roster/import", form_of(page.text))
    assert again.status_code == 409
    assert total(site) == before


def test_a_fix_that_is_written_into_the_file_keeps_the_files_way_of_writing_days(site: Site):
    text = "email,name,role,start_date\nx@launch.example,X,account-executive,31 March\n"
    page = upload(site.as_(ADMINISTRATOR), text)
    assert page.status_code == 422
    assert "Write 2018-03-22." in page.text
