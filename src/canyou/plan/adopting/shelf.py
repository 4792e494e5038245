"""Who has what from the shelf, once something has been promised from it: stock reserved, as stock.csv can say it.

Finished stock covers open orders by their dates. A new promise with an early date would take what another order
counts on; so what each takes is written down as stock reserved for it, the rest of the shelf being as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from canyou.plan.adopting.adopt import own_stock
from canyou.plan.demand import demands_of, is_made
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import micros, quantity_of
from canyou.shop.records import Receipt, Shop, Stock

Takes = Mapping[str, Mapping[str, int]]
"""By order: millionths of each part that it takes from the free shelf."""


def takes_of(plan: ShopPlan, name: str) -> dict[str, int]:
    """What an order of a plan takes from the free shelf: of its own part, and of components that could be made."""
    demand = plan.demands.get(name)
    if demand is None or demand.missing:
        return {}
    order, shop = demand.order, plan.shop
    found: dict[str, int] = {}
    if not any(begun == name for begun, _ in shop.progress):
        want = max(micros(order.quantity) - micros(order.shipped_quantity), 0)
        shelf = want - demand.make - min(own_stock(shop, name, order.part), want)
        if shelf > 0:
            found[order.part] = shelf
    for lot in demand.lots:
        for task in lot.tasks:
            for part, quantity in task.materials.items():
                if is_made(shop, part):
                    found[part] = found.get(part, 0) + quantity
    return dict(sorted(found.items()))


def with_shelf(shop: Shop, takes: Takes) -> Shop:
    """The shop with stock reserved for orders promised here, and for the others what they have beside them.

    Only parts that such an order could take from are touched. What is no longer there is cut, latest promise first.
    What was promised of receipts that were due has arrived: it is stock from then on.
    """
    fixed = {
        name: some for name, some in takes.items() if name in shop.orders and shop.orders[name].is_planned
    }
    parts = {part for name in fixed for part in shared(shop, shop.orders[name].part)}
    free = dict.fromkeys(parts, 0)
    for row in shop.stock:
        if row.is_free and not row.reserved_for and row.part in parts:
            free[row.part] += micros(row.on_hand)
    receipts = list(shop.receipts)
    reserved: dict[tuple[str, str], int] = {}
    left = dict(free)
    for name, some in fixed.items():
        for part, quantity in some.items():
            take = min(left.get(part, 0), quantity)
            if take:
                left[part] -= take
            take += arrived(receipts, part, quantity - take)
            if take:
                reserved[name, part] = take
    parts = {part for part in parts if free[part]}
    if not parts and not reserved:
        return shop
    shop = replace(shop, receipts=tuple(receipts))
    others = replace(
        shop,
        orders={name: order for name, order in shop.orders.items() if name not in fixed},
        stock=shelved(shop, parts, reserved, left),
    )
    for demand in demands_of(others)[0]:
        name, order = demand.order.order, demand.order
        if demand.missing:
            continue
        uses: dict[str, int] = {}
        if not any(begun == name for begun, _ in shop.progress):
            want = max(micros(order.quantity) - micros(order.shipped_quantity), 0)
            uses[order.part] = want - demand.make - min(own_stock(shop, name, order.part), want)
        for lot in demand.lots:
            for task in lot.tasks:
                for part, quantity in task.materials.items():
                    uses[part] = uses.get(part, 0) + quantity
        for part, quantity in uses.items():
            if part in parts and (take := min(left[part], quantity)) > 0:
                reserved[name, part] = reserved.get((name, part), 0) + take
                left[part] -= take
    return replace(shop, stock=shelved(shop, parts, reserved, left))


def arrived(receipts: list[Receipt], part: str, quantity: int) -> int:
    """Take so much of a part off its receipts, the first to come first: what was promised of them has arrived."""
    taken = 0
    mine = [x for x, row in enumerate(receipts) if row.part == part]
    for x in sorted(mine, key=lambda x: (receipts[x].due_at, receipts[x].receipt)):
        take = min(micros(receipts[x].quantity), quantity - taken)
        if take > 0:
            receipts[x] = replace(receipts[x], quantity=quantity_of(micros(receipts[x].quantity) - take))
            taken += take
    return taken


def shelved(
    shop: Shop, parts: set[str], reserved: Mapping[tuple[str, str], int], left: Mapping[str, int]
) -> tuple[Stock, ...]:
    """Stock rows with so much reserved for whom, and what is left free."""
    rest = dict(left)
    rows: list[Stock] = []
    for row in shop.stock:
        if row.is_free and not row.reserved_for and row.part in parts:
            stays = min(rest[row.part], micros(row.on_hand))
            rest[row.part] -= stays
            rows.append(replace(row, on_hand=quantity_of(stays)))
        else:
            rows.append(row)
    for (name, part), quantity in sorted(reserved.items()):
        rows.append(Stock(part, quantity_of(quantity), reserved_for=name))
    return tuple(rows)


def shared(shop: Shop, part: str) -> set[str]:
    """What is allotted before anything starts: the part itself, and components that are made where the shelf ends.

    Bought components are given out in the order in which steps start; nobody has them before.
    """
    return {other for other in below(shop, part) if other == part or is_made(shop, other)}


def below(shop: Shop, part: str) -> set[str]:
    """A part and every component below it."""
    found, todo = {part}, [part]
    while todo:
        for line in shop.bom.get(todo.pop(), ()):
            if line.component not in found:
                found.add(line.component)
                todo.append(line.component)
    return found
