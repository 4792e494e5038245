"""Shops whose floor really goes its own way: what they are, what their log shows, and what is promised there."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.bench.real_floor import Habits, Job, Open
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Operation
from canyou.shop.records import Event, Shop
from canyou.shop.synthetic import synthetic_shop

DAYS_OF_LOG = 120


@dataclass(frozen=True)
class RealShop:
    """A shop with the log that it would have, and the habits of its floor that nobody is told."""

    shop: Shop
    habits: Mapping[str, Habits]
    seed: int


def real_shop(seed: int, orders: int = 120, centers: int = 9) -> RealShop:
    """A drawn shop: how busy and steady it is, how often it stops and how long its log is are its own."""
    rng = random.Random(seed)
    load = rng.uniform(0.6, 1.0)
    shop = synthetic_shop(rng.randint(orders // 2, orders * 3 // 2), centers, load, seed)
    steadiness = rng.uniform(0.1, 0.5)
    stops = rng.random() < 0.6
    habits = {
        name: Habits(
            factor=math_exp(rng.gauss(0, 0.06)),
            sigma=min(max(steadiness * math_exp(rng.gauss(0, 0.3)), 0.05), 0.7),
            stop_hours=rng.uniform(40, 200) if stops and rng.random() < 0.7 else float("inf"),
            repair_minutes=rng.uniform(30, 180),
            again=rng.choice([0.0, 0.0, 0.03, 0.08]),
        )
        for name in shop.work_centers
    }
    rows = rng.choice([150, 400, 1000, 2500])
    return RealShop(replace(shop, events=tuple(log_of(shop, habits, rows, seed))), habits, seed)


def math_exp(x: float) -> float:
    import math

    return math.exp(x)


def log_of(shop: Shop, habits: Mapping[str, Habits], rows: int, seed: int) -> Iterable[Event]:
    """Rows of events.csv: steps done in the months before now, one after the other on each work center."""
    rng = random.Random(seed + 77)
    zone = ZoneInfo(shop.timezone)
    since = shop.now_at - DAYS_OF_LOG * 86_400
    clocks = {
        name: (Open(shop.calendars[center.calendar], zone, since), [float(since)] * center.machines)
        for name, center in shop.work_centers.items()
    }
    parts = sorted(shop.routings)
    out: list[Event] = []
    k = 0
    while len(out) < rows:
        k += 1
        part = rng.choice(parts)
        quantity = max(1, int(rng.lognormvariate(3.6, 0.9)))
        for step in shop.routings[part]:
            if step.is_outside:
                continue
            hours, free = clocks[step.work_center]
            m = free.index(min(free))
            start = hours.opens(free[m])
            efficiency = float(shop.work_centers[step.work_center].efficiency)
            typical = 60 * (float(step.setup_minutes) + quantity * float(step.run_minutes)) / efficiency
            mine = habits[step.work_center]
            quiet = replace(mine, stop_hours=float("inf"), again=0.0)
            end = hours.after(start, quiet.seconds(typical, rng))
            row = Event(
                f"H{k}", part, step.name, step.work_center, "run", round(start), round(end), "",
                Decimal(quantity), Decimal(quantity),
            )  # fmt: skip
            out.append(row)
            if mine.again and rng.random() < mine.again:
                start, end = end, hours.after(end, typical / 2)
                out.append(replace(row, kind="rework", start_at=round(start), end_at=round(end)))
            worked = typical * mine.factor / 3600
            if rng.random() < worked / mine.stop_hours:
                start, end = end, hours.after(end, 60 * mine.repair_minutes * math_exp(rng.gauss(0, 0.5)))
                out.append(replace(row, kind="breakdown", start_at=round(start), end_at=round(end)))
            free[m] = end
    return sorted(out, key=lambda e: e.start_at)


def jobs_of(
    plan: ShopPlan, asked: Iterable[Operation] = (), date: float = 0.0
) -> tuple[list[Job], dict[tuple[str, int], int]]:
    """Everything that is to be done, and the last job of each lot; what is asked is promised for a date."""
    shop = plan.shop
    jobs: list[Job] = []
    last: dict[tuple[str, int], int] = {}
    lots: dict[tuple[str, int], list[Operation]] = {}
    for op in (*plan.operations, *asked):
        lots.setdefault((op.order, op.lot), []).append(op)
    for (name, lot), ops in lots.items():
        ops.sort(key=lambda o: o.step)
        known = shop.orders.get(name)
        by = date
        if known is not None:
            by = float(known.due_at if known.promised_at is None else known.promised_at)
        for x, op in enumerate(ops):
            step = next(s for s in shop.routings[op.part] if s.step == op.step)
            if op.work_center is None:
                typical = float(op.end_at - op.start_at)
            else:
                efficiency = float(shop.work_centers[op.work_center].efficiency)
                typical = (
                    60
                    * (float(step.setup_minutes) + float(op.quantity) * float(step.run_minutes))
                    / efficiency
                )
            job = Job(name, op.work_center or "", typical, by, float(op.start_at), crew=step.crew)
            if x:
                jobs[-1].then.append((len(jobs), 60 * float(step.wait_minutes) * 0))
                job.before = 1
            jobs.append(job)
        last[(name, lot)] = len(jobs) - 1
    return jobs, last
