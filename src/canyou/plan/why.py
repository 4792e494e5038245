"""Why an order is late, in plain words: the constraints on its critical path."""

from __future__ import annotations

from canyou.plan.kernels.arrays import Records
from canyou.plan.model import Model
from canyou.plan.result import OrderPlan
from canyou.shop.records import Shop


def reasons(shop: Shop, model: Model, placed: Records, number: int, one: OrderPlan) -> tuple[str, ...]:
    return ()
