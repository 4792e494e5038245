"""Shops whose floor really goes its own way: what they are, what their log shows, and what is promised there."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from canyou.bench.real_floor import BY_DATE, BY_LIST, Course, Floor, Habits, Job
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Operation
from canyou.shop.records import Event, Shop
from canyou.shop.synthetic import synthetic_shop

WEEK = 7 * 86_400


@dataclass(frozen=True)
class RealShop:
    """A shop with the log that it would have, and the habits of its floor that nobody is told."""

    shop: Shop
    habits: Mapping[str, Habits]
    picks: str
    """How its floor picks work."""
    seed: int


def real_shop(seed: int, orders: int = 90, centers: int = 9) -> RealShop:
    """A drawn shop: how busy and steady it is, how often it stops and how long its log is are its own.

    Its orders are drawn for twice the work. One half was done in the months before now, on the same floor with the
    same habits, and is its log; the other half is open.
    """
    rng = random.Random(seed)
    picks = BY_LIST if seed % 2 else BY_DATE
    drawn = synthetic_shop(
        2 * rng.randint(2 * orders // 3, 4 * orders // 3),
        centers,
        2 * rng.uniform(0.6, 1.0),
        seed,
        timezone="UTC",
    )
    steadiness = rng.uniform(0.1, 0.5)
    stops = rng.random() < 0.6
    habits = {
        name: Habits(
            factor=math.exp(rng.gauss(0, 0.06)),
            sigma=min(max(steadiness * math.exp(rng.gauss(0, 0.3)), 0.05), 0.7),
            stop_hours=rng.uniform(40, 200) if stops and rng.random() < 0.7 else math.inf,
            repair_minutes=rng.uniform(30, 180),
            again=rng.choice([0.0, 0.0, 0.03, 0.08]),
        )
        for name in drawn.work_centers
    }
    names = sorted(drawn.orders)
    rng.shuffle(names)
    past = {name: drawn.orders[name] for name in sorted(names[::2])}
    present = {name: drawn.orders[name] for name in sorted(names[1::2])}
    before = make_plan(replace(drawn, orders=past))
    jobs, _ = jobs_of(before)
    course = Floor(before.shop, habits).course(jobs, seed, picks)
    over = max((end for end in course.ended if math.isfinite(end)), default=float(drawn.now_at))
    ago = WEEK * (1 + math.ceil((over - drawn.now_at) / WEEK))
    rows = sorted(log_of(before, jobs, course, ago), key=lambda row: row.start_at)
    rows = rows[-rng.choice([200, 500, 1000, 2500]) :]
    done = {
        name: replace(
            order,
            state="shipped",
            due_at=order.due_at - ago,
            promised_at=None if order.promised_at is None else order.promised_at - ago,
        )
        for name, order in past.items()
    }
    return RealShop(replace(drawn, orders=done | present, events=tuple(rows)), habits, picks, seed)


def log_of(plan: ShopPlan, jobs: list[Job], course: Course, ago: int) -> Iterable[Event]:
    """Rows of events.csv: what was done, so many seconds ago; repairs and what was done again in rows of their own."""
    steps = {(job.order, job.part, job.step): x for x, job in enumerate(jobs)}
    hours = Floor(plan.shop, {}).machines
    for (order, part, number), x in steps.items():
        job = jobs[x]
        if not job.center or not math.isfinite(course.ended[x]):
            continue
        name = next(s.name for s in plan.shop.routings[part] if s.step == number)
        length, opening = course.lengths[x], hours[job.center][0]
        at = course.began[x]
        parts = [
            ("run", length.worked),
            *(("breakdown", one) for one in length.stops),
            ("rework", length.again),
        ]
        for kind, seconds in parts:
            if seconds:
                start, at = opening.opens(at), opening.after(at, seconds)
                good = job.quantity if kind == "run" else Decimal(0)
                yield Event(
                    order, part, name, f"{job.center}/{course.machines[x]}", kind, round(start) - ago,
                    round(at) - ago, "", job.quantity, good,
                )  # fmt: skip


def jobs_of(
    plan: ShopPlan, asked: Iterable[Operation] = (), date: float = 0.0
) -> tuple[list[Job], dict[tuple[str, int], int]]:
    """Everything that is to be done, and the last job of each lot; what is asked is promised for a date.

    `asked` are the operations of an option: its own, and those of the orders that it moves in place of the plan's.
    """
    shop = plan.shop
    asked = tuple(asked)
    instead = {op.order for op in asked}
    jobs: list[Job] = []
    last: dict[tuple[str, int], int] = {}
    lots: dict[tuple[str, int], list[Operation]] = {}
    for op in (*(op for op in plan.operations if op.order not in instead), *asked):
        lots.setdefault((op.order, op.lot), []).append(op)
    for (name, lot), ops in lots.items():
        ops.sort(key=lambda o: o.step)
        known = shop.orders.get(name)
        by = date
        if known is not None:
            by = float(known.due_at if known.promised_at is None else known.promised_at)
        wait = 0.0
        for x, op in enumerate(ops):
            step = next(s for s in shop.routings[op.part] if s.step == op.step)
            typical = float(op.end_at - op.start_at)
            if op.work_center is not None:
                minutes = float(step.setup_minutes) + float(op.quantity) * float(step.run_minutes)
                typical = 60 * minutes / float(shop.work_centers[op.work_center].efficiency)
            job = Job(
                name, op.part, op.step, op.quantity, op.work_center or "", typical, by, float(op.start_at),
                crew=step.crew,
            )  # fmt: skip
            if x:
                jobs[-1].then.append((len(jobs), wait))
                job.before = 1
            wait = 60 * float(step.wait_minutes)
            jobs.append(job)
        last[(name, lot)] = len(jobs) - 1
    return jobs, last
