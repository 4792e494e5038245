"""Whatever a log says, the folder made of it has no problems, and its plan is right."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from tests.learn.known_shop import text_of
from tests.plan.effort import tries

from canyou.learn.learning import learn
from canyou.learn.log import NoLog
from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.read import read_rows
from canyou.shop.write import rows_of

BEGIN = dt.datetime(2026, 3, 26)  # noqa: DTZ001 – a wall clock; the clocks go forward in Berlin on Sunday

ROW = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["A", "B", "C/1", "É 4"]),
        "part": st.sampled_from(["P", "P/R2", "Q"]),
        "step_name": st.sampled_from(["Saw", "Mill - Machine 1", "Mill - Machine 2", "Inspect", "Pack"]),
        "machine": st.sampled_from(["Saw", "Machine 1", "Machine 2", "QC"]),
        "person": st.sampled_from(["", "Ann", "Bob"]),
        "quantity": st.sampled_from(["", "0", "1", "10", "0.5", "60"]),
        "good": st.sampled_from(["", "0", "1", "9", "25"]),
        "rejected": st.sampled_from(["", "0", "1", "40"]),
        "kind": st.sampled_from(["run", "run", "setup", "rework", "breakdown"]),
        "start": st.integers(0, 6 * 1440),
        "length": st.sampled_from([0, 1, 30, 240, 600, 1500, None]),
    }
)


def written(row: dict[str, object]) -> dict[str, str]:
    """A drawn row with its times as text; without a length it has no end."""
    start = BEGIN + dt.timedelta(minutes=int(str(row["start"])))
    end = "" if row["length"] is None else (start + dt.timedelta(minutes=int(str(row["length"])))).isoformat()
    return {**{name: str(value) for name, value in row.items()}, "start": start.isoformat(), "end": end}


@tries(40)
@given(st.lists(ROW, min_size=1, max_size=14))
def test_any_log_makes_a_shop_that_can_be_planned(rows: list[dict[str, object]]) -> None:
    """Orders of several parts, steps of no pieces, more scrap than pieces, rows of nothing but breakdowns."""
    try:
        found = learn(text_of(map(written, rows)), timezone="Europe/Berlin")
    except NoLog:
        return
    settings, tables = rows_of(found.shop)
    reading = read_rows(settings, tables)
    assert reading.shop is not None, [str(p) for p in reading.problems if not p.is_warning]
    assert verify(reading.shop, make_plan(reading.shop)) == []
    assert set(found.shop.orders) == {entry.order for entry in found.shop.events}
    assert set(found.shop.work_centers) == {event.machine for event in found.shop.events}
