"""How much better plans get by improving: job shops with a known best value, large shops, and shops with much to do.

The job shops are 10 × 10 instances of the literature with weighted tardiness, due dates and weights by M. Singer and
M. Pinedo's rule (IIE Transactions 30, 1998), as in `twt.json`: `best` is the best value known, `verified` that a
checked schedule attains it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from importlib.resources import files
from typing import Any

from canyou.bench.baselines import Lateness, earliest_due_date, lateness
from canyou.bench.shops import LOADED, Case
from canyou.bench.stopwatch import took
from canyou.plan.improve import churn, improve
from canyou.plan.planner import ShopPlan, make_plan
from canyou.shop.records import Customer, Hours, Order, Part, Shop, Step, WorkCenter

SECONDS = (10.0, 30.0)
"""Each job shop is improved for so long."""

LARGE = (
    Case(2_000, 50),
    Case(2_000, 50, 0.85, seed=2),
    Case(2_000, 50, 1.1, seed=3),
    Case(2_000, 50, rich=True),
)
LARGE_SECONDS = 20.0
"""Large shops, and how long each is improved."""

LOADED_SECONDS = 5.0
"""How long each of the shops with much to do is improved."""


def improving(
    progress: Callable[[str], None] = lambda line: None,
    seconds: Iterable[float] = SECONDS,
    names: Iterable[str] | None = None,
    large: Iterable[Case] = LARGE,
    loaded: Iterable[Case] = LOADED,
    large_seconds: float = LARGE_SECONDS,
    loaded_seconds: float = LOADED_SECONDS,
) -> dict[str, Any]:
    """Improve all of them, and say what became of each; `names`: only job shops that are called so."""
    shops = [one for one in instances() if names is None or one["name"] in set(names)]
    return {
        "job_shops": [job_shops(shops, limit, progress) for limit in seconds],
        "large": [large_shop(case, large_seconds, progress) for case in large],
        "loaded": loaded_shops(tuple(loaded), loaded_seconds, progress),
    }


def instances() -> list[dict[str, Any]]:
    """The job shops with their best known values."""
    found: list[dict[str, Any]] = json.loads(files("canyou.bench").joinpath("twt.json").read_text("utf-8"))
    return found


def job_shop(one: dict[str, Any]) -> Shop:
    """An instance as a shop: a machine a work center, always open, minutes for time units, weights as importance."""
    now = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    begin = int(now.timestamp())
    machines = sorted({m for job in one["jobs"] for m, _ in job})
    jobs = range(len(one["jobs"]))
    return Shop(
        name=f"{one['name']} {one['factor']}",
        timezone="UTC",
        now_at=begin,
        clock_fixed=True,
        calendars={"always": tuple(Hours("always", day, 0, 1440) for day in range(7))},
        work_centers={f"M{m}": WorkCenter(f"M{m}", "", "always") for m in machines},
        parts={f"J{j}": Part(f"J{j}", supply="make") for j in jobs},
        routings={
            f"J{j}": tuple(
                Step(f"J{j}", 10 * k + 10, "", f"M{m}", Decimal(0), Decimal(minutes))
                for k, (m, minutes) in enumerate(one["jobs"][j])
            )
            for j in jobs
        },
        customers={f"W{w}": Customer(f"W{w}", "", Decimal(w)) for w in set(one["weights"])},
        orders={
            f"O{j}": Order(
                f"O{j}", f"W{one['weights'][j]}", f"J{j}", Decimal(1), begin + 60 * int(one["due"][j])
            )
            for j in jobs
        },
    )


def job_shops(shops: list[dict[str, Any]], seconds: float, progress: Callable[[str], None]) -> dict[str, Any]:
    """Improve each job shop for so long; gaps to the best known are pooled, Σ (value − best) / Σ best."""
    rows = []
    for one in shops:
        progress(f"Improving: {one['name']}, factor {one['factor']}, {seconds:g} s …")
        plan = make_plan(job_shop(one))
        value = improve(plan, seconds=seconds).weighted_tardiness_minutes
        rows.append(
            {
                "name": one["name"], "factor": one["factor"], "best": one["best"], "verified": one["verified"],
                "dispatched": plan.weighted_tardiness_minutes, "value": value,
            }
        )  # fmt: skip
    verified = [row for row in rows if row["verified"]]
    return {
        "seconds": seconds,
        "job_shops": len(rows),
        "reached": sum(row["value"] <= row["best"] for row in rows),
        "gap": gap(rows, "value"),
        "gap_verified": gap(verified, "value"),
        "gap_dispatched": gap(rows, "dispatched"),
        "rows": rows,
    }


def gap(rows: list[dict[str, Any]], name: str) -> float:
    """How far values are above the best known ones, pooled."""
    best = sum(row["best"] for row in rows)
    return round(sum(row[name] - row["best"] for row in rows) / best, 4) if best else 0.0


def large_shop(case: Case, seconds: float, progress: Callable[[str], None]) -> dict[str, Any]:
    """Improve a large shop once: what it was late before and is then, and how many of its steps moved."""
    kind = "rich" if case.rich else "plain"
    progress(f"Improving: {case.orders:,} orders, {kind}, load {case.load}, {seconds:g} s …")
    plan = make_plan(case.shop())
    made: list[ShopPlan] = []
    taken = took(lambda: made.append(improve(plan, seconds=seconds)))
    before, after = lateness(plan.model, plan.placed), lateness(plan.model, made[0].placed)
    moved = churn(plan, made[0])
    return {
        **vars(case), "seconds": round(taken.wall, 1),
        "before": round(before.total), "after": round(after.total), "less": less(before, after),
        "promised_before": round(before.promised), "promised_after": round(after.promised),
        "steps": moved.steps, "moved": moved.moved, "other_machine": moved.other_machine,
    }  # fmt: skip


def less(before: Lateness, after: Lateness) -> float:
    """By what share lateness fell."""
    return round(1 - after.total / before.total, 4) if before.total else 0.0


def loaded_shops(cases: tuple[Case, ...], seconds: float, progress: Callable[[str], None]) -> dict[str, Any]:
    """The shops on which the quality of plans is compared, improved: lateness pooled, beside earliest due date's."""
    pooled = {way: Lateness(0.0, 0.0) for way in ("plan", "improved", "earliest due date")}
    for case in cases:
        progress(f"Improving: {case.orders} orders, load {case.load}{', rich' if case.rich else ''} …")
        plan = make_plan(case.shop())
        better = improve(plan, seconds=seconds)
        for way, figure in (
            ("plan", lateness(plan.model, plan.placed)),
            ("improved", lateness(plan.model, better.placed)),
            ("earliest due date", earliest_due_date(plan)),
        ):
            pooled[way] = pooled[way].plus(figure)
    return {
        "shops": len(cases),
        "seconds": seconds,
        "pooled": [
            {"way": way, "promised": round(one.promised), "rest": round(one.rest), "sum": round(one.total)}
            for way, one in pooled.items()
        ],
    }
