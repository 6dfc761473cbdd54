"""What a rep needs in the tests: the sample's content published, and answers as a browser sends them."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

from httpx import Response

from readiness.actions.exempt_rep import exempt_rep
from readiness.actions.publish_content import publish_all
from readiness.actions.record_mark import record_mark
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import Attempt
from readiness.store import attempts
from readiness.store.launches import require_version
from tests.web.world import LAUNCH, LENA, MANAGER, REP, Site, Visitor

CORE, PRICE, DIFFERENCE = (f"/learn/{LAUNCH}/quizzes/{key}" for key in ("core", "price", "difference"))
MODULES = ("what-it-is", "price-and-promise", "how-we-differ", "first-call")
"""What an account executive is asked to read."""


def excuse_manager(site: Site, email: str = MANAGER) -> None:
    """The manager may grade: they are exempt from the certification that managers hold before they do."""
    exempt_rep(
        site.context.acting_as(LENA), launch=LAUNCH, rep=email, certification="sales-manager",
        reason="Wrote the module.", until=site.context.clock.today() + timedelta(days=60),
    )  # fmt: skip


def module(key: str) -> str:
    return f"/learn/{LAUNCH}/modules/{key}"


def definition_of(site: Site) -> Launch:
    with site.context.database.reading() as session:
        return require_version(session, LAUNCH).definition


def publish(site: Site, note: str = "So that reps can begin.") -> None:
    """Every module, quiz and role-play is published as it reads."""
    publish_all(site.context.acting_as(LENA), launch=LAUNCH, note=note, unapproved=True)


def start(rep: Visitor, quiz: str = PRICE) -> str:
    """The address of the attempt that has begun."""
    answered = rep.post(quiz)
    assert answered.status_code == 303, answered.text[-800:]
    return answered.headers["location"]


def attempt_behind(site: Site, path: str) -> Attempt:
    with site.context.database.reading() as session:
        return attempts.require(session, int(path.rsplit("/", 1)[1]))


def right(site: Site, path: str, only: int | None = None) -> dict[str, str | list[str]]:
    """The fields of a form in which every question (or the first `only`) is answered rightly."""
    attempt = attempt_behind(site, path)
    items = {item.key: item for item in attempt.items}
    fields: dict[str, str | list[str]] = {}
    for number, entry in list(enumerate(attempt.form.items, start=1))[:only]:
        item = items[entry.key]
        answer = key_of(item, entry)
        name = f"q{number}"
        fields[f"{name}.was"] = ""
        if item.kind == "ordering":
            fields |= {f"{name}.{place}": str(answer.index(place) + 1) for place in range(1, len(answer) + 1)}
        elif item.kind == "matching":
            fields |= {f"{name}.{place}": str(one) for place, one in enumerate(answer, start=1)}
        elif item.kind == "multiple":
            fields[name] = [str(one) for one in answer]
        elif item.kind == "true-false":
            fields[name] = "true" if answer else "false"
        else:
            fields[name] = str(answer)
    return fields


def pass_everything(site: Site, email: str = REP) -> None:
    """An account executive is certified: modules and quizzes in the browser, the role-play marked by a trainer."""
    rep = site.as_(email)
    for key in MODULES:
        assert rep.post(f"{module(key)}/complete", {"version": "1"}).status_code == 303
    for quiz in (CORE, PRICE, DIFFERENCE):
        path = start(rep, quiz)
        assert rep.post(path, right(site, path)).status_code == 303
    definition = definition_of(site)
    for key in definition.certifications["account-executive"].role_plays:
        best = {c.key: float(len(c.anchors) or 1) for c in definition.role_plays[key].rubric.values()}
        record_mark(
            site.context.acting_as(LENA), launch=LAUNCH, role_play=key, rep=email, marks=best, note="Well done."
        )


def saved(site: Site, path: str) -> dict[str, object]:
    return dict(attempt_behind(site, path).saved)


class _Page(HTMLParser):
    """The text of a page, and its form fields as a browser without scripts would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.fields[given["name"] or ""] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def text_of(response: Response) -> str:
    page = _Page()
    page.feed(response.text)
    return re.sub(r"\s+", " ", " ".join(page.words))


def hidden_fields(response: Response) -> dict[str, str]:
    page = _Page()
    page.feed(response.text)
    return page.fields
