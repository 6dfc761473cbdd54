"""The door for programs: everything the screens do, as JSON under `/api/v1`.

The same permissions, actions and reports as the pages. Errors have one shape (RFC 9457), lists are read by cursor,
a POST with an `Idempotency-Key` is done once, and files that two people may edit carry an ETag. The description is at
`/api/v1/openapi.json`.
"""

from __future__ import annotations

from fastapi import APIRouter

from readiness.web.api import description

ROUTERS: tuple[APIRouter, ...] = (description.router, *description.ROOMS)
