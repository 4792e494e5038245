"""Orders by themselves: quantities, dates and states that do not go together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from canyou.shop.problems import Problems
from canyou.shop.records import Order
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets

LONG_PAST = 365 * 86_400
"""Seconds after its due from which an open order is taken for a forgotten one."""
LONGEST_STEP_MINUTES = Decimal(10 * 365 * 24 * 60)
"""A step of more machine time than ten years is a slip of the quantity or of the routing."""


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks every order that could be read."""
    heaviest = _heaviest(sheets)
    for line, order in sheets.orders.sound():
        if (
            order.promised_at is not None
            and order.created_at is not None
            and order.promised_at < order.created_at
        ):
            problems.warn("orders.csv", line, "promised", "is before the order was created", order.order)
        if order.state in ("open", "hold"):
            _check_open(line, order, settings, problems)
            minutes = order.quantity * heaviest.get(order.part, Decimal(0))
            if minutes > LONGEST_STEP_MINUTES:
                years = minutes / (365 * 24 * 60)
                problems.error(
                    "orders.csv",
                    line,
                    "quantity",
                    f"keeps a machine busy for {years:.0f} years in one step of {order.part}",
                    f"{order.quantity:f}",
                )


def _check_open(line: int, order: Order, settings: Settings, problems: Problems) -> None:
    if order.quantity <= 0:
        problems.error(
            "orders.csv",
            line,
            "quantity",
            "is not more than 0, although the order is open",
            f"{order.quantity:f}",
        )
    elif order.shipped_quantity >= order.quantity:
        problems.warn(
            "orders.csv",
            line,
            "shipped_quantity",
            "is the whole quantity, but the order is still open",
            f"{order.shipped_quantity:f} of {order.quantity:f}",
        )
    if settings.clock_known and order.due_at < settings.now_at - LONG_PAST:
        days = (settings.now_at - order.due_at) // 86_400
        problems.warn(
            "orders.csv", line, "due", f"is {days} days past for an order that is still open", order.order
        )
    if order.hold_until_at is not None and order.state == "open":
        problems.warn(
            "orders.csv", line, "hold_until", "is given, but the order is open and not in hold", order.order
        )


def _heaviest(sheets: Sheets) -> dict[str, Decimal]:
    """The most machine minutes that one unit of a part needs in one step."""
    most: dict[str, Decimal] = defaultdict(Decimal)
    for _, step in sheets.routings.sound():
        if not step.is_outside and step.run_minutes > most[step.part]:
            center = sheets.work_centers.get(step.work_center)
            most[step.part] = max(most[step.part], step.run_minutes / (center.efficiency if center else 1))
    return dict(most)
