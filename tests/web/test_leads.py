"""Qualified leads in the browser and through the API: criteria, agreement, lists judged and forgotten."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import inspect, text

from tests.web.api_world import program, refusal
from tests.web.world import DANA, GUEST, IVO, LAUNCH, REP, Site

PAGE = f"/launches/{LAUNCH}/leads"
ROOM = f"/launches/{LAUNCH}"
LEADS = (
    "Company,Title,Code hosting,Developers,CI servers,Last activity,Asked for trial,Accepted\n"
    "=Harbour,Development manager,GitHub,140,3,2018-01-10,yes,yes\n"
    "<b>Zyxwv</b>,Developer,GitHub,12,2,2018-01-09,yes,yes\n"
    "Juniper,Developer,GitHub,45,1,2018-01-09,yes,no\n"
)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def send(site: Site, email: str, wanted: str, data: str = LEADS) -> Any:
    door = site.as_(email)
    return door.post(PAGE, data={"wanted": wanted}, files={"file": ("leads.csv", data.encode(), "text/csv")})


@pytest.mark.parametrize("email", [REP, GUEST])
def test_reps_and_strangers_do_not_see_it(site: Site, email: str) -> None:
    assert site.as_(email).get(PAGE).status_code == 403
    assert send(site, email, "verdicts").status_code == 403


def test_a_list_is_judged_shown_and_kept_nowhere(site: Site) -> None:
    found = send(site, DANA, "verdicts")
    assert found.status_code == 200
    shown = words(found.text)
    assert "Judged by criteria that are not agreed" in shown
    assert "Enough developers to feel it: 12, asked is at least 20" in shown
    assert "&lt;b&gt;Zyxwv" in found.text
    with site.context.database.reading() as session:
        tables = inspect(session.connection()).get_table_names()
        held = [str(row) for table in tables for row in session.connection().execute(text(f'SELECT * FROM "{table}"'))]
    assert held
    assert not any("Zyxwv" in row for row in held)
    assert not any(b"Zyxwv" in one.read_bytes() for one in site.folder.rglob("*") if one.is_file())


def test_the_file_has_no_formula(site: Site) -> None:
    found = send(site, DANA, "file")
    assert found.headers["content-type"].startswith("text/csv")
    rows = found.text.lstrip("\ufeff").splitlines()
    assert rows[0] == "lead,line,verdict,points,points needed,reasons,what would change it"
    assert rows[1].startswith("'=Harbour,2,qualified,45,20,")


def test_sales_answers_are_compared(site: Site) -> None:
    shown = words(send(site, DANA, "drift").text)
    assert "2 of 3, 67 %" in shown
    assert "Enough developers to feel it at least 20 1 of 2, 50 %" in shown


def test_a_list_that_cannot_be_read_is_told_by_line(site: Site) -> None:
    found = send(site, DANA, "verdicts", LEADS.replace("140", "many").replace("2018-01-09", "soon"))
    assert found.status_code == 422
    shown = words(found.text)
    assert "Line 2" in shown
    assert "Line 4" in shown
    assert "is no number" in shown
    assert send(site, DANA, "verdicts", "").status_code in {400, 422}


def test_each_function_agrees_to_what_it_read(site: Site) -> None:
    door = site.as_(IVO)
    seen = re.search(r'name="seen" value="(sha256:[0-9a-f]+)"', door.get(PAGE).text)
    assert seen is not None
    form = {"decision": "approved", "function": "sales", "note": "", "seen": seen[1]}
    assert door.post(f"{PAGE}/agreement", data={**form, "seen": "sha256:0"}, follow_redirects=False).status_code == 409
    refused = door.post(f"{PAGE}/agreement", data={**form, "decision": "rejected"}, follow_redirects=False)
    assert refused.status_code == 422
    assert door.post(f"{PAGE}/agreement", data=form, follow_redirects=False).status_code == 303
    assert "✓ agreed" in door.get(PAGE).text


def test_programs_have_the_same(site: Site) -> None:
    door = program(site, DANA)
    criteria = door.get(f"{ROOM}/lead-criteria")
    assert [word["function"] for word in criteria["words"]] == ["marketing", "sales"]
    judged = door.post(f"{ROOM}/leads/verdicts", {"text": LEADS})
    assert [one["verdict"] for one in judged["leads"]] == ["qualified", "not-qualified", "not-qualified"]
    assert judged["leads"][1]["changes"] == ["developers"]
    drift = door.post(f"{ROOM}/leads/drift", {"text": LEADS})["drift"]
    assert (drift["both"], drift["sales_only"], drift["neither"]) == (1, 1, 1)
    told = refusal(door.post, f"{ROOM}/leads/verdicts", {"text": LEADS.replace("140", "many")})
    assert (told.status, told.problems[0].code) == (422, "LQ001")
    agreed = door.post(f"{ROOM}/lead-criteria/agreement", {"decision": "approved", "seen": criteria["fingerprint"]})
    assert (agreed["function"], agreed["changed"]) == ("marketing", True)
