"""Wall clock text to instants: dates alone, offsets, hours that come twice or never."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.shop.times import BadTime, clock_minute, clock_text, instant, instant_and_note, wall

CHICAGO = "America/Chicago"


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("2026-11-24T15:00", False, "2026-11-24T21:00:00"),
        ("2026-11-24 15:00:30", True, "2026-11-24T21:00:30"),
        ("2026-11-24T15:00:30.9", True, "2026-11-24T21:00:30"),
        ("20261124T1500", True, "2026-11-24T21:00:00"),
        ("2026-11-24", False, "2026-11-24T06:00:00"),
        ("2026-11-24", True, "2026-11-25T06:00:00"),
        ("2026-11-24T24:00", True, "2026-11-25T06:00:00"),
        ("2026-11-24T15:00Z", True, "2026-11-24T15:00:00"),
        ("2026-11-24T15:00+01:00", True, "2026-11-24T14:00:00"),
        ("2026-11-24T15:00-0530", True, "2026-11-24T20:30:00"),
        ("2026-11-01", True, "2026-11-02T06:00:00"),  # a day of 25 hours
        ("2026-11-01T01:30", True, "2026-11-01T06:30:00"),  # comes twice: the first one
        ("2026-11-01T01:30-06:00", True, "2026-11-01T07:30:00"),  # and the second one by its offset
        ("2026-03-08T02:00", True, "2026-03-08T08:00:00"),  # does not exist: the moment after the gap
        ("2026-03-08T02:59:59", True, "2026-03-08T08:00:00"),
        ("2026-03-08T03:00", True, "2026-03-08T08:00:00"),
    ],
)
def test_a_text_means_that_instant(text: str, end: bool, expected: str) -> None:
    assert instant(text, CHICAGO, end) == utc(expected)


def test_only_an_hour_that_does_not_exist_has_a_note() -> None:
    note = "is an hour that does not exist, the clocks go forward; taken as 2026-03-08T03:00"
    assert instant_and_note("2026-03-08T02:30", CHICAGO, True)[1] == note
    for text in ("2026-03-08T03:00", "2026-03-08T01:59:59", "2026-11-01T01:30", "2026-03-08"):
        assert instant_and_note(text, CHICAGO, True)[1] == ""


def test_a_midnight_that_does_not_exist_begins_the_day_an_hour_later() -> None:
    assert instant("2026-03-29", "Asia/Beirut", False) == utc("2026-03-28T22:00:00")
    assert instant("2026-03-28", "Asia/Beirut", True) == utc("2026-03-28T22:00:00")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("24/11/2026", "write the year first"),
        ("11/24/26 3 pm", "write the year first"),
        ("24.11.2026", "write the year first"),
        ("44000", "spreadsheet's number of a day"),
        ("44000.5", "spreadsheet's number of a day"),
        ("2026-02-30", "no day of the calendar"),
        ("2026-13-01T10:00", "no day of the calendar"),
        ("2026-11-24T25:00", "no hour of the day"),
        ("2026-11-24T10:60", "no hour of the day"),
        ("9999-12-31", "year outside"),
        ("0001-01-01T00:00", "year outside"),
        ("2026-11-24T10:00+20:00", "offset"),
        ("tomorrow", "not a time like"),
        ("2026-11-24x10:00", "not a time like"),
        ("٢٠٢٦-11-24", "not a time like"),
        ("", "not a time like"),
    ],
)
def test_what_is_no_time_says_what_is_wanted(text: str, part: str) -> None:
    with pytest.raises(BadTime, match=part):
        instant(text, CHICAGO, True)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "", "America", "/etc/localtime"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadTime, match="time zone"):
        instant("2026-11-24", name, True)


@given(
    st.integers(utc("1990-01-01T00:00:00"), utc("2090-01-01T00:00:00")),
    st.sampled_from(
        ["UTC", CHICAGO, "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Beirut", "Africa/Casablanca"]
    ),
)
def test_the_wall_clock_text_of_any_instant_reads_back(at: int, zone: str) -> None:
    assert instant(wall(at, zone), ZoneInfo(zone), False) == at


def test_the_wall_clock_has_an_offset_only_where_it_is_needed() -> None:
    assert wall(utc("2026-11-01T06:30:00"), CHICAGO) == "2026-11-01T01:30:00"
    assert wall(utc("2026-11-01T07:30:00"), CHICAGO) == "2026-11-01T01:30:00-06:00"


def test_times_of_day_are_minutes_and_only_an_end_may_be_24_00() -> None:
    assert [clock_minute(text, False) for text in ("00:00", "7:05", "07:05:00")] == [0, 425, 425]
    assert clock_minute("24:00", True) == 1440
    assert clock_text(1440) == "24:00"
    for text in ("24:00", "24:01", "7", "07:60", "07:00:30", "7 am", "0.29", "-1:00"):
        with pytest.raises(BadTime):
            clock_minute(text, False)
