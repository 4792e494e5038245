"""Plans and questions of one shop, measured in a process of its own: `python -m canyou.bench.one_shop '{…}'`.

A process of its own, because the most memory that a process ever had is known only for all of its life.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from canyou.bench.shops import sized
from canyou.bench.stopwatch import Taken, quantile, stages, took
from canyou.plan import planner
from canyou.plan.asking import answer
from canyou.plan.compile import compile_kernels
from canyou.plan.result import Answer, Question
from canyou.shop.opentime import DAY
from canyou.shop.read import read_folder
from canyou.shop.records import Shop
from canyou.shop.write import write_folder

STAGES = {
    "demands_of": "demand",
    "build": "build",
    "best_dispatch": "dispatch",
    "settle": "settle",
    "read_off": "read_off",
}
"""Functions that `make_plan` goes through, and what their share is called."""


class Failed(RuntimeError):
    """A measurement ended in an error of its own process; the message is the last it said."""


def measured(**wanted: Any) -> dict[str, Any]:
    """The figures of `measure(**wanted)`, from a process of its own.

    Raises:
        Failed: that process did not come to an end.
    """
    command = [sys.executable, "-m", "canyou.bench.one_shop", json.dumps(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Failed(f"measuring {json.dumps(wanted)} failed: {lines[-1]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(
    orders: int, rich: bool = False, repeats: int = 3, questions: int = 0, reading: bool = False
) -> dict[str, Any]:
    """Plan one shop a few times, and put questions to its plan.

    Times are the least over the repeats; memory is what the process held at most, the shop included.
    """
    compile_kernels(lambda line: None)
    case = sized(orders, rich)
    shop = case.shop()
    found: dict[str, Any] = {"orders": orders, "work_centers": case.centers, "rich": rich}
    if reading:
        found["read_seconds"] = read_seconds(shop)
    before = memory_megabytes()
    plan, figures = planned(shop, repeats)
    found["steps"] = len(plan.model.work.ops)
    found |= figures
    found |= {"memory_megabytes": memory_megabytes(), "memory_before_megabytes": before}
    if questions:
        found["questions"] = asked(plan, questions)
    return found


def planned(shop: Shop, repeats: int) -> tuple[planner.ShopPlan, dict[str, Any]]:
    """A plan, and the seconds of the fastest of several times; its stages are those of the same time."""
    fastest: tuple[Taken, dict[str, float]] | None = None
    cpu = float("inf")
    for _ in range(repeats):
        made: list[planner.ShopPlan] = []
        gc.collect()
        with stages(planner, tuple(STAGES)) as spent:
            taken = took(lambda: made.append(planner.make_plan(shop)))  # noqa: B023
        plan = made[0]
        cpu = min(cpu, taken.cpu)
        if fastest is None or taken.wall < fastest[0].wall:
            fastest = taken, dict(spent)
    if fastest is None:
        raise ValueError("a measurement needs at least 1 repeat")
    wall, spent = fastest[0].wall, fastest[1]
    split = {short: spent[name] for name, short in STAGES.items()}
    split["rest"] = max(0.0, wall - sum(split.values()))
    return plan, {"plan_seconds": wall, "cpu_seconds": cpu, **{f"{k}_seconds": v for k, v in split.items()}}


def memory_megabytes() -> float:
    """The most memory that this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def read_seconds(shop: Shop) -> float:
    """Seconds to read and check the shop as a folder, once."""
    with tempfile.TemporaryDirectory(prefix="canyou-bench-") as folder:
        write_folder(shop, Path(folder) / "shop")
        return took(lambda: read_folder(Path(folder) / "shop")).wall


def random_questions(plan: planner.ShopPlan, count: int, seed: int = 1) -> list[Question]:
    """Questions as sales asks them: parts as often as they are ordered, any day from tomorrow to the last finish.

    Quantities are those of the orders, half to double.
    """
    rng = random.Random(seed)
    orders = [o for o in plan.shop.orders.values() if o.part in plan.shop.routings]
    days = max(
        1, (max((o.finish_at for o in plan.orders.values()), default=plan.now_at) - plan.now_at) // DAY
    )
    questions = []
    for _ in range(count):
        order = rng.choice(orders)
        quantity = max(1, round(float(order.quantity) * rng.uniform(0.5, 2.0)))
        by_at = plan.now_at + rng.randint(1, days) * DAY
        questions.append(Question(Decimal(quantity), by_at, part=order.part, customer=order.customer))
    return questions


def asked(plan: planner.ShopPlan, count: int) -> dict[str, Any]:
    """Put random questions to a plan, each twice: milliseconds by the faster time, and what was answered."""
    wall: list[float] = []
    cpu: list[float] = []
    answers: list[Answer] = []
    for question in random_questions(plan, count):
        times = []
        for _ in range(2):
            since, on_cpu = time.perf_counter(), time.thread_time()
            found = answer(plan, question)
            times.append((time.perf_counter() - since, time.thread_time() - on_cpu))
        wall.append(1000 * min(t for t, _ in times))
        cpu.append(1000 * min(t for _, t in times))
        answers.append(found)
    return {
        "count": count,
        "median_ms": quantile(wall, 0.5),
        "p99_ms": quantile(wall, 0.99),
        "worst_ms": max(wall),
        "cpu_median_ms": quantile(cpu, 0.5),
        "cpu_p99_ms": quantile(cpu, 0.99),
        "as_asked_share": sum(a.as_asked for a in answers) / count,
        "options_mean": sum(len(a.options) for a in answers) / count,
    }


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
