"""The API over HTTP: what is refused raises Problem, what may be tried again is.

A POST carries an idempotency key of its own, so that trying it again after a lost answer does nothing twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx

from readiness.client.problem import Problem, read_problem

PREFIX: Final = "/api/v1"
AGAIN: Final = frozenset({429, 502, 503, 504})
"""Answers after which the same request may be sent again."""
LONGEST_WAIT: Final = 60.0
_FIRST_WAIT: Final = 0.25
_TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `etag` is "" where the API gives none; `is_replayed`: an earlier answer to the same key."""

    value: Any
    etag: str
    is_replayed: bool


class Client:
    """`address` is where the application is (`https://readiness.example`), `token` one made on the account page.

    Tries `tries` times in all, waiting longer each time, or as long as the API says (at most LONGEST_WAIT).
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        tries: int = 4,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._http = httpx.Client(
            base_url=address.rstrip("/") + PREFIX,
            headers={"authorization": f"Bearer {token}", "accept": "application/json"},
            timeout=_TIMEOUT,
            transport=transport,
        )
        self._tries, self._sleep = tries, sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at `path` (`/launches`). Raises Problem, and httpx.TransportError when nobody answers."""
        return self.read(path, **query).value

    def read(self, path: str, **query: Any) -> Answer:
        """As `get`, with the ETag, to be given to `put`."""
        return self._send("GET", path, query=query)

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """Every entry of a list, page after page."""
        cursor = ""
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """What was done. `key` is for whoever may ask again much later; without one, this call has its own."""
        return self.send(path, body, key=key).value

    def send(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        """As `post`, with whether it was done before."""
        return self._send("POST", path, body=body, headers={"idempotency-key": key or str(uuid.uuid4())})

    def put(self, path: str, body: Any, *, etag: str = "") -> Answer:
        """`etag` as it was read; Problem 412 when somebody else has written since, 428 without it where asked."""
        return self._send("PUT", path, body=body, headers={"if-match": etag} if etag else {})

    def delete(self, path: str, **query: Any) -> Any:
        return self._send("DELETE", path, query=query).value

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        for tried in range(1, self._tries + 1):
            wait = _FIRST_WAIT * 2**tried
            try:
                response = self._http.request(method, path, params=query or None, json=body, headers=headers)
            except httpx.TransportError:
                if tried == self._tries:
                    raise
            else:
                if response.is_success:
                    return _answer(response)
                problem = _problem(response)
                if response.status_code not in AGAIN or tried == self._tries:
                    raise problem
                wait = wait if problem.retry_after is None else problem.retry_after
                if wait > LONGEST_WAIT:
                    raise problem
            self._sleep(wait)
        raise ValueError("tries is at least 1")


def _answer(response: httpx.Response) -> Answer:
    is_json = "json" in response.headers.get("content-type", "")
    return Answer(
        response.json() if is_json else response.text,
        response.headers.get("etag", ""),
        response.headers.get("idempotency-replayed") == "true",
    )


def _problem(response: httpx.Response) -> Problem:
    told = response.headers.get("retry-after", "")
    try:
        body = response.json()
    except ValueError:
        body = None
    retry_after = float(told) if told.isdecimal() else None
    return read_problem(response.status_code, body, text=response.text, retry_after=retry_after)
