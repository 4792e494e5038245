"""What each order still has to make, after progress, scrap and finished stock (contract section 2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from canyou.shop.records import ZERO, Order, Progress, Shop


@dataclass
class Need:
    """left: pieces an order has to make or buy; free: unreserved stock that finished goods did not take."""

    left: dict[str, Decimal]
    free: dict[str, Decimal]
    reserved: dict[tuple[str, str], Decimal]


class Ledger:
    """Progress and scrap of the orders of a shop, asked for by order and step."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._scrap: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        for (order, step), row in shop.progress.items():
            self._scrap[order].append((step, row.scrap_quantity))

    def begun(self, order: str) -> bool:
        """Whether an order has any progress at all."""
        return order in self._scrap

    def state(self, order: str, step: int) -> Progress | None:
        return self.shop.progress.get((order, step))

    def scrapped(self, order: str, step: int | None = None) -> Decimal:
        """Pieces lost up to and including a step, or in all."""
        return sum((q for n, q in self._scrap.get(order, ()) if step is None or n <= step), ZERO)

    def remaining(self, order: Order, step: int) -> Decimal:
        """What a running or paused step still has to do: ordered, less good, less scrap here and before."""
        row = self.shop.progress[(order.order, step)]
        return order.quantity - self.scrapped(order.order, step) - row.good_quantity

    def is_done(self, order: Order, step: int) -> bool:
        row = self.state(order.order, step)
        return row is not None and (row.state == "done" or self.remaining(order, step) <= 0)

    def wanted(self, order: Order, step: int, left: Decimal) -> Decimal:
        """The quantity a step of the order itself still has to do; nothing where it is done."""
        if self.is_done(order, step):
            return ZERO
        if self.state(order.order, step) is not None:
            return self.remaining(order, step)
        return max(ZERO, left - self.scrapped(order.order, step))


def covering_order(order: Order) -> tuple[bool, bool, int, str]:
    """The turn in which orders take finished stock: firm ones, promised ones, by date, then by name."""
    promised = order.promised_at
    return (not order.is_firm, promised is None, order.due_at if promised is None else promised, order.order)


def needs(shop: Shop, ledger: Ledger) -> Need:
    """Cover the planned orders from finished stock and say what is left to make of each and in stock."""
    free: dict[str, Decimal] = defaultdict(Decimal)
    reserved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for stock in shop.stock:
        if stock.is_free and stock.reserved_for:
            reserved[(stock.reserved_for, stock.part)] += stock.on_hand
        elif stock.is_free:
            free[stock.part] += stock.on_hand
    left: dict[str, Decimal] = {}
    for order in sorted((row for row in shop.orders.values() if row.is_planned), key=covering_order):
        if ledger.begun(order.order):
            left[order.order] = order.quantity
            continue
        want = max(ZERO, order.quantity - order.shipped_quantity)
        own = min(reserved.get((order.order, order.part), ZERO), want)
        if own:
            reserved[(order.order, order.part)] -= own
        taken = min(free.get(order.part, ZERO), want - own)
        if taken:
            free[order.part] -= taken
        left[order.order] = want - own - taken
    return Need(left, free, reserved)


def components(shop: Shop, part: str) -> set[str]:
    """Every part that goes into a part, at any depth."""
    found: set[str] = set()
    rest = [part]
    while rest:
        for line in shop.bom.get(rest.pop(), ()):
            if line.component not in found:
                found.add(line.component)
                rest.append(line.component)
    return found


def can_run_out(shop: Shop, part: str) -> bool:
    """Whether a part or something in it comes from stock and receipts alone: it can be missing for ever."""
    return any(
        not (
            (shop.routings.get(name) and shop.parts[name].supply == "make")
            or (name == part and shop.routings.get(name))
        )
        and shop.parts[name].lead_days is None
        for name in {part, *components(shop, part)}
        if name in shop.parts
    )
