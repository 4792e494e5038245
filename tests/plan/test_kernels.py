"""The compiled kernels: nothing compiles in a question, the cache never lies, and the clock is the calendar's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.effort import tries

from canyou.plan import kernels
from canyou.plan.compile import alone
from canyou.plan.kernels import clock
from canyou.plan.kernels.arrays import COMING, FAR, OFFSET, PART, SPAN, USE, USED, Uses, Work
from canyou.plan.kernels.material import material_ready, put_back, take
from canyou.shop.opentime import Table, merged, zone

NOTHING_COMPILES = """
import importlib, pkgutil
from decimal import Decimal
from numba.core import event
from canyou.plan import kernels
from canyou.plan.compile import compile_kernels

said = []
compile_kernels(said.append)
assert len(said) == 2, said

from canyou.plan.asking import answer
from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import make_plan
from canyou.plan.result import Question
from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop

modules = [importlib.import_module(m.name) for m in pkgutil.iter_modules(kernels.__path__, kernels.__name__ + ".")]
compiled = {id(f): f for m in modules for f in vars(m).values() if hasattr(f, "signatures")}.values()
assert len(compiled) > 30
before = {f.__name__: len(f.signatures) for f in compiled}
shops = [synthetic_shop(orders=30, centers=5, seed=s, rich=s % 2, materials=s % 3) for s in range(1, 5)]
shops += [synthetic_shop(orders=1, centers=2), Shop("Empty", "UTC", 1_790_000_000)]
with event.install_recorder("numba:compile") as events:
    for shop in shops:
        plan = make_plan(shop)
        make_plan(reserved_shop(plan))
        customer = next(iter(shop.customers), "")
        for part in list(shop.parts)[:8]:
            for quantity in ("1", "0.5", "100000"):
                answer(plan, Question(Decimal(quantity), shop.now_at + 200_000, part=part, customer=customer))
        for name, order in [row for row in shop.orders.items() if row[1].is_planned][:4]:
            for quantity in (order.quantity, order.quantity * 2):
                answer(plan, Question(quantity, shop.now_at + 100_000, part=order.part, order=name,
                                      customer=order.customer))
        for part in list(shop.routings)[:2]:
            answer(plan, Question(Decimal(3), shop.now_at + 200_000, part=part, like=part, called="New"))
assert not events.buffer, [e for _, e in events.buffer]
after = {f.__name__: len(f.signatures) for f in compiled}
assert after == before, {n: (before[n], after[n]) for n in before if before[n] != after[n]}
"""


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_one_process_at_a_time_fills_the_cache(tmp_path: Path) -> None:
    """While one is in, the lock is taken; when it is out, it is free."""
    import fcntl

    with (tmp_path / "lock").open("a") as other:
        with alone(tmp_path), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_after_the_kernels_are_compiled_no_plan_and_no_question_compiles_or_loads_another() -> None:
    done = run(NOTHING_COMPILES)
    assert done.returncode == 0, done.stderr


def test_the_cache_lies_elsewhere_as_soon_as_any_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANYOU_CACHE", str(tmp_path / "cache"))
    (tmp_path / "one.py").write_text("a = 1\n")
    (tmp_path / "two.py").write_text("b = 2\n")
    monkeypatch.setattr(kernels, "__file__", str(tmp_path / "__init__.py"))
    first = kernels.cache_folder()
    assert kernels.cache_folder() == first
    assert first.is_dir()
    assert first.is_relative_to(tmp_path / "cache")
    (tmp_path / "two.py").write_text("b = 3\n")
    assert kernels.cache_folder() != first


def test_a_cache_folder_that_can_not_be_written_is_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CANYOU_CACHE", str(tmp_path / "file"))
    found = kernels.cache_folder()
    assert found.is_dir()
    assert not found.is_relative_to(tmp_path / "file")


def test_without_a_cache_that_can_be_written_kernels_work_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    program = (
        "from canyou.plan.kernels.heap import push\nimport numpy as np\n"
        "at, what = np.zeros(2, np.int64), np.zeros(2, np.int64)\npush(at, what, 0, 0, 5, 7)\n"
        "assert (at[0], what[0]) == (5, 7)\n"
    )
    done = run(program, CANYOU_CACHE=str(tmp_path / "file"), TMPDIR=str(tmp_path / "file"))
    assert done.returncode == 0, done.stderr


# The clock

EMPTY = np.zeros(0, np.int64)
spans = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 60)).map(lambda s: (s[0], s[0] + s[1])),
    min_size=1,
    max_size=8,
).map(merged)


def work_of(**arrays: np.ndarray) -> Work:
    """A Work of which only what the clock and the stock look at is filled."""
    return Work(**(dict.fromkeys(Work._fields, EMPTY) | arrays))


def clock_of(found: np.ndarray) -> tuple[Work, Table]:
    """The same open time as arrays of the kernels, behind another table, and as a table of the calendars."""
    table = Table.of(found)
    rows = np.zeros(len(found) + 1, SPAN)
    rows[0] = (-50, 1000, 0)
    rows["start"][1:], rows["end"][1:], rows["before"][1:] = table.start, table.end, table.before
    return work_of(spans=rows, table_off=np.array([0, 1, len(rows)], np.int64)), table


@tries(200)
@given(spans, st.integers(-5, 480), st.integers(0, 300))
def test_the_kernels_clock_agrees_with_the_tables_of_the_calendars(
    found: np.ndarray, when: int, seconds: int
) -> None:
    work, table = clock_of(found)
    opens = table.first_open(when)
    assert clock.first_open(work, 1, when) == (FAR if opens is None else opens)
    ends = table.advance(when, seconds)
    assert clock.advance(work, 1, when, seconds) == (FAR if ends is None else ends)


@tries(200)
@given(spans, st.integers(-5, 480), st.integers(1, 120))
def test_going_back_finds_the_earliest_start_from_which_work_lasts_until_a_moment(
    found: np.ndarray, when: int, seconds: int
) -> None:
    work, table = clock_of(found)
    start = int(clock.retreat(work, 1, when, seconds))
    if start == FAR:
        assert when > table.end[-1]
        return
    open_seconds = [t for a, b in found.tolist() for t in range(a, b)]
    lasting = [t for t in open_seconds if FAR > clock.advance(work, 1, t, seconds) >= when]
    if start == -FAR:
        # So much work does not fit before the moment: the table begins too late to say from when on.
        assert clock.advance(work, 1, -10, seconds) >= when
    else:
        assert lasting
        assert clock.advance(work, 1, start, seconds) >= when
        assert min(lasting) == max(start, table.first_open(start) or 0)


@tries(150)
@given(
    st.sampled_from(["America/Chicago", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Kathmandu", "UTC"]),
    st.integers(1_760_000_000, 1_860_000_000),
    st.integers(0, 400),
)
def test_so_many_dates_later_is_the_same_for_kernels_and_calendars(name: str, when: int, days: int) -> None:
    tz = zone(name)
    rows = np.zeros(len(tz.at), OFFSET)
    rows["at"], rows["offset"] = tz.at, tz.offset
    assert clock.later(work_of(zone=rows), when, days * 86_400) == tz.later(when, days * 86_400)


# Stock

moments = st.integers(0, 20)


def stock_of(coming: list[tuple[int, int]], uses: list[tuple[int, int]], lead: int) -> tuple[Work, Uses]:
    """Supply (the first at the beginning of time), uses and a lead time of one part."""
    rows = np.zeros(len(coming), COMING)
    rows["at"] = [at for at, _ in coming]
    rows["total"] = np.cumsum([q for _, q in coming])
    parts = np.zeros(1, PART)
    parts[0] = (0, len(rows), lead)
    taken = Uses(np.zeros(1, USED), np.zeros(20, USE))
    for at, quantity in uses:
        take(taken, 0, at, quantity)
    return work_of(parts=parts, supplies=rows), taken


def left(coming: list[tuple[int, int]], uses: list[tuple[int, int]], at: int) -> int:
    return sum(q for t, q in coming if t <= at) - sum(q for t, q in uses if t <= at)


@tries(300)
@given(
    st.lists(st.tuples(moments, st.integers(1, 5)), max_size=4).map(sorted),
    st.lists(st.tuples(moments, st.integers(1, 3)), max_size=6),
    st.integers(0, 9),
    st.sampled_from([0, 7, 21, int(FAR)]),
    st.integers(1, 6),
    moments,
)
def test_material_is_ready_at_the_first_moment_from_which_all_later_uses_are_still_served(
    receipts: list[tuple[int, int]],
    wanted: list[tuple[int, int]],
    shelf: int,
    lead: int,
    quantity: int,
    when: int,
) -> None:
    coming = [(-int(FAR), shelf), *receipts]
    uses: list[tuple[int, int]] = []
    for at, q in sorted(wanted):  # a plan takes only what is there
        if at >= lead or all(left(coming, [*uses, (at, q)], t) >= 0 for t in range(at, min(lead, 30))):
            uses.append((at, q))
    work, taken = stock_of(coming, uses, lead)

    def serves(start: int) -> bool:
        return all(left(coming, uses, t) >= quantity for t in range(start, min(lead, 30)))

    expected = next((t for t in range(when, 31) if serves(t) and (t < 30 or lead <= 30)), lead)
    assert material_ready(work, taken, 0, quantity, when) == expected


@tries(60)
@given(st.lists(st.tuples(moments, st.integers(1, 3)), min_size=1, max_size=8), st.data())
def test_a_use_that_is_put_back_leaves_the_others_in_the_order_of_time(
    uses: list[tuple[int, int]], data: st.DataObject
) -> None:
    _, taken = stock_of([(0, 100)], uses, int(FAR))
    gone = data.draw(st.sampled_from(uses))
    put_back(taken, 0, *gone)
    rest = list(uses)
    rest.remove(gone)
    kept = taken.rows[: int(taken.parts[0]["count"])]
    assert sorted(rest) == sorted(zip(kept["at"].tolist(), kept["quantity"].tolist(), strict=True))
    assert kept["at"].tolist() == sorted(kept["at"].tolist())
