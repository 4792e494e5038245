"""From checked sheets to a Shop: records in their order, defaults that need other files resolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from canyou.shop.called_off import called_off
from canyou.shop.records import BomLine, Customer, Hours, Part, Shop, Step
from canyou.shop.schema import SETTINGS_FILE
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheet, Sheets

R = TypeVar("R")


def assemble(settings: Settings, sheets: Sheets) -> Shop:
    """The shop that the sheets make; they have been checked and refuse nothing."""
    routings = _routings(sheets)
    return Shop(
        name=settings.name,
        timezone=settings.timezone,
        now_at=settings.now_at,
        clock_fixed=settings.clock_fixed,
        currency=settings.currency,
        fence_days=settings.fence_days,
        move_cap_days=settings.move_cap_days,
        promise_basis=settings.promise_basis,
        ship_days=settings.ship_days,
        ship_cutoff_minute=settings.ship_cutoff_minute,
        calendars=_calendars(sheets),
        work_centers={
            c.work_center: c if c.name else replace(c, name=c.work_center)
            for c in sheets.work_centers.records
        },
        downtime=tuple(sheets.downtime.records),
        crews=_by_key(sheets.crews),
        parts={part.part: _part(part, routings) for part in sheets.parts.records},
        routings=routings,
        bom=_bom(sheets, routings),
        stock=tuple(sheets.stock.records),
        receipts=tuple(sheets.receipts.records),
        customers=_customers(sheets),
        carriers=tuple(sheets.carriers.records),
        part_names=tuple(sheets.part_names.records),
        orders=called_off(_by_key(sheets.orders), settings.now_at),
        progress=_by_key(sheets.progress),
        gates=tuple(sheets.gates.records),
        reservations=tuple(sheets.reservations.records),
        events=tuple(sheets.events.records),
        people=_by_key(sheets.people),
        promises=_by_key(sheets.promises),
        emergencies=_by_key(sheets.emergencies),
        mistakes=_by_key(sheets.mistakes),
        notes=_notes(settings, sheets),
    )


def _by_key(sheet: Sheet[R]) -> dict[Any, R]:
    return dict(zip(sheet.keys(), sheet.records, strict=True))


def _calendars(sheets: Sheets) -> dict[str, tuple[Hours, ...]]:
    rows: dict[str, list[Hours]] = defaultdict(list)
    for hours in sheets.calendars.records:
        rows[hours.calendar].append(hours)
    return {name: tuple(hours) for name, hours in rows.items()}


def _routings(sheets: Sheets) -> dict[str, tuple[Step, ...]]:
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in sheets.routings.records:
        if step.alternates:
            others = tuple(name for name in dict.fromkeys(step.alternates) if name != step.work_center)
            if others != step.alternates:
                step = replace(step, alternates=others)
        steps[step.part].append(step)
    return {part: tuple(sorted(rows, key=lambda row: row.step)) for part, rows in steps.items()}


def _part(part: Part, routings: dict[str, tuple[Step, ...]]) -> Part:
    if part.name and part.supply:
        return part
    supply = part.supply or ("make" if part.part in routings else "buy")
    return replace(part, name=part.name or part.part, supply=supply)


def _bom(sheets: Sheets, routings: dict[str, tuple[Step, ...]]) -> dict[str, tuple[BomLine, ...]]:
    lines: dict[str, list[BomLine]] = defaultdict(list)
    for line in sheets.bom.records:
        if line.step is None and line.part in routings:
            line = replace(line, step=routings[line.part][0].step)
        lines[line.part].append(line)
    return {part: tuple(rows) for part, rows in lines.items()}


def _customers(sheets: Sheets) -> dict[str, Customer]:
    found = {c.customer: c if c.name else replace(c, name=c.customer) for c in sheets.customers.records}
    if not found:  # a warning has said so
        found = {name: Customer(name, name) for name in dict.fromkeys(sheets.orders.values("customer"))}
    return found


def _notes(settings: Settings, sheets: Sheets) -> dict[tuple[str, str], dict[str, str]]:
    notes: dict[tuple[str, str], dict[str, str]] = {}
    if settings.notes:
        notes[SETTINGS_FILE, ""] = dict(settings.notes)
    for sheet in sheets.all():
        if not sheet.notes:
            continue
        # part by part where steps are sorted, so that writing finds the notes again in the shop's own order
        for i, name in note_keys(sheet.keys()):
            row = {column: cells[i] for column, cells in sheet.notes.items() if cells[i]}
            if row:
                notes[sheet.file, name] = row
    return notes


def note_keys(keys: list[Any]) -> Iterator[tuple[int, str]]:
    """A name for each row by which its notes are found: its key, counted where several rows share it."""
    seen: dict[Hashable, int] = {}
    for i, key in enumerate(keys):
        seen[key] = seen.get(key, 0) + 1
        parts = key if isinstance(key, tuple) else (key,)
        name = "/".join("" if part is None else str(part) for part in parts)
        yield i, name if seen[key] == 1 else f"{name}#{seen[key]}"
