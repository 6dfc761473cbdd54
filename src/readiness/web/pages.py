"""From a page's typed context to HTML: one Jinja2 environment, escaping by default, nothing undefined.

Every page is a frozen dataclass beside its route and a template that knows it as `page`. The shell around it (who is
signed in, where one is, the message left by the last act) comes from here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote, unquote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.ground.duration import lasting
from readiness.ground.fingerprint import short
from readiness.ground.percent import percent, rounded
from readiness.web.forms import csrf_token, keep_visit
from readiness.web.page_words import page_words, sentence, spoken, words

_HERE = Path(__file__).parent
_DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
STATIC: Final = _HERE / "static"
FLASH: Final = "readiness_flash"
Tone = Literal["good", "warn", "bad", "plain"]
R = TypeVar("R", bound=Response)


@dataclass(frozen=True, slots=True)
class Tab:
    """A place within a launch: shown when `permission` allows."""

    key: str
    title: str
    path: str


_TABS: Final = (
    (permissions.see_launches, Tab("board", "Board", "")),
    (permissions.see_launches, Tab("timeline", "Timeline", "/timeline")),
    (permissions.see_definitions, Tab("definition", "Definition", "/definition")),
    (permissions.see_message, Tab("message", "Message", "/message")),
    (permissions.see_field_voice, Tab("voice", "Voice", "/voice")),
    (permissions.see_training, Tab("training", "Training", "/training")),
    (permissions.see_readiness, Tab("readiness", "Readiness", "/readiness")),
    (permissions.see_gate, Tab("gate", "Gate", "/gate")),
)
_PLACES: Final = (
    (permissions.be_signed_in, Tab("home", "Home", "/")),
    (permissions.see_launches, Tab("launches", "Launches", "/launches")),
    (permissions.see_own_learning, Tab("learn", "My training", "/learn")),
    (permissions.see_published, Tab("library", "Library", "/library")),
    (permissions.see_own_voice, Tab("voice", "Field voice", "/voice")),
    (permissions.see_team, Tab("team", "My team", "/team")),
    (permissions.see_grading, Tab("grading", "Grading", "/grading")),
    (permissions.see_administration, Tab("admin", "Administration", "/admin/people")),
)


def show(
    request: Request,
    viewer: Viewer | None,
    template: str,
    page: Any,
    *,
    status: int = 200,
    part: str = "",
) -> HTMLResponse:
    """The page as HTML. `part` names a block of the template to answer an htmx request with instead of the whole."""
    made = environment().get_template(template)
    context = {"page": page, "shell": _shell(request, viewer)}
    if part and request.headers.get("hx-request") == "true":
        body = "".join(made.blocks[part](made.new_context(context)))
        return HTMLResponse(body, status, headers={"vary": "HX-Request"})
    response = HTMLResponse(made.render(context), status, headers={"vary": "HX-Request"})
    if FLASH in request.cookies:
        response.delete_cookie(FLASH, path="/")
    keep_visit(request, response)
    return response


def draw(request: Request, viewer: Viewer | None, template: str, page: Any) -> Markup:
    """A part of a page as HTML, to be kept and shown again: nothing in it may be of one request or session alone."""
    return Markup(environment().get_template(template).render({"page": page, "shell": _shell(request, viewer)}))  # noqa: S704  ours, escaped


def back(path: str, message: str = "", tone: Tone = "good") -> RedirectResponse:
    """See `path` next (303), where `message` stands at the top once."""
    response = RedirectResponse(path, status_code=303)
    return flash(response, message, tone) if message else response


def flash(response: R, message: str, tone: Tone = "good") -> R:
    """`message` stands at the top of the next page that is shown, once."""
    response.set_cookie(FLASH, quote(f"{tone}|{message[:900]}"), max_age=60, httponly=True, samesite="lax", path="/")
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds every page."""

    viewer: Viewer | None
    path: str
    places: tuple[Tab, ...]
    tabs: tuple[Tab, ...]
    flash: tuple[str, str] | None
    csrf: str
    simulated: bool
    today: date

    @property
    def here(self) -> str:
        """The key of the place in which this page is; "" = in none."""
        within = (
            tab.key
            for tab in self.places
            if self.path == tab.path or (tab.path != "/" and self.path.startswith(tab.path.removesuffix("/people")))
        )
        return next(within, "")

    def may(self, name: str) -> bool:
        """True when whoever is signed in has the permission of this name: templates show only doors that open."""
        return self.viewer is not None and bool(getattr(permissions, name)(self.viewer))


def _shell(request: Request, viewer: Viewer | None) -> Shell:
    clock = request.app.state.services.context.clock
    return Shell(
        viewer=viewer,
        path=request.url.path,
        places=tuple(tab for allowed, tab in _PLACES if viewer and allowed(viewer)),
        tabs=tuple(tab for allowed, tab in _TABS if viewer and allowed(viewer)),
        flash=_flash_of(request),
        csrf=csrf_token(request),
        simulated=clock.simulated,
        today=clock.today(),
    )


def _flash_of(request: Request) -> tuple[str, str] | None:
    tone, _, message = unquote(request.cookies.get(FLASH, "")).partition("|")
    return (tone, message) if message and tone in {"good", "warn", "bad", "plain"} else None


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The pages' own environment; training content has another, sandboxed one (adapters/template_engine)."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "day": day,
        "when": when,
        "dated": dated,
        "share": percent,
        "rounded": rounded,
        "lasting": lasting,
        "plural": plural,
        "initials": initials,
        "slug": slug,
        "short": short,
        "page_words": page_words,
        "sentence": sentence,
        "spoken": spoken,
        "words": words,
        "address": address,
    }
    made.globals |= {"static": static, "hidden": hidden, "drawn": drawn, "svg": svg}
    return made


@lru_cache(maxsize=1_024)
def drawn(template: str, macro: str, *given: Hashable) -> Markup:
    """What a macro makes of these values, made once: for pieces that say nothing of one person, request or session.

    The macro sees nothing but what it is given.
    """
    made: Markup = getattr(environment().get_template(template).module, macro)(*given)
    return made


@cache
def svg(name: str) -> Markup:
    """A drawing of ours, to stand within a page."""
    return Markup((_HERE / "templates" / "parts" / f"{name}.svg").read_text("utf-8"))  # noqa: S704  our own file


def day(value: date | None) -> str:
    """22 Mar 2018; "–" for none."""
    return f"{value.day} {value:%b %Y}" if value else "–"


def dated(text: str) -> str:
    """What the engine says, with its days as pages write them: "by 2018-03-17" reads "by 17 Mar 2018"."""
    return _DAY.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # looks like a day and is none
        return found[0]


def when(value: datetime | None) -> Markup:
    """22 Mar 2018, 14:05 UTC, as a <time>."""
    if value is None:
        return Markup("–")
    shown = f"{day(value)}, {value:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 rep`, `3 reps`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def address(email: str) -> Markup:
    """A mail address that may break before its @, and there alone as long as there is room."""
    return Markup("<wbr>@").join(email.split("@"))


def initials(name: str) -> str:
    """At most two letters that stand for a person."""
    words = [word for word in name.replace("@", " ").replace(".", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def slug(text: str) -> str:
    """A class or id from a word of ours: `in progress` → `in-progress`."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def hidden(**values: str) -> Markup:
    """Hidden fields of a form."""
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(escape(name), value)
        for name, value in values.items()
    )


def static(name: str) -> str:
    """The address of a file of ours; changes with its content, so that browsers keep it for a year."""
    return f"/static/{name}?v={_fingerprints()[name]}"


@lru_cache(maxsize=1)
def _fingerprints() -> Mapping[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir() if path.is_file()
    }
