"""Write roster.csv and territory-history.csv from the AdventureWorks tables in `source/`.

    python launches/gitlab-cicd-for-github/roster/build_roster.py

The same tables always give the same bytes. What is done to them is said in README.md, and nothing else is.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEARS_BACK = 8
DOMAIN = "adventure-works.example"
GROUP_LED = {
    "North American Sales Manager": "North America",
    "European Sales Manager": "Europe",
    "Pacific Sales Manager": "Pacific",
}
"""The territory group that a manager leads, by the title in the sample; the sample has no reporting line."""

ROSTER_HEADER = ("email", "name", "role", "manager", "team", "region", "territory", "start_date")
HISTORY_HEADER = ("email", "territory", "team", "region", "valid_from", "last_day")


def build(source: Path) -> dict[str, str]:
    """File name → text, for the two files; lines end in a single line feed."""
    territories = {row["territory"]: row for row in _read(source / "aw_sales_territory.csv")}
    history = _read(source / "aw_territory_history.csv")
    quotas = _read(source / "aw_quota_history.csv")
    people = _read(source / "aw_sales_person.csv")
    email = {row["id"]: f"{_login(row)}@{DOMAIN}" for row in people}
    leader = {GROUP_LED[row["title"]]: email[row["id"]] for row in people if row["title"] in GROUP_LED}

    roster = []
    for row in people:
        territory = territories.get(_number(row["territory"]))
        leads = GROUP_LED.get(row["title"])
        first_days = [one["start"] for one in history if one["id"] == row["id"]] or [
            one["date"] for one in quotas if one["id"] == row["id"]
        ]
        roster.append(
            (
                email[row["id"]],
                _login(row),
                "sales-manager" if leads else "account-executive",
                "" if leads or territory is None else leader[territory["group"]],
                territory["country"] if territory else "",
                territory["group"] if territory else leads or "",
                territory["name"] if territory else "",
                _shifted(min(first_days)),
            )
        )
    past = [
        (
            email[row["id"]],
            territories[row["territory"]]["name"],
            territories[row["territory"]]["country"],
            territories[row["territory"]]["group"],
            _shifted(row["start"]),
            _shifted(row["end"]),
        )
        for row in history
    ]
    return {"roster.csv": _text(ROSTER_HEADER, roster), "territory-history.csv": _text(HISTORY_HEADER, past)}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _login(row: dict[str, str]) -> str:
    r"""`adventure-works\josé1` → `josé1`, as it stands."""
    return row["login"].rpartition("\\")[2]


def _number(text: str) -> str:
    """`2.0` → `2`; blank stays blank."""
    return text.partition(".")[0]


def _shifted(text: str) -> str:
    """The same day of the same month, eight years earlier; blank stays blank."""
    if not text:
        return ""
    day = date.fromisoformat(text[:10])
    return day.replace(year=day.year - YEARS_BACK).isoformat()


def _text(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


if __name__ == "__main__":
    for name, text in build(HERE / "source").items():
        (HERE / name).write_text(text, encoding="utf-8", newline="")
