"""What each open order still has to make: finished stock first, then its steps and the components they need.

Finished stock covers orders without progress: promised ones by promised, others by due, then by name, firm
orders before forecast and blanket ones. In the same order of orders, made components take what is on the shelf
and make the rest; bought ones that can never come put their order out of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from canyou.plan.quantity import MICRO, micros
from canyou.shop.opentime import DAY
from canyou.shop.records import BomLine, Instant, Order, Shop, Step


@dataclass(slots=True)
class Task:
    """One step of one lot still to be done; `feeds` is the task that waits for it beside its own next step."""

    step: Step
    quantity: int
    """Millionths of a unit."""
    state: str = ""
    """"" not begun, else as in progress.csv."""
    good: int = 0
    release_at: Instant = 0
    materials: dict[str, int] = field(default_factory=dict)
    """What it takes of each part, in millionths, all at its start."""


@dataclass(slots=True)
class Lot:
    """One lot of one part on its way through its routing, for one order."""

    order: str
    part: str
    number: int
    tasks: list[Task]
    feeds: tuple[int, int] | None = None
    """(index of the lot in the order's lots, index of the task) its component goes into."""


@dataclass(slots=True)
class Demand:
    """An open order: what it makes, or takes ready-made at its finish."""

    order: Order
    make: int
    """Millionths still to be made or bought, after finished stock."""
    short: int
    lots: list[Lot] = field(default_factory=list)
    """Components before what they go into; the order's own lot last."""
    takes: int = 0
    """Millionths of a part without a routing, taken from stock, receipts and lead time at the finish."""
    missing: str = ""
    """The part that can never come: the order is out of the plan."""
    never_open: bool = False
    """Its machines and crews are never open for long enough: the order is out of the plan."""


@dataclass(slots=True)
class Pools:
    """What is left of each part beside the orders served so far, in millionths."""

    free: dict[str, int]
    reserved: dict[tuple[str, str], int]
    receipts: dict[str, list[tuple[Instant, int]]]
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Asked of stock and receipts of bought parts so far."""
    shelved: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Allotted to made components from the shelf so far."""
    awaited: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    """Allotted to made components from receipts to come, by part and place in its receipts."""
    standing: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """What reservations have of lots of made components, by order, part and lot: so much is made, not taken."""
    settled: set[str] = field(default_factory=set)
    """Orders that stand as a plan had them: what they do not make of a component they take, however late it comes."""


Undo = list[tuple[dict[Any, int], Any, int]]
"""What was drawn from which pool under which key, to be put back if an order can't be made after all."""


def priority(order: Order) -> tuple[bool, bool, Instant, str]:
    """Who is served first: firm before forecast and blanket, promised before others, by date, then by name."""
    by_at = order.due_at if order.promised_at is None else order.promised_at
    return (not order.is_firm, order.promised_at is None, by_at, order.order)


def pools_of(shop: Shop) -> Pools:
    """Stock that can be used and receipts to come."""
    free: dict[str, int] = defaultdict(int)
    reserved: dict[tuple[str, str], int] = defaultdict(int)
    for row in shop.stock:
        if row.is_free:
            if row.reserved_for:
                reserved[(row.reserved_for, row.part)] += micros(row.on_hand)
            else:
                free[row.part] += micros(row.on_hand)
    receipts: dict[str, list[tuple[Instant, int]]] = defaultdict(list)
    for receipt in sorted(shop.receipts, key=lambda r: (r.due_at, r.receipt)):
        receipts[receipt.part].append((receipt.due_at, micros(receipt.quantity)))
    return Pools(free, reserved, receipts)


def is_made(shop: Shop, part: str) -> bool:
    """Whether a component without stock is made by its own routing."""
    known = shop.parts.get(part)
    return part in shop.routings and (known is None or known.supply != "buy")


def comes_in_time(shop: Shop, part: str) -> bool:
    """Whether what is missing of a part can be bought: a bought part with a lead time."""
    known = shop.parts.get(part)
    return known is not None and known.lead_days is not None and not is_made(shop, part)


def demands_of(shop: Shop) -> tuple[list[Demand], Pools]:
    """Every planned order with what it still has to make, in order of priority, and what is left of stock."""
    pools = pools_of(shop)
    for stands in shop.reservations:
        ordered = shop.orders.get(stands.order)
        if stands.stands:
            pools.settled.add(stands.order)
        if stands.quantity and ordered is not None and ordered.part != stands.part:
            pools.standing[stands.order, stands.part, stands.lot] = micros(stands.quantity)
    begun = {order for order, _ in shop.progress}
    scrap: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (begun_order, step), row in shop.progress.items():
        if row.scrap_quantity:
            scrap[begun_order].append((step, micros(row.scrap_quantity)))
    demands = []
    for order in sorted((o for o in shop.orders.values() if o.is_planned), key=priority):
        want = micros(order.quantity)
        if order.order not in begun:
            want -= micros(order.shipped_quantity)
            own = min(pools.reserved.get((order.order, order.part), 0), max(want, 0))
            if own:
                pools.reserved[(order.order, order.part)] -= own
            take = min(pools.free.get(order.part, 0), max(want, 0) - own)
            if take:
                pools.free[order.part] -= take
            want -= own + take
        demands.append(Demand(order, max(want, 0), sum(q for _, q in scrap.get(order.order, ()))))
    gates: dict[tuple[str, int], Instant] = {}
    for gate in shop.gates:
        if gate.cleared_at is None:
            key = (gate.order, gate.step)
            gates[key] = max(gates.get(key, 0), gate.due_at)
    for demand in demands:
        name = demand.order.order
        explode(shop, demand, pools, scrap.get(name, []), gates, name in begun)
    return demands, pools


def explode(
    shop: Shop,
    demand: Demand,
    pools: Pools,
    scrap: list[tuple[int, int]],
    gates: dict[tuple[str, int], Instant],
    begun: bool,
) -> None:
    """Give a demand its lots, taking components from the pools; leaves the pools alone if one can never come."""
    order = demand.order
    if demand.make <= 0:
        return
    undo: Undo = []
    if order.part not in shop.routings:
        known = shop.parts.get(order.part)
        if not from_pool(
            shop, pools, undo, order.part, demand.make, known is not None and known.lead_days is not None
        ):
            demand.missing = order.part
            roll_back(undo)
            return
        demand.takes = demand.make
        return
    tasks = list(own_tasks(shop, demand, scrap, gates)) if begun else fresh_tasks(shop, demand, gates)
    own = Lot(order.order, order.part, 1, tasks)
    lots: list[Lot] = []
    missing = components(shop, pools, undo, order, own, lots, {})
    if missing:
        demand.missing = missing
        roll_back(undo)
        return
    demand.lots = lots


def fresh_tasks(shop: Shop, demand: Demand, gates: dict[tuple[str, int], Instant]) -> list[Task]:
    """The steps of an order that has not begun."""
    name, floor, make = demand.order.order, task_floor(shop, demand.order), demand.make
    steps = shop.routings[demand.order.part]
    if not gates:
        return [Task(step, make, release_at=floor) for step in steps]
    return [Task(step, make, release_at=max(floor, gates.get((name, step.step), 0))) for step in steps]


def own_tasks(
    shop: Shop, demand: Demand, scrap: list[tuple[int, int]], gates: dict[tuple[str, int], Instant]
) -> Iterator[Task]:
    """The steps still to be done of an order that has begun, with what progress leaves of each."""
    order = demand.order
    floor = task_floor(shop, order)
    after_done = 0
    first = True
    for step in shop.routings[order.part]:
        row = shop.progress.get((order.order, step.step))
        gone = sum(q for n, q in scrap if n <= step.step)
        state = row.state if row is not None else ""
        good = 0
        if row is not None and state in ("running", "paused"):
            good = micros(row.good_quantity)
            left = micros(order.quantity) - gone - good
        else:
            left = demand.make - gone
        if state == "done" or left <= 0:
            if row is not None and row.finished_at is not None and not step.overlap_quantity and state:
                after_done = row.finished_at + int(step.wait_minutes * 60)
            if state == "" and left <= 0:
                return
            continue
        release = floor
        if first and not state:
            release = max(release, after_done)
        if state != "running":
            release = max(release, gates.get((order.order, step.step), 0))
        first = False
        yield Task(step, left, state, good, release_at=release)


def components(
    shop: Shop,
    pools: Pools,
    undo: Undo,
    order: Order,
    lot: Lot,
    lots: list[Lot],
    numbers: dict[str, int],
) -> str:
    """Give the tasks of a lot their materials, and lots of their own to components that are made for it.

    Appends made lots and then the lot itself to `lots`. Answers the name of a part that can never come, or "".
    """
    feeding: list[tuple[Lot, int]] = []
    by_step: dict[int | None, list[BomLine]] = defaultdict(list)
    for line in shop.bom.get(lot.part, ()):
        by_step[line.step].append(line)
    if by_step:
        first = shop.routings[lot.part][0].step
        for index, task in enumerate(lot.tasks):
            if task.state in ("running", "paused"):
                continue
            lines = by_step.get(task.step.step, [])
            if task.step.step == first:
                lines = lines + by_step.get(None, [])
            for line in lines:
                need = -(-task.quantity * micros(line.quantity) // MICRO)
                component = line.component
                key = (order.order, component)
                own = min(pools.reserved.get(key, 0), need)
                if own:
                    draw(undo, pools.reserved, key, own)
                    need -= own
                if need <= 0:
                    continue
                if is_made(shop, component):
                    nothing = 0 if order.order in pools.settled else None
                    making = pools.standing.get((*key, numbers.get(component, 0) + 1), nothing)
                    rest = need if making is None else max(need - making, 0)
                    for taken in allotted(shop, pools, undo, component, rest, making is not None):
                        task.materials[component] = task.materials.get(component, 0) + taken
                        need -= taken
                    if need:
                        numbers[component] = numbers.get(component, 0) + 1
                        tasks = [
                            Task(s, need, release_at=task_floor(shop, order))
                            for s in shop.routings[component]
                        ]
                        made = Lot(order.order, component, numbers[component], tasks)
                        missing = components(shop, pools, undo, order, made, lots, numbers)
                        if missing:
                            return missing
                        feeding.append((made, index))
                    continue
                if not from_pool(shop, pools, undo, component, need, comes_in_time(shop, component)):
                    return component
                task.materials[component] = task.materials.get(component, 0) + need
    place = len(lots)
    lots.append(lot)
    for made, index in feeding:
        made.feeds = (place, index)
    return ""


def allotted(
    shop: Shop, pools: Pools, undo: Undo, part: str, need: int, settled: bool = False
) -> Iterator[int]:
    """What a made component takes before it is made: the shelf, then receipts that come sooner than making it would.

    Making takes about its work three times over (a shop is open a third of the day) and its days outside. Where it
    is settled by reservations how much is made, the rest waits for receipts however late they come.
    """
    shelf = min(need, pools.free.get(part, 0) - pools.shelved.get(part, 0))
    if shelf > 0:
        draw(undo, pools.shelved, part, -shelf)
        need -= shelf
        yield shelf
    receipts = pools.receipts.get(part, ())
    if not need or not receipts:
        return
    steps = shop.routings[part]
    minutes = sum(s.setup_minutes + s.run_minutes * need / MICRO for s in steps)
    made_by = shop.now_at + int(3 * 60 * minutes) + int(sum(s.outside_days for s in steps) * DAY)
    for place, (due, quantity) in enumerate(receipts):
        left = min(need, quantity - pools.awaited.get((part, place), 0))
        if (settled or due <= made_by) and left > 0:
            draw(undo, pools.awaited, (part, place), -left)
            need -= left
            yield left


def task_floor(shop: Shop, order: Order) -> Instant:
    """No step of an order starts before now, nor before its hold is over."""
    if order.state == "hold" and order.hold_until_at is not None:
        return max(shop.now_at, order.hold_until_at)
    return shop.now_at


def from_pool(
    shop: Shop,
    pools: Pools,
    undo: Undo,
    part: str,
    need: int,
    can_be_bought: bool,
) -> bool:
    """Whether stock, receipts or a lead time can bring so much of a part beside what is already asked of it."""
    if not can_be_bought:
        coming = pools.free.get(part, 0) + sum(q for _, q in pools.receipts.get(part, ()))
        if pools.taken[part] + need > coming:
            return False
    draw(undo, pools.taken, part, -need)
    return True


def draw(undo: Undo, pool: dict[Any, int], key: Any, amount: int) -> None:
    pool[key] -= amount
    undo.append((pool, key, amount))


def roll_back(undo: Undo) -> None:
    for pool, key, amount in undo:
        pool[key] += amount
