"""The generated reference of the API: how to begin, and every operation with who may, read from its own description.

`docs/generate.py` writes what `GENERATED` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from readiness.domain.access import permissions
from readiness.web.api.description import description

_HEAD = """\
# The API

Generated from the operations (`make docs`). Everything the screens do, as JSON under `/api/v1`, with the same
permissions; the OpenAPI 3.1 document is at `/api/v1/openapi.json` of every installation.

## Begin

Make a token in the browser, under *Account, API tokens*: `read` sees what you may see, `write` also does what you may
do. It is shown once. A token cannot make tokens, and dies on its last day.

```
$ export TOKEN=…
$ curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/api/v1/me
{"email": "ivo@launch.example", "roles": ["sales-leader"], "permissions": ["see_readiness", …], …}
```

From Python, with retries and idempotency keys taken care of:

```python
from readiness.client import Client, Problem

with Client("http://127.0.0.1:8000", token) as api:
    for line in api.pages("/launches/gitlab-cicd-for-github/readiness/people", overdue=True):
        print(line["email"], line["missing"])
```

A page of ours may use its cookie instead, with the form's token in `X-CSRF-Token`.

## What is refused

`application/problem+json` (RFC 9457), always of this shape; `code`, `hint` and `problems` are there when there is
something to say. All that is wrong is told at once.

```json
{
  "type": "about:blank", "title": "Something in it is unsound", "status": 422, "detail": "the launch was not begun.",
  "problems": [{"code": "RD009", "level": "error", "message": "a key is 1 to 64 lower-case letters, …",
                "fix": "Write it like trial-extension.", "where": ""}]
}
```

| Status | Means |
|---|---|
"""

_BODY = """\

## Once

Send an `Idempotency-Key` (a UUID) with a POST, and it is done once, however often it is sent: whoever asks again within
a day is given the first answer, with `Idempotency-Replayed: true`. Asked again while it is still being done: 409.
The same key with another request: 422. Keys are each person's own. A refusal is not kept: nothing was done, so it may
be tried again. `POST /me/tokens` takes no key, for its answer is kept nowhere.

## Lists

`{"items": […], "next": "…"}`: send `next` as `cursor` for the page after it; `null` on the last. `limit` is 1 to 200,
50 without. A cursor of something that is gone is refused (422): begin again.

## Files that two may edit

`GET …/definition` gives an `ETag`; send it back in `If-Match` with the `PUT` (or several, or `*`: RFC 9110). When
somebody saved since, it is 412 and nothing is written; without the header it is 428. Publishing, signing off, approving
and importing a roster ask the same with `seen`, the fingerprint of what was looked at; there it is 409.

## Operations
"""


def api_reference() -> str:
    """How to begin, then one table for each part of the API."""
    told = description()
    operations = [(path, method, one) for path, methods in told["paths"].items() for method, one in methods.items()]
    errors = next(iter(operations))[2]["responses"]
    lines = [f"| {status} | {one['description']} |" for status, one in errors.items() if int(status) >= 400]
    lines.append(_BODY.rstrip("\n"))
    for tag in dict.fromkeys(one["tags"][0] for _, _, one in operations):
        lines += ["", f"### {tag.capitalize()}", "", "| | | Who |", "|---|---|---|"]
        lines += [_row(path, method, one) for path, method, one in operations if one["tags"] == [tag]]
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join(_doors()) + "\n"


def _row(path: str, method: str, operation: dict[str, Any]) -> str:
    about = " ".join(operation.get("description", operation["summary"] + ".").split()).replace("|", "\\|")
    who = f"`{operation['x-permission']}`" if "x-permission" in operation else "anybody"
    return f"| `{method.upper()} {path.removeprefix('/api/v1')}` | {about} | {who} |"


def _doors() -> Iterator[str]:
    yield from ("## Who", "", "`GET /me` says which of these open for you:", "")
    yield from ("| Permission | |", "|---|---|")
    for one in permissions.PERMISSIONS:
        about = " ".join((one.__doc__ or one.__name__.replace("_", " ").capitalize() + ".").split())
        yield f"| `{one.__name__}` | {about} |"


GENERATED: dict[str, Callable[[], str]] = {"docs/reference/api.md": api_reference}
