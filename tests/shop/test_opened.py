"""Opened hours become calendars and downtime that mean exactly the opened hours, and read back from a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.shop.opened import with_opened
from canyou.shop.opentime import DAY, merged
from canyou.shop.read import read_folder
from canyou.shop.records import Crew, Hours, Opened, Shop, WorkCenter
from canyou.shop.write import write_folder

FRIDAY = 1_795_737_600  # 2026-11-27 00:00 UTC
SHOP = Shop(
    "S", "UTC", FRIDAY, clock_fixed=True,
    calendars={"day": tuple(Hours("day", d, 360, 840) for d in range(5)), "none": (Hours("none", 0, 60, 120),)},
    work_centers={"MILL": WorkCenter("MILL", "Mill", "day", machines=2), "SAW": WorkCenter("SAW", "Saw", "day")},
    crews={"SET": Crew("SET", "day", 2)},
)  # fmt: skip


def hours(shop: Shop, center: str, machine: int) -> list[tuple[int, int]]:
    """When a machine is open over the next week."""
    calendars = Calendars(shop, FRIDAY, FRIDAY + 7 * DAY)
    m = calendars.machine_off[calendars.center_index[center]] + machine - 1
    return [(int(a), int(b)) for a, b in calendars.tables[calendars.machine_table[m]]]


def test_only_the_machine_named_is_open_to_the_second_and_all_else_is_as_before() -> None:
    opened = Opened("MILL", 2, None, FRIDAY + 14 * 3600 + 90, FRIDAY + 16 * 3600 + 7)
    after = with_opened(SHOP, [opened])
    want = merged([*hours(SHOP, "MILL", 2), (opened.start_at, opened.end_at)])
    assert np.array_equal(np.array(hours(after, "MILL", 2)), want)
    assert hours(after, "MILL", 1) == hours(SHOP, "MILL", 1)
    assert hours(after, "SAW", 1) == hours(SHOP, "SAW", 1)


def test_hours_over_midnight_and_opened_twice_add_up() -> None:
    night = Opened("SAW", 1, None, FRIDAY + 22 * 3600, FRIDAY + 26 * 3600)
    morning = Opened("SAW", 1, None, FRIDAY + 26 * 3600, FRIDAY + 30 * 3600)
    after = with_opened(with_opened(SHOP, [night]), [morning])
    assert (night.start_at, morning.end_at) in hours(after, "SAW", 1)
    assert after.work_centers["SAW"].calendar == "day and opened for SAW"


def test_a_crew_comes_in_by_a_calendar_of_its_own() -> None:
    after = with_opened(SHOP, [Opened(None, None, "SET", FRIDAY + DAY + 6 * 3600, FRIDAY + DAY + 9 * 3600)])
    calendars = Calendars(after, FRIDAY, FRIDAY + 7 * DAY)
    spans = calendars.calendar(after.crews["SET"].calendar).tolist()
    assert [FRIDAY + DAY + 6 * 3600, FRIDAY + DAY + 9 * 3600] in spans
    assert [FRIDAY + 6 * 3600, FRIDAY + 14 * 3600] in spans
    assert after.work_centers == SHOP.work_centers


def test_what_is_written_as_a_folder_reads_back_the_same(tmp_path: Path) -> None:
    after = with_opened(SHOP, [Opened("MILL", 1, "SET", FRIDAY + 14 * 3600, FRIDAY + 15 * 3600)])
    write_folder(after, tmp_path)
    reading = read_folder(tmp_path, machine_now=FRIDAY)
    assert reading.shop == after, reading.problems
