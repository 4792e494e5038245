"""How good plans are: lateness pooled over shops with much to do, beside simpler ways to plan the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from canyou.bench.baselines import LOOK_AHEADS, Lateness, dispatched, earliest_due_date, lateness
from canyou.bench.shops import LOADED, Case
from canyou.plan.planner import make_plan

WORST = 5
"""So many shops are named on which a plan compares worst."""


def quality(
    cases: Iterable[Case] = LOADED, progress: Callable[[str], None] = lambda line: None
) -> dict[str, Any]:
    """Compare plans with earliest-due-date insertion and with 11 dispatches, each alone and the best of them.

    Lateness is pooled: summed over the shops, so that a shop with little of it can't decide.
    """
    rows: list[dict[str, Any]] = []
    ways: dict[str, Lateness] = {}
    cases = tuple(cases)
    for case in cases:
        progress(f"Quality: {case.orders} orders, load {case.load}{', rich' if case.rich else ''} …")
        found = compared(case)
        for way, figure in found.items():
            ways[way] = ways.get(way, Lateness(0.0, 0.0)).plus(figure)
        rows.append({**vars(case), **shown(found)})
    pooled = [{"way": way, **parts(figure), **ratios(ways["plan"], figure)} for way, figure in ways.items()]
    rows.sort(key=lambda row: -row["plan"] / max(row["earliest_due_date"], 1.0))
    return {
        "shops": len(rows),
        "orders": sum(case.orders for case in cases),
        "least_load": min(case.load for case in cases),
        "of_earliest_due_date": ratio(ways["plan"].total, ways["earliest due date"].total),
        "of_best_of_11": ratio(ways["plan"].total, ways["best of 11 dispatches"].total),
        "pooled": pooled,
        "worst": rows[:WORST],
    }


def compared(case: Case) -> dict[str, Lateness]:
    """The lateness of one shop's plan and of every simpler way."""
    plan = make_plan(case.shop())
    found = {
        "plan": lateness(plan.model, plan.placed),
        "earliest due date": earliest_due_date(plan),
    }
    alone = {f"dispatch, k = {k:g}": dispatched(plan, k) for k in LOOK_AHEADS}
    return {**found, "best of 11 dispatches": min(alone.values()), **alone}


def parts(figure: Lateness) -> dict[str, float]:
    return {"promised": round(figure.promised), "rest": round(figure.rest), "sum": round(figure.total)}


def ratios(plan: Lateness, other: Lateness) -> dict[str, float]:
    """The plan's lateness as a share of another's: of promised orders, of the rest, of both."""
    return {
        "plan_of_it_promised": ratio(plan.promised, other.promised),
        "plan_of_it_rest": ratio(plan.rest, other.rest),
        "plan_of_it": ratio(plan.total, other.total),
    }


def ratio(one: float, other: float) -> float:
    """One of another; 1 where neither is late at all."""
    return round(one / other, 4) if other else 1.0 if not one else float("1e9")


def shown(found: dict[str, Lateness]) -> dict[str, float]:
    """The figures of one shop that stand in the list of the worst."""
    names = {"plan": "plan", "earliest due date": "earliest_due_date", "best of 11 dispatches": "best_of_11"}
    out: dict[str, float] = {}
    for name, short in names.items():
        out[short] = round(found[name].total)
        out[f"{short}_promised"] = round(found[name].promised)
    return out
