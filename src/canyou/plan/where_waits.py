"""What an order still waits for beside work: its hold, its gates, its material."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from canyou.plan.result import Operation, Plan
from canyou.plan.where_words import number, on_day
from canyou.shop.opentime import zone
from canyou.shop.records import ZERO, Instant, Order, Shop

Taking = tuple[Instant, str, Decimal, int]


class Material:
    """When what each planned step takes is there, stock and receipts going to those who start first.

    The flows of a part are laid out when it is first asked for: most calls ask about one order.
    """

    def __init__(self, shop: Shop, plan: Plan) -> None:
        self.shop, self.plan = shop, plan
        self._takers: dict[str, list[Taking]] = {}

    def arrives(self, op: Operation, component: str, quantity: Decimal) -> Instant | None:
        """When what this step takes has come in: now where it is here; None where nothing says."""
        shop = self.shop
        own = sum(
            (
                s.on_hand
                for s in shop.stock
                if s.part == component and s.is_free and s.reserved_for == op.order
            ),
            ZERO,
        )
        if own >= quantity:
            return shop.now_at
        have = sum(
            (s.on_hand for s in shop.stock if s.part == component and s.is_free and not s.reserved_for), ZERO
        )
        mine = (op.start_at, op.order, quantity, op.step)
        needed = (
            sum((q for at, order, q, step in self._of(component) if (at, order, q, step) <= mine), ZERO) - own
        )
        if have >= needed:
            return shop.now_at
        for receipt in sorted((r for r in shop.receipts if r.part == component), key=lambda r: r.due_at):
            have += receipt.quantity
            if have >= needed:
                return max(receipt.due_at, shop.now_at)
        lead = shop.parts[component].lead_days
        return None if lead is None else zone(shop.timezone).later(shop.now_at, int(lead * 86_400))

    def _of(self, component: str) -> list[Taking]:
        if component not in self._takers:
            per: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
            for lines in self.shop.bom.values():
                for line in lines:
                    if line.component == component and line.step is not None:
                        per[(line.part, line.step)] += line.quantity
            begun = self.shop.progress
            self._takers[component] = [
                (op.start_at, op.order, op.quantity * per[(op.part, op.step)], op.step)
                for op in self.plan.operations
                if (op.part, op.step) in per
                and not ((op.order, op.step) in begun and op.part == self.shop.orders[op.order].part)
            ]
        return self._takers[component]


def waits(shop: Shop, order: Order, operations: Sequence[Operation], material: Material) -> list[str]:
    """What is missing, each in a few words; empty if nothing is."""
    out: list[str] = []
    if order.state == "hold" and order.hold_until_at is not None and order.hold_until_at > shop.now_at:
        why = f" ({order.hold_reason})" if order.hold_reason else ""
        out.append(f"the end of its hold{why} {on_day(order.hold_until_at, shop)}")
    open_steps = {op.step for op in operations if op.part == order.part}
    for gate in shop.gates:
        if gate.order == order.order and gate.cleared_at is None and gate.step in open_steps:
            owner = f", owed by {gate.owner}" if gate.owner else ""
            when = "which was due" if gate.due_at <= shop.now_at else "due"
            out.append(f"the {gate.what}{owner}, {when} {on_day(gate.due_at, shop)}")
    latest: dict[str, Instant | None] = {}
    amount: dict[str, Decimal] = defaultdict(Decimal)
    made = {op.part for op in operations}
    for op in operations:
        if op.part == order.part and (op.order, op.step) in shop.progress:
            continue
        for line in shop.bom.get(op.part, ()):
            if line.step != op.step or line.component in made:
                continue
            quantity = op.quantity * line.quantity
            at = material.arrives(op, line.component, quantity)
            if at is None or at > shop.now_at:
                amount[line.component] += quantity
                before = latest.get(line.component, 0)
                latest[line.component] = None if at is None or before is None else max(before, at)
    for component, at in latest.items():
        part = shop.parts[component]
        unit = part.unit or "pieces"
        when = "with no date yet" if at is None else f"expected {on_day(at, shop)}"
        out.append(f"{number(amount[component])} {unit} of {part.name or component}, {when}")
    return out
