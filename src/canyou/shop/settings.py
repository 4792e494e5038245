"""shop.toml: the settings of a shop, from its text or from values kept elsewhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from canyou.shop.cells import Cell, reader_of
from canyou.shop.nearest import nearest
from canyou.shop.problems import Problems
from canyou.shop.records import Instant
from canyou.shop.schema import SETTINGS, SETTINGS_FILE, WEEKDAYS, Column
from canyou.shop.times import FIRST_YEAR, LAST_YEAR, BadTime, instant_of, zone_of

_BAD_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(slots=True)
class Settings:
    """The settings, resolved; where the zone is wrong `timezone` is empty and `zone` UTC."""

    name: str = ""
    timezone: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    now_at: Instant = 0
    clock_fixed: bool = False
    clock_known: bool = False
    """Whether zone and clock could be read; else no check can compare with now."""
    currency: str = ""
    fence_days: Decimal = Decimal(2)
    move_cap_days: Decimal = Decimal(5)
    promise_basis: str = "finish"
    ship_days: tuple[int, ...] = ()
    ship_cutoff_minute: int = 15 * 60
    notes: dict[str, str] = field(default_factory=dict)


def parse_toml(text: str, problems: Problems) -> dict[str, Any] | None:
    """The keys of shop.toml; None, with the line that is wrong, if it is no TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as wrong:
        message = str(wrong)
        match = _BAD_LINE.search(message)
        line = int(match[1]) if match and match[1] else max(1, len(text.splitlines()))
        what = _BAD_LINE.sub("", message) or "it cannot be read"
        lines = text.splitlines()
        there = lines[line - 1].strip() if 0 < line <= len(lines) else "the end of the file"
        problems.error(SETTINGS_FILE, line, "file", f"is not valid TOML: {what[:1].lower()}{what[1:]}", there)
        return None


def read_settings(
    values: Mapping[str, Any], text: str, machine_now: Instant | None, problems: Problems
) -> Settings:
    """Reads the settings; `text` (may be empty) is where the lines of the keys are looked up."""
    lines = {
        match[1].strip("\"'"): number
        for number, line in reversed(list(enumerate(text.splitlines(), start=1)))
        if (match := re.match(r"\s*(\"[^\"]+\"|'[^']+'|[\w-]+)\s*=", line))
    }
    got = Settings()
    values = {name: _printable(value) for name, value in values.items()}
    for column in SETTINGS:
        value = values.get(column.name)
        if value is None or value == "":
            if column.needed:
                state = "is empty" if column.name in values else "is missing"
                there = ", ".join(values) if column.name not in values else ""
                problems.error(
                    SETTINGS_FILE, lines.get(column.name, 1), column.name, f"{state}, and is needed", there
                )
            continue
        _read_one(got, column, value, lines.get(column.name, 1), problems)
    got.clock_known = _read_now(got, values.get("now"), lines.get("now", 1), machine_now, problems)
    known = {column.name for column in SETTINGS}
    for name, value in values.items():
        if name not in known:
            got.notes[name] = value if isinstance(value, str) else json.dumps(value, default=str)
            absent = [column.name for column in SETTINGS if column.name not in values]
            meant = nearest(name, absent, count=1)
            if meant:
                problems.warn(
                    SETTINGS_FILE,
                    lines.get(name, 1),
                    name,
                    f"is no known setting and kept as a note; is {meant[0]} meant?",
                    value,
                )
    return got


def _printable(value: Any) -> Any:
    """The value, or words in its place where Python refuses to write so long an integer."""
    try:
        str(value)
    except ValueError:
        return "a number without end"
    return value


def _read_one(got: Settings, column: Column, value: Any, line: int, problems: Problems) -> None:
    name = column.name
    if name == "now":
        return  # needs the zone, which may come later
    if name == "ship_days":
        got.ship_days = _ship_days(value, line, problems)
        return
    if isinstance(value, time) and column.kind == "clock":
        value = value.strftime("%H:%M:%S")
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        problems.error(
            SETTINGS_FILE, line, name, f"is no {'number' if column.kind == 'number' else 'text'}", value
        )
        return
    cell = reader_of(column, got.zone)(str(value).strip())
    if cell.wrong:
        problems.error(SETTINGS_FILE, line, name, cell.wrong, value)
        return
    if cell.odd:
        problems.warn(SETTINGS_FILE, line, name, cell.odd, value)
    if name == "timezone":
        _read_zone(got, cell.value, line, problems)
    else:
        setattr(got, column.field, cell.value)


def _read_zone(got: Settings, name: str, line: int, problems: Problems) -> None:
    try:
        got.zone = zone_of(name)
        got.timezone = name
    except BadTime as bad:
        meant = nearest(name, available_timezones(), count=1)
        hint = f"; is {meant[0]} meant?" if meant else ""
        problems.error(SETTINGS_FILE, line, "timezone", f"{bad}{hint}", name)


def _read_now(got: Settings, value: Any, line: int, machine_now: Instant | None, problems: Problems) -> bool:
    """`now` as TOML's own date or time, or as text; without it the clock passed in. Whether it is known."""
    if value is None or value == "":
        if machine_now is None:
            problems.error(SETTINGS_FILE, 1, "now", "is missing, and no clock was given to take it from", "")
        got.now_at = machine_now or 0
        return machine_now is not None and bool(got.timezone)
    got.clock_fixed = True
    cell = _moment(value, got.zone)
    if cell.wrong:
        problems.error(SETTINGS_FILE, line, "now", cell.wrong, value)
    elif cell.odd:
        problems.warn(SETTINGS_FILE, line, "now", cell.odd, value)
    got.now_at = cell.value
    return not cell.wrong and bool(got.timezone)


def _moment(value: Any, zone: ZoneInfo) -> Cell:
    if not isinstance(value, date):  # a datetime is one too
        return reader_of(next(c for c in SETTINGS if c.name == "now"), zone)(str(value))
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Cell(0, wrong=f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    at, note = instant_of(value, zone, end=False)
    return Cell(at, odd=note)


def _ship_days(value: Any, line: int, problems: Problems) -> tuple[int, ...]:
    words = value if isinstance(value, list) else str(value).replace(";", ",").split(",")
    days = set()
    for word in words:
        plain = str(word).strip().lower()
        if plain in WEEKDAYS:
            days.add(WEEKDAYS.index(plain))
        elif plain:
            problems.error(
                SETTINGS_FILE, line, "ship_days", f"has a day that is none of {', '.join(WEEKDAYS)}", word
            )
    return tuple(sorted(days))
