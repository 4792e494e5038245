"""Judging stated chances by old promises: never with what came later, and nothing that the file can't show."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canyou.calibrate.book import Book, read_promises
from canyou.calibrate.calibration import bins_of, calibrate
from canyou.calibrate.features import features_of
from canyou.calibrate.forecast import forecasts
from canyou.calibrate.words import calibration_document
from canyou.shop.opentime import DAY

UTC = ZoneInfo("UTC")
BEGIN = date(2024, 3, 4)
SHARED = Path(__file__).parents[2].parent / "shared/data/promises/deliveries_2013.csv"

Row = tuple[int, int, str]
"""(day due, day kept, customer)"""


def drawn(seed: int = 1, days: int = 120, a_day: int = 20, late: float = 0.2) -> list[Row]:
    """Promises of a shop that is late with one in five, by up to two weeks, and early by up to four days."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        for _ in range(a_day):
            is_late = rng.random() < late
            away = 1 + min(int(rng.exponential(4.0)), 13) if is_late else -int(rng.integers(0, 5))
            rows.append((day, day + away, f"C{rng.integers(0, 4)}"))
    return rows


def text(rows: list[Row], head: str = "promise,due,kept,customer") -> bytes:
    lines = [
        f"P{i},{BEGIN + timedelta(due)},{BEGIN + timedelta(kept)},{customer}"
        for i, (due, kept, customer) in enumerate(rows)
    ]
    return "\n".join([head, *lines]).encode()


def book(data: bytes) -> Book:
    reading = read_promises(data, "promises.csv", UTC)
    assert reading.book is not None, reading.problems
    return reading.book


def days_of(found: object) -> tuple[int, int]:
    first, last = found.first, found.last  # type: ignore[attr-defined]
    return (date.fromisoformat(first) - BEGIN).days, (date.fromisoformat(last) - BEGIN).days


def test_a_whole_file_is_judged_whole() -> None:
    """Nothing is refused where all outcomes are there, and every promise is used or left out for a reason."""
    found = calibrate(book(text(drawn())))
    assert found.refused == ()
    assert found.used + sum(found.left_out.values()) == found.promises == 2400


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_due_before_the_files_first_day_is_refused(seed: int) -> None:
    """A file of what was kept from day 40 on shows only the late ones of those due before, and few early ones after."""
    rows = [row for row in drawn(seed) if row[1] >= 40]
    found = calibrate(book(text(rows)))
    first, last = days_of(found.refused[0])
    assert first < 40
    assert 39 <= last <= 44
    assert found.was is not None
    assert abs(found.was - 0.8) < 0.03


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_days_of_which_late_outcomes_are_not_in_are_refused(seed: int) -> None:
    """A file of what was kept by day 80 has, at its end, only what was on time; the last two weeks can't be judged."""
    rows = [row for row in drawn(seed) if row[1] <= 80]
    found = calibrate(book(text(rows)))
    assert len(found.refused) == 1
    first, last = days_of(found.refused[0])
    assert 66 <= first <= 76
    assert last >= 80
    assert "is not in it" in found.refused[0].why or "are not in it" in found.refused[0].why


def test_a_bad_beginning_is_not_taken_for_a_cut_file() -> None:
    """A shop that broke all promises of its first month is judged for it, but for the days before it kept any."""
    rows = [(due, due + 2 + i % 3 if due < 30 else kept, who) for i, (due, kept, who) in enumerate(drawn())]
    found = calibrate(book(text(rows)))
    assert sum(one.n for one in found.refused) <= 120
    assert found.was is not None
    assert found.was < 0.65


def test_open_promises_past_their_due_are_broken_ones() -> None:
    """A file that lists what is not kept yet hides nothing: only what is not due when it ends is left out."""
    rows = drawn()
    lines = text(rows).decode().split("\n")
    end = 80
    cut = [
        line if row[1] <= end else ",,".join(line.rsplit(f",{BEGIN + timedelta(row[1])},", 1))
        for line, row in zip(lines[1:], rows, strict=True)
        if row[0] <= end + 5
    ]
    found = calibrate(book("\n".join([lines[0], *cut]).encode()))
    assert [one.why for one in found.refused] == [
        "These were not due yet when the file ended, on 23 May 2024."
    ]
    assert days_of(found.refused[0]) == (81, 85)
    assert found.was is not None
    assert abs(found.was - 0.8) < 0.03


def test_a_better_customer_is_said_to_be_so() -> None:
    """Where one customer's promises are kept more often, the chances say it and beat the share of all, calibrated."""
    rng = np.random.default_rng(5)
    rows = [
        (due, due + (2 if rng.random() < (0.5 if who == "C0" else 0.05) else 0), who)
        for due, _, who in drawn(3)
    ]
    found = calibrate(book(text(rows)))
    assert found.features == ("customer",)
    assert found.better is not None
    assert found.better[1] > 0.1
    assert found.calibration_error is not None
    assert found.calibration_error < 0.05
    without = calibrate(book(text(rows)), only=[])
    assert without.features == ()
    assert without.brier is not None
    assert found.brier is not None
    assert without.brier > found.brier


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(10, 50), st.booleans())
def test_nothing_later_changes_a_forecast(seed: int, day: int, with_made: bool) -> None:
    """What is due after a moment may end in any way: what was said before that moment stays, to the last bit."""
    rng = np.random.default_rng(seed)
    rows = drawn(seed, days=60, a_day=4)
    moment = 86_400.0 * (BEGIN - date(1970, 1, 1)).days + DAY * day

    def said(other: list[Row]) -> dict[str, tuple[float, float]]:
        one = book(text(other))
        if with_made:
            one.made[:] = one.due - DAY * (1 + np.array([int(name[1:]) % 9 for name in one.name]))
        found = forecasts(one, features_of(one), np.arange(len(one)))
        asked = np.where(np.isfinite(one.made), one.made, one.due - DAY)
        return {
            one.name[row]: (chance, base)
            for row, chance, base in zip(
                found.row.tolist(), found.said.tolist(), found.base.tolist(), strict=True
            )
            if asked[row] <= moment
        }

    changed = [
        (due, int(due + rng.integers(-3, 9)) if due + 1 > day else kept, who) for due, kept, who in rows
    ]
    before = said(rows)
    assert before == said(changed)
    assert before or day < 12


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_bins_hold_every_promise_once(pairs: list[tuple[float, bool]]) -> None:
    """Bins rise, count every forecast once, and keep the means of what was said and what was."""
    said, kept = np.array([p[0] for p in pairs]), np.array([float(p[1]) for p in pairs])
    bins = bins_of(said, kept)
    assert sum(one.n for one in bins) == len(pairs)
    assert np.isclose(sum(one.n * one.said for one in bins), said.sum())
    assert np.isclose(sum(one.n * one.was for one in bins), kept.sum())
    assert all(a.said <= b.said for a, b in itertools.pairwise(bins))


def test_the_document_has_what_the_contract_names() -> None:
    """Every field is there, the error follows from the bins, and all promises are accounted for."""
    document = calibration_document(calibrate(book(text([row for row in drawn() if row[1] >= 40]))))
    assert {
        "promises",
        "used",
        "refused",
        "brier",
        "brier_base_rate",
        "bins",
        "calibration_error",
        "words",
    } <= set(document)
    bins, used = document["bins"], document["used"]
    error = sum(b["n"] * abs(b["said"] - b["was"]) for b in bins) / used
    assert document["calibration_error"] == pytest.approx(error, abs=1e-5)
    assert document["promises"] == used + sum(r["n"] for r in document["refused"]) + sum(
        document["left_out"].values()
    )
    assert set(document["refused"][0]) == {"from", "to", "why", "n"}


def test_outcomes_are_no_features() -> None:
    """A column that tells how it ended is never used, and withdrawn promises are neither kept nor broken."""
    head = "promise,due,kept,state,late_days,customer"
    rows = drawn()[:400]
    lines = [
        f"P{i},{BEGIN + timedelta(due)},{BEGIN + timedelta(kept)},"
        f"{'withdrawn' if i % 10 == 0 else 'missed' if kept > due else 'kept'},{max(kept - due, 0)},{who}"
        for i, (due, kept, who) in enumerate(rows)
    ]
    found = calibrate(book("\n".join([head, *lines]).encode()))
    assert found.features == ("customer",)
    assert found.left_out["withdrawn"] == 40


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"promise,due\nP1,2024-03-04\n", "promises.csv:1: kept: is a needed column that is missing (promise, due)"),
        (b"promise,due,kept\nP1,4.3.2024,2024-03-04\n",
         "promises.csv:2: due: is a date in another order; write the year first, like 2026-11-24"),
        (b"promise,due,kept\nP1,2024-03-04,2024-03-04\nP2,,2024-03-05\n",
         "promises.csv:3: due: is empty, and a value is needed (empty)"),
        (b"promise,due,kept\n", "promises.csv:1: file: has no promise in it (a header alone)"),
        (b"promise,due,kept\nP1,2024-03-04,\n",
         "promises.csv:2: kept: is empty in every row, so that there is nothing to judge by (empty)"),
        (b"\xff\xfep\0", "promises.csv:1: encoding: is UTF-16"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_whole_by_line_and_column(data: bytes, said: str) -> None:
    """A file with anything wrong in it is not judged; each problem has its line, column and what was found."""
    reading = read_promises(data, "promises.csv", UTC)
    assert reading.book is None
    assert str(reading.problems[0]).startswith(said)


def test_too_few_promises_are_not_judged() -> None:
    """With fewer over than there is something to learn from, there are no figures, and the words say so."""
    document = calibration_document(calibrate(book(text(drawn()[:10]))))
    assert document["used"] == 0
    assert document["brier"] is None
    assert document["words"].startswith("None of 10 promises can be judged.")


@pytest.mark.skipif(not SHARED.exists(), reason="the record of real deliveries is not beside this checkout")
def test_real_deliveries_are_judged_between_their_edges() -> None:
    """Of a record cut by ship date the weeks with late ones alone are refused; in the rest the share is beaten."""

    def iso(cell: str) -> str:
        month, day, year = cell.split("/")
        return f"{year}-{month:0>2}-{day:0>2}"

    cells = [line.split(",") for line in SHARED.read_text(encoding="utf-8").splitlines()[1:]]
    lines = [f"{c[0]},{iso(c[1])},{iso(c[2])},{c[3]},{c[4]}" for c in cells]
    found = calibrate(book("\n".join(["promise,due,kept,part,quantity", *lines]).encode()))
    assert found.promises == len(cells)
    assert found.used > 40_000
    assert (found.refused[0].first, found.refused[0].last) == ("2013-09-19", "2013-10-11")
    assert found.better is not None
    assert found.better[1] > 0
    assert found.calibration_error is not None
    assert found.calibration_error < 0.04
