"""Which orders end past their date, and why: the sentence at the head of the floor."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.faces.web import when
from canyou.faces.web.read.index import PlanIndex
from canyou.plan.result import Plan

__all__ = ["LateLead", "late_lead"]


@dataclass(frozen=True, slots=True)
class LateLead:
    """`count` says what is late in bold; then the worst order, by how much, and its first cause."""

    count: str
    worst: str
    by: str
    why: str
    orders: tuple[str, ...]
    """All late orders, promised ones first, in each the latest first."""
    rest: str


NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven")


def late_lead(plan: Plan, index: PlanIndex) -> LateLead:
    late = sorted(
        index.late, key=lambda name: (plan.orders[name].promised_at is None, -index.late[name], name)
    )
    if not late:
        return LateLead("Every order ends in time.", "", "", "", (), "")
    promised = sum(plan.orders[name].promised_at is not None for name in late)
    others = len(late) - promised
    if promised:
        count = f"{_orders(promised)} past {'its promise' if promised == 1 else 'their promise'}"
        rest = f"Without a promise, {_orders(others).lower()} past the date asked." if others else ""
    else:
        count, rest = f"{_orders(others)} past the date asked", "No promise is broken."
    worst = plan.orders[late[0]]
    return LateLead(
        count=count,
        worst=late[0],
        by=when.length(worst.late_minutes * 60),
        why=worst.why[0].rstrip(".") if worst.why else "",
        orders=tuple(late),
        rest=rest,
    )


def _orders(count: int) -> str:
    number = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{number} order ends" if count == 1 else f"{number} orders end"
