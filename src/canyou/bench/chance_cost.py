"""What chances cost, and how near the quick way through the kept runs is to runs of the whole plan with an option."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from canyou.bench.confidence import questions_of
from canyou.bench.real_shops import real_shop
from canyou.bench.shops import sized
from canyou.plan.answering.asked import asked_of
from canyou.plan.answering.chances import chance_of
from canyou.plan.asking import answer_to
from canyou.plan.chance.asked_steps import asked_steps
from canyou.plan.chance.scenarios import make_scenarios, scenarios_of
from canyou.plan.chance.together import full_finishes
from canyou.plan.chance.wanted import Wanted
from canyou.plan.planner import make_plan
from canyou.shop.spread import spread_of

ORDERS = 5_000
"""Of the shop whose runs are timed: about 40,000 steps."""

REPEATS = 3


def cost(orders: int = ORDERS, progress: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """Seconds and megabytes of the runs of a large plan: the least of several, after the kernels are compiled."""
    progress(f"Chances: runs of a plan of {orders:,} orders …")
    plan = make_plan(sized(orders).shop())
    spreads = replace(
        spread_of(plan.shop), thin=False
    )  # as with a log; without one there are half as many more runs
    make_scenarios(plan, 50, spreads)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = best_cpu = float("inf")
    for _ in range(REPEATS):
        since, cpu = time.perf_counter(), time.process_time()
        made = make_scenarios(plan, spreads=spreads)
        best, best_cpu = min(best, time.perf_counter() - since), min(best_cpu, time.process_time() - cpu)
        kept = made.kept.start.nbytes + made.kept.length.nbytes + made.kept.finish.nbytes
        runs, steps = made.runs, len(made.course.steps)
        del made
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "orders": orders, "steps": steps, "runs": runs, "seconds": round(best, 3), "cpu_seconds": round(best_cpu, 3),
        "kept_megabytes": round(kept / 2**20, 1), "grown_megabytes": round(grown / 1024, 1),
    }  # fmt: skip


def agreement(
    seeds: Iterable[int] = range(1, 9),
    questions: int = 10,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """How far an option's chance is from that of a thousand runs of the whole plan with it; hours opened aside."""
    progress("Chances: the quick way beside runs of the whole plan …")
    off = []
    for seed in seeds:
        plan = make_plan(real_shop(seed).shop)
        kept, latest = scenarios_of(plan), plan.model.shipping.latest_finish
        for question in questions_of(plan, questions, seed):
            asked = asked_of(plan, question)
            for one in answer_to(asked).options:
                if one.overtime or not one.operations:
                    continue
                wanted = [
                    Wanted(asked.part, n, d.at, max(latest(d.at, 0), plan.now_at), None, asked.subject.name)
                    for n, d in enumerate(one.deliveries, 1)
                ]
                steps = asked_steps(plan, plan.shop, kept, one.operations, one.overtime)
                full = full_finishes(plan, kept, steps, wanted).chance()
                off.append(abs(chance_of(asked, kept, one).chance - full))
    return {
        "options": len(off), "mean_off": round(float(np.mean(off)), 4),
        "within_2_points": round(float(np.mean(np.array(off) <= 0.02)), 4), "most_off": round(max(off), 4),
    }  # fmt: skip
