"""Twenty dots under a delivery: equally likely moments at which it is there, grey in time, hollow where late."""

from __future__ import annotations

from collections.abc import Sequence

from canyou.faces.web import when
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import at, percent
from canyou.plan.result import Delivery
from canyou.shop.records import Instant

__all__ = ["likely_dots"]

STEP = 1.25
"""How much of the axis, in per cent, the dots of one column share."""
HIGHEST = 5
"""Dots of a column; more than that stand a little further on."""


def likely_dots(deliveries: Sequence[Delivery], axis: Axis, asked_at: Instant, base: float) -> str:
    """The dots of all deliveries, in columns that hang from the line of time."""
    drawn, taken = "", dict[int, int]()
    for delivery in deliveries:
        said = said_until(delivery.at, asked_at, axis)
        for moment in delivery.finish_quantiles:
            place = axis.place(max(axis.start, moment))
            column = int(place / STEP)
            while taken.get(column, 0) >= HIGHEST:
                column += 1
            if column * STEP > 100:
                continue  # beyond the right edge: the row ends before
            depth = taken[column] = taken.get(column, 0) + 1
            look = 'r="2" class="f-ink3"'
            if moment > said:
                look = 'r="1.9" class="f-paper s-late" stroke-width="1.2"'
            drawn += at(percent((column + 0.5) * STEP), base + 1 + 5 * depth, f"<circle {look}/>")
    return drawn


def said_until(delivered_at: Instant, asked_at: Instant, axis: Axis) -> Instant:
    """Until when a delivery is in time: by the date asked, else by the end of the day that is said."""
    if delivered_at <= asked_at:
        return asked_at
    return when.next_midnight(delivered_at - 1, axis.zone, 1)
