"""Machines and crews that are never open, and bills of material that go round in a circle."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shop.folders import SMALL, lines, read_small

CALENDARS = SMALL["calendars.csv"]
NEVER = "never opens from now on: its calendar is closed or all its machines are down"


def errors(said: list[str]) -> list[str]:
    return [line for line in said if not line.startswith("warning: ")]


def test_a_calendar_of_past_dates_alone_never_opens(tmp_path: Path) -> None:
    calendars = CALENDARS + "past,2026-11-20,07:00,15:00\n"
    centers = SMALL["work_centers.csv"].replace("MILL,,day", "MILL,,past")
    reading = read_small(tmp_path / "shop", {"calendars.csv": calendars, "work_centers.csv": centers})
    assert lines(reading) == [f"work_centers.csv:3: work_center: {NEVER} (MILL)"]


def test_a_calendar_that_is_still_open_for_an_hour_opens(tmp_path: Path) -> None:
    calendars = CALENDARS + "today,2026-11-23,07:00,08:00\n"
    centers = SMALL["work_centers.csv"].replace("MILL,,day", "MILL,,today")
    assert (
        lines(read_small(tmp_path / "shop", {"calendars.csv": calendars, "work_centers.csv": centers})) == []
    )


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ("SAW,1,2026-01-01,2199-01-01\n", False),  # the other saw goes on
        ("SAW,1,2026-01-01,2199-01-01\nSAW,2,2026-01-01,2199-01-01\n", True),
        ("SAW,,2026-01-01,2027-06-01\nSAW,,2027-05-01,2199-01-01\n", True),
        ("SAW,,2026-01-01,2027-06-01\nSAW,,2027-06-03,2199-01-01\n", True),  # open dates are no working days
        ("SAW,,2026-01-01,2027-06-01\nSAW,,2027-06-09,2199-01-01\n", False),
        ("SAW,,2026-01-01,2029-01-01\n", False),  # long, but not for good
    ],
)
def test_a_work_center_is_refused_once_no_machine_of_it_ever_runs(
    tmp_path: Path, rows: str, refused: bool
) -> None:
    files = {
        "downtime.csv": "work_center,machine,start,end\n" + rows,
        "routings.csv": SMALL["routings.csv"].replace("DRILL", ""),
    }
    said = lines(read_small(tmp_path / "shop", dict(files)))
    assert said == ([f"work_centers.csv:2: work_center: {NEVER} (SAW)"] if refused else [])


def test_a_work_center_that_no_step_needs_may_be_closed_for_good(tmp_path: Path) -> None:
    centers = SMALL["work_centers.csv"] + "OLD,,past,1,,\n"
    calendars = CALENDARS + "past,2026-11-20,07:00,15:00\n"
    reading = read_small(tmp_path / "shop", {"calendars.csv": calendars, "work_centers.csv": centers})
    assert lines(reading) == [
        "warning: work_centers.csv:5: work_center: never opens from now on; no step depends on it alone (OLD)"
    ]


def test_a_crew_that_never_meets_its_machine_is_refused(tmp_path: Path) -> None:
    crews = SMALL["crews.csv"].replace("CNC,day", "CNC,sundays")
    calendars = CALENDARS + "sundays,sun,07:00,15:00\n"
    said = lines(read_small(tmp_path / "shop", {"crews.csv": crews, "calendars.csv": calendars}))
    assert said == [
        "routings.csv:3: crew: works at no moment in which MILL is open (CNC)",
        "routings.csv:5: crew: works at no moment in which MILL is open (CNC)",
    ]


def test_a_crew_that_meets_its_machine_one_day_in_a_year_is_enough(tmp_path: Path) -> None:
    crews = SMALL["crews.csv"].replace("CNC,day", "CNC,sundays")
    calendars = CALENDARS + "sundays,sun,07:00,15:00\nsundays,2027-11-01,14:59,15:30\n"
    assert lines(read_small(tmp_path / "shop", {"crews.csv": crews, "calendars.csv": calendars})) == []


def test_an_alternate_that_meets_the_crew_is_enough(tmp_path: Path) -> None:
    crews = SMALL["crews.csv"].replace("CNC,day", "CNC,night")
    centers = SMALL["work_centers.csv"].replace("DRILL,,day", "DRILL,,night")
    routings = SMALL["routings.csv"].replace(",,CNC,", ",DRILL,CNC,")
    files: dict[str, str | bytes | None] = {
        "crews.csv": crews, "work_centers.csv": centers, "routings.csv": routings,
    }  # fmt: skip
    assert lines(read_small(tmp_path / "shop", files)) == []


def test_a_crew_for_a_set_up_of_no_minutes_is_not_needed(tmp_path: Path) -> None:
    crews = SMALL["crews.csv"].replace("CNC,day", "CNC,night")
    header = "part,step,work_center,setup_minutes,run_minutes,crew,attended\n"
    rows = "A,10,SAW,0,1,,\nA,20,MILL,0,1,CNC,setup\nB,10,MILL,{},1,CNC,setup\n"
    files: dict[str, str | bytes | None] = {"crews.csv": crews, "routings.csv": header + rows.format(0)}
    assert lines(read_small(tmp_path / "shop", files)) == []
    files["routings.csv"] = header + rows.format(5)
    assert lines(read_small(tmp_path / "shop", files)) == [
        "routings.csv:4: crew: works at no moment in which MILL is open (CNC)"
    ]


def test_a_step_running_on_a_machine_that_is_down_for_good_is_refused(tmp_path: Path) -> None:
    downtime = "work_center,machine,start,end\nMILL,1,2026-01-01,2199-01-01\n"
    centers = SMALL["work_centers.csv"].replace("MILL,,day,1", "MILL,,day,2")
    said = lines(read_small(tmp_path / "shop", {"downtime.csv": downtime, "work_centers.csv": centers}))
    assert said == [
        "progress.csv:3: machine: is down for good at MILL, and a running step keeps its machine (1)"
    ]


def test_every_circle_of_a_bill_of_material_is_named(tmp_path: Path) -> None:
    parts = SMALL["parts.csv"] + "X,,,\nY,,,\nZ,,,\n"
    bom = "part,component,quantity\nA,STEEL,1\nA,A,1\nX,Y,1\nY,Z,1\nZ,X,1\n"
    said = lines(read_small(tmp_path / "shop", {"parts.csv": parts, "bom.csv": bom}))
    assert errors(said) == [
        "bom.csv:3: component: is made of itself (A -> A)",
        "bom.csv:6: component: is made of itself (X -> Y -> Z -> X)",
    ]


def test_a_part_used_twice_on_the_way_down_is_no_circle(tmp_path: Path) -> None:
    parts = SMALL["parts.csv"] + "X,,,\nY,,,\n"
    bom = "part,component,quantity\nA,X,1\nA,Y,1\nX,Y,1\nY,STEEL,1\n"
    assert errors(lines(read_small(tmp_path / "shop", {"parts.csv": parts, "bom.csv": bom}))) == []


def test_a_bill_of_material_thousands_of_levels_deep_is_read(tmp_path: Path) -> None:
    deep = 3000
    parts = SMALL["parts.csv"] + "".join(f"L{n},,,\n" for n in range(deep))
    bom = "part,component,quantity\n" + "".join(f"L{n},L{n + 1},1\n" for n in range(deep - 1))
    files: dict[str, str | bytes | None] = {"parts.csv": parts, "bom.csv": bom}
    assert errors(lines(read_small(tmp_path / "shop", files))) == []
    files["bom.csv"] = bom + f"L{deep - 1},L0,1\n"
    (line,) = errors(lines(read_small(tmp_path / "shop", files)))
    assert line.startswith(f"bom.csv:{deep + 1}: component: is made of itself (L0 -> L1 -> ")


def test_an_integer_too_long_to_print_is_a_problem(tmp_path: Path) -> None:
    toml = SMALL["shop.toml"] + f"fence_days = 0x{'F' * 9000}\nodd = 0x{'F' * 9000}\n"
    reading = read_small(tmp_path / "shop", {"shop.toml": toml})
    assert lines(reading) == ["shop.toml:4: fence_days: is not a number like 12.5 (a number without end)"]
