"""Reading a log: whatever its columns are called and its times look like, every row is used or counted."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canyou.learn.columns import mapped
from canyou.learn.log import Log, NoLog, read_log

UTC = ZoneInfo("UTC")
HEADER = "order,part,step_name,machine,person,quantity,good,rejected,kind,start,end\n"
ROW = "W1,P,Mill,M1,Ann,10,10,0,run,2026-03-02T08:00:00,2026-03-02T09:00:00\n"


def read(text: str) -> Log:
    return read_log(text.encode(), "log.csv", UTC)


def row(**cells: str) -> str:
    """The usual row with some cells otherwise."""
    usual = dict(zip(HEADER.strip().split(","), ROW.strip().split(","), strict=True))
    return ",".join({**usual, **cells}.values()) + "\n"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"order": ""}, "no order"),
        ({"machine": ""}, "no machine"),
        ({"start": "soon"}, "unreadable or empty start"),
        ({"start": ""}, "unreadable or empty start"),
        ({"end": "2026-13-40T10:00"}, "unreadable end"),
        ({"end": "2026-03-02T07:59:00"}, "end before start"),
        ({"end": "2026-06-02T08:00:00"}, "longer than 31 days"),
        ({"end": "2026-03-02T08:00:00"}, "zero length (its pieces are counted, its time is not)"),
        ({"good": "-3"}, "negative quantity"),
        ({"quantity": "ten"}, "unreadable quantity"),
        ({"rejected": "nan"}, "unreadable quantity"),
        ({"kind": "lunch"}, "unknown kind"),
        ({}, "exact duplicate"),
    ],
)
def test_what_cannot_be_used_is_counted_by_reason(cells: dict[str, str], reason: str) -> None:
    """One bad row beside a good one is dropped, under the one reason that says why."""
    log = read(HEADER + ROW + row(**cells))
    assert (log.rows.read, log.rows.used, dict(log.rows.dropped)) == (2, 1, {reason: 1})


def test_a_year_typed_wrong_does_not_move_the_end_of_the_log() -> None:
    """One row of another year, among many, is far from the rest, and now stays where the rest ends."""
    rows = "".join(row(order=f"W{n}", start=f"2026-03-02T08:00:{n % 60:02d}") for n in range(60))
    log = read(HEADER + rows + row(start="2062-03-02T08:00:00", end="2062-03-02T09:00:00"))
    assert log.rows.dropped == {"more than 180 days from the rest of the log": 1}
    assert log.now_at == int(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC).timestamp())


CELL = st.one_of(
    st.sampled_from(
        ["", "W1", "-1", "7", "run", "setup", "2026-03-02", "2026-03-02T08:00", "2026-03-02T10:00", "x"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n",'), max_size=5),
)


@given(rows=st.lists(st.lists(CELL, min_size=11, max_size=11), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_row_vanishes(rows: list[list[str]]) -> None:
    """Of any rows at all, those read are those used and those dropped, and whatever is empty is no row."""
    try:
        log = read(HEADER + ROW + "".join(",".join(cells) + "\n" for cells in rows))
    except NoLog:
        pytest.fail("the good row can always be used")
    there = [cells for cells in rows if any(cell.strip() for cell in cells)]
    assert log.rows.read == len(there) + 1
    assert log.rows.read == log.rows.used + sum(log.rows.dropped.values())
    assert log.rows.used == len(log.entries)


def test_other_header_names_are_known() -> None:
    """The header of a published log of a machining shop is read as it stands."""
    header = [
        "Case ID", "Activity", "Resource", "Start Timestamp", "Complete Timestamp", "Span", "Work Order  Qty",
        "Part Desc.", "Worker ID", "Report Type", "Qty Completed", "Qty Rejected", "Qty for MRB", "Rework",
    ]  # fmt: skip
    assert {name: header[at] for name, at in mapped(header).items()} == {
        "order": "Case ID", "step_name": "Activity", "machine": "Resource", "start": "Start Timestamp",
        "end": "Complete Timestamp", "quantity": "Work Order  Qty", "part": "Part Desc.", "person": "Worker ID",
        "kind": "Report Type", "good": "Qty Completed", "rejected": "Qty Rejected", "rework": "Rework",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026/03/02 08:00:00.000", "2026/03/02 09:00:00.000"),
        ("02.03.2026 08:00", "02.03.2026 09:00"),
        ("3/2/2026 8:00 AM", "3/2/2026 9:00 AM"),
        ("2026-03-02T08:00:00Z", "2026-03-02T10:00:00+01:00"),
        ("20260302T0800", "20260302T0900"),
    ],
)
def test_times_are_read_as_other_programs_write_them(start: str, end: str) -> None:
    """Marks and orders of a date do not matter, as long as rows of the log settle the order."""
    settles = row(order="W2", start=start.replace("02.03", "13.03").replace("3/2/", "3/13/"), end="")
    (first, *_) = read(HEADER + row(start=start, end=end) + settles).entries
    eight = int(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC).timestamp())
    assert (first.start_at, first.end_at) == (eight, eight + 3600)


def test_day_and_month_that_nothing_settles_are_said() -> None:
    """Where every row could be read both ways, the reading is named as a problem."""
    log = read(HEADER + row(start="03/02/2026 08:00", end="03/02/2026 09:00"))
    assert any("in an order that no row settles" in line for line in log.problems)


def test_a_row_without_an_end_still_runs_unless_its_order_went_on() -> None:
    """The last report of an order may be open; one before it was forgotten, and nobody knows its length."""
    log = read(
        HEADER
        + row(end="")
        + row(step_name="Saw", start="2026-03-02T07:00:00", end="")
        + row(order="W2", end="2026-03-02T08:30:00")
    )
    assert [(e.order, e.step_name) for e in log.entries if e.end_at is None] == [("W1", "Mill")]
    assert log.rows.noted["no end: still running"] == 1
    assert log.rows.dropped == {"no end, although its order went on": 1}


def test_missing_columns_are_named() -> None:
    """Without order, machine and times there is nothing to learn, and the sentence says what is missing; without
    others it is said what is made of that."""
    with pytest.raises(NoLog, match="machine and end"):
        read("order,part,start\nW1,P,2026-03-02\n")
    log = read("order,machine,start,end\nW1,M1,2026-03-02T08:00,2026-03-02T09:00\n")
    said = " ".join(log.problems)
    assert all(
        f"No column for {name}" in said
        for name in ("part", "step_name", "kind", "quantity", "good", "person")
    )


@pytest.mark.parametrize("text", ["", "order,machine,start,end\n", "order,machine,start,end\nW1,M1,x,y\n"])
def test_a_log_of_which_nothing_can_be_used_is_refused(text: str) -> None:
    """An empty file, one without rows and one without a good row end with a sentence."""
    with pytest.raises(NoLog, match=r"empty|no row can be used"):
        read(text)
