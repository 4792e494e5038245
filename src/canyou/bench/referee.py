"""CP-SAT of OR-Tools as a referee of plain job shops: how late an exact solver's plan is after so many seconds.

OR-Tools is an optional extra. The model is the usual one: an interval for each step, no overlap on a machine, steps of
an order one after the other, and for each order how late it is (L. Perron and F. Didier, CP-SAT, 2025).
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from canyou.plan.improve.network import network_of
from canyou.plan.improve.plainness import is_plain
from canyou.plan.planner import ShopPlan

SECONDS = 60.0
WORKERS = 2

HOW_TO_INSTALL = (
    "CP-SAT is left out: OR-Tools is not installed. `pip install 'canyou[referee]'`, or `uv sync --extra referee` in "
    "a checkout, installs it."
)


def is_there() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def solved(plan: ShopPlan, seconds: float = SECONDS) -> dict[str, Any] | None:
    """Importance × minutes late of CP-SAT's plan, a bound under which none is, and whether it is proven to be the best.

    None where a shop is not a plain job shop: calendars, crews and choices of machines are not in the model. `late` is
    None if no plan was found.
    """
    if not is_plain(network_of(plan.model, plan.placed)):
        return None
    from ortools.sat.python import cp_model

    model, work = cp_model.CpModel(), plan.model.work
    ops = work.ops
    begin = int(ops["release"].min())
    length = [int(work.modes["total"][k]) for k in ops["mode"]]
    horizon = int(ops["release"].max()) - begin + sum(length) + int(ops["pred_wait"].sum())
    start = [
        model.new_int_var(max(0, int(release) - begin), horizon, f"start {i}")
        for i, release in enumerate(ops["release"])
    ]
    on: dict[int, list[Any]] = {}
    for i, machine in enumerate(plan.placed["machine"].tolist()):
        on.setdefault(machine, []).append(model.new_fixed_size_interval_var(start[i], length[i], f"step {i}"))
        if (p := int(ops["pred"][i])) >= 0:
            model.add(start[i] >= start[p] + length[p] + int(ops["pred_wait"][i]))
    for intervals in on.values():
        model.add_no_overlap(intervals)
    terms = []
    for last, demand in zip(plan.model.last, plan.model.demands, strict=True):
        if last < 0 or not demand.order.is_firm:
            continue
        late = model.new_int_var(0, horizon, f"late {last}")
        model.add(late >= start[last] + length[last] + begin - int(ops["due"][last]))
        customer = plan.shop.customers.get(demand.order.customer)
        terms.append(round(float(customer.importance if customer else 1) * 1000) * late)
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "late": round(solver.objective_value / 60_000, 1) if found else None,
        "bound": round(solver.best_objective_bound / 60_000, 1),
        "proven": status == cp_model.OPTIMAL,
    }
