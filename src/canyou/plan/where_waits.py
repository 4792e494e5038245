"""What an order still waits for beside work: its hold, its gates, its material."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from canyou.plan.result import Operation, Plan
from canyou.plan.verify_need import Ledger, Need, needs
from canyou.plan.wording import number, on_day, person, things
from canyou.shop.opentime import zone
from canyou.shop.records import ZERO, Instant, Order, Shop

Taking = tuple[Instant, str, int, int]
"""Start, order, step, lot."""
SAID = 2
"""So many missing things are named; of more, those that come last."""


class Material:
    """When what each planned step takes is there, stock and receipts going to those who start first.

    The takings of a part are laid out when it is first asked for: most calls ask about one order.
    """

    def __init__(self, shop: Shop, plan: Plan) -> None:
        self.shop, self.plan = shop, plan
        self._need: Need | None = None
        self._takers: dict[str, list[tuple[Taking, Decimal]]] = {}

    def arrives(self, op: Operation, component: str) -> Instant | None:
        """When what this step takes has come in: now where it is here; None where nothing says."""
        if self._need is None:
            self._need = needs(self.shop, Ledger(self.shop))
        shop, have = self.shop, self._need.free.get(component, ZERO)
        mine = (op.start_at, op.order, op.step, op.lot)
        own = {order: q for (order, part), q in self._need.reserved.items() if part == component}
        needed = ZERO
        for taking, quantity in self._of(component):
            covered = min(quantity, own.get(taking[1], ZERO))
            own[taking[1]] = own.get(taking[1], ZERO) - covered
            if taking == mine and quantity <= covered:
                return shop.now_at
            needed += quantity - covered
            if taking >= mine:
                break
        if have >= needed:
            return shop.now_at
        lead = shop.parts[component].lead_days
        bought = None if lead is None else zone(shop.timezone).later(shop.now_at, int(lead * 86_400))
        for receipt in sorted((r for r in shop.receipts if r.part == component), key=lambda r: r.due_at):
            have += receipt.quantity
            if have >= needed and (bought is None or receipt.due_at < bought):
                return min(max(receipt.due_at, shop.now_at), op.start_at)
        return None if bought is None else min(bought, op.start_at)

    def _of(self, component: str) -> list[tuple[Taking, Decimal]]:
        """All takings of a part, by start: what each is and how much."""
        if component not in self._takers:
            per: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
            for lines in self.shop.bom.values():
                for line in lines:
                    if line.component == component and line.step is not None:
                        per[(line.part, line.step)] += line.quantity
            begun, orders = self.shop.progress, self.shop.orders
            self._takers[component] = sorted(
                ((op.start_at, op.order, op.step, op.lot), op.quantity * per[(op.part, op.step)])
                for op in self.plan.operations
                if (op.part, op.step) in per
                and not ((op.order, op.step) in begun and op.part == orders[op.order].part)
            )
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
            owner = f", owed by {person(shop, gate.owner)}" if gate.owner else ""
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
            at = material.arrives(op, line.component)
            if at is None or at > shop.now_at:
                amount[line.component] += quantity
                before = latest.get(line.component, 0)
                latest[line.component] = None if at is None or before is None else max(before, at)
    late_first = sorted(latest.items(), key=lambda item: (item[1] is not None, -(item[1] or 0), item[0]))
    for component, at in late_first[:SAID]:
        when = "with no date yet" if at is None else f"expected {on_day(at, shop)}"
        # Nobody reads out millimetres of a bar.
        needed = amount[component].quantize(Decimal("0.1")) if amount[component] >= 1 else amount[component]
        out.append(f"{number(needed)} {things(shop.parts[component], needed)}, {when}")
    if len(latest) > SAID:
        more = len(latest) - SAID
        out.append(f"{more} more {'part' if more == 1 else 'parts'} before that")
    return out
