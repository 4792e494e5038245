"""What a question is about: the name its operations go under, its part, and the steps that so many of it take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from canyou.plan.demand import Task
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import quantity_of
from canyou.shop.records import Order

ASK = "ASK"
"""The name under which a question's own operations go."""


@dataclass(frozen=True)
class Subject:
    """A fresh part, or an order that exists: its own operations must then be out of the ground it is put to."""

    order: Order
    """Its name, part and customer; for a fresh part an order named ASK that nobody has placed."""
    tasks: Callable[[int], list[Task]]
    """The steps that so many millionths of the part take, each with its earliest start."""

    @property
    def name(self) -> str:
        return self.order.order

    @property
    def part(self) -> str:
        return self.order.part


def fresh(plan: ShopPlan, part: str, customer: str = "") -> Subject:
    """A part by its own routing, from now on."""
    steps = plan.shop.routings.get(part, ())
    order = Order(ASK, customer, part, quantity_of(0), due_at=plan.now_at)
    return Subject(order, lambda quantity: [Task(step, quantity, release_at=plan.now_at) for step in steps])
