"""Home says what waits for whoever looks, and the launches where they stand today, as the gate and the board do."""

from __future__ import annotations

from tests.web.api_world import program
from tests.web.learning_world import pass_everything
from tests.web.test_gate import GATE, WAIVER
from tests.web.test_message import words
from tests.web.world import DANA, GUEST, IVO, LAUNCH, LENA, MANAGER, OLGA, REP, RUTH, Site

PACIFIC = "west@launch.example"


def home(site: Site, email: str) -> str:
    return words(site.as_(email).get("/").text)


def test_who_is_waited_for_by_nobody_is_told_so(site: Site) -> None:
    assert "Nothing waits for you today." in home(site, GUEST)
    assert "You are up to date" in home(site, GUEST)


def test_a_leader_sees_at_once_whether_the_launch_is_ready_and_if_not_who_and_what(school: Site) -> None:
    page = school.as_(IVO).get("/").text
    told = words(page)
    assert "Not ready" in told
    assert "What holds it , 9 of 9 criteria" in told
    assert "Executives certified : 0 of 14 people of “Account executive” certified" in told
    assert "Who is not certified , 17" in told
    assert f'href="/launches/{LAUNCH}/people/amy0%40adventure-works.example"' in page
    assert told.index("Not ready") < told.index("Your reviews")


def test_who_reads_of_one_launch_at_the_top_does_not_read_of_it_again_below(school: Site) -> None:
    assert "Other launches" not in home(school, IVO)
    assert "Who is not certified" not in home(school, DANA)


def test_a_leader_of_a_region_is_told_the_names_of_that_region_alone(school: Site) -> None:
    assert "amy0" in home(school, IVO)
    school.give_account(PACIFIC, "sales-leader", region="Pacific")
    told = home(school, PACIFIC)
    assert "of the region Pacific" in told
    assert "syed0" in told
    assert "amy0" not in told


def test_an_address_that_nothing_is_at_keeps_the_places_of_whoever_is_signed_in(site: Site) -> None:
    page = site.as_(REP).get("/nothing-here")
    assert page.status_code == 404
    assert "Sign out" in page.text
    assert 'href="/learn"' in page.text


def test_a_manager_is_told_of_the_role_plays_to_mark_in_one_line(school: Site) -> None:
    page = home(school, MANAGER)
    assert "Nothing waits" not in page
    assert page.count("role-plays") == 1
    assert 'href="/team"' in school.as_(MANAGER).get("/").text


def test_a_manager_is_told_who_waits_for_their_word_alone(school: Site) -> None:
    queue = school.as_(MANAGER).get("/team").text.count("Mark<span")
    assert f"Mark {queue} role-plays" in home(school, MANAGER)
    pass_everything(school, REP)  # a role-play of theirs among it
    left = school.as_(MANAGER).get("/team").text.count("Mark<span")
    assert left < queue
    assert f"Mark {left} role-plays" in home(school, MANAGER)


def test_leadership_is_told_of_a_waiver_asked_for_until_it_is_answered(site: Site) -> None:
    assert "waiver" not in home(site, OLGA)
    site.as_(DANA).post(f"{GATE}/waivers", WAIVER)
    page = site.as_(OLGA).get("/").text
    assert "Answer a request for a waiver" in page
    assert f'href="{GATE}"' in page
    assert "Answer a request" not in home(site, IVO)
    site.as_(OLGA).post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert "Answer a request" not in home(site, OLGA)


def test_a_member_without_a_role_is_told_of_their_sign_off(site: Site) -> None:
    assert "Sign off for legal" in home(site, RUTH)


def test_a_trainer_is_told_of_what_waits_at_training(site: Site) -> None:
    waits = words(site.as_(LENA).get(f"/launches/{LAUNCH}/training/review").text)
    assert "Nothing waits for you" not in waits
    page = home(site, LENA)
    assert "modules, quizzes or role-plays" in page
    assert "drafted question" in page


def test_an_approver_is_told_how_many_pieces_wait_for_their_function(site: Site) -> None:
    assert "pieces for sales" in home(site, IVO)
    assert "pieces for sales" not in home(site, DANA)


def test_the_api_tells_the_same(site: Site) -> None:
    site.as_(DANA).post(f"{GATE}/waivers", WAIVER)
    (told,) = program(site, OLGA).get("/me/work")["reviews"]
    assert (told["kind"], told["launch"], told["count"], told["path"]) == ("waiver", LAUNCH, 1, GATE)
    assert told["title"] in home(site, OLGA)


def test_the_launches_say_today_what_the_gate_says_and_count_no_waiver_as_met(site: Site) -> None:
    before = words(site.as_(IVO).get("/launches").text)
    assert "0 of 9 criteria met as of 22 Jan 2018" in before
    site.later(days=1)
    site.as_(DANA).post(f"{GATE}/waivers", WAIVER)
    site.as_(OLGA).post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert "Waived (1)" in words(site.as_(IVO).get(GATE).text)
    after = words(site.as_(IVO).get("/launches").text)
    assert "0 of 9 criteria met, 1 waived as of 23 Jan 2018" in after  # nothing was recorded, and it is today's
    (told,) = program(site, IVO).get("/launches")["items"]
    assert (told["applied"]["verdict"]["met"], told["applied"]["verdict"]["waived"]) == (0, 1)
