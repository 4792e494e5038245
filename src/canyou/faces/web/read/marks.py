"""Which orders' finishes and due dates the chart's first row shows: picked, then late, then promised ones."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.window import Window
from canyou.faces.web.svg.gantt_marks import Mark
from canyou.plan.result import OrderPlan, Plan
from canyou.shop.records import Instant

__all__ = ["marks_of"]


def marks_of(
    plan: Plan, index: PlanIndex, window: Window, picked: str, only: str, zone: ZoneInfo
) -> list[Mark]:
    """In the order of importance; the chart takes as many as have room.

    Of on-time orders those that finish within the window, of late ones those whose gap from due to finish
    touches it.
    """
    seen = []
    for name, order in plan.orders.items():
        if only and name != only:
            continue
        due = _due(order)
        late = name in index.late
        if late or name == picked:
            first, last = sorted((order.finish_at, due))
            if last < window.start or first >= window.end:
                continue
        elif not window.start <= order.finish_at < window.end:
            continue
        seen.append(order)
    seen.sort(
        key=lambda o: (
            o.order != picked,
            # Late ones first, but one that ends beyond the window holds a lane to its edge: those come last.
            o.finish_at >= window.end,
            o.order not in index.late,
            o.promised_at is None,
            -index.late.get(o.order, 0),
            o.finish_at,
            o.order,
        )
    )
    return [_mark(order, order.order == picked, index, zone) for order in seen[:200]]


def _due(order: OrderPlan) -> Instant:
    return order.promised_at if order.promised_at is not None else order.due_at


def _mark(order: OrderPlan, is_picked: bool, index: PlanIndex, zone: ZoneInfo) -> Mark:
    late = index.late.get(order.order, 0)
    word = "promised" if order.promised_at is not None else "asked for"
    title = (
        f"{order.order}: finishes {when.day_clock(order.finish_at, zone)}, "
        f"{word} {when.due(_due(order), zone)}"
    )
    words = f"{when.length(late * 60)} late" if late else ""
    return Mark(order.order, order.finish_at, _due(order), words, title, is_picked)
