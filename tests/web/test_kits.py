"""Kits in the browser and by action: approved pieces only, locked and open parts, who sees what, hostile names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from readiness.actions.approve_materials import approve_materials
from readiness.actions.make_kit import make_kit
from readiness.actions.rewrite_kit import rewrite_kit
from readiness.domain.kit.request import KitWish, persona_for
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.kit import kit_handout, kit_rewrites, kit_sheet
from readiness.store.launches import require_version
from tests.web.world import AUDITOR, DANA, GUEST, IVO, LAUNCH, LENA, OTHER_REP, REP, Site

KITS = f"/launches/{LAUNCH}/kits"
HOSTILE = "Hall & <script>alert(1)</script> *Söhne*"
FORM = {
    "account": HOSTILE, "person": "Kumar", "role": "COO", "requirement": "tool-sprawl", "competitor": "jenkins",
    "conversation": "tangible-value", "calculator": "upkeep-of-builds", "figures": "keepers=5\nhour=80",
}  # fmt: skip


def approve(site: Site, *names: str) -> None:
    for email in (DANA, IVO):
        approve_materials(site.context.acting_as(email), launch=LAUNCH, decision="approved", function=None, names=names)


def wish(**other: Any) -> KitWish:
    said: dict[str, Any] = {name: text for name, text in FORM.items() if name != "figures"}
    return KitWish(**{**said, "inputs": {"keepers": 5.0}, **other})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_kit_of_which_nothing_is_approved_is_refused_with_what_is_lacking(site: Site) -> None:
    with pytest.raises(Conflict) as refused:
        make_kit(site.context.acting_as(REP), launch=LAUNCH, wish=wish())
    assert "battlecard/jenkins is not approved yet by marketing, sales" in str(refused.value)
    answer = site.as_(REP).post(KITS, FORM)
    assert answer.status_code == 409
    assert "nothing that this kit would be made of is approved" in words(answer.text).lower()
    assert 'value="Kumar"' in answer.text


def test_what_is_not_approved_is_named_and_left_out(site: Site) -> None:
    approve(site, "value-proposition-sheet/dakota", "battlecard/jenkins")
    rep = site.context.acting_as(REP)
    sheet = kit_sheet(rep, launch=LAUNCH, number=make_kit(rep, launch=LAUNCH, wish=wish()).number)
    assert {part.key for part in sheet.parts} >= {"problem", "outcome", "battlecard", "opening", "questions"}
    assert {(one.material, one.lacking) for one in sheet.left_out} == {
        ("calculator/upkeep-of-builds", "not approved yet by marketing, sales"),
        ("objection-cards/all", "not approved yet by marketing, sales"),
    }
    made_of = {name for part in sheet.parts for name in part.made_of}
    assert made_of == {"value-proposition-sheet/dakota", "battlecard/jenkins"}


def test_a_rejection_takes_a_part_out_of_a_kit_that_was_made_before(site: Site) -> None:
    approve(site, "value-proposition-sheet/dakota", "battlecard/jenkins", "objection-cards/all")
    rep = site.context.acting_as(REP)
    number = make_kit(rep, launch=LAUNCH, wish=wish(calculator="", inputs={})).number
    assert not kit_sheet(rep, launch=LAUNCH, number=number).left_out
    approve_materials(
        site.context.acting_as(IVO), launch=LAUNCH, decision="rejected", function=None, names=("battlecard/jenkins",),
        note="Wrong by now.",
    )  # fmt: skip
    sheet = kit_sheet(rep, launch=LAUNCH, number=number)
    assert [one.lacking for one in sheet.left_out] == ["rejected by sales"]
    assert "battlecard" not in {part.key for part in sheet.parts}


def test_the_buyers_document_has_nothing_that_is_for_our_own_people(site: Site) -> None:
    approve(
        site,
        "value-proposition-sheet/dakota",
        "battlecard/jenkins",
        "calculator/upkeep-of-builds",
        "objection-cards/all",
    )
    rep = site.context.acting_as(REP)
    kit = make_kit(rep, launch=LAUNCH, wish=wish(persona="dakota"))
    sheet = kit_sheet(rep, launch=LAUNCH, number=kit.number)
    buyer, us = (kit_handout(rep, sheet, reader).markdown for reader in ("buyer", "us"))  # type: ignore[arg-type]
    assert "Jenkins" not in buyer
    assert "What it is worth" in buyer
    assert "103,500 USD/year" in buyer
    assert "Questions that set the trap" in us
    assert "Not to be handed to a buyer." in kit_handout(rep, sheet, "us").note
    assert "<script>" not in re.sub(r"\\<script", "", buyer)


def test_the_same_kit_asked_for_again_is_the_same_with_the_reps_own_words(site: Site) -> None:
    approve(site, "value-proposition-sheet/dakota")
    rep = site.context.acting_as(REP)
    first = make_kit(rep, launch=LAUNCH, wish=wish())
    assert rewrite_kit(
        rep, launch=LAUNCH, number=first.number, part="opening", text="Good morning.\r\n\r\n# No heading"
    )
    assert not rewrite_kit(
        rep, launch=LAUNCH, number=first.number, part="opening", text="Good morning.\n\n# No heading"
    )
    again = make_kit(rep, launch=LAUNCH, wish=wish())
    assert again.number == first.number
    opening = next(part for part in kit_sheet(rep, launch=LAUNCH, number=first.number).parts if part.key == "opening")
    assert "<h1" not in opening.html
    assert "Good morning." in opening.html
    assert rewrite_kit(rep, launch=LAUNCH, number=first.number, part="opening", text="")
    opening = next(part for part in kit_sheet(rep, launch=LAUNCH, number=first.number).parts if part.key == "opening")
    assert not opening.words
    assert "Kumar" in opening.markdown
    told = kit_rewrites(site.context, launch=LAUNCH)
    assert [one.text for one in told] == ["", "Good morning.\n\n# No heading"]
    assert "the person, this is about the account" in told[1].was
    assert told[0].role == "COO"


def test_locked_parts_are_not_rewritten_and_other_peoples_kits_are_not_there(site: Site) -> None:
    approve(site, "value-proposition-sheet/dakota")
    rep, other = site.context.acting_as(REP), site.context.acting_as(OTHER_REP)
    number = make_kit(rep, launch=LAUNCH, wish=wish()).number
    with pytest.raises(NotAllowed, match="locked"):
        rewrite_kit(rep, launch=LAUNCH, number=number, part="problem", text="Ours is best.")
    with pytest.raises(NotFound):
        rewrite_kit(rep, launch=LAUNCH, number=number, part="nothing", text="x")
    with pytest.raises(DefinitionError, match="KT005"):
        rewrite_kit(rep, launch=LAUNCH, number=number, part="opening", text="x" * 4_001)
    with pytest.raises(NotFound):
        rewrite_kit(other, launch=LAUNCH, number=number, part="opening", text="x")
    for email in (OTHER_REP, DANA):
        assert site.as_(email).get(f"{KITS}/{number}").status_code == 404
        assert site.as_(email).get(f"{KITS}/{number}/buyer.md").status_code == 404
        assert "Söhne" not in site.as_(email).get(KITS).text


def test_everything_that_is_wrong_with_a_wish_is_told_at_once(site: Site) -> None:
    with pytest.raises(DefinitionError) as refused:
        make_kit(
            site.context.acting_as(REP), launch=LAUNCH,
            wish=wish(account=" ", person="two\nlines", requirement="tool-spraw", competitor="nobody", inputs={"kepers": 1.0}),
        )  # fmt: skip
    assert sorted(one.code for one in refused.value.problems) == ["CV001", "KT001", "KT001", "KT002", "KT002"]
    assert any("tool-sprawl" in one.fix for one in refused.value.problems)


def test_a_rep_makes_a_kit_in_the_browser_and_takes_it_along(site: Site) -> None:
    approve(
        site,
        "value-proposition-sheet/dakota",
        "battlecard/jenkins",
        "calculator/upkeep-of-builds",
        "objection-cards/all",
    )
    rep = site.as_(REP)
    assert rep.get(KITS).status_code == 200
    made = rep.post(KITS, FORM)
    assert made.status_code == 303
    path = made.headers["location"]
    page = rep.get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "spoken to as we speak to Dakota" in words(page.text)
    assert "Good day" not in page.text
    assert rep.post(f"{path}/parts/opening", {"text": f"Good day. {HOSTILE}"}).status_code == 303
    shown = rep.get(path).text
    assert "Good day. Hall &amp; &lt;script&gt;" in shown
    buyer = rep.get(f"{path}/buyer.html")
    assert "Good day." in buyer.text
    assert "<script>alert" not in buyer.text
    assert rep.post(f"{path}/parts/problem", {"text": "x"}).status_code == 403
    assert "Good day." in site.as_(DANA).get(f"{KITS}/rewrites").text
    assert REP not in site.as_(DANA).get(f"{KITS}/rewrites").text


@pytest.mark.parametrize(
    ("email", "desk", "rewrites"),
    [(GUEST, 403, 403), (AUDITOR, 403, 200), (REP, 200, 403), (LENA, 200, 403), (DANA, 200, 200)],
)
def test_doors_open_to_whom_they_are_for(site: Site, email: str, desk: int, rewrites: int) -> None:
    assert site.as_(email).get(KITS).status_code == desk
    assert site.as_(email).get(f"{KITS}/rewrites").status_code == rewrites


@pytest.mark.parametrize(
    ("role", "requirement", "persona"),
    [("COO", "tool-sprawl", "dakota"), ("COO", "code-elsewhere", "alex"), ("Software Developer", "tool-sprawl", "sasha"),
     ("a devops engineer", "no-visibility", "devon"), ("alex", "no-visibility", "alex")],
)  # fmt: skip
def test_somebody_is_spoken_to_as_the_persona_nearest_to_their_role_and_problem(
    site: Site, role: str, requirement: str, persona: str
) -> None:
    with site.context.database.reading() as session:
        definition = require_version(session, LAUNCH).definition
    assert persona_for(definition, role, requirement) == persona
