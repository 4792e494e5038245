"""Canyou's plans beside simpler ways to plan, and beside an exact solver, on small shops: importance × minutes late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from canyou.bench.baselines import LOOK_AHEADS, dispatched, earliest_due_date, lateness
from canyou.bench.improving import instances, job_shop
from canyou.bench.inserting import inserted
from canyou.bench.referee import HOW_TO_INSTALL, SECONDS, is_there, solved
from canyou.bench.shops import Case
from canyou.plan.improve import improve
from canyou.plan.planner import ShopPlan, make_plan

JOB_SHOPS = (("abz5", 1.3), ("abz6", 1.3), ("la18", 1.3), ("orb01", 1.5), ("orb03", 1.3), ("orb08", 1.5))
"""Job shops of ten jobs on ten machines with a best known value that a checked schedule attains."""

SHOPS = tuple(Case(120, 10, load, 1200 + seed) for load in (0.9, 1.1) for seed in (1, 2))
"""Small shops with shifts and a choice of machines; CP-SAT's model does not have these."""

IMPROVED_SECONDS = 10.0

WAYS = {
    "earliest_due_date": "earliest due date",
    "best_of_11": "best of 11 dispatches",
    "right_shifting": "right-shifting",
    "plan": "plan",
    "improved": "improved",
    "cp_sat": "CP-SAT",
}
"""How the ways are called."""


def comparing(
    progress: Callable[[str], None] = lambda line: None,
    job_shops: Iterable[tuple[str, float]] = JOB_SHOPS,
    shops: Iterable[Case] = SHOPS,
    seconds: float = IMPROVED_SECONDS,
    referee_seconds: float = SECONDS,
) -> dict[str, Any]:
    """Plan every shop in every way; `referee` says what CP-SAT was given, or how to install it."""
    wanted = set(job_shops)
    rows = []
    for one in instances():
        if (one["name"], one["factor"]) in wanted:
            name = f"{one['name']}, factor {one['factor']}"
            row = compared(name, make_plan(job_shop(one)), seconds, referee_seconds, progress)
            rows.append({**row, "best_known": one["best"]})
    for case in shops:
        name = f"{case.orders} orders, load {case.load}, seed {case.seed}"
        rows.append(compared(name, make_plan(case.shop()), seconds, referee_seconds, progress))
    return {
        "improved_seconds": seconds,
        "referee": f"CP-SAT: {referee_seconds:g} s, two workers" if is_there() else HOW_TO_INSTALL,
        "job_shops": pooled([row for row in rows if "best_known" in row]),
        "shops": pooled([row for row in rows if "best_known" not in row]),
        "rows": rows,
    }


def compared(
    name: str, plan: ShopPlan, seconds: float, referee_seconds: float, progress: Callable[[str], None]
) -> dict[str, Any]:
    """One shop, planned in every way."""
    progress(f"Comparing: {name} …")
    better = improve(plan, seconds=seconds)
    row: dict[str, Any] = {
        "shop": name,
        "orders": len(plan.orders),
        "steps": len(plan.placed),
        "earliest_due_date": round(earliest_due_date(plan).total),
        "best_of_11": round(min(dispatched(plan, k) for k in LOOK_AHEADS).total),
        "right_shifting": round(inserted(plan).total),
        "plan": round(lateness(plan.model, plan.placed).total),
        "improved": round(lateness(plan.model, better.placed).total),
        "cp_sat": None,
    }
    if is_there() and (found := solved(plan, referee_seconds)) is not None:
        row |= {"cp_sat": found["late"], "cp_sat_bound": found["bound"], "cp_sat_proven": found["proven"]}
    return row


def pooled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each way's lateness summed over shops; a way that lacks a shop is left out."""
    return [
        {"way": called, "late": round(sum(row[name] for row in rows))}
        for name, called in WAYS.items()
        if rows and all(row[name] is not None for row in rows)
    ]
