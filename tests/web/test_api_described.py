"""The API against its own description: schemathesis makes requests of every kind, and nothing breaks or surprises.

As a marketer who administers too and as a rep, each on a site of their own, with requests that fit the description (about
things that are there) and with such that do not. Derandomized, so what it finds it finds every time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
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
from tests.web.world import DANA, LAUNCH, LENA, REP, Site

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
OPERATIONS = [(path, method) for path, methods in sorted(description()["paths"].items()) for method in sorted(methods)]


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


def probe(operation: Any, mode: GenerationMode, named: dict[str, str], token: str, answered: Counter[int]) -> None:
    """Requests of one kind to one operation; raises the first surprise."""
    known: dict[str, Any] = {"path_parameters": named} if named and mode is GenerationMode.POSITIVE else {}

    @QUIETLY
    @given(case=operation.as_strategy(generation_mode=mode, **known))
    def ask(case: Any) -> None:
        response = case.call(headers={"authorization": f"Bearer {token}"})
        answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    ask()


@pytest.mark.parametrize("email", [DANA, REP], ids=["marketer-who-administers", "rep"])
def test_what_the_description_says_is_so(school: Site, email: str) -> None:
    context = replace(school.context, applier=HeardApplier())
    site = replace(school, context=context, app=build_app(replace(school.services, context=context)))
    if email == DANA:
        site.give_account(DANA, "administrator")
    else:
        program(site, REP).post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)
    known = there(site)
    answered: Counter[int] = Counter()
    surprises = []
    for path, method in OPERATIONS:
        token = token_of(site, email)  # of its own, for some operations end tokens
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                probe(described[path][method.upper()], mode, named_in(path, known), token, answered)
            except (FailureGroup, Failure) as error:
                surprises.append(f"{method} {path}: {error}")
            except Unsatisfiable:  # any text is a code: no request can be against such a description
                assert mode is GenerationMode.NEGATIVE, f"{method} {path}"
    assert not surprises, "\n".join(surprises)
    done, refused = answered[200] + answered[201], answered[403]
    assert (done > 100) if email == DANA else (done > 20 and refused > 100), answered
