"""The spread of work against its routing, as the log of the floor shows it."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from decimal import Decimal

from canyou.shop.records import Event, Hours, Shop, Step, WorkCenter
from canyou.shop.spread import DEFAULT_SIGMA, spread_of

HOUR = 3600
MONDAY = 1_780_297_200  # 2026-06-01 07:00 UTC


def shop(**changes: object) -> Shop:
    """One lathe and one mill by day; a part that takes an hour and 6 minutes a piece at each."""
    week = tuple(Hours("day", day, 420, 930) for day in range(5))
    steps = tuple(
        Step("P", n, name, center, Decimal(60), Decimal(6))
        for n, name, center in ((10, "Turning", "LATHE"), (20, "Milling", "MILL"))
    )
    return replace(
        Shop(
            "Two", "UTC", MONDAY, calendars={"day": week}, routings={"P": steps},
            work_centers={c: WorkCenter(c, f"{c.title()}s", "day", 2) for c in ("LATHE", "MILL")},
        ),
        **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def log(
    sigma: float, count: int, machine: str = "LATHE", step: str = "Turning", seed: int = 1
) -> list[Event]:
    """Steps of 30 pieces (4 h typical), each begun on a Monday morning; one later row says that they are over."""
    rng = random.Random(seed)
    rows = []
    for k in range(count):
        start = MONDAY - (k + 1) * 7 * 24 * HOUR
        end = start + round(4 * HOUR * rng.lognormvariate(0, sigma))
        rows.append(Event(f"O{k}", "P", step, machine, "run", start, end, "", Decimal(30), Decimal(30)))
    return rows


def test_a_long_log_shows_the_spread_it_was_drawn_with() -> None:
    found = spread_of(shop(), log(0.2, 400)).of("LATHE")
    assert found.count == 400
    assert math.isclose(found.median_ratio, 1.0, abs_tol=0.04)
    assert math.isclose(found.sigma, 0.2, abs_tol=0.03)


def test_without_a_log_the_default_holds_and_is_called_thin() -> None:
    found = spread_of(shop(), [])
    assert found.thin
    assert math.isclose(found.of("LATHE").sigma, DEFAULT_SIGMA, rel_tol=1e-9)


def test_a_thin_work_center_leans_on_the_whole_shop() -> None:
    """Three steady steps at the mill do not make it the steadiest machine there is."""
    found = spread_of(shop(), log(0.5, 300) + log(0.01, 3, "MILL", "Milling"))
    assert 0.35 < found.of("MILL").sigma < found.of("LATHE").sigma


def test_a_night_between_start_and_end_is_no_work() -> None:
    """A step from 14:30 to 08:30 the next day took two open hours, not eighteen."""
    start = MONDAY + int(7.5 * HOUR)
    row = Event("O", "P", "Turning", "LATHE", "run", start, start + 18 * HOUR, "", Decimal(15), Decimal(15))
    after = Event("O", "P", "Milling", "MILL", "run", start + 20 * HOUR, start + 21 * HOUR)
    rows = [row, after, *(replace(r, order=f"X{i}") for i, r in enumerate([row] * 200))]
    assert math.isclose(spread_of(shop(), rows).of("LATHE").median_ratio, 1.0, abs_tol=0.01)


def test_steps_still_under_way_do_not_look_quick() -> None:
    """Half of the pieces through, nothing later begun: no length is known yet."""
    rows = [replace(row, good=Decimal(15), quantity=Decimal(30)) for row in log(0.2, 50)]
    assert spread_of(shop(), rows).of("LATHE").count == 0


def test_machines_are_known_by_center_name_or_with_a_number_behind_it() -> None:
    for name in ("lathe", "Lathes", "LATHE-2", "Lathes 1"):
        assert spread_of(shop(), log(0.2, 5, name)).of("LATHE").count == 5
    assert spread_of(shop(), log(0.2, 5, "Oven")).unmatched == 5


def test_breakdowns_and_rework_are_counted_by_hours_and_steps() -> None:
    """A stop every ten steps of four hours: some forty hours of work between two; one step in five done again."""
    rows = log(0.0, 100)
    stops = [replace(r, kind="breakdown", start_at=r.end_at, end_at=r.end_at + HOUR // 2) for r in rows[::10]]
    again = [replace(r, kind="rework", start_at=r.end_at, end_at=r.end_at + HOUR) for r in rows[1::5]]
    found = spread_of(shop(), rows + stops + again).of("LATHE")
    assert 35 < found.hours_between_breakdowns < 50
    assert math.isclose(found.repair_minutes, 30)
    assert math.isclose(found.rework_share, 0.2, abs_tol=0.03)
    assert math.isclose(found.rework_ratio, 0.25, abs_tol=0.01)
    assert math.isclose(found.median_ratio, 1.0, abs_tol=0.01)


def test_a_routing_that_is_wrong_shows_in_the_median() -> None:
    """Work that takes half as long again as the routing says, time after time."""
    rows = [replace(r, end_at=r.start_at + 6 * HOUR) for r in log(0.0, 200)]
    assert math.isclose(spread_of(shop(), rows).of("LATHE").median_ratio, 1.5, abs_tol=0.06)
