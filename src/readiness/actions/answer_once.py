"""A request that carries an idempotency key is done once; asked again it is given the answer of the first time."""

from __future__ import annotations

from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.store import repeated_requests

LONGEST_KEY = 200


def begin_once(context: Context, *, key: str, request: str) -> tuple[int, str] | None:
    """None: it is this one's to do, then call `finish_once` or `forget_once`. Else the status and body of the first.

    `request` is a fingerprint of all that was asked. Raises DefinitionError for a key that was used for something
    else or is none, Conflict while the first is still being done.
    """
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= LONGEST_KEY:
        problem = Problem("AP002", "the idempotency key is not 1 to 200 printable ASCII characters.", "Use a UUID.")
        raise DefinitionError("the request is not as it should be.", problems=[problem])
    with context.database.transaction() as session:
        known = repeated_requests.begin(session, context.clock, email=context.by(), key=key, request=request)
    if known is None:
        return None
    if known.request != request:
        problem = Problem("AP003", "this idempotency key was used for another request.", "Use a new key.")
        raise DefinitionError("the request is not as it should be.", problems=[problem])
    if not known.status:
        raise Conflict("the same request is being done right now.", hint="Ask again in a moment.")
    return known.status, known.body


def finish_once(context: Context, *, key: str, status: int, body: str) -> None:
    """Whoever asks again with this key is given this answer."""
    with context.database.transaction() as session:
        repeated_requests.finish(session, email=context.by(), key=key, status=status, body=body)


def forget_once(context: Context, *, key: str) -> None:
    """It was not done after all: asked again, it is tried again."""
    with context.database.transaction() as session:
        repeated_requests.forget(session, email=context.by(), key=key)
