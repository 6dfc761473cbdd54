"""Holidays: asked of the library once, kept in files that nobody has to believe."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from readiness.adapters.calendar_codes import known_calendars, no_such_calendar
from readiness.adapters.calendars import HolidayCalendars
from readiness.ground.errors import NotFound


@pytest.fixture
def calendars(tmp_path: Path) -> HolidayCalendars:
    return HolidayCalendars(tmp_path / "cache")


def kept(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "cache").rglob("*.json"))


def test_the_holidays_of_a_country_and_of_its_parts(calendars: HolidayCalendars):
    # gov.uk: bank holidays in England 2018; Bavaria has Epiphany, Germany as a whole has not.
    assert calendars.holidays("GB-ENG", (2018,))[date(2018, 5, 7)] == "May Day"
    assert calendars.holidays("US", (2018,))[date(2018, 2, 19)] == "Washington's Birthday"
    epiphany = date(2018, 1, 6)
    assert calendars.holidays("DE-BY", (2018,))[epiphany] == "Epiphany"
    assert epiphany not in calendars.holidays("DE", (2018,))


def test_weekends_are_those_of_the_country(calendars: HolidayCalendars):
    assert calendars.weekend("US") == {5, 6}
    assert calendars.weekend("IL") == {4, 5}


def test_years_are_kept_one_by_one_and_read_without_the_library(calendars: HolidayCalendars, tmp_path: Path):
    asked = calendars.holidays("US", (2018, 2017, 2018))
    assert kept(tmp_path) == ["US-2017.json", "US-2018.json"]
    calendars.weekend("US")
    code = (
        "import sys; from pathlib import Path; from readiness.adapters.calendars import HolidayCalendars as H\n"
        "h = H(Path(sys.argv[1])); print(len(h.holidays('US', (2017, 2018))), sorted(h.weekend('US')), 'holidays' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "cache")], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == f"{len(asked)} [5, 6] False"


@pytest.mark.parametrize(
    "spoilt",
    ["", "{", "[]", '{"holidays": []}', '{"holidays": {"no day": "x"}}', '{"holidays": {"2018-01-01": 1}}',
     '{"holidays": {"2017-01-01": "another year"}}', '{"weekend": [5, 6]}'],
)  # fmt: skip
def test_a_spoilt_file_is_asked_anew(calendars: HolidayCalendars, tmp_path: Path, spoilt: str):
    asked = calendars.holidays("US", (2018,))
    file = next((tmp_path / "cache").rglob("US-2018.json"))
    file.write_text(spoilt, encoding="utf-8")
    assert calendars.holidays("US", (2018,)) == asked
    assert json.loads(file.read_text(encoding="utf-8"))["holidays"]


@pytest.mark.parametrize("spoilt", ['{"weekend": [9]}', '{"weekend": "x"}', '{"holidays": {}}'])
def test_a_spoilt_weekend_is_asked_anew(calendars: HolidayCalendars, tmp_path: Path, spoilt: str):
    calendars.weekend("US")
    next((tmp_path / "cache").rglob("US-weekend.json")).write_text(spoilt, encoding="utf-8")
    assert calendars.weekend("US") == {5, 6}


def test_nothing_half_written_is_left_and_a_folder_that_cannot_be_is_no_error(tmp_path: Path):
    HolidayCalendars(tmp_path / "cache").holidays("US", (2018,))
    assert [file for file in (tmp_path / "cache").rglob("*") if file.is_file() and file.suffix != ".json"] == []
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert HolidayCalendars(tmp_path / "file").weekend("US") == {5, 6}


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("us", "Did you mean 'US'?"),
        ("DE-BYY", "Did you mean 'DE-BY'?"),
        ("USX", "Codes are ISO 3166"),
        ("../../etc", "Codes are ISO 3166"),
        ("", "Codes are ISO 3166"),
    ],
)
def test_an_unknown_code_is_told_with_the_nearest(calendars: HolidayCalendars, tmp_path: Path, code: str, hint: str):
    for ask in (lambda: calendars.holidays(code, (2018,)), lambda: calendars.weekend(code)):
        with pytest.raises(NotFound) as caught:
            ask()
        assert hint in caught.value.hint
    assert not (tmp_path / "cache").exists()


def test_the_list_of_calendars_is_the_library_s_own():
    import holidays

    assert known_calendars() == holidays.list_supported_countries(include_aliases=True)
    assert no_such_calendar("DE-BY", known_calendars()) is None


@pytest.mark.parametrize(("code", "hint"), [("ZZ", "ISO 3166"), ("US-ZZ", "Did you mean 'US-"), ("us", "'US'")])
def test_a_calendar_that_is_not_in_the_list_is_told_with_the_nearest(code: str, hint: str):
    error = no_such_calendar(code, known_calendars())
    assert error is not None
    assert hint in error.hint
