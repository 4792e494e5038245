"""The demo shop: a contract machining company, always as of now.

About 60 parts, 20 work centers, 18 customers, 150 open orders and as many again shipped, with two bottlenecks
(the 5-axis mills and the measuring machines). Orders and dates follow from the date alone; what runs on which
machine follows from the hour, because the shop's past is simulated up to it. All names are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from canyou.shop.demo_book import CENTER, ROUTINGS, DemoOrder, order_book, special_orders
from canyou.shop.demo_days import Days, Minute, minute_of, stamp
from canyou.shop.demo_floor import Floor, Past, Work
from canyou.shop.demo_history import loop, promises
from canyou.shop.demo_material import stores
from canyou.shop.demo_parts import BOUGHT, COMPONENTS, MATERIALS, OUTSIDE, PARTS
from canyou.shop.demo_tables import (
    COVERS,
    CREWS,
    CURRENCY,
    CUSTOMERS,
    DOMAIN,
    HANDS,
    NAME,
    OFFICE,
    THEIR_PARTS,
    TIMEZONE,
    WEEK,
    WORK_CENTERS,
    person_key,
)
from canyou.shop.read import read_rows
from canyou.shop.records import Instant, Shop

Row = dict[str, str]
Tables = dict[str, list[Row]]

SEED = 7
DEMO_QUESTION = {"part": "P-2041", "quantity": 100, "customer": "MERIDIAN", "by_working_days": 5}
"""The question of `make demo`: part, quantity, customer, and by when in working days from today."""

BROKEN = ("TURN", 3)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOG_DAYS = 40
"""How many working days the log goes back."""


def demo_by(now_at: Instant) -> str:
    """The date of the demo question, ISO: `by_working_days` after today."""
    today = dt.datetime.fromtimestamp(now_at, ZoneInfo(TIMEZONE)).date()
    return Days(today).day(int(str(DEMO_QUESTION["by_working_days"]))).isoformat()


def demo_rows(now_at: Instant, *, fix_now: bool = False) -> tuple[dict[str, object], Tables]:
    """The demo shop as of `now_at`: the settings of shop.toml, and the rows of each file by its bare name.

    With `fix_now` the settings fix the clock; else the shop goes on with the machine's.
    """
    local = dt.datetime.fromtimestamp(now_at, ZoneInfo(TIMEZONE)).replace(tzinfo=None)
    days = Days(local.date())
    now = minute_of(local.replace(minute=0))
    book = order_book(random.Random(SEED))
    floor = Floor(days, random.Random(SEED + 1), (*BROKEN, days.minute(-1, 20)))
    past = floor.run(book, now)
    special = special_orders(random.Random(SEED + 2))
    opened = [order for order in book if order.order not in past.shipped] + special
    waiting = [order for order in opened if order.order not in past.begun]
    stock, receipts = stores(days, random.Random(SEED + 3), waiting)
    promised = promises(days, random.Random(SEED + 4), book, past)
    emergencies, mistakes = loop(days, random.Random(SEED + 5), book, past, promised)
    settings: dict[str, object] = {
        "name": NAME,
        "timezone": TIMEZONE,
        "currency": CURRENCY,
        "fence_days": 2,
        "move_cap_days": 5,
        "promise_basis": "ship",
        "ship_days": "mon,tue,wed,thu,fri",
        "ship_cutoff": "15:00",
    }
    if fix_now:
        settings["now"] = local.isoformat(timespec="seconds")
    tables: Tables = {
        "calendars": _calendars(days),
        "work_centers": _work_centers(),
        "downtime": _downtime(days),
        "crews": _crews(),
        "parts": _parts(),
        "routings": _routings(),
        "bom": _bom(),
        "stock": stock,
        "receipts": receipts,
        "customers": _customers(),
        "part_names": [{"customer": c, "their_part": t, "part": p} for c, t, p in THEIR_PARTS],
        "orders": [_order(days, order, past) for order in [*book, *special]],
        "progress": [row for order in opened for row in _progress(past, past.begun.get(order.order, []))],
        "gates": _gates(days, random.Random(SEED + 6), waiting, past),
        "events": _events(days, past),
        "people": _people(),
        "promises": promised,
        "emergencies": emergencies,
        "mistakes": mistakes,
    }
    return settings, tables


def demo_shop(now_at: Instant) -> Shop:
    """The demo shop as records, its clock fixed at `now_at`.

    Raises:
        ValueError: the demo's own tables have a problem, which is a fault of the program.
    """
    settings, tables = demo_rows(now_at, fix_now=True)
    reading = read_rows(settings, tables, machine_now=now_at)
    if reading.shop is None:
        raise ValueError("the demo shop does not read: " + "; ".join(map(str, reading.problems)))
    return reading.shop


def write_demo(path: Path | str, now_at: Instant, *, fix_now: bool = False) -> None:
    """Write the demo shop as a shop folder; see `demo_rows`."""
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    settings, tables = demo_rows(now_at, fix_now=fix_now)
    lines = [
        f"{key} = {value}" if key == "now" or isinstance(value, int) else f'{key} = "{value}"'
        for key, value in settings.items()
    ]
    (folder / "shop.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)


def _calendars(days: Days) -> list[Row]:
    rows = [
        {"calendar": name, "day": WEEKDAYS[day], "start": start, "end": end}
        for name, week in WEEK.items()
        for day, start, end in week
    ]
    closed = [day for day in sorted(days.closed) if days.span[0] <= day <= days.span[-1]]
    return rows + [
        {"calendar": name, "day": day.isoformat(), "start": "", "end": ""} for name in WEEK for day in closed
    ]


def _work_centers() -> list[Row]:
    return [
        {
            "work_center": code,
            "name": name,
            "calendar": calendar,
            "machines": str(machines),
            "efficiency": efficiency,
            "hour_cost": str(cost),
            "overtime_calendar": "saturday",
            "overtime_hour_cost": str(overtime),
            "notice_hours": "24",
        }
        for code, name, calendar, machines, efficiency, cost, overtime, _, _ in WORK_CENTERS
    ]


def _downtime(days: Days) -> list[Row]:
    return [
        {
            "work_center": code,
            "machine": str(machine),
            "start": stamp(days.minute(first, begin)),
            "end": stamp(days.minute(last, end)),
            "reason": reason,
        }
        for code, machine, first, begin, last, end, reason in (
            (*BROKEN, -1, 20, 1, 11, "spindle drive fault, part on its way"),
            ("M5", 2, 6, 6, 6, 14, "yearly service"),
            ("CMM", 1, 9, 7, 9, 12, "calibration"),
        )
    ]


def _crews() -> list[Row]:
    return [
        {
            "crew": crew,
            "calendar": calendar,
            "people": str(people),
            "skills": skills,
            "overtime_calendar": "saturday",
            "overtime_hour_cost": str(cost),
        }
        for crew, calendar, people, skills, cost in CREWS
    ]


def _parts() -> list[Row]:
    made = [{"part": p.part, "name": p.name, "unit": "ea", "supply": "make"} for p in PARTS]
    bought = [
        {"part": part, "name": name, "unit": unit, "supply": "buy", "lead_days": str(lead)}
        for part, (name, unit, _, lead) in {**MATERIALS, **BOUGHT}.items()
    ]
    return made + bought


def _routings() -> list[Row]:
    rows = []
    for part, steps in ROUTINGS.items():
        for step in steps:
            row = {"part": part, "step": str(step.number), "name": step.name}
            if step.outside_days:
                _, supplier, cost = OUTSIDE[step.code]
                row |= {"outside_days": str(step.outside_days), "outside_cost": cost, "supplier": supplier}
            else:
                row |= {
                    "work_center": step.code,
                    "setup_minutes": f"{step.setup:g}",
                    "run_minutes": f"{step.run:g}",
                }
                center = CENTER[step.code]
                extra = {"alternates": step.alternate, "crew": center[7], "attended": center[8]}
                row |= {key: value for key, value in extra.items() if value}
                row |= {"wait_minutes": str(step.wait)} if step.wait else {}
                row |= {"overlap_quantity": str(step.overlap)} if step.overlap else {}
            rows.append(row)
    return rows


def _bom() -> list[Row]:
    rows = [
        {"part": p.part, "component": p.material, "quantity": p.per_piece, "step": ""}
        for p in PARTS
        if p.material
    ]
    return rows + [{"part": a, "component": b, "quantity": q, "step": s} for a, b, q, s in COMPONENTS]


def _customers() -> list[Row]:
    names = (
        *("customer", "name", "importance", "ship_method", "transit_days"),
        *("min_ship_quantity", "ship_complete", "tolerance_percent", "early_days"),
    )
    return [dict(zip(names, (str(value) for value in row), strict=False)) for row in CUSTOMERS]


def _order(days: Days, order: DemoOrder, past: Past) -> Row:
    shipped = past.shipped.get(order.order)
    row = {
        "order": order.order,
        "customer": order.customer,
        "part": order.part,
        "quantity": str(order.quantity),
        "due": days.day(order.due).isoformat(),
        "promised": "" if order.promised is None else days.day(order.promised).isoformat(),
        "value": f"{order.value:.2f}",
        "state": "shipped" if shipped else order.state,
        "created": stamp(days.minute(order.created, 8 + (sum(map(ord, order.order)) % 28) / 4)),
        "shipped": stamp(shipped) if shipped else "",
        "shipped_quantity": "",
        "po": order.po,
        "po_line": "1",
        "revision": "ABCD"[sum(map(ord, order.part)) % 4],
        "seller": order.seller,
        "kind": order.kind,
        "hold_until": "" if order.hold_until is None else days.day(order.hold_until).isoformat(),
        "hold_reason": order.hold_reason,
    }
    if shipped:
        scrap = sum(work.scrap for work in past.begun[order.order])
        row["shipped_quantity"] = str(order.quantity - scrap)
    elif order.order == "BL-0101":
        row["shipped_quantity"] = "60"
    return row


def _progress(past: Past, begun: Iterable[Work]) -> list[Row]:
    rows = []
    for work in begun:
        over = work.end <= past.now
        row = {
            "order": work.order.order,
            "step": str(work.step.number),
            "state": "done" if over else "running",
        }
        row |= {
            "good_quantity": str(work.good_by(past.now)),
            "scrap_quantity": str(work.scrap if over else 0),
        }
        row |= {"machine": str(work.machine) if work.machine else "", "started": stamp(work.start)}
        row |= {"finished": stamp(work.end) if over else "", "due_back": ""}
        if work.step.outside_days:
            row["good_quantity"] = str(work.quantity) if over else "0"
            if not over and sum(map(ord, work.order.order)) % 2:
                row["due_back"] = stamp(work.end)
        elif not over and (
            (work.step.code, work.machine) == BROKEN or sum(map(ord, work.order.order)) % 9 == 0
        ):
            row |= {"state": "paused", "machine": ""}
        rows.append(row)
    return rows


def _gates(days: Days, rng: random.Random, waiting: list[DemoOrder], past: Past) -> list[Row]:
    """Eight orders wait for a drawing, an approval, material or a certificate; two got theirs."""
    kinds = (
        "drawing, current revision",
        "customer's material",
        "first-article approval",
        "material certificate",
    )
    near = [o for o in waiting if o.kind == "firm" and o.state == "open" and -2 <= o.release <= 9]
    rows = []
    for i, order in enumerate(rng.sample(near, min(8, len(near)))):
        what = kinds[i % 4]
        steps = ROUTINGS[order.part]
        step = steps[-1] if i % 4 == 3 else steps[1 if i % 4 == 2 else 0]
        owner = {0: order.seller, 1: order.seller, 2: "hana", 3: "marcus"}[i % 4]
        due = days.minute(max(1, order.release) + 1 + i % 2, 12)
        rows.append(
            {"order": order.order, "step": str(step.number), "what": what, "owner": owner, "due": stamp(due)}
        )
    for work in [works[0] for works in list(past.begun.values())[-12:-10]]:
        row = {"order": work.order.order, "step": str(work.step.number), "what": kinds[0]}
        row |= {
            "owner": work.order.seller,
            "due": stamp(work.start - 1440),
            "cleared": stamp(work.start - 300),
        }
        rows.append(row)
    return rows


def _events(days: Days, past: Past) -> list[Row]:
    """The log: one row a stretch of work within a shift, in the order of their starts."""
    first = days.minute(-LOG_DAYS)
    rows = []
    for works in past.begun.values():
        for work in works:
            for kind, start, end in work.pieces:
                if start < first or start >= past.now:
                    continue
                end = min(end, past.now)
                good = rejected = 0
                if kind == "run":
                    good = work.good_by(end) - work.good_by(start)
                    rejected = work.scrap if end == max(e for k, _, e in work.pieces if k == "run") else 0
                row = {"order": work.order.order, "part": work.order.part, "step_name": work.step.name}
                row |= {
                    "machine": work.step.code,
                    "person": _hand(work, start),
                    "quantity": str(work.quantity),
                }
                row |= {"good": str(good), "rejected": str(rejected), "kind": kind}
                rows.append({**row, "start": stamp(start), "end": stamp(end)})
    return sorted(rows, key=lambda row: (row["start"], row["machine"], row["order"]))


def _hand(work: Work, start: Minute) -> str:
    """Who stood at the machine in that shift."""
    hour = start % 1440 // 60
    if hour >= 22 or hour < 6:
        return "owen"
    area = next(area for area in HANDS.values() if work.step.code in area[1])
    hands = area[2] if hour < 14 else area[3]
    return person_key(hands[(work.machine + start // 10080) % len(hands)])


def _people() -> list[Row]:
    rows = [
        {
            "person": key,
            "name": name,
            "email": f"{key}@{DOMAIN}",
            "side": side,
            "title": title,
            "extension": str(201 + n),
            "cover": COVERS.get(key, ""),
        }
        for n, (key, name, side, title) in enumerate(OFFICE)
    ]
    for title, _, day, evening in HANDS.values():
        for name in dict.fromkeys((*day, *evening)):
            key = person_key(name)
            row = {
                "person": key,
                "name": name,
                "email": f"{key}@{DOMAIN}",
                "side": "operations",
                "title": title,
            }
            rows.append(row)
    return rows
