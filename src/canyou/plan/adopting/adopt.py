"""Adopting an option into a plan: verified where it stands, entered, and read off, in a few milliseconds.

Nothing that the adoption doesn't name moves. What comes back is a plan like any other: it can be asked, drawn,
written out and adopted into again. The rules are those of `kernels.standing`, by which reservations are judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import numpy as np

from canyou.plan.adopting.adoption import Adoption, Stale
from canyou.plan.adopting.arrays import Desk, extended, grown, with_open_time, without_orders
from canyou.plan.adopting.judging import hand_on_all, stand_all
from canyou.plan.demand import Demand, Lot, components, fresh_tasks, own_tasks
from canyou.plan.ground import Ground
from canyou.plan.kernels.arrays import FAR, INSIDE, RESERVED, RUNNING, Ints
from canyou.plan.kernels.clock import start_after_feeding
from canyou.plan.kernels.placing import place_range
from canyou.plan.kernels.standing import BEYOND, INPUTS, STANDS
from canyou.plan.planner import ShopPlan, order_plan
from canyou.plan.quantity import micros, quantity_of
from canyou.plan.reservations import WHY
from canyou.plan.result import Operation, OrderPlan
from canyou.plan.subject import Subject
from canyou.plan.trial import Trial
from canyou.plan.why import reasons
from canyou.plan.wording import place, short_moment
from canyou.shop.opened import with_opened
from canyou.shop.opentime import DAY
from canyou.shop.records import Gate, Instant, Order, Shop

Key = tuple[str, str, int, int]


def adopt(plan: ShopPlan, what: Adoption, now_at: Instant | None = None) -> ShopPlan:
    """The plan with an adoption taken in, each of its steps exactly where it says.

    `now_at` is the moment at which it is promised: a step that would have begun before is stale. Without it, what
    was promised earlier is taken in again, whatever the clock says.

    Raises:
        Stale: a step no longer fits where it was to stand, or what was to come from the shelf is gone.
    """
    said = {(o.order, o.part, o.step, o.lot): o for o in what.operations}
    names = set(what.names)
    desk = Desk.of(plan.model, plan.placed, plan.line, plan.uses, plan.pools)
    shop = replace(plan.shop, orders={**plan.shop.orders, **{o.order: o for o in what.orders}})
    known = names & {d.order.order for d in plan.model.demands}
    orders = dict(plan.orders)
    if known:
        take_away(desk, plan, known)
        for name in known:
            orders.pop(name, None)
    moved = desk.operations_of(set(what.moved()))
    missing = set(what.moved()) - {row.order for row in (desk.model.rows[i] for i in moved)}
    if missing:
        raise Stale(f"{min(missing)} was to move and is not in the plan any more.")
    moving = elsewhere(desk, moved, said)
    desk.lift(moving)
    if what.opened:
        shop = with_opened(shop, what.opened)
        disturbed = with_open_time(desk, shop)
        lifted = set(moving.tolist())
        for i in disturbed:
            if int(i) not in lifted:
                row = desk.model.rows[int(i)]
                raise Stale(
                    f"Hours to be opened lie under step {row.step} of {row.order}, which would end otherwise."
                )
    desk.model = replace(desk.model, shop=shop)
    fresh: list[Ints] = []
    seen = plan if what.asked_at is None else replace(plan, now_at=max(plan.now_at, what.asked_at))
    for x, order in enumerate(what.orders, 1):
        fresh.append(enter_order(desk, seen, order, said, list(what.orders[x:])))
    stand(desk, np.concatenate((moving, *fresh)), said, now_at)
    check_inputs(desk, np.concatenate((moved, *fresh)))
    after = read_again(plan, desk, shop, orders, {*names, *what.moved()})
    for x, order in enumerate(what.orders):
        if what.by_at and there(after.orders[order.order], shop) > what.by_at[x]:
            raise Stale(
                f"{quantity_of(micros(order.quantity))} would be there only on "
                f"{short_moment(there(after.orders[order.order], shop), shop)}."
            )
    return after


def released(plan: ShopPlan, names: Iterable[str]) -> ShopPlan:
    """The plan without some orders: what they stood on is free again, and nobody else moves."""
    gone = set(names)
    desk = Desk.of(plan.model, plan.placed, plan.line, plan.uses, plan.pools)
    take_away(desk, plan, gone)
    shop = replace(plan.shop, orders={k: v for k, v in plan.shop.orders.items() if k not in gone})
    desk.model = replace(desk.model, shop=shop)
    return read_again(plan, desk, shop, {k: v for k, v in plan.orders.items() if k not in gone}, set())


def seen_from(plan: ShopPlan, now_at: Instant) -> ShopPlan:
    """The same plan for questions asked at a later moment: nothing moves, and what is new begins no earlier.

    What has to be bought now is there `lead_days` after that moment.
    """
    if now_at <= plan.now_at:
        return plan
    shop = replace(plan.shop, now_at=now_at)
    work = plan.model.work
    parts = work.parts.copy()
    tz = plan.model.calendars.tz
    for part, x in plan.model.part_index.items():
        if parts["lead"][x] < FAR:
            days = plan.shop.parts[part].lead_days or Decimal(0)
            parts["lead"][x] = tz.later(now_at, round(days * DAY))
    model = replace(plan.model, shop=shop, work=work._replace(parts=parts))
    seen = replace(plan, now_at=now_at, shop=shop, model=model)
    object.__setattr__(seen, "operations", plan.operations)
    return seen


def shelf_of(plan: ShopPlan, name: str) -> int:
    """Millionths of its own part that an order takes from the free shelf."""
    demand = plan.demands.get(name)
    if demand is None or demand.missing or any(order == name for order, _ in plan.shop.progress):
        return 0
    want = max(micros(demand.order.quantity) - micros(demand.order.shipped_quantity), 0)
    return max(want - demand.make - min(own_stock(plan.shop, name, demand.order.part), want), 0)


def own_stock(shop: Shop, name: str, part: str) -> int:
    """Millionths of a part that are reserved for one order."""
    return sum(
        micros(row.on_hand)
        for row in shop.stock
        if row.is_free and row.reserved_for == name and row.part == part
    )


def take_away(desk: Desk, plan: ShopPlan, names: set[str]) -> None:
    """Lift some orders out of the arrays for good, and put back on the shelf what they took from it."""
    which = desk.operations_of(names)
    desk.materials(which, -1)
    desk.lift(which)
    for name in sorted(names):
        quantity = shelf_of(plan, name)
        if quantity:
            desk.shelf(plan.demands[name].order.part, quantity)
        for row in plan.shop.stock:
            if row.is_free and row.reserved_for == name:
                desk.pools.reserved[name, row.part] = own_stock(plan.shop, name, row.part)
    without_orders(desk, names)


def elsewhere(desk: Desk, which: Ints, said: dict[Key, Operation]) -> Ints:
    """The operations of moved orders that are to stand elsewhere than they do.

    Raises:
        Stale: the order has other steps to do than it had.
    """
    found = []
    ops = desk.model.work.ops
    for i in which.tolist():
        row = desk.model.rows[i]
        want = said.get((row.order, row.part, row.step, row.lot))
        if want is None or micros(want.quantity) != row.quantity:
            raise Stale(f"{row.order} was to move, and step {row.step} has changed since.")
        at = desk.placed[i]
        here = int(at["start"]) == want.start_at and int(at["end"]) == want.end_at
        if here and (int(ops["kind"][i]) != INSIDE or machine_of(desk, want) == int(at["machine"])):
            continue
        if int(ops["fixed"][i]) == RUNNING:
            raise Stale(f"Step {row.step} of {row.order} has begun since and can't be moved.")
        found.append(i)
    return np.array(found, np.int64)


def machine_of(desk: Desk, o: Operation) -> int:
    """Index of the machine an operation is said to stand on, -1 outside."""
    calendars = desk.model.calendars
    if o.work_center is None:
        return -1
    return calendars.machine_off[calendars.center_index[o.work_center]] + (o.machine or 1) - 1


def enter_order(
    desk: Desk, plan: ShopPlan, order: Order, said: dict[Key, Operation], later: list[Order]
) -> Ints:
    """Append an order's demand; what needs no machine is placed at once. Answers what is still to be put down.

    `later` are the orders that are entered after it and may count on the shelf as well.
    """
    shop = desk.model.shop
    if not order.is_planned:
        return np.zeros(0, np.int64)
    trial = trial_of(plan, desk, order)
    if order.part not in shop.routings:
        return enter_bought(desk, trial, order)
    offered = offered_to(order, said)
    want = max(micros(order.quantity) - micros(order.shipped_quantity), 0)
    begun = any(name == order.order for name, _ in shop.progress)
    making = offered
    if not begun:  # what lies on the shelf is taken first, by the rules of the plan, whatever was offered
        want -= min(own_stock(shop, order.order, order.part), want)
        spare = trial.spare(order.part, plan.now_at)
        counted_on = sum(
            max(micros(o.quantity) - offered_to(o, said), 0) for o in later if o.part == order.part
        )
        shelf = min(max(spare - counted_on, min(want - offered, spare)), want)
        making = want - shelf
        if making > offered:
            raise Stale(
                f"{quantity_of(want - offered)} of {order.part} were to come from the shelf and are taken meanwhile."
            )
        if shelf:
            desk.shelf(order.part, -shelf)
    demand = demand_of(trial, shop, order, making, begun)
    supply = {
        part: trial.fresh_supply(part) for part in parts_below(demand) if part not in desk.model.part_index
    }
    which = grown(desk, demand, supply)
    desk.materials(which, 1)
    for row in desk.model.rows[len(desk.model.rows) - len(which) :]:
        offer = said.get((row.order, row.part, row.step, row.lot))
        if offer is None or micros(offer.quantity) < row.quantity:
            raise Stale(
                f"There is more to make of {row.part} than there was: what was to come from the shelf is taken."
            )
    return which


def offered_to(order: Order, said: dict[Key, Operation]) -> int:
    """Millionths of its part that an option makes for an order."""
    mine = (micros(o.quantity) for key, o in said.items() if key[:2] == (order.order, order.part))
    return max(mine, default=0)


def enter_bought(desk: Desk, trial: Trial, order: Order) -> Ints:
    """A part without a routing: from the shelf, from receipts, by its lead time, as early as that can be."""
    shop = desk.model.shop
    want = micros(order.quantity)
    shelf = min(trial.spare(order.part, trial.plan.now_at), want)
    if shelf >= FAR // 2:
        shelf = 0
    known = shop.parts.get(order.part)
    ever = desk.pools.free.get(order.part, 0) + sum(q for _, q in desk.pools.receipts.get(order.part, ()))
    left = ever - desk.pools.taken.get(order.part, 0)
    if (known is None or known.lead_days is None) and left < want:
        raise Stale(f"There are not {quantity_of(want)} of {order.part} left, on the shelf or to come.")
    shelf = min(shelf, desk.pools.free.get(order.part, 0))
    demand = Demand(order, want - shelf, 0, takes=want - shelf)
    if shelf:
        desk.shelf(order.part, -shelf)
    supply = {} if order.part in desk.model.part_index else {order.part: trial.fresh_supply(order.part)}
    which = grown(desk, demand, supply)
    desk.materials(which, 1)
    desk.make_room()
    if len(which):
        first, end = int(which[0]), int(which[-1]) + 1
        if not place_range(desk.model.work, desk.uses, desk.line, desk.placed, first, end):
            raise Stale(f"{order.part} can't come in the years ahead.")
    return np.zeros(0, np.int64)


def trial_of(plan: ShopPlan, desk: Desk, order: Order) -> Trial:
    """A trial on the arrays as they are on the workbench: it knows what is spare."""
    as_is = replace(
        plan, shop=desk.model.shop, model=desk.model, placed=desk.placed, line=desk.line, uses=desk.uses,
        pools=desk.pools,
    )  # fmt: skip
    subject = Subject(order, lambda quantity, number: [], plan.now_at)
    return Trial(Ground(as_is, desk.line, desk.uses, desk.pools), subject)


def demand_of(trial: Trial, shop: Shop, order: Order, making: int, begun: bool) -> Demand:
    """What an order has to do: its own lot with components from what is left for a question."""
    gates: dict[tuple[str, int], Instant] = {}
    for gate in open_gates(shop, order.order):
        gates[gate.order, gate.step] = max(gates.get((gate.order, gate.step), 0), gate.due_at)
    scrap = [
        (step, micros(p.scrap_quantity)) for (name, step), p in shop.progress.items() if name == order.order
    ]
    demand = Demand(order, micros(order.quantity) if begun else making, sum(q for _, q in scrap))
    if not making and not begun:
        return demand
    tasks = list(own_tasks(shop, demand, scrap, gates)) if begun else fresh_tasks(shop, demand, gates)
    lot = Lot(order.order, order.part, 1, tasks)
    lots: list[Lot] = []
    missing = components(shop, trial.pools(), [], order, lot, lots, {})
    if missing:
        raise Stale(f"{missing} can't come any more: what there was of it is taken meanwhile.")
    demand.lots = lots
    return demand


def open_gates(shop: Shop, order: str) -> list[Gate]:
    return [gate for gate in shop.gates if gate.order == order and gate.cleared_at is None]


def parts_below(demand: Demand) -> list[str]:
    """What a demand takes of other parts, by name."""
    return sorted({part for lot in demand.lots for task in lot.tasks for part in task.materials})


def stand(desk: Desk, which: Ints, said: dict[Key, Operation], now_at: Instant | None) -> None:
    """Put operations down where they are said to stand.

    Raises:
        Stale: one can't stand there.
    """
    if not len(which):
        return
    desk.make_room()
    shop, rows = desk.model.shop, desk.model.rows
    ops = desk.model.work.ops if desk.own_ops else desk.model.work.ops.copy()
    was = ops[which].copy()
    for i in which.tolist():
        row = rows[i]
        want = said[row.order, row.part, row.step, row.lot]
        if now_at is not None and want.start_at < now_at:
            raise Stale(
                f"Step {row.step} of {row.part} was to begin {short_moment(want.start_at, shop)}; that has passed."
            )
        ops["at"][i] = want.start_at
        if int(ops["fixed"][i]) == RUNNING:
            continue
        ops["fixed"][i] = RESERVED
        if int(ops["kind"][i]) == INSIDE:
            machine = machine_of(desk, want)
            center = int(desk.model.work.machines["center"][machine]) if machine >= 0 else -1
            modes = desk.model.work.modes["center"][int(ops["mode"][i]) : int(ops["mode_end"][i])]
            mine = np.flatnonzero(modes == center)
            if not len(mine):
                raise Stale(f"{want.work_center or 'Nobody inside'} can't do step {row.step} of {row.part}.")
            ops["machine"][i] = machine
            ops["mode"][i] += int(mine[0])
    desk.model = replace(desk.model, work=desk.model.work._replace(ops=ops))
    before = np.flatnonzero(np.isin(ops["succ"], which) & (desk.placed["start"] >= 0))
    hand_on_all(desk.model.work, desk.placed, before)
    order = which[np.lexsort((which, ops["at"][which]))]
    left = order
    while True:
        verdicts = np.zeros(len(left), np.int64)
        stand_all(desk.model.work, desk.uses, desk.line, desk.placed, left, verdicts)
        if not (verdicts == BEYOND).any() or not extended(desk):
            break
        desk.lift(left[verdicts == STANDS])
        desk.placed["ready"][left] = ops["release"][left]
        hand_on_all(desk.model.work, desk.placed, before)
    for i, verdict in zip(left.tolist(), verdicts.tolist(), strict=True):
        if verdict != STANDS:
            raise Stale(in_the_way(desk, said, i, WHY[verdict]))
    for i in which.tolist():
        want = said[rows[i].order, rows[i].part, rows[i].step, rows[i].lot]
        if int(desk.placed["end"][i]) > want.end_at:
            raise Stale(in_the_way(desk, said, i, "it would end later than it was said to"))
    for name in ("fixed", "machine", "mode", "at"):  # what was promised can be moved again, by those who may
        ops[name][which] = was[name]


def in_the_way(desk: Desk, said: dict[Key, Operation], i: int, why: str) -> str:
    """Which step can't stand where, and why, as a sentence."""
    row, shop = desk.model.rows[i], desk.model.shop
    want = said[row.order, row.part, row.step, row.lot]
    where = f" on {place(shop, want.work_center, want.machine)}" if want.work_center else ""
    whose = f" of {row.order}" if row.order in shop.orders else ""
    return f"Step {row.step}{whose} can't begin{where} {short_moment(want.start_at, shop)} any more: {why}."


def check_inputs(desk: Desk, which: Ints) -> None:
    """Every operation of the orders named begins after its inputs are there, and ends after what feeds it.

    Raises:
        Stale: one doesn't.
    """
    work, placed = desk.model.work, desk.placed
    for i in which.tolist():
        op = work.ops[i]
        late = int(placed["ready"][i]) > int(placed["start"][i]) and int(op["fixed"]) != RUNNING
        if not late and int(op["overlap"]) == 1 and int(op["fixed"]) != RUNNING:
            fed = int(placed["end"][int(op["pred"])])
            least = start_after_feeding(work, i, int(placed["mode"][i]), int(placed["machine"][i]), fed)
            late = int(least) > int(placed["start"][i])
        if late:
            row = desk.model.rows[i]
            raise Stale(f"Step {row.step} of {row.order} can't begin where it was to: {WHY[INPUTS]}.")


def read_again(
    plan: ShopPlan, desk: Desk, shop: Shop, orders: dict[str, OrderPlan], names: set[str]
) -> ShopPlan:
    """A plan from the workbench; only the orders named are read off anew."""
    model, placed = desk.model, desk.placed
    desk.make_room()
    total = Decimal(str(plan.weighted_tardiness_minutes))
    for name in plan.orders.keys() - orders.keys() | (names & plan.orders.keys()):
        total -= weighted(plan.shop, plan.orders[name])
    for number, demand in enumerate(model.demands):
        name = demand.order.order
        if name not in names:
            continue
        last = model.last[number]
        finish = int(placed["end"][last]) if last >= 0 else plan.now_at
        if demand.order.state == "hold" and demand.order.hold_until_at is not None:
            finish = max(finish, demand.order.hold_until_at)
        one = order_plan(shop, model.shipping, demand, finish)
        if one.late_minutes:
            one = replace(one, why=reasons(shop, model, placed, desk.line, number, one))
        orders[name] = one
        total += weighted(shop, one)
    return ShopPlan(
        now_at=plan.now_at,
        held=tuple(sorted(o.order for o in shop.orders.values() if o.is_held)),
        problems=plan.problems,
        orders=dict(sorted(orders.items())),
        weighted_tardiness_minutes=int(total) if total == int(total) else float(total),
        shop=shop, model=model, placed=placed, line=desk.line, uses=desk.uses,
        demands={d.order.order: d for d in model.demands}, pools=desk.pools,
    )  # fmt: skip


def weighted(shop: Shop, one: OrderPlan) -> Decimal:
    """Importance × minutes late of one order; nothing for forecast and blanket ones."""
    order = shop.orders[one.order]
    if not one.late_minutes or not order.is_firm:
        return Decimal(0)
    customer = shop.customers.get(order.customer)
    return (customer.importance if customer else Decimal(1)) * Decimal(str(one.late_minutes))


def there(one: OrderPlan, shop: Shop) -> Instant:
    """When an order counts as there, by promise_basis."""
    return {"finish": one.finish_at, "ship": one.ships_at, "dock": one.docks_at}[shop.promise_basis]
