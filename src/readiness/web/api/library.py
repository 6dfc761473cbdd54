"""The asset library: search, one asset, its use; adding to it; what is never used and what was searched for in vain."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import Depends, Form, Query, Request, UploadFile
from fastapi.responses import FileResponse
from pydantic import Field, ValidationError

from readiness.actions.add_asset import AddedAsset, add_asset, retire_asset
from readiness.actions.record_use import record_use
from readiness.actions.refresh_library import refresh_library
from readiness.actions.reindex_library import ReadFile, reindex_library
from readiness.actions.search_library import Searched, search_library
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import Act, Described
from readiness.domain.library.finding import NARROWED_BY
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.library import (
    AssetPage,
    Counted,
    Missed,
    UploadInside,
    UseCounts,
    asset_file,
    asset_page,
    missed_searches,
    not_searched,
    unused,
    use_report,
)
from readiness.web.access import acting, may
from readiness.web.api.role_plays import FILE
from readiness.web.api.shape import Body, Cursor, Day, Done, Limit, Page, api_router, read_number, write_cursor
from readiness.web.submitted_files import given_file, sent_file

router = api_router("library")
files = api_router("library", once=False)

Reads = Annotated[Viewer, Depends(may(permissions.see_published))]
Uses = Annotated[Viewer, Depends(may(permissions.tell_use))]
Keeps = Annotated[Viewer, Depends(may(permissions.keep_assets))]
SeesUse = Annotated[Viewer, Depends(may(permissions.see_use))]
Short = Annotated[str, Field(max_length=200)]
Keys = Annotated[tuple[Short, ...], Field(max_length=50)]
Facet = Annotated[str, Query(max_length=100)]


class AssetBody(Body):
    """What is said of an asset. `facets`: facet → keys of its launch's file. `replaces`: it is a new version."""

    key: Short
    title: Short
    summary: Annotated[str, Field(max_length=2000)] = ""
    launch: Short = ""
    facets: Annotated[
        dict[Short, Annotated[tuple[Short, ...], Field(max_length=50)]], Field(max_length=10, default_factory=dict)
    ]
    fresh_until: Day | None = None
    readers: Literal["all", "staff"] = "all"
    link: Annotated[str, Field(max_length=2000)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    replaces: bool = False


class UseBody(Body):
    """`minutes`: those that it saved; null = not said, as of `helped`."""

    act: Act
    conversation: Short = ""
    helped: bool | None = None
    minutes: Annotated[int, Field(ge=0, le=10_000)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


class RetireBody(Body):
    reason: Annotated[str, Field(max_length=2000)]


@router.get("/library")
def search(
    request: Request, viewer: Reads, q: Annotated[str, Query(max_length=200)] = "", launch: Facet = "",
    kind: Facet = "", segment: Facet = "", market: Facet = "", competitor: Facet = "", requirement: Facet = "",
    conversation: Facet = "", persona: Facet = "", freshness: Facet = "",
    start: Annotated[int, Query(ge=0, le=1_000)] = 0,
) -> Searched:  # fmt: skip
    """What fits all words and facets and is mine to read, best first; go on at `next`."""
    told = (launch, kind, segment, market, competitor, requirement, conversation, persona, freshness)
    facets = dict(zip(NARROWED_BY, told, strict=True))
    return search_library(acting(request, viewer), viewer=viewer, text=q, facets=facets, start=start)


@router.get("/library/assets/{key}")
def asset(request: Request, key: str, viewer: Reads) -> AssetPage:
    """One asset: its facets, versions and use."""
    context = acting(request, viewer)
    refresh_library(context)
    return asset_page(context, viewer=viewer, key=key)


@files.get("/library/assets/{key}/file", response_class=FileResponse, responses=FILE)  # type: ignore[arg-type]
def file(request: Request, key: str, viewer: Reads) -> FileResponse:
    """The file that stands; that it was opened is on record."""
    context = acting(request, viewer)
    refresh_library(context)
    found = asset_file(context, viewer=viewer, key=key)
    if permissions.tell_use(viewer):
        record_use(context, viewer=viewer, key=key, act="opened")
    return sent_file(found)


@router.post("/library/assets")
def add_link(request: Request, body: AssetBody, viewer: Keeps) -> AddedAsset:
    """Add what is at a link, or a new version of it."""
    return add_asset(acting(request, viewer), _described(body), link=body.link, note=body.note, replaces=body.replaces)


@files.post("/library/files")
def add_file(
    request: Request, viewer: Keeps, file: UploadFile,
    asset: Annotated[str, Form(description="What is said of it, as the JSON of the body of POST /library/assets.")],
) -> AddedAsset:  # fmt: skip
    """Add a file, or a new version of one, as a form (multipart/form-data)."""
    try:
        body = AssetBody.model_validate(json.loads(asset))
    except (ValueError, ValidationError, RecursionError):
        told = Problem("AL009", "'asset' is not the JSON of an asset.", 'Write {"key": "one-pager", "title": "…"}.')
        raise DefinitionError("the asset cannot be read.", problems=[told]) from None
    return add_asset(
        acting(request, viewer), _described(body), file=given_file(file), link=body.link, note=body.note,
        replaces=body.replaces,
    )  # fmt: skip


@router.post("/library/assets/{key}/use")
def tell_use(request: Request, key: str, body: UseBody, viewer: Uses) -> Done:
    """That I opened, shared or used it."""
    record_use(
        acting(request, viewer), viewer=viewer, key=key, act=body.act, conversation=body.conversation,
        helped=body.helped, minutes=body.minutes, note=body.note,
    )  # fmt: skip
    return Done(changed=True)


@router.post("/library/assets/{key}/retire")
def retire(request: Request, key: str, body: RetireBody, viewer: Keeps) -> Done:
    """It is found no more."""
    retire_asset(acting(request, viewer), key=key, reason=body.reason)
    return Done(changed=True)


@router.get("/library/use")
def used(
    request: Request, viewer: SeesUse, launch: Facet = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[UseCounts]:
    """What was done with every asset that was opened, shared or used, most used first; the others are at `unused`."""
    context = acting(request, viewer)
    refresh_library(context)
    start = read_number(cursor) if cursor else 0
    return _page(use_report(context, viewer=viewer, launch=launch, start=start, limit=limit), start)


@router.get("/library/unused")
def never_used(
    request: Request, viewer: SeesUse, launch: Facet = "", days: Annotated[int, Query(ge=0, le=3650)] = 0,
    cursor: Cursor = "", limit: Limit = 50,
) -> Page[UseCounts]:  # fmt: skip
    """What nobody ever opened, shared or used, oldest first."""
    context = acting(request, viewer)
    refresh_library(context)
    start = read_number(cursor) if cursor else 0
    return _page(unused(context, viewer=viewer, launch=launch, days=days, start=start, limit=limit), start)


@router.get("/library/unsearched")
def not_searched_inside(request: Request, viewer: SeesUse) -> list[UploadInside]:
    """What is not searched inside, or not to its end, and why."""
    context = acting(request, viewer)
    refresh_library(context)
    return list(not_searched(context, viewer=viewer))


@router.post("/library/reindex")
def reindex(request: Request, viewer: Keeps, everything: bool = False) -> list[ReadFile]:
    """Read the files that nobody could read so far (`everything`: all of them), so that they are searched inside."""
    return list(reindex_library(acting(request, viewer), everything=everything))


@router.get("/library/searches")
def not_found(request: Request, viewer: SeesUse) -> list[Missed]:
    """What was searched for and not found, most often first, at most 100."""
    return list(missed_searches(acting(request, viewer)))


def _page(found: Counted, start: int) -> Page[UseCounts]:
    """What stands after the first `start`; a place and no key is the cursor, for the database counts from there."""
    after = start + len(found.lines)
    return Page(items=list(found.lines), next=write_cursor(str(after)) if found.lines and after < found.count else None)


def _described(body: AssetBody) -> Described:
    return Described(
        key=body.key, title=body.title, summary=body.summary, launch=body.launch, facets=body.facets,
        fresh_until=body.fresh_until, readers=body.readers,
    )  # fmt: skip
