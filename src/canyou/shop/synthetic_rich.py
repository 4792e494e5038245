"""What real shops have beside machines: laid over a synthetic shop, from a random stream of its own.

Crews, waits, overlaps, downtime, gates, progress with scrap, several orders running on one machine, holds,
made components two levels deep, bought parts, stock by status, outside steps under way, forecast and blanket
orders. `enrich_routings` goes before the orders are drawn (they follow the routings), `enrich_orders` after.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

from canyou.shop.records import BomLine, Crew, Downtime, Gate, Order, Part, Progress, Receipt, Step, Stock
from canyou.shop.synthetic_draft import Draft, whole

DAY = dt.timedelta(days=1)


def enrich_routings(draft: Draft, rng: random.Random) -> None:
    """Crews, downtime, waits, overlaps, and made components in place."""
    crew_of = _crews(draft, rng)
    for center in rng.sample(list(draft.centers.values()), max(1, len(draft.centers) // 6)):
        start = draft.now + dt.timedelta(days=rng.randint(0, 12), hours=rng.randint(0, 9))
        start = start.replace(minute=0, second=0)
        end = start + dt.timedelta(hours=rng.choice([4, 9, 30]))
        machine = 1 if center.machines > 1 and rng.random() < 0.5 else None
        draft.downtime.append(
            Downtime(
                center.work_center,
                machine,
                draft.at(start),
                draft.at(end),
                rng.choice(["service", "spindle"]),
            )
        )
    for steps in draft.routings.values():
        for i, step in enumerate(steps):
            if step.is_outside:
                continue
            crew = crew_of.get(step.work_center, "")
            inside_next = i + 1 < len(steps) and not steps[i + 1].is_outside
            overlap = rng.choice([5, 10]) if inside_next and rng.random() < 0.06 else 0
            wait = rng.choice([15, 60, 240]) if rng.random() < 0.12 else 0
            attended = rng.choice(["all", "setup", "setup"]) if crew else "all"
            steps[i] = replace(
                step,
                crew=crew,
                attended=attended,
                overlap_quantity=Decimal(overlap),
                wait_minutes=Decimal(wait),
            )
    _components(draft, rng)


def _crews(draft: Draft, rng: random.Random) -> dict[str, str]:
    crew_of: dict[str, str] = {}
    for i, center in enumerate(draft.centers.values()):
        if rng.random() < 0.35:
            crew = f"CR{i // 4:02d}{center.calendar[0]}"
            crew_of[center.work_center] = crew
            if crew not in draft.crews:
                calendar = rng.choice(["day", center.calendar])
                people = rng.choice([1, 2, 2, 3])
                draft.crews[crew] = Crew(crew, calendar, people, "", "overtime", whole(rng.randint(30, 60)))
    return crew_of


def _components(draft: Draft, rng: random.Random) -> None:
    """One part in twelve needs a made component, half of those one more below it, and that a bought one."""
    parents = rng.sample(sorted(draft.routings), max(1, len(draft.routings) // 12))
    inside = {part: [s.work_center for s in draft.routings[part] if not s.is_outside] for part in parents}
    for number, parent in enumerate(parents):
        centers = inside[parent] or list(draft.centers)[:1]
        name = f"S{number:04d}"
        draft.parts[name] = Part(name, f"Component {name}", "ea", "make")
        draft.routings[name] = [
            Step(name, 10, "Rough", rng.choice(centers), Decimal(20), Decimal("0.5")),
            Step(
                name,
                20,
                "Finish",
                rng.choice(centers),
                Decimal(10),
                Decimal("0.75"),
                wait_minutes=Decimal(30),
            ),
        ]
        at_step = rng.choice(draft.routings[parent]).step
        draft.bom.setdefault(parent, []).append(BomLine(parent, name, Decimal(rng.choice([1, 2])), at_step))
        if rng.random() < 0.5:
            draft.stock.append(Stock(name, whole(rng.randint(5, 60))))
        if rng.random() < 0.5:
            deep = f"T{number:04d}"
            draft.parts[deep] = Part(deep, f"Blank {deep}", "ea", "make")
            draft.routings[deep] = [Step(deep, 10, "Cut", rng.choice(centers), Decimal(5), Decimal("0.25"))]
            draft.bom[name] = [BomLine(name, deep, Decimal(1), 10)]
            bought = f"B{number % 7:04d}"
            if bought not in draft.parts:
                draft.parts[bought] = Part(bought, f"Bar {bought}", "m", "buy", Decimal(rng.randint(2, 12)))
                draft.stock.append(Stock(bought, whole(rng.randint(0, 40))))
                due = draft.at((draft.now + rng.randint(1, 9) * DAY).replace(hour=10))
                draft.receipts.append(Receipt(f"RB{number:04d}", bought, Decimal(30), due, "Bar house"))
            draft.bom[deep] = [BomLine(deep, bought, Decimal("0.25"), 10)]


def enrich_orders(draft: Draft, rng: random.Random) -> None:
    """Progress, gates, holds, kinds, part shipments, stock by status, and orders for bought parts."""
    busy: set[tuple[str, int]] = set()
    for order in list(draft.orders.values()):
        steps = draft.routings[order.part]
        if rng.random() < 0.25:
            _begin(draft, rng, order, steps, busy)
            continue
        if rng.random() < 0.06:
            due = (draft.now + rng.randint(1, 9) * DAY).replace(hour=12, minute=0)
            cleared = draft.at(draft.now - DAY) if rng.random() < 0.3 else None
            what = rng.choice(["drawing", "first article", "customer material"])
            gate = Gate(order.order, rng.choice(steps).step, what, draft.at(due), "sales", cleared)
            draft.gates.append(gate)
        kind = rng.choices(["firm", "release", "blanket", "forecast", "quote"], [80, 8, 4, 4, 4])[0]
        order = replace(order, kind=kind)
        if rng.random() < 0.03:
            until = draft.at(draft.now + rng.randint(1, 12) * DAY) if rng.random() < 0.5 else None
            order = replace(order, state="hold", hold_until_at=until, hold_reason="credit")
        elif order.quantity > 3 and rng.random() < 0.03:
            order = replace(order, shipped_quantity=order.quantity // 3)
        draft.orders[order.order] = order
    _finished_stock(draft, rng)
    _bought_orders(draft, rng)


def _begin(
    draft: Draft, rng: random.Random, order: Order, steps: list[Step], busy: set[tuple[str, int]]
) -> None:
    """A done prefix with scrap, then a step running, paused, outside, or nothing."""
    done, gone = rng.randint(0, len(steps) - 1), 0
    quantity = int(order.quantity)
    for k in range(done):
        lost = rng.randint(1, max(1, quantity // 20)) if quantity > 10 and rng.random() < 0.15 else 0
        gone += lost
        began = draft.now - (20 - k) * DAY
        draft.progress[order.order, steps[k].step] = Progress(
            order.order,
            steps[k].step,
            "done",
            whole(quantity - gone),
            whole(lost),
            machine=None if steps[k].is_outside else 1,
            started_at=draft.at(began),
            finished_at=draft.at(began + dt.timedelta(hours=9)),
        )
    step = steps[done]
    key = (order.order, step.step)
    if step.is_outside:
        back = rng.choice([None, draft.now + 3 * DAY, draft.now - DAY])
        draft.progress[key] = Progress(
            *key,
            "running",
            started_at=draft.at(draft.now - 2 * DAY),
            due_back_at=None if back is None else draft.at(back),
        )
    elif rng.random() < 0.6:
        machine = rng.randint(1, draft.centers[step.work_center].machines)
        place = (step.work_center, machine)
        free = place not in busy or rng.random() < 0.2
        started = draft.at(draft.now - dt.timedelta(hours=rng.randint(1, 30)))
        good, scrap = (
            whole(min(quantity // 3, quantity - gone)),
            Decimal(rng.random() < 0.1 and quantity > 10),
        )
        if free and rng.random() < 0.7:
            busy.add(place)
            draft.progress[key] = Progress(*key, "running", good, scrap, "", machine, started)
        else:
            draft.progress[key] = Progress(*key, "paused", good, scrap, started_at=started)


def _finished_stock(draft: Draft, rng: random.Random) -> None:
    made = sorted(draft.routings)
    mine: dict[str, list[str]] = {}
    for order in draft.orders.values():
        mine.setdefault(order.part, []).append(order.order)
    for part in rng.sample(made, max(1, len(made) // 10)):
        draft.stock.append(Stock(part, whole(rng.randint(1, 80))))
        draft.stock.append(Stock(part, whole(rng.randint(1, 80)), rng.choice(["quarantine", "mrb"])))
        if part in mine and rng.random() < 0.5:
            draft.stock.append(Stock(part, whole(rng.randint(1, 30)), "free", "", rng.choice(mine[part])))


def _bought_orders(draft: Draft, rng: random.Random) -> None:
    """A spare part sold as it is bought: some from stock and receipts, the rest after its lead time."""
    draft.parts["X0001"] = Part("X0001", "Spare seal kit", "ea", "buy", Decimal(9))
    draft.stock.append(Stock("X0001", Decimal(12)))
    due = draft.at((draft.now + 4 * DAY).replace(hour=8, minute=30))
    draft.receipts.append(Receipt("RX0001", "X0001", Decimal(20), due, "Seal house"))
    for i in range(max(1, len(draft.orders) // 60)):
        name = f"SX{i:05d}"
        due = draft.at((draft.now + rng.randint(1, 20) * DAY).replace(hour=16, minute=0))
        promised = due if rng.random() < 0.5 else None
        customer = rng.choice(list(draft.customers))
        draft.orders[name] = Order(name, customer, "X0001", whole(rng.randint(1, 15)), due, promised)
