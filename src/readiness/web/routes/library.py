"""The asset library in the browser: search, one asset, what it was used for; and adding to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from readiness.actions.add_asset import add_asset
from readiness.actions.record_use import record_use
from readiness.actions.refresh_library import refresh_library
from readiness.actions.reindex_library import reindex_library
from readiness.actions.search_library import Searched, search_library
from readiness.context import Context
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.library.asset import FACETS, Described, Readers
from readiness.domain.library.finding import NARROWED_BY
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, Problem, ReadinessError
from readiness.reports.facet_names import FacetNames, facet_names
from readiness.reports.library import (
    AssetForm,
    AssetPage,
    Counted,
    Missed,
    UploadInside,
    asset_file,
    asset_form,
    asset_page,
    missed_searches,
    not_searched,
    unused,
    use_report,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import typed_lists
from readiness.web.limits import limit_submits
from readiness.web.pages import back, plural, show
from readiness.web.submitted_files import given_file, sent_file

router = APIRouter(prefix="/library")

Reads = Annotated[Viewer, Depends(may(permissions.see_published))]
Uses = Annotated[Viewer, Depends(may(permissions.tell_use))]
Keeps = Annotated[Viewer, Depends(may(permissions.keep_assets))]
SeesUse = Annotated[Viewer, Depends(may(permissions.see_use))]
Text = Annotated[str, Form()]
Sent = Annotated[Mapping[str, str], Depends(typed_lists)]
SHOWN_VALUES: Final = 8
AT_ONCE: Final = 100
"""Lines of a list of the report; the next are a page further."""
MOST_BEHIND: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    found: Searched
    start: int
    names: FacetNames

    @property
    def facets(self) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """What to narrow by that is not chosen yet and would tell anything apart."""
        told = ((name, tuple(values.items())) for name, values in self.found.facets.items())
        return tuple(
            (name, values[:SHOWN_VALUES])
            for name, values in told
            if name not in self.found.narrowed and (len(values) > 1 or name == "freshness")
        )

    def here(self, **changes: str) -> str:
        """The same search with these facets otherwise; "" takes one away."""
        asked = {"q": self.found.text, **self.found.narrowed, **changes}
        return "/library?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAssetPage:
    asset: AssetPage
    names: FacetNames
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str) -> str:
        return self.typed.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """`replaces` is the asset of which a new version is added, None = a new asset is."""

    form: AssetForm
    names: FacetNames
    launch: str
    replaces: AssetPage | None
    facets: tuple[str, ...] = tuple(FACETS)
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str) -> str:
        if name in self.typed or self.replaces is None:
            return self.typed.get(name, "")
        old = self.replaces
        told = {"key": old.key, "title": old.title, "summary": old.summary, "link": old.link, "readers": old.readers}
        until = {"fresh_until": str(old.fresh_until)} if old.fresh_until else {}
        return {**told, **until, **{facet: ", ".join(keys) for facet, keys in old.facets.items()}}.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePage:
    launch: str
    names: FacetNames
    used: Counted
    unused: Counted
    used_from: int
    unused_from: int
    at_once: int = AT_ONCE
    missed: tuple[Missed, ...]
    unsearched: tuple[UploadInside, ...]


@router.get("")
def search(request: Request, viewer: Reads, q: str = "", start: int = 0) -> Response:
    """What fits and is theirs to read; each facet is a parameter of its name."""
    facets = {name: request.query_params.get(name, "")[:100] for name in NARROWED_BY}
    context = acting(request, viewer)
    found = search_library(context, viewer=viewer, text=q, facets=facets, start=min(max(0, start), 1_000))
    launches = (*(one.launch for one in found.found), *found.facets.get("launch", ()), facets["launch"])
    page = SearchPage(found=found, start=start, names=facet_names(context, launches))
    return show(request, viewer, "library/search.html.j2", page)


@router.get("/use")
def use_page(request: Request, viewer: SeesUse, launch: str = "", used: int = 0, unused_from: int = 0) -> Response:
    """What is used, what never is, and what was searched for in vain; the first two from there on."""
    context = acting(request, viewer)
    refresh_library(context)
    first, second = (min(max(0, one), MOST_BEHIND) for one in (used, unused_from))
    done = use_report(context, viewer=viewer, launch=launch, start=first, limit=AT_ONCE)
    never = unused(context, viewer=viewer, launch=launch, start=second, limit=AT_ONCE)
    page = UsePage(
        launch=launch, names=facet_names(context, (one.launch for one in (*done.lines, *never.lines))), used=done,
        unused=never, used_from=first, unused_from=second, missed=missed_searches(context),
        unsearched=not_searched(context, viewer=viewer),
    )  # fmt: skip
    return show(request, viewer, "library/use.html.j2", page)


@router.post("/reindex")
def reindex(request: Request, viewer: Keeps) -> Response:
    """Uploaded files that nobody could read so far are read, so that they are searched inside."""
    limit_submits(request, viewer)
    done = reindex_library(acting(request, viewer))
    still = sum(one.searched == "unread" for one in done)
    said = f"{plural(len(done) - still, 'file')} looked into."
    return back("/library/use#unsearched", f"{said} {still} could not be read yet." if still else said)


@router.get("/add")
def add_page(request: Request, viewer: Keeps, launch: str = "", key: str = "") -> Response:
    return _add_page(request, viewer, launch, key)


@router.post("/add")
def add(
    request: Request, viewer: Keeps, sent: Sent, launch: Text = "", key: Text = "", title: Text = "",
    summary: Text = "", link: Text = "", fresh_until: Text = "", readers: Text = "all", note: Text = "",
    replaces: Text = "", file: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    """The asset is in the library, or everything that is wrong with it is told."""
    limit_submits(request, viewer)
    try:
        told = Described(
            key=key, title=title, summary=summary, launch=launch, readers=_readers(readers),
            facets={name: _keys(sent.get(name, "")) for name in FACETS},
            fresh_until=read_day(fresh_until.strip()) if fresh_until.strip() else None,
        )  # fmt: skip
        done = add_asset(
            acting(request, viewer), told, file=given_file(file), link=link, note=note, replaces=replaces == "yes"
        )
    except (ReadinessError, ValueError) as error:
        refused = _refused(error)
        return _add_page(request, viewer, launch, key if replaces else "", error=refused, typed=sent)
    return back(f"/library/assets/{done.key}", f"Version {done.version.number} is in the library.")


@router.get("/assets/{key}")
def one_asset(request: Request, key: str, viewer: Reads) -> Response:
    """Looking at it is a use of it, once a day."""
    context = acting(request, viewer)
    refresh_library(context)
    return show(request, viewer, "library/asset.html.j2", _one_asset(context, viewer, key))


@router.get("/assets/{key}/open")
def open_asset(request: Request, key: str, viewer: Reads) -> Response:
    """The asset itself: the material's page, the file, or where the link leads. That it was opened is on record."""
    context = acting(request, viewer)
    refresh_library(context)
    found = asset_page(context, viewer=viewer, key=key)
    if permissions.tell_use(viewer):
        record_use(context, viewer=viewer, key=key, act="opened")
    if found.path or found.link:
        return back(found.path or found.link)
    return sent_file(asset_file(context, viewer=viewer, key=key))


@router.post("/assets/{key}/use")
def tell_use(
    request: Request, key: str, viewer: Uses, act: Text = "used", conversation: Text = "", helped: Text = "",
    minutes: Text = "", note: Text = "",
) -> Response:  # fmt: skip
    """That it was shared or used, in which conversation, whether it helped, how many minutes it saved."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    try:
        record_use(
            context, viewer=viewer, key=key, act=act, conversation=conversation, minutes=_minutes(minutes), note=note,
            helped={"yes": True, "no": False}.get(helped),
        )  # fmt: skip
    except DefinitionError as error:
        typed = {"act": act, "conversation": conversation, "helped": helped, "minutes": minutes, "note": note}
        page = _one_asset(context, viewer, key, problems=error.problems, typed=typed)
        return show(request, viewer, "library/asset.html.j2", page, status=status_of(error))
    return back(f"/library/assets/{key}", "Thank you: that is on record.")


def _add_page(
    request: Request, viewer: Viewer, launch: str, key: str, *, error: ReadinessError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    replaced = asset_page(context, viewer=viewer, key=key) if key and "." not in key else None
    chosen = replaced.launch if replaced else launch
    problems: tuple[Problem, ...] = ()
    if error is not None:
        problems = error.problems or (Problem("", error.message, error.hint),)
    page = AddPage(
        form=asset_form(context, launch=chosen), names=facet_names(context, (chosen,)), launch=chosen,
        replaces=replaced, problems=problems, typed=typed or {},
    )  # fmt: skip
    return show(request, viewer, "library/add.html.j2", page, status=status_of(error) if error else 200)


def _one_asset(
    context: Context, viewer: Viewer, key: str, *, problems: tuple[Problem, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> OneAssetPage:  # fmt: skip
    asset = asset_page(context, viewer=viewer, key=key)
    return OneAssetPage(
        asset=asset, names=facet_names(context, (asset.launch, *asset.facets.get("launch", ()))), problems=problems,
        typed=typed or {},
    )  # fmt: skip


def _refused(error: ReadinessError | ValueError) -> ReadinessError:
    if isinstance(error, (DefinitionError, Conflict)):
        return error
    if isinstance(error, ReadinessError):
        raise error
    told = Problem("AL008", f"the last day cannot be read: {error}", "Write it as 2018-12-31.", path="fresh_until")
    return DefinitionError("this cannot be put into the library.", problems=[told])


def _readers(text: str) -> Readers:
    return "staff" if text == "staff" else "all"


def _keys(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _minutes(text: str) -> int | None:
    """None for nothing; what is no number is refused as one that is out of range."""
    if not text.strip():
        return None
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 7 else -1
