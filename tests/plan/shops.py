"""Tiny shops by hand, and plans as lines that a person can check against them.

Moments are written `mon 06:00` in the week of Monday 23 November 2026, where every shop begins unless it says
otherwise, or as a date: `2026-12-01 06:00`. Without more said, work is done from 06:00 to 14:00 on weekdays in UTC.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from canyou.plan.document import answer_document, plan_document
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Answer, Operation, Plan
from canyou.plan.verify import verify
from canyou.shop.records import (
    Customer,
    Hours,
    Instant,
    Order,
    Part,
    Progress,
    Reservation,
    Shop,
    Step,
    WorkCenter,
)

D = Decimal
MONDAY = dt.date(2026, 11, 23)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

HOURS = {
    "day": tuple(Hours("day", d, 360, 840) for d in range(5)),
    "long": tuple(Hours("long", d, 360, 1320) for d in range(5)),
    "always": tuple(Hours("always", d, 0, 1440) for d in range(7)),
}
"""06:00–14:00 and 06:00–22:00 on weekdays, and around the clock."""


def at(text: str, timezone: str = "UTC") -> Instant:
    """The instant of `mon 06:00`, `mon 06:00:30` or `2026-12-01 06:00` on the wall clock of a zone."""
    day, clock = text.split(" ")
    date = MONDAY + dt.timedelta(days=DAYS.index(day)) if day in DAYS else dt.date.fromisoformat(day)
    wall = dt.datetime.combine(date, dt.time.fromisoformat(clock), ZoneInfo(timezone))
    return int(wall.timestamp())


def said(instant: Instant, timezone: str = "UTC") -> str:
    """The text that `at` reads."""
    wall = dt.datetime.fromtimestamp(instant, ZoneInfo(timezone))
    ahead = (wall.date() - MONDAY).days
    day = DAYS[ahead] if 0 <= ahead < 7 else wall.date().isoformat()
    return f"{day} {wall:%H:%M}" + (f":{wall:%S}" if wall.second else "")


def step(number: int, center: str = "SAW", setup: str | int = 0, run: str | int = 1, **more: Any) -> Step:
    """A step, one minute a piece without set-up if no more is said; of part P, which `shop` sets right."""
    for name in ("wait_minutes", "overlap_quantity", "outside_days", "outside_cost"):
        if name in more:
            more[name] = D(more[name])
    return Step("P", number, "", center, D(setup), D(run), **more)


def outside(number: int, days: str | int, **more: Any) -> Step:
    return step(number, "", 0, 0, outside_days=days, **more)


def order(name: str, quantity: str | int, due: str = "fri 14:00", **more: Any) -> Order:
    """An open order for part P of customer ACME; `promised` and `hold_until` as texts."""
    zone = more.pop("timezone", "UTC")
    for field in ("promised", "hold_until"):
        if field in more:
            more[f"{field}_at"] = at(more.pop(field), zone)
    return replace(Order(name, "ACME", "P", D(quantity), at(due, zone)), **more)


def progress(name: str, number: int, state: str, good: int = 0, scrap: int = 0, **more: Any) -> Progress:
    """What is reported of a step; `started`, `finished` and `due_back` as texts."""
    for field in ("started", "finished", "due_back"):
        if field in more:
            more[f"{field}_at"] = at(more.pop(field))
    return Progress(name, number, state, D(good), D(scrap), **more)


def reserved(
    name: str, number: int, start: str, center: str = "SAW", machine: int | None = 1, **more: Any
) -> Reservation:
    """Where a step of an order for P stands already."""
    return Reservation(name, more.pop("part", "P"), number, center, machine, at(start), **more)


def shop(
    steps: Iterable[Step] | Mapping[str, Iterable[Step]] = (),
    orders: Iterable[Order] = (),
    *,
    now: str = "mon 06:00",
    centers: Iterable[WorkCenter] = (),
    done: Iterable[Progress] = (),
    parts: Iterable[Part] = (),
    **more: Any,
) -> Shop:
    """A shop that makes P (or more parts, with their steps by name) on a saw and a mill.

    `centers` replace or join SAW and MILL, `parts` what follows from the routings; `done` is its progress.
    """
    zone = more.get("timezone", "UTC")
    routes = steps if isinstance(steps, Mapping) else {"P": tuple(steps)}
    routings = {part: tuple(replace(s, part=part) for s in those) for part, those in routes.items() if those}
    work = {c.work_center: c for c in (WorkCenter("SAW", "", "day"), WorkCenter("MILL", "", "day"), *centers)}
    fields: dict[str, Any] = {
        "name": "Small",
        "timezone": zone,
        "now_at": at(now, zone),
        "clock_fixed": True,
        "calendars": {**HOURS, **more.pop("calendars", {})},
        "work_centers": work,
        "parts": {p: Part(p, supply="make") for p in routings} | {p.part: p for p in parts},
        "routings": routings,
        "customers": {"ACME": Customer("ACME")} | {c.customer: c for c in more.pop("customers", ())},
        "orders": {o.order: o for o in orders},
        "progress": {(p.order, p.step): p for p in done},
        "crews": {c.crew: c for c in more.pop("crews", ())},
        "bom": {part: tuple(lines) for part, lines in more.pop("bom", {}).items()},
    }
    return Shop(**(fields | more))


def line(o: Operation, timezone: str = "UTC") -> str:
    """`A 10 SAW/1 mon 06:00 – mon 07:00`, with the part where it is not P and the lot where it is not the first."""
    where = f"{o.work_center}/{o.machine}" if o.work_center else "outside"
    what = f"{o.order} {o.step}" if o.part == "P" else f"{o.order} {o.part} {o.step}"
    lot = f" lot {o.lot}" if o.lot != 1 else ""
    return f"{what}{lot} {where} {said(o.start_at, timezone)} – {said(o.end_at, timezone)}"


def lines(plan: Plan, *orders: str, timezone: str = "UTC") -> list[str]:
    """The operations of a plan (of some orders) by start, then order, part and step, as lines."""
    return [line(o, timezone) for o in plan.operations if not orders or o.order in orders]


def planned(one: Shop, *orders: str, timezone: str = "UTC") -> list[str]:
    """The operations of a shop's plan, which the referee has found no fault with."""
    plan = make_plan(one)
    assert verify(one, plan) == []
    return lines(plan, *orders, timezone=timezone)


def finish(plan: Plan, name: str, timezone: str = "UTC") -> str:
    return said(plan.orders[name].finish_at, timezone)


def plan_text(plan: ShopPlan) -> str:
    """The plan as `canyou plan --json` writes it."""
    return json.dumps(plan_document(plan))


def answer_text(plan: ShopPlan, answer: Answer) -> str:
    """The answer as `canyou ask --json` writes it."""
    return json.dumps(answer_document(plan, answer))
