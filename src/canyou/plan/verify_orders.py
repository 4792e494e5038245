"""What a plan says about its orders: finish, truck, dock, lateness, shortage, and who is in it at all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from canyou.plan.result import Operation, OrderPlan, Plan
from canyou.plan.verify_material import Flow
from canyou.plan.verify_need import Ledger, Need, can_run_out
from canyou.plan.verify_route import Use
from canyou.plan.verify_time import Calendar
from canyou.shop.records import ZERO, Instant, Order, Shop


class Orders:
    """Checks the lines of a plan's orders against the shop and against the operations."""

    def __init__(
        self,
        shop: Shop,
        plan: Plan,
        calendar: Calendar,
        ledger: Ledger,
        need: Need,
        finish: Mapping[str, Instant],
        all_flows: Mapping[str, Flow],
        breaches: list[str],
    ) -> None:
        self.shop, self.plan, self.calendar, self.ledger, self.need = shop, plan, calendar, ledger, need
        self.finish, self.flows, self.breaches = finish, all_flows, breaches

    def breach(self, text: str) -> None:
        self.breaches.append(f"plan: {text}")

    def text(self, instant: Instant | None) -> str:
        return "nothing" if instant is None else self.calendar.clock.text(instant)

    def check(self) -> None:
        if self.plan.now_at != self.shop.now_at:
            self.breach(f"now is {self.text(self.plan.now_at)}, in the shop {self.text(self.shop.now_at)}")
        held = sorted(row.order for row in self.shop.orders.values() if row.is_held)
        if sorted(self.plan.held) != held:
            self.breach(f"held is {sorted(self.plan.held)}, not {held}")
        if list(self.plan.orders) != sorted(self.plan.orders):
            self.breach("orders are not in code-point order of their names")
        keys = [(op.start_at, op.end_at, op.order, op.part, op.step, op.lot) for op in self.plan.operations]
        if keys != sorted(keys):
            self.breach("operations are not in the order of start, end, order, part, step, lot")
        total: Decimal = ZERO
        for name, line in self.plan.orders.items():
            row = self.shop.orders.get(name)
            if row is None or line.order != name or name not in self.need.left:
                self.breach(f"{name} is listed and is not an open order")
                continue
            self._line(row, line)
            customer = self.shop.customers.get(row.customer)
            if row.is_firm:
                total += Decimal(str(line.late_minutes)) * (customer.importance if customer else Decimal(1))
        if abs(Decimal(str(self.plan.weighted_tardiness_minutes)) - total) > Decimal("0.001") * (
            1 + total / 10**6
        ):
            self.breach(
                f"weighted_tardiness_minutes is {total:f}, not {self.plan.weighted_tardiness_minutes}"
            )
        for name in self.need.left:
            if name not in self.plan.orders:
                self._unlisted(self.shop.orders[name])

    def _unlisted(self, row: Order) -> None:
        if not any(row.order in line for line in self.plan.problems):
            self.breach(f"{row.order} is open, not listed, and problems does not name it")
        elif not can_run_out(self.shop, row.part):
            self.breach(f"{row.order} is open and not listed, though everything it needs can be had")
        if row.order in self.finish:
            self.breach(f"{row.order} has operations and is not listed")

    def _line(self, row: Order, line: OrderPlan) -> None:
        name, cal = row.order, self.calendar
        if line.due_at != row.due_at or line.promised_at != row.promised_at:
            self.breach(
                f"{name} says due {self.text(line.due_at)} and promised {self.text(line.promised_at)}, "
                f"the shop {self.text(row.due_at)} and {self.text(row.promised_at)}"
            )
        scrap = self.ledger.scrapped(name)
        if line.short not in (scrap, min(scrap, row.quantity)):
            self.breach(f"{name} says it is {line.short:f} short, it is {scrap:f}")
        finish = self.finish.get(name)
        if finish is None:
            finish = self._without_steps(row, line)
        elif line.finish_at != finish:
            self.breach(
                f"{name} says it finishes {self.text(line.finish_at)}, its last step ends {self.text(finish)}"
            )
        ships = cal.truck(line.finish_at)
        if line.ships_at != ships:
            self.breach(
                f"{name} says it ships {self.text(line.ships_at)}, its truck leaves {self.text(ships)}"
            )
        docks = cal.dock(line.ships_at, row.customer)
        if line.docks_at != docks:
            self.breach(
                f"{name} says it docks {self.text(line.docks_at)}, its transit ends {self.text(docks)}"
            )
        target = row.due_at if row.promised_at is None else row.promised_at
        late = max(0, cal.there(line.finish_at, row.customer) - target)
        if abs(line.late_minutes * 60 - late) >= 60 or (late > 0) != (line.late_minutes > 0):
            self.breach(f"{name} says {line.late_minutes} minutes late, it is {late / 60:g}")
        if bool(line.why) != (line.late_minutes > 0):
            self.breach(
                f"{name} is late and says no reason"
                if not line.why
                else f"{name} is on time and says why it is late"
            )

    def _without_steps(self, row: Order, line: OrderPlan) -> Instant:
        """The finish of an order without operations: covered, bought, or with every step behind it."""
        name, now = row.order, self.shop.now_at
        left = self.need.left[name]
        soonest = max(now, row.hold_until_at or now) if row.state == "hold" else now
        routing = self.shop.routings.get(row.part, ())
        if routing and any(self.ledger.wanted(row, step.step, left) > 0 for step in routing):
            self.breach(f"{name} is open and not planned")
            return line.finish_at
        if routing or left <= 0:
            if line.finish_at != soonest:
                self.breach(
                    f"{name} has nothing left to make and finishes {self.text(line.finish_at)}, "
                    f"not {self.text(soonest)}"
                )
            return soonest
        if line.finish_at < soonest:
            self.breach(
                f"{name} finishes {self.text(line.finish_at)}, before it can be there {self.text(soonest)}"
            )
        flow = self.flows.get(row.part)
        for use, quantity in flow.uses if flow else ():
            if use.order == name and use.op is None and flow is not None:
                could = flow.could_take_at(use, quantity, soonest)
                if could < line.finish_at:
                    self.breach(
                        f"{name} takes {row.part} at {self.text(line.finish_at)} "
                        f"and could at {self.text(could)}"
                    )
        return line.finish_at


def bought(shop: Shop, plan: Plan, need: Need) -> dict[str, list[Use]]:
    """What orders for parts without a routing take at their finish."""
    out: dict[str, list[Use]] = {}
    for name, line in plan.orders.items():
        row = shop.orders.get(name)
        if row is not None and need.left.get(name, ZERO) > 0 and not shop.routings.get(row.part):
            out.setdefault(row.part, []).append(Use(line.finish_at, need.left[name], name, name))
    return out


def check_reservations(
    shop: Shop, plan: Plan, calendar: Calendar, ledger: Ledger, need: Need, breaches: list[str]
) -> set[tuple[str, str, int, int]]:
    """Steps stay where they are reserved, or problems names their order. Answers those that have stayed."""
    stands: dict[tuple[str, str, int, int], Operation] = {
        (op.order, op.part, op.step, op.lot): op for op in plan.operations
    }
    stayed: set[tuple[str, str, int, int]] = set()
    for row in shop.reservations:
        order = shop.orders.get(row.order)
        if order is None or row.order not in need.left:
            continue
        if row.part == order.part and ledger.state(row.order, row.step) is not None:
            continue
        key = (row.order, row.part, row.step, row.lot)
        op = stands.get(key)
        same = op is not None and op.start_at == row.start_at and (op.work_center or "") == row.work_center
        if same and op is not None and op.machine == row.machine:
            stayed.add(key)
        elif not any(row.order in line for line in plan.problems):
            breaches.append(
                f"plan: {row.order} {row.part} step {row.step} is not where it is reserved "
                f"({row.work_center}/{row.machine} from {calendar.clock.text(row.start_at)}) "
                "and problems does not name it"
            )
    return stayed
