"""What somebody typed outlasts their session: refused for want of a sign-in, it comes back into its form.

A form that `mark`s itself says, signed, which one it is, about what, and to whom it was shown. When it comes from
somebody who is not signed in any more, its fields are put, signed, into a page that asks them to sign in. Sent from
there (routes/kept) by the same person, they stand in the form again, to be looked over and sent. Nothing is done by
that, and nothing is stored: whoever closes the page drops it. Forms with passwords are never marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import FormData

from readiness.domain.access.permissions import Permission
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import NotAllowed
from readiness.web.forms import FIELD as CSRF
from readiness.web.forms import FORMS
from readiness.web.guard import body_limit, takes_files
from readiness.web.services import services_of

FIELD: Final = "form-of"
"""The hidden field of a form that is kept."""
KEPT: Final = "kept"
"""The hidden field that holds what was typed."""
LASTS: Final = timedelta(hours=24)

Show = Callable[[Request, Viewer, "Typed"], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into the form called `form`, by `by`. `at` is what the form is about, `sent_to` the path that was
    refused, `kept_at` when.
    """

    form: str
    at: Mapping[str, str]
    by: str
    sent_to: str
    fields: tuple[tuple[str, str], ...]
    kept_at: datetime

    @property
    def form_data(self) -> FormData:
        return FormData([(name, text) for name, text in self.fields])

    @property
    def plain(self) -> dict[str, str]:
        """Field → text, the last of several."""
        return dict(self.fields)


_FORMS: Final[dict[str, tuple[Permission, Show]]] = {}


def keeps(form: str, permission: Permission) -> Callable[[Show], Show]:
    """The decorated function shows the form with what was typed, for whoever has the permission its sending asks."""

    def register(shows: Show) -> Show:
        _FORMS[form] = (permission, shows)
        return shows

    return register


def mark(request: Request, viewer: Viewer, form: str, **at: str) -> str:
    """What the hidden field `FIELD` of this form holds."""
    return _text(_signer(request, FIELD).dumps({"form": form, "at": at, "by": viewer.email}))


async def typed_in(request: Request) -> Typed | None:
    """What was typed into the form that was just refused; None when it is not one that is kept."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or kind not in FORMS or takes_files(request.url.path):
        return None
    form = await request.form(max_part_size=body_limit(request.url.path))
    marked = _read(request, FIELD, form.get(FIELD, ""))
    if marked is None:
        return None
    fields = tuple(
        (name, text) for name, text in form.multi_items() if isinstance(text, str) and name not in {CSRF, FIELD}
    )
    return Typed(**marked, sent_to=request.url.path, fields=fields, kept_at=services_of(request).context.clock.now())


def kept(request: Request, typed: Typed) -> str:
    """What the hidden field `KEPT` holds."""
    held = {
        "form": typed.form, "at": dict(typed.at), "by": typed.by, "sent_to": typed.sent_to, "fields": typed.fields,
        "kept_at": typed.kept_at.isoformat(),
    }  # fmt: skip
    return _text(_signer(request, KEPT).dumps(held))


def typed_before(request: Request, text: str) -> Typed:
    """What `kept` put there. Raises NotAllowed when it is not ours, or too old."""
    held = _read(request, KEPT, text)
    if held is None:
        raise NotAllowed("this is nothing that was kept here; nothing was done.", hint="Begin the form again.")
    held |= {
        "fields": tuple((name, value) for name, value in held["fields"]),
        "kept_at": datetime.fromisoformat(held["kept_at"]),
    }
    typed = Typed(**held)
    if services_of(request).context.clock.now() > typed.kept_at + LASTS:
        raise NotAllowed("this was kept for a day, and that is over; nothing was done.", hint="Begin the form again.")
    return typed


def show_again(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The form, with what was typed in it. Raises NotAllowed for anybody but who typed it, and who may not send it."""
    permission, shows = _FORMS[typed.form]
    if viewer.email != typed.by or not permission(viewer):
        raise NotAllowed(f"this was typed by {typed.by}, for a form that is not yours; nothing was done.")
    return shows(request, viewer, typed)


def _read(request: Request, name: str, text: object) -> dict[str, Any] | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        found = _signer(request, name).loads(text)
    except BadSignature:
        return None
    return found if isinstance(found, dict) else None


def _text(signed: str | bytes) -> str:
    return signed if isinstance(signed, str) else signed.decode()


def _signer(request: Request, name: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        services_of(request).secret, salt=f"readiness.{name}", signer_kwargs={"digest_method": hashlib.sha256}
    )
