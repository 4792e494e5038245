"""Calendars and downtime: hours that overlap, rows that contradict, machines that are not there."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from canyou.shop.problems import Problems
from canyou.shop.records import Hours
from canyou.shop.schema import WEEKDAYS
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks each calendar by itself and the rows of downtime.csv."""
    _check_days(sheets, problems)
    _check_never_open(sheets, problems)
    for line, down in sheets.downtime.sound():
        if down.end_at <= down.start_at:
            problems.error(
                "downtime.csv", line, "end", "is not later than start", down.reason or down.work_center
            )
        center = sheets.work_centers.get(down.work_center)
        if center is None or sheets.work_centers.is_broken(down.work_center):
            continue
        if down.machine and down.machine > center.machines:
            what = f"is no machine of {down.work_center}, which has {center.machines}"
            problems.error("downtime.csv", line, "machine", what, down.machine)


def _check_days(sheets: Sheets, problems: Problems) -> None:
    days: dict[tuple[str, int | str], list[tuple[int, Hours]]] = defaultdict(list)
    for line, hours in sheets.calendars.sound():
        days[hours.calendar, hours.day].append((line, hours))
    for rows in days.values():
        if len(rows) == 1:
            continue
        closed = [line for line, hours in rows if hours.end_minute == 0]
        if closed and len(closed) < len(rows):
            problems.warn(
                "calendars.csv",
                closed[0],
                "day",
                "is closed in this row and open in another; it is open",
                _day(rows[0][1]),
            )
        rows.sort(key=lambda row: (row[1].start_minute, row[0]))
        for (_, before), (line, after) in pairwise(rows):
            if after.start_minute < before.end_minute and after.end_minute > 0:
                problems.warn(
                    "calendars.csv",
                    line,
                    "start",
                    "overlaps another row of the day; they are taken as one",
                    f"{after.calendar} {_day(after)}",
                )


def _day(hours: Hours) -> str:
    return WEEKDAYS[hours.day] if isinstance(hours.day, int) else hours.day


def _check_never_open(sheets: Sheets, problems: Problems) -> None:
    """A calendar without one open row cannot be meant, whoever works by it."""
    first: dict[str, int] = {}
    for line, hours in zip(sheets.calendars.lines, sheets.calendars.records, strict=True):
        first.setdefault(hours.calendar, line)
    broken = {sheets.calendars.records[i].calendar for i in sheets.calendars.broken}
    opens = {hours.calendar for hours in sheets.calendars.records if hours.end_minute > hours.start_minute}
    for name, line in first.items():
        if name not in opens and name not in broken:
            problems.error(
                "calendars.csv", line, "calendar", "never opens; all its rows are closed days", name
            )
