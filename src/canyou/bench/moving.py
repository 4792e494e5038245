"""How little others slip for a rush question, beside right-shifting for the same date."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from canyou.bench.right_shift import Shifted, right_shifted
from canyou.bench.shops import LOADED, Case
from canyou.bench.stopwatch import quantile
from canyou.plan.answering.asked import Asked, asked_of
from canyou.plan.moving.move import Moved, resequence
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.plan.trial import Placement
from canyou.shop.records import Instant

QUESTIONS = 9
"""So many rush questions are put to each shop."""

HOW_SOON = (0.0, 0.25, 0.5)
"""Where the date asked lies between right-shifting's own date, the soonest (0), and the gaps' (1): by turns."""


def moving(
    cases: Iterable[Case] = LOADED,
    questions: int = QUESTIONS,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Pool Σ importance × minutes slipped over rush questions that both ways bring by the same date.

    A question is a rush where right-shifting brings it sooner than the gaps of the plan. Promises are broken only
    where nothing else brings it by the date; right-shifting breaks what it breaks.
    """
    rows: list[dict[str, Any]] = []
    cases = tuple(cases)
    for case in cases:
        progress(f"Moving: {case.orders} orders, load {case.load}{', rich' if case.rich else ''} …")
        plan = make_plan(case.shop())
        rows += [{"seed": case.seed, "rich": case.rich, **row} for row in rushes(plan, questions, case.seed)]
    both = [row for row in rows if row["met"]]
    return {
        "shops": len(cases),
        "rush_questions": len(rows),
        "met_by_both": len(both),
        "met_keeping_promises": sum(not row["asked_to_break"] for row in both),
        **pooled(both),
        "by_date": [
            {"between_soonest_and_gaps": soon, **pooled([row for row in both if row["how_soon"] == soon])}
            for soon in HOW_SOON
        ],
        "keeping_promises": pooled([row for row in both if not row["asked_to_break"]]),
        "median_ms": quantile([row["ms"] for row in rows], 0.5) if rows else 0.0,
    }


def rushes(plan: ShopPlan, count: int, seed: int) -> list[dict[str, Any]]:
    """Rush questions to one plan: parts as often as they are ordered, quantities half to double an order's."""
    rng = random.Random(seed)
    orders = [o for o in plan.shop.orders.values() if o.part in plan.shop.routings]
    rows: list[dict[str, Any]] = []
    for _ in range(20 * count):
        if len(rows) == count:
            break
        order = rng.choice(orders)
        quantity = Decimal(max(1, round(float(order.quantity) * rng.uniform(0.5, 2.0))))
        asked = asked_of(plan, Question(quantity, plan.now_at, part=order.part, customer=order.customer))
        if asked.never or asked.whole.lot is None:
            continue
        lot = asked.whole.lot
        soonest = right_shifted(plan, lot, asked.trial())
        if soonest.finish_at >= lot.finish_at:
            continue  # the gaps have it as soon: no rush
        rows.append(compared(asked, lot, soonest, HOW_SOON[len(rows) % len(HOW_SOON)]))
    return rows


def compared(asked: Asked, lot: Placement, soonest: Shifted, how_soon: float) -> dict[str, Any]:
    """One question by both ways."""
    target = soonest.finish_at + int((lot.finish_at - soonest.finish_at) * how_soon)
    pushed = least_pushed(asked, lot, soonest, target)
    since = time.perf_counter()
    found = resequence(asked.whole.trial, [lot], target)
    took = time.perf_counter() - since
    breaking = found is None or found.finish_at > target
    if breaking:
        found = resequence(asked.whole.trial, [lot], target, break_promises=True)
    met = found is not None and found.finish_at <= target
    return {
        "how_soon": how_soon,
        "met": met,
        "asked_to_break": breaking,
        "ms": 1000 * took,
        **(figures(found, pushed) if found is not None and met else {}),
    }


def least_pushed(asked: Asked, lot: Placement, soonest: Shifted, target: Instant) -> Shifted:
    """Right-shifting with the least harm by the target: inserted as early as can be, or as late as it allows."""
    late = right_shifted(asked.plan, lot, asked.trial(), target)
    ways = [soonest, *([late] if late.finish_at <= target else [])]
    return min(ways, key=lambda one: one.slipped)


def figures(found: Moved, pushed: Shifted) -> dict[str, Any]:
    late = [move for move in found.moves if move.to_at > move.from_at]
    return {
        "slipped": float(found.slipped),
        "right_shifted": pushed.slipped,
        "broken": found.broken,
        "right_shift_broken": pushed.broken,
        "named": len(found.moves),
        "later": len(late),
        "right_shift_later": pushed.orders,
    }


def pooled(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over questions, and by how much moving slips less."""
    slipped, pushed = sum(row["slipped"] for row in rows), sum(row["right_shifted"] for row in rows)
    return {
        "questions": len(rows),
        "slipped": round(slipped),
        "right_shifting": round(pushed),
        "less": round(1.0 - slipped / pushed, 4) if pushed else 0.0,
        "orders_later": sum(row["later"] for row in rows),
        "right_shifting_orders_later": sum(row["right_shift_later"] for row in rows),
        "promises_broken": sum(row["broken"] for row in rows),
        "right_shifting_promises_broken": sum(row["right_shift_broken"] for row in rows),
        "orders_named_median": quantile([float(row["named"]) for row in rows], 0.5) if rows else 0.0,
    }
