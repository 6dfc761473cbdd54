"""Every setting, in one place; read from the environment and from `readiness.toml` in the workspace, never at import.

The environment wins over the file. `docs/reference/settings.md` is generated from this class.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels, read_levels
from readiness.domain.checks.rule import Rule
from readiness.domain.people.address import is_mail_address
from readiness.ground.errors import DefinitionError, NotFound, Problem, Unusable, Where
from readiness.ground.frozen import field, fields, frozen, replace
from readiness.ground.keys import did_you_mean

MARKER = "readiness.toml"
STATE = ".readiness"


def _setting(about: str, default: Any, *, secret: bool = False) -> Any:
    """`secret`: its value is never shown, in a repr neither, only whether it is set."""
    return field(default=default, repr=not secret, metadata={"about": about, "secret": secret})


@frozen(kw_only=True)
class Settings:
    """The settings of one workspace. Each is `READINESS_<NAME>` in the environment, `<name>` in `readiness.toml`.

    `checks`, how loudly each check is told, is a table of the file alone: what a launch is held to is reviewed with it.
    """

    root: Path
    database_url: str = _setting("SQLAlchemy URL of the record; empty = SQLite at .readiness/readiness.db.", "")
    by: str = _setting("Mail address of whoever acts, when --by is not given.", "")
    output: str = _setting("Folder for rendered materials and reports, inside the workspace.", "out")
    engine: Literal["local", "server", "none"] = _setting(
        "Who runs the steps: a Prefect server we manage, the one at PREFECT_API_URL, or plain functions.", "local"
    )
    prefect_port: int = _setting("Port of the managed Prefect server; 0 = any free one.", 0)
    web_core: Literal["own", "any"] = _setting(
        "Where a web process runs: on a core of its own, which halves what an answer costs, or on any.", "own"
    )
    submission_mb: int = _setting("The largest file that a rep may hand in for a role-play, in megabytes.", 200)
    web_secret: str = _setting(
        "Secret that signs cookies and forms; empty = a file of this workspace. Several hosts must share one.",
        "",
        secret=True,
    )
    public_address: str = _setting(
        "Where others reach the web application (https://ready.example.com): links on certificates, the issuer of "
        "badges, and what `serve` says without --address.",
        "",
    )
    mail_url: str = _setting(
        "Where mail goes: smtp://user:password@host:587?from=address (STARTTLS) or smtps://…; empty = the console.",
        "",
        secret=True,
    )
    webhook_url: str = _setting("Where reminders go as signed requests, https://…; empty = nowhere.", "")
    webhook_secret: str = _setting("What they are signed with: whsec_ and base64.", "", secret=True)
    oidc_issuer: str = _setting("Address of the OpenID provider to sign in through; empty = none.", "")
    oidc_client_id: str = _setting("What the provider knows us as.", "")
    oidc_client_secret: str = _setting(
        "What proves to the provider that it is us; empty = PKCE alone.", "", secret=True
    )
    oidc_groups: str = _setting("Roles that groups of the provider carry: group=role,group=sales-leader:region.", "")
    checks: CheckLevels = AS_WRITTEN
    simulated_now: str = _setting("A rehearsal's clock, ISO 8601 with offset; all evidence is marked simulated.", "")

    @property
    def state(self) -> Path:
        """The folder of everything we keep: database, Prefect home, keys, caches."""
        return self.root / STATE

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.state / 'readiness.db'}"

    @property
    def output_folder(self) -> Path:
        return self.root / self.output

    def clock_at(self) -> datetime | None:
        """The rehearsal's time, or None for the wall's."""
        return _time(self.simulated_now).astimezone(UTC) if self.simulated_now else None


SECRETS = frozenset(f.name for f in fields(Settings) if f.metadata.get("secret"))
ENGINES = ("local", "server", "none")
_ONE_OF = {"engine": ENGINES, "web_core": ("own", "any")}
_LOOPBACK = re.compile(r"^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
_DATABASE = re.compile(r"^(sqlite|postgres|postgresql)(\+\w+)?://")
_PASSWORD = re.compile(r"(://[^/@:]*:)[^@]*@")
NAMES = tuple(f.name for f in fields(Settings) if "about" in f.metadata)
TABLE = "checks"


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that is a workspace. Raises NotFound when there is none."""
    found = workspace_around(start)
    if found is None:
        raise NotFound(f"{start.resolve()} is not in a workspace.", hint="Run: readiness init")
    return found


def workspace_around(start: Path) -> Path | None:
    """The nearest folder at or above `start` that is a workspace (has `readiness.toml` or `launches/`), or None."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file() or (folder / "launches").is_dir():
            return folder
    return None


def load_settings(root: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the workspace at `root`. Raises Unusable with every unsound one at once."""
    environ = os.environ if environ is None else environ
    file = root / MARKER
    values, levels, problems = _from_file(file)
    said_in = dict.fromkeys(values, str(file))
    for name in NAMES:
        if (text := environ.get(f"READINESS_{name.upper()}")) is not None:
            values[name], said_in[name] = text, f"READINESS_{name.upper()}"
    problems += [p for name in tuple(values) if (p := _judge(name, values, said_in[name])) is not None]
    if problems:
        raise Unusable("the settings are unsound.", problems=problems)
    return Settings(root=root, **values, checks=levels)


@frozen
class SeenSetting:
    """A setting as people may see it. `source`: "environment", "file" or "default"; `shown` hides every secret."""

    name: str
    shown: str
    source: str
    about: str


def seen_settings(settings: Settings, environ: Mapping[str, str] | None = None) -> tuple[SeenSetting, ...]:
    """Every setting with its value and where it comes from, in the order in which the class has them."""
    environ = os.environ if environ is None else environ
    in_file, _, _ = _from_file(settings.root / MARKER)
    seen = []
    for one in fields(Settings):
        if one.name not in NAMES:
            continue
        value = str(getattr(settings, one.name))
        hidden = "set, not shown" if value else ""
        shown = hidden if one.name in SECRETS else _PASSWORD.sub(r"\1***@", value)
        said = "environment" if f"READINESS_{one.name.upper()}" in environ else "default"
        source = "file" if said == "default" and one.name in in_file else said
        seen.append(SeenSetting(one.name, shown, source, str(one.metadata["about"])))
    return (*seen, *_seen_levels(settings.checks))


def _seen_levels(levels: CheckLevels) -> Iterator[SeenSetting]:
    if not levels.set_to:
        return
    known = {rule.code: rule for rule in _rules()}
    for code, told in levels.set_to.items():
        rule = known[code]
        yield SeenSetting(f"{TABLE}.{code}", told, "file", f"{rule.title}; {rule.level} unless set.")


def _from_file(file: Path) -> tuple[dict[str, Any], CheckLevels, list[Problem]]:
    if not file.is_file():
        return {}, AS_WRITTEN, []
    import tomllib  # noqa: PLC0415 - `check` outside a workspace has no file to read

    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, AS_WRITTEN, [Problem("ST001", f"{MARKER} is not TOML: {error}.", "Mend the line.", Where(str(file)))]
    levels, faults = _levels(found.pop(TABLE)) if TABLE in found else (AS_WRITTEN, ())
    unknown = [name for name in found if name not in NAMES]
    problems = [
        Problem("ST002", f"unknown setting '{name}'.", did_you_mean(name, (*NAMES, TABLE)), Where(str(file)))
        for name in unknown
    ]
    problems += [replace(fault, where=Where(str(file))) for fault in faults]
    return {name: value for name, value in found.items() if name in NAMES}, levels, problems


def _levels(table: Any) -> tuple[CheckLevels, tuple[Problem, ...]]:
    return read_levels(table, _rules())


def _rules() -> tuple[Rule, ...]:
    """Every rule that has a level: of launch files, and of documents."""
    from readiness.domain.checks.all_checks import RULES  # noqa: PLC0415 - for those who have set one
    from readiness.domain.conformance.rules import RULES as OF_DOCUMENTS  # noqa: PLC0415

    return (*RULES, *OF_DOCUMENTS.values())


def _judge(name: str, values: dict[str, Any], said_in: str) -> Problem | None:
    """Puts the value into its type; a Problem when it cannot be. `said_in` is a file or a variable."""
    value, where = values[name], Where(said_in)
    if name in _NUMBERS:
        low, high, what = _NUMBERS[name]
        if str(value).isascii() and str(value).isdigit() and low <= int(value) <= high:
            values[name] = int(value)
            return None
        return Problem("ST003", f"{name} is '{value}', not {what}.", f"Write {low} to {high}.", where)
    if not isinstance(value, str):
        shown = "" if name in SECRETS else f" is {value!r},"
        return Problem("ST003", f"{name}{shown or ' is'} not text.", "Put it in quotes.", where)
    if name == "output" and (Path(value).is_absolute() or ".." in Path(value).parts or not Path(value).name):
        said = f"output is '{value}', which leaves the workspace."
        return Problem("ST004", said, "Name a folder in it.", where)
    if name in _ONE_OF and value not in _ONE_OF[name]:
        *some, last = _ONE_OF[name]
        return Problem("ST003", f"{name} is '{value}'.", f"Write {', '.join(some)} or {last}.", where)
    return _judge_accounts(name, values, where) if name.startswith("oidc_") else _judge_form(name, value, where)


_NUMBERS = {"prefect_port": (0, 65535, "a port"), "submission_mb": (1, 10_000, "a number of megabytes")}
"""The settings that are whole numbers: least, most, and what each is."""


def _judge_form(name: str, value: str, where: Where) -> Problem | None:
    message, fix = _FORMS[name](value) if value and name in _FORMS else ("", "")
    return Problem("ST003", message, fix, where) if message else None


def _judge_by(value: str) -> tuple[str, str]:
    return ("", "") if is_mail_address(value) else (f"by is '{value}', not a mail address.", "Write you@example.com.")


def _judge_clock(value: str) -> tuple[str, str]:
    try:
        _time(value)
    except ValueError:
        return f"simulated_now is '{value}', not a time with an offset.", "Write 2018-02-01T09:00:00+00:00."
    return "", ""


def _judge_database(value: str) -> tuple[str, str]:
    """What kind it is; whether it can be reached, opening it tells. The value may hold a password."""
    if _DATABASE.match(value):
        return "", ""
    return (
        "database_url names no database that can be used.",
        "Write sqlite:///path/to/file.db or postgresql://user:password@host/name.",
    )


def _judge_address(value: str) -> tuple[str, str]:
    """An origin: scheme, host, and a port where there is one; nothing after it but a slash."""
    if re.fullmatch(r"https://[^/\s?#@]+/?", value) or re.fullmatch(_LOOPBACK.pattern, value):
        return "", ""
    return f"public_address is '{value}', not where others reach us.", "Write https://ready.example.com."


def _judge_mail(value: str) -> tuple[str, str]:
    from readiness.adapters.mail_smtp import read_mail_url  # noqa: PLC0415 - smtplib, for those who send mail

    try:
        read_mail_url(value)
    except DefinitionError as error:
        return error.message, error.hint
    return "", ""


def _judge_webhook(value: str) -> tuple[str, str]:
    from readiness.adapters.channel_webhook import checked_address  # noqa: PLC0415 - httpx, for those who have one

    try:
        checked_address(value)
    except DefinitionError as error:
        return error.message, error.hint
    return "", ""


def _judge_webhook_secret(value: str) -> tuple[str, str]:
    from readiness.adapters.channel_webhook import key_of  # noqa: PLC0415 - httpx, for those who have one

    try:
        key_of(value)
    except DefinitionError as error:
        return error.message, error.hint
    return "", ""


_FORMS = {
    "by": _judge_by, "simulated_now": _judge_clock, "database_url": _judge_database, "mail_url": _judge_mail,
    "public_address": _judge_address,
    "webhook_url": _judge_webhook, "webhook_secret": _judge_webhook_secret,
}  # fmt: skip
"""What says why a setting's value cannot be used, and what to write; both empty when it can."""


def _time(text: str) -> datetime:
    """Raises ValueError for what is no time or has no offset."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _judge_accounts(name: str, values: Mapping[str, Any], where: Where) -> Problem | None:
    value = values[name]
    if name == "oidc_groups" and value:
        from readiness.domain.access.sign_in import roles_by_group  # noqa: PLC0415 - for those who have groups

        if problems := roles_by_group(value)[1]:
            return Problem("ST006", f"oidc_groups: {problems[0].message}", problems[0].fix, where)
    if name != "oidc_issuer" or not value:
        return None
    if not value.startswith("https://") and not _LOOPBACK.match(value):
        return Problem("ST006", f"oidc_issuer is '{value}', not https.", "Write https://…", where)
    if not values.get("oidc_client_id"):
        return Problem(
            "ST006", "oidc_issuer is set and oidc_client_id is not.", "Set what the provider knows us as.",
            where,
        )  # fmt: skip
    return None
