"""Seeded synthetic shops, made directly as records: for tests, and for `canyou bench`.

A make-to-order job shop: work centers with one to four machines on one, two or three shifts, routings of 3 to
12 steps, lot sizes and set-ups that differ widely, due dates spread so that the busiest work center is loaded
to about `load` over the horizon of the orders. One order in three has been promised. `rich` adds what real
shops have (see `synthetic_rich`), `materials` bought material with stock, receipts and lead times. The same
arguments give the same shop.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate
from zoneinfo import ZoneInfo

from canyou.shop.records import (
    BomLine,
    Customer,
    Hours,
    Instant,
    Order,
    Part,
    Receipt,
    Shop,
    Step,
    Stock,
    WorkCenter,
)
from canyou.shop.synthetic_draft import SHIFTS, Draft, hundredths, whole
from canyou.shop.synthetic_rich import enrich_orders, enrich_routings

PLAIN_NOW = dt.datetime.fromisoformat("2026-11-23T07:00:00")
RICH_NOW = dt.datetime.fromisoformat("2026-10-27T07:00:00")
"""The Tuesday before North American clocks go back, so that a rich shop plans across the change."""


def synthetic_shop(
    orders: int = 500,
    centers: int = 50,
    load: float = 0.9,
    seed: int = 1,
    *,
    rich: bool = False,
    materials: bool = False,
    timezone: str = "America/Chicago",
    now_at: Instant | None = None,
    promise_basis: str = "finish",
) -> Shop:
    """A shop of so many orders (about 7.5 steps each) and work centers.

    `load` is the share of the busiest work center's usual hours that the orders need between now and the last
    due date. `now_at` fixes the clock (default: a Monday in November 2026, rich: the Tuesday before a clock
    change).

    Raises:
        ValueError: fewer than 1 order, fewer than 2 work centers, or a load that is not above 0.
    """
    if orders < 1 or centers < 2 or not load > 0:
        found = f"{orders} orders, {centers} work centers, load {load}"
        raise ValueError(f"a synthetic shop needs 1 order, 2 work centers and a load above 0 (found {found})")
    rng = random.Random(seed)
    zone = ZoneInfo(timezone)
    now = RICH_NOW if rich else PLAIN_NOW
    if now_at is not None:
        now = dt.datetime.fromtimestamp(now_at, zone).replace(tzinfo=None, microsecond=0)
    draft = Draft(now, zone)
    _work_centers(draft, rng, centers, rich)
    _routings(draft, rng, max(20, orders // 5))
    _customers(draft, rng, max(10, orders // 25), rich)
    if rich:
        enrich_routings(draft, random.Random(seed + 10_000))
    _orders(draft, rng, orders, load)
    if rich:
        enrich_orders(draft, random.Random(seed + 20_000))
    if materials:
        _materials(draft, random.Random(seed + 30_000))
    names = [name for name in SHIFTS if rich or name != "always"]
    holidays = [(now + dt.timedelta(days=3)).date(), dt.date(now.year, 12, 25)]
    return Shop(
        name=f"Synthetic {seed}",
        timezone=timezone,
        now_at=now_at if now_at is not None else draft.at(now),
        clock_fixed=True,
        currency="USD",
        promise_basis=promise_basis,
        ship_days=() if promise_basis == "finish" else (0, 2, 4),
        calendars={
            name: (
                *(Hours(name, day, start, end) for day, start, end in SHIFTS[name]),
                *(
                    Hours(name, day.isoformat(), 0, 0)
                    for day in holidays
                    if name not in ("overtime", "always")
                ),
            )
            for name in names
        },
        work_centers=draft.centers,
        downtime=tuple(draft.downtime),
        crews=draft.crews,
        parts=draft.parts,
        routings={part: tuple(steps) for part, steps in draft.routings.items()},
        bom={part: tuple(lines) for part, lines in draft.bom.items()},
        stock=tuple(draft.stock),
        receipts=tuple(draft.receipts),
        customers=draft.customers,
        orders=draft.orders,
        progress=draft.progress,
        gates=tuple(draft.gates),
    )


def _work_centers(draft: Draft, rng: random.Random, count: int, rich: bool) -> None:
    for i in range(count):
        name = f"WC{i:02d}"
        calendar = rng.choices(["day", "two", "three"], [5, 4, 1])[0]
        if rich and rng.random() < 0.08:
            calendar = "always"
        overtime = "" if calendar in ("three", "always") else "overtime"
        draft.centers[name] = WorkCenter(
            name,
            f"Work center {name}",
            calendar,
            machines=rng.choices([1, 2, 3, 4], [5, 3, 1, 1])[0],
            efficiency=rng.choice([Decimal("0.85"), Decimal("0.9"), Decimal(1)]),
            hour_cost=whole(rng.randint(45, 160)),
            overtime_calendar=overtime,
            overtime_hour_cost=whole(rng.randint(70, 240)),
        )


def _routings(draft: Draft, rng: random.Random, count: int) -> None:
    capacity = draft.capacity()
    names = list(capacity)
    cumulative = list(accumulate(capacity.values()))
    draw: Callable[[], str] = lambda: rng.choices(names, cum_weights=cumulative)[0]  # noqa: E731
    for i in range(count):
        part = f"P{i:04d}"
        draft.parts[part] = Part(part, f"Part {part}", "ea", "make")
        steps: list[Step] = []
        previous = ""
        for k in range(rng.randint(3, 12)):
            center = draw()
            while center == previous:
                center = draw()
            previous = center
            setup = Decimal(rng.choice([10, 15, 20, 30, 45, 60, 90]))
            run = hundredths(rng.lognormvariate(0.7, 0.7))
            number, name = 10 * k + 10, f"Step {k + 1}"
            if rng.random() < 0.03:
                steps.append(
                    Step(part, number, name, outside_days=Decimal(rng.randint(3, 8)), supplier="Outside")
                )
                continue
            other = rng.choice(names) if rng.random() < 0.15 else ""
            alternates = (other,) if other not in ("", center) else ()
            steps.append(Step(part, number, name, center, setup, run, alternates))
        draft.routings[part] = steps


def _customers(draft: Draft, rng: random.Random, count: int, rich: bool) -> None:
    for i in range(count):
        name = f"C{i:03d}"
        importance = Decimal(rng.choices([1, 2, 3], [6, 3, 1])[0])
        draft.customers[name] = Customer(name, f"Customer {i}", importance, transit_days=i % 4 if rich else 0)


def _orders(draft: Draft, rng: random.Random, count: int, load: float) -> None:
    made = [part for part in draft.routings if part.startswith("P")]
    minutes = dict.fromkeys(draft.centers, 0.0)
    customers = list(draft.customers)
    drawn: list[tuple[str, str, int, float]] = []
    rates = {
        part: [
            (s.work_center, float(s.setup_minutes), float(s.run_minutes)) for s in steps if not s.is_outside
        ]
        for part, steps in draft.routings.items()
    }
    for _ in range(count):
        part = rng.choice(made)
        quantity = max(1, int(rng.lognormvariate(3.6, 0.9)))
        work = 0.0
        for center, setup, run in rates[part]:
            minutes[center] += setup + quantity * run
            work += setup + quantity * run
        drawn.append((rng.choice(customers), part, quantity, work / 60))
    capacity = draft.capacity()
    weeks = max(minutes[name] / capacity[name] for name in minutes) / load
    for i, (customer, part, quantity, hours) in enumerate(drawn):
        outside = sum(float(s.outside_days) for s in draft.routings[part])
        least = max(2.0, hours / 7) + outside
        due = draft.now + dt.timedelta(days=least + rng.random() * weeks * 7)
        due = due.replace(hour=16, minute=0, second=0, microsecond=0)
        while due.weekday() > 4:
            due += dt.timedelta(days=1)
        promised = None
        if rng.random() < 0.34:
            promised = draft.at(due + dt.timedelta(days=rng.choice([0, 0, 0, 2, 5])))
        name = f"SO{i:05d}"
        draft.orders[name] = Order(
            name,
            customer,
            part,
            whole(quantity),
            draft.at(due),
            promised,
            value=hundredths(quantity * 9.5 + hours * 85),
            created_at=draft.at(draft.now - dt.timedelta(days=rng.randint(1, 40))),
        )


def _materials(draft: Draft, rng: random.Random) -> None:
    made = [part for part in draft.routings if part.startswith("P")]
    count = max(10, len(draft.orders) // 20)
    needs: dict[str, Decimal] = {}
    material_of: dict[str, tuple[str, Decimal]] = {}
    for part in made:
        material, per = f"M{rng.randrange(count):04d}", Decimal(rng.choice([1, 1, 1, 2, 4]))
        first = draft.routings[part][0].step
        draft.bom.setdefault(part, []).append(BomLine(part, material, per, first))
        material_of[part] = (material, per)
    for order in draft.orders.values():
        if order.part in material_of:
            material, per = material_of[order.part]
            needs[material] = needs.get(material, Decimal(0)) + order.quantity * per
    for material in sorted({m for m, _ in material_of.values()}):
        need = float(needs.get(material, Decimal(0)))
        lead = Decimal(rng.randint(3, 25))
        draft.parts[material] = Part(material, f"Material {material}", "ea", "buy", lead)
        draft.stock.append(Stock(material, whole(need * rng.choice([0.2, 0.4, 0.6, 1.0]))))
        due = (draft.now + dt.timedelta(days=rng.randint(2, 30))).replace(hour=9, minute=0, second=0)
        if int(need * 0.9) > 0:
            supplier = f"Supplier {len(draft.receipts) % 7}"
            receipt = f"PO{len(draft.receipts):04d}"
            draft.receipts.append(Receipt(receipt, material, whole(need * 0.9), draft.at(due), supplier))
