"""Every door of the application: it names its permission, and opens for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_type_hints

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from readiness.domain.access.permissions import PERMISSIONS, Permission
from readiness.reports.viewer import viewer_of
from readiness.web import api, routes
from readiness.web.access import PERMISSION, anybody
from readiness.web.app import rooms
from readiness.web.forms import Number, require_csrf
from tests.web.world import EVERYBODY, LAUNCH, REP, Site

FILLED = {"launch": LAUNCH, "email": REP, "number": "1", "attempt": "1", "n": "1", "submission": "1", "exemplar": "1"}
"""What stands in the place of a parameter of an address; anything else is a word that names nothing."""

ENDS_SESSIONS = re.compile(r"account|sign-out|sessions")
"""Of these addresses some sign whoever asks out, as they should."""

ROUTES = [route for router in (*routes.ROUTERS, *api.ROUTERS) for route in router.routes if isinstance(route, APIRoute)]
DOORS = [(route, method) for route in ROUTES for method in sorted(route.methods)]


def dependencies(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from dependencies(one)


def permission_of(route: APIRoute) -> Permission | None:
    """The permission a route declares; None for a public one. A route that declares neither fails the test."""
    declared = [getattr(call, PERMISSION) for call in dependencies(route.dependant) if hasattr(call, PERMISSION)]
    is_public = anybody in dependencies(route.dependant)
    assert len(declared) == (0 if is_public else 1), f"{route.path} declares {declared or 'no permission'}"
    return declared[0] if declared else None


def address(route: APIRoute) -> str:
    return address_with(route, {})


def address_with(route: APIRoute, parts: Mapping[str, str]) -> str:
    filled = {**FILLED, **parts}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: filled.get(found[1], "nothing"), route.path)


def named(door: tuple[APIRoute, str]) -> str:
    return f"{door[1]} {door[0].path}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_route_declares_one_of_the_permissions_or_that_it_is_public(route: APIRoute) -> None:
    declared = permission_of(route)
    assert declared is None or declared in PERMISSIONS


def test_every_request_that_changes_something_is_asked_for_its_form_token(site: Site) -> None:
    assert any(one.dependency is require_csrf for one in rooms().dependencies)
    visitor = site.as_(EVERYBODY["administrator"])
    for route, method in DOORS:
        if method in {"GET", "HEAD"}:
            continue
        answered = visitor.client.request(method, address(route), data={"csrf": "stolen"})
        assert answered.status_code in {403, 422}, named((route, method))
        assert "nothing was done" in answered.text or answered.status_code == 422, named((route, method))


def test_a_stranger_is_asked_to_sign_in_at_every_door_that_is_not_public(site: Site) -> None:
    visitor = site.stranger()
    visitor.get("/sign-in")
    for route, method in DOORS:
        if permission_of(route) is None:
            continue
        answered = visitor.try_door(method, address(route))
        if route.path.startswith("/api/"):
            assert answered.status_code == 401, named((route, method))
        else:
            assert answered.status_code == 303, named((route, method))
            assert answered.headers["location"].startswith("/sign-in"), named((route, method))


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_opens_its_own_doors_and_no_other(site: Site, role: str) -> None:
    viewer = viewer_of(site.context, email=EVERYBODY[role])
    visitor = site.as_(EVERYBODY[role])
    for route, method in DOORS:
        permission = permission_of(route)
        if permission is None:
            continue
        answered = visitor.try_door(method, address(route))
        if method != "GET" and ENDS_SESSIONS.search(route.path):
            visitor = site.as_(EVERYBODY[role])
        shut = answered.status_code == 403 and "That does not open this" in answered.text
        assert shut is (not permission(viewer)), f"{named((route, method))}: {answered.status_code}"
        assert answered.status_code < 500, f"{named((route, method))}: {answered.text[:600]}"


def numbers_of(route: APIRoute) -> set[str]:
    """The parts of a route's path that are read as numbers."""
    kinds = get_type_hints(route.endpoint)
    return {name for name in re.findall(r"\{(\w+)", route.path) if kinds[name] is int}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_number_in_an_address_is_one_that_a_database_can_hold(route: APIRoute) -> None:
    kinds = get_type_hints(route.endpoint, include_extras=True)
    assert all(kinds[name] is Number for name in numbers_of(route))


@pytest.mark.parametrize("number", ["999999999999999999999999999999", "99999999999", "0"])
def test_a_number_that_nothing_has_opens_no_page_and_breaks_none(site: Site, number: str) -> None:
    visitor = site.as_(EVERYBODY["administrator"])
    for route, method in DOORS:
        numbers = numbers_of(route)
        if method != "GET" or not numbers:
            continue
        path = address_with(route, dict.fromkeys(numbers, number))
        answered = visitor.get(path)
        assert answered.status_code in ({403, 404, 422} if path.startswith("/api/") else {403, 404}), path
