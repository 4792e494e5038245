"""Whether what is said to be 90 % sure happens nine times in ten: promises on shops whose floor goes its own way.

The truth is drawn by `real_floor`, which shares no code with the forecaster: it has calendars, draws and a clock of
its own. Each promise is put to one course of events of its own, drawn after the promise was made.
"""

from __future__ import annotations

import itertools
import math
import multiprocessing
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from canyou.bench.real_floor import BY_DATE, Floor
from canyou.bench.real_shops import RealShop, jobs_of, real_shop
from canyou.plan.answering.asked import Asked, asked_of
from canyou.plan.answering.chances import said_date
from canyou.plan.asking import answer_to
from canyou.plan.chance.orders import order_chances, target
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Option, Question
from canyou.shop.opentime import DAY

SHOPS = range(1, 65)
"""The seeds of the shops; those with an even one pick their work by date, the others by the run list."""

QUESTIONS = 20
"""Put to each shop."""

SURE = (80, 85, 90, 95)
"""Per cent of the dates that are asked for and promised: `canyou ask --sure`."""

MOVED = 3
"""So many of the orders that an option moves are followed."""

COURSES = 4
"""Courses of events in which the plan's own orders are followed."""

BAND = (0.8, 0.95)
"""Promises said to hold with a chance between these are looked at most closely."""

RESAMPLED = 2000

EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: what was said, and what became of it."""

    shop: int
    kind: str
    said: float
    kept: bool
    by_date: bool
    """Whether the shop's floor picks by date."""


def confidence(
    seeds: Iterable[int] = SHOPS,
    questions: int = QUESTIONS,
    progress: Callable[[str], None] = lambda line: None,
    processes: int = 2,
) -> dict[str, Any]:
    """How well chances hold, and what they cost."""
    seeds = list(seeds)
    found: list[Promise] = []
    if processes > 1:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            for n, mine in enumerate(pool.map(promises_of, seeds, [questions] * len(seeds)), 1):
                found += mine
                progress(f"Promises: {n} of {len(seeds)} shops, {len(found):,} promises …")
    else:
        for seed in seeds:
            found += promises_of(seed, questions)
    return judged(found)


def promises_of(seed: int, questions: int = QUESTIONS) -> list[Promise]:
    """All promises on one shop: its own orders', and options of questions by three dates each."""
    real = real_shop(seed)
    plan = make_plan(real.shop)
    floor = Floor(real.shop, real.habits)
    return [*promised_orders(real, plan, floor), *promised_options(real, plan, floor, questions)]


def promised_orders(real: RealShop, plan: ShopPlan, floor: Floor) -> list[Promise]:
    """The orders that are in the plan, by their promise or due date."""
    jobs, last = jobs_of(plan)
    lots: dict[str, list[int]] = {}
    for (order, _), x in last.items():
        lots.setdefault(order, []).append(x)
    out = []
    chances = order_chances(plan)
    for k in range(COURSES):
        ended = floor.course(jobs, 1000 * real.seed + k, real.picks).ended
        for order, chance in chances.items():
            if order in lots:
                kept = max(ended[x] for x in lots[order]) <= plan.now_at + target(plan, order)[1]
                out.append(Promise(real.seed, "order", chance, kept, real.picks == BY_DATE))
    return out


def promised_options(real: RealShop, plan: ShopPlan, floor: Floor, questions: int) -> list[Promise]:
    """The first option of each answer, and the first that moves others: by its minute, as said, and as sure."""
    out = []
    for n, question in enumerate(questions_of(plan, questions, real.seed)):
        asked = asked_of(plan, question)
        options = [one for one in answer_to(asked).options if not one.overtime]
        moving = [one for one in options if one.moves]
        for x, one in enumerate([*options[:1], *moving[:1]]):
            if x and one is options[0]:
                continue
            seed = 100_000 * real.seed + 100 * n + x
            for kind, chance, dates in dates_of(asked, one):
                ends = real_ends(real, plan, floor, asked, one, max(dates), seed)
                kept = all(end <= date for end, date in zip(ends, dates, strict=True))
                name = f"option, {kind}" if not one.moves else f"moves others, {kind}"
                out.append(Promise(real.seed, name, chance, kept, real.picks == BY_DATE))
            out += moved_orders(real, plan, floor, one, seed + 50)
    return out


def dates_of(asked: Asked, one: Option) -> list[tuple[str, float, list[float]]]:
    """What can be promised of an option: (by which date, the chance said, the latest finish of each delivery)."""
    shipping = asked.plan.model.shipping

    def latest(at: int) -> float:
        return float(max(shipping.latest_finish(at, asked.transit_days), asked.plan.now_at))

    by_minute = [latest(d.at) for d in one.deliveries]
    out = [("by the minute", one.confidence, by_minute)]
    as_said = [latest(said_date(asked, d.at)) for d in one.deliveries]
    if one.said_confidence is not None and as_said != by_minute:
        out.append(("as said", one.said_confidence, as_said))
    if one.sure_at is not None:
        out.append(
            (
                "as sure as asked",
                (asked.question.sure or 95) / 100,
                [latest(one.sure_at)] * len(one.deliveries),
            )
        )
    return out


def real_ends(
    real: RealShop, plan: ShopPlan, floor: Floor, asked: Asked, one: Option, date: float, seed: int
) -> list[float]:
    """When each delivery of an option really is finished, promised for a date."""
    jobs, last = jobs_of(plan, one.operations, date)
    ended = floor.course(jobs, seed, real.picks).ended
    name = asked.subject.name
    ready = float(plan.now_at)
    return [ended[last[(name, n)]] if (name, n) in last else ready for n in range(1, len(one.deliveries) + 1)]


def moved_orders(real: RealShop, plan: ShopPlan, floor: Floor, one: Option, seed: int) -> list[Promise]:
    """Orders that an option moves, by their promise or due date: of each option so many, drawn."""
    if not one.moves:
        return []
    jobs, last = jobs_of(plan, one.operations, float(one.deliveries[-1].at))
    ended = floor.course(jobs, seed, real.picks).ended
    rng = random.Random(seed)
    out = []
    for move in rng.sample(one.moves, min(MOVED, len(one.moves))):
        if move.confidence is not None:
            end = max(ended[x] for (order, _), x in last.items() if order == move.order)
            kept = end <= plan.now_at + target(plan, move.order)[1]
            out.append(
                Promise(real.seed, "moved for an option", move.confidence, kept, real.picks == BY_DATE)
            )
    return out


def questions_of(plan: ShopPlan, count: int, seed: int) -> list[Question]:
    """Questions about what is made here, by dates from soon to late."""
    rng = random.Random(seed + 5000)
    orders = [o for o in plan.shop.orders.values() if o.order in plan.orders]
    last = max(one.finish_at for one in plan.orders.values())
    days = max(3, (last - plan.now_at) // DAY)
    out = []
    for _ in range(count):
        order = rng.choice(orders)
        quantity = Decimal(max(1, round(float(order.quantity) * rng.uniform(0.5, 2.0))))
        by_at = plan.now_at + rng.randint(1, days) * DAY
        sure = rng.choice(SURE)
        out.append(Question(quantity, by_at, part=order.part, customer=order.customer, sure=sure))
    return out


def judged(found: Sequence[Promise]) -> dict[str, Any]:
    """What was said beside what was kept: of all, in the band, by kind and by how the floor picks."""
    kinds = sorted({one.kind for one in found})
    return {
        "shops": len({one.shop for one in found}),
        "promises": len(found),
        "band": {"from": BAND[0], "to": BAND[1], **in_band(found)},
        "bins": bins_of(found),
        "by_kind": [{"kind": kind, **in_band([one for one in found if one.kind == kind])} for kind in kinds],
        "by_habit": [
            {"picks": "by date" if habit else "by the run list",
             **in_band([one for one in found if one.by_date == habit])}
            for habit in (True, False)
        ],
    }  # fmt: skip


def in_band(found: Sequence[Promise]) -> dict[str, Any]:
    """Of promises said to hold at 80 to 95 %: what was said, what was kept, and an interval by resampling shops."""
    some = [one for one in found if BAND[0] <= one.said <= BAND[1]]
    if not some:
        return {"n": 0, "said": None, "kept": None, "off": None, "low": None, "high": None}
    shops = sorted({one.shop for one in some})
    place = {shop: n for n, shop in enumerate(shops)}
    n = np.bincount([place[one.shop] for one in some])
    off = np.bincount([place[one.shop] for one in some], [one.kept - one.said for one in some])
    drawn = np.random.default_rng(1).integers(0, len(shops), (RESAMPLED, len(shops)))
    many = off[drawn].sum(axis=1) / n[drawn].sum(axis=1)
    low, high = np.quantile(many, (0.025, 0.975))
    said = math.fsum(one.said for one in some) / len(some)
    kept = sum(one.kept for one in some) / len(some)
    return {
        "n": len(some), "said": round(said, 4), "kept": round(kept, 4), "off": round(kept - said, 4),
        "low": round(float(low), 4), "high": round(float(high), 4),
    }  # fmt: skip


def bins_of(found: Sequence[Promise]) -> list[dict[str, Any]]:
    """What was said and what was kept, by what was said."""
    out = []
    for low, high in itertools.pairwise(EDGES):
        some = [one for one in found if low <= one.said < high or (high == 1.0 and one.said == 1.0)]
        if some:
            said = math.fsum(one.said for one in some) / len(some)
            kept = sum(one.kept for one in some) / len(some)
            out.append({"said": round(said, 4), "was": round(kept, 4), "n": len(some)})
    return out
