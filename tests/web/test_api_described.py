"""The API against its own description: schemathesis makes requests of every kind, and nothing breaks or surprises.

As a marketer who administers too and as a rep, each on a site of their own, with requests that fit the description (about
things that are there) and with such that do not. Derandomized, so what it finds it finds every time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from readiness.web.api.description import description
from readiness.web.app import build_app
from tests.fakes import HeardApplier
from tests.web.api_world import program, token_of
from tests.web.world import DANA, LAUNCH, LENA, REP, Site, copy_workspace, make_site

EXAMPLES = 3
"""Of each operation, in each mode."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIETLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations() -> list[tuple[str, str]]:
    return [(path, method) for path, methods in sorted(description()["paths"].items()) for method in sorted(methods)]


def there(site: Site) -> dict[str, str]:
    """What is there to be named in an address; a key is that of a question, a module or a quiz."""
    lena = program(site, LENA)
    content = {one["kind"]: one["key"] for one in lena.get(f"/launches/{LAUNCH}/training")["content"]}
    return content | {
        "launch": LAUNCH,
        "email": REP,
        "task": lena.get(f"/launches/{LAUNCH}/tasks", limit=1)["items"][0]["key"],
        "name": lena.get(f"/launches/{LAUNCH}/materials", limit=1)["items"][0]["name"],
        "question": lena.get(f"/launches/{LAUNCH}/questions", limit=1)["items"][0]["item"]["key"],
        "certification": "account-executive",
        "kind": "quiz",
        "function": "sales",
        "criterion": "proof",
        "section": "what-it-is",
    }


def named_in(path: str, known: dict[str, str]) -> dict[str, str]:
    """The parameters of this address that can name something that is there."""
    kind = "question" if "/questions/" in path else "module" if "/modules/" in path else "quiz"
    known = known | {"key": known[kind]}
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


@dataclass
class Program:
    """Of one person, on a site of their own. `answered`: how often with which status."""

    email: str
    site: Site
    token: str = ""
    answered: Counter[int] = field(default_factory=Counter)

    def ask(self, case: Any) -> None:
        response = case.call(app=self.site.app, headers={"authorization": f"Bearer {self.token}"})
        self.answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)


@pytest.fixture
def programs(published_workspace: Path, tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    """A marketer who administers too, and a rep who has begun a quiz."""
    made = []
    for email in (DANA, REP):
        site = make_site(copy_workspace(published_workspace, tmp_path / email))
        context = replace(site.context, applier=HeardApplier())
        made.append(
            Program(email, replace(site, context=context, app=build_app(replace(site.services, context=context))))
        )
    dana, rep = made
    dana.site.give_account(DANA, "administrator")
    program(rep.site, REP).post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    yield dana, rep
    for one in made:
        one.site.context.database.close()


def probe(operation: Any, mode: GenerationMode, named: dict[str, str], programs: tuple[Program, ...]) -> None:
    """Each makes the same requests of one kind to one operation, for to make them up takes longer than to answer them.

    Raises the first surprise.
    """
    known: dict[str, Any] = {"path_parameters": named} if named and mode is GenerationMode.POSITIVE else {}

    @QUIETLY
    @given(case=operation.as_strategy(generation_mode=mode, **known))
    def ask(case: Any) -> None:
        for one in programs:
            one.ask(case)

    ask()


def test_what_the_description_says_is_so(programs: tuple[Program, Program]) -> None:
    dana, rep = programs
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", dana.site.app)
    known = there(dana.site)
    assert there(rep.site) == known
    surprises = []
    for path, method in operations():
        for one in programs:
            one.token = token_of(one.site, one.email)  # of its own, for some operations end tokens
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                probe(described[path][method.upper()], mode, named_in(path, known), programs)
            except (FailureGroup, Failure) as error:
                surprises.append(f"{method} {path}: {error}")
            except Unsatisfiable:  # any text is a code: no request can be against such a description
                assert mode is GenerationMode.NEGATIVE, f"{method} {path}"
    assert not surprises, "\n".join(surprises)
    assert dana.answered[200] + dana.answered[201] > 100, dana.answered
    assert rep.answered[200] + rep.answered[201] > 20, rep.answered
    assert rep.answered[403] > 100, rep.answered
