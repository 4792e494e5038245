"""A loss planned around: what it touches, and what comes after that in its orders, is placed again into the gaps.

Everything else stays where it is, so no other order is later. Not the best answer to a loss, but an honest one: what
is on time here can be on time.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.plan.fragile.losses import Loss, touched_at_first, with_downtime, without_supplier
from canyou.plan.kernels.arrays import FREE, RESERVED, RUNNING, Ints, Records
from canyou.plan.kernels.placing import place_range
from canyou.plan.model import Model
from canyou.plan.planner import ShopPlan
from canyou.plan.timeline import timeline_of, uses_of


def with_lost_machines(model: Model, loss: Loss) -> Model:
    """The same work on the calendars that are left."""
    was = model.calendars
    calendars = Calendars(with_downtime(was.shop, loss), was.from_at, was.to_at)
    for table, crew in was.joint_of:
        calendars.join(was.of_machine[was.machine_table.index(table)], crew)
    return replace(model, calendars=calendars, work=model.work._replace(**calendars.arrays()))


def planned_around(plan: ShopPlan, loss: Loss) -> Records | None:
    """Where everything stands then, by the plan's own operations; None where this simple way leads nowhere.

    A step that runs on a lost machine is not moved: with one, the whole shop has to be planned anew.
    """
    if loss.supplier and without_supplier(plan.shop, loss).receipts != plan.shop.receipts:
        return None
    first = touched_at_first(plan, loss)
    ops = plan.model.work.ops
    if (ops["fixed"][first] == RUNNING).any():
        return None
    which = with_followers(ops, first)
    if (ops["fixed"][which] == RUNNING).any():
        return None
    model = with_lost_machines(plan.model, loss) if loss.machines else plan.model
    ops = ops.copy()
    ops["fixed"][which] = np.where(ops["fixed"][which] == RESERVED, FREE, ops["fixed"][which])
    if loss.supplier:
        ops["release"][first] = np.maximum(ops["release"][first], loss.until_at)
    work = model.work._replace(ops=ops)
    model = replace(model, work=work)
    placed = plan.placed.copy()
    order = which[np.lexsort((which, placed["start"][which]))]
    placed["start"][which] = placed["machine"][which] = placed["mode"][which] = -1
    placed["ready"][which], placed["cause"][which] = ops["release"][which], 0
    line, uses = timeline_of(model, placed), uses_of(model, placed)
    stays = np.ones(len(ops), np.bool_)
    stays[which] = False
    for i in np.flatnonzero(stays & np.isin(ops["succ"], which)).tolist():
        if not place_range(work, uses, line, placed, i, i + 1):  # it stands: only its successor is told
            return None
    for i in order.tolist():
        if not place_range(work, uses, line, placed, i, i + 1):
            return None
    return placed


def with_followers(ops: Records, first: Ints) -> Ints:
    """Some operations and all that wait for them, directly or not. Predecessors come before successors."""
    found = np.zeros(len(ops), np.bool_)
    found[first] = True
    succ = ops["succ"]
    frontier = first
    while len(frontier):
        following = np.unique(succ[frontier])
        following = following[following >= 0]
        frontier = following[~found[following]]
        found[frontier] = True
    return np.flatnonzero(found)
