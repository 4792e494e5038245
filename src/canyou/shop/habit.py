"""How a floor picks its work, seen in its own log: by the date promised, or otherwise.

Whenever a step was begun on a work center, other orders that had come there before waited for it. Where the one that
was taken had the earlier date almost every time, the floor picks by date, whatever a run list says.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from canyou.shop.records import Event, Instant, Shop

BY_DATE, BY_LIST = 0.98, 0.9
"""Of the choices between two dates so many go to the earlier one where a floor picks by date, and where it goes by a
run list: lists are made by dates too."""

CLEAR = 0.5
"""As a natural logarithm, how much likelier the log must be by the one than by the other: six choices that all went
to the earlier date are enough. A wrong guess costs the same either way."""

MOST_WAITING = 40
"""So many that waited are looked at for each choice."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What the log says of how work is picked."""

    choices: int
    """Times that one order was taken and another one with another date waited."""
    by_date: int
    """How many of them went to the earlier date."""

    @property
    def picks_by_date(self) -> bool:
        for_it = self.by_date * math.log(BY_DATE / BY_LIST)
        against = (self.choices - self.by_date) * math.log((1 - BY_LIST) / (1 - BY_DATE))
        return for_it - against >= CLEAR


def habit_of(shop: Shop, events: Sequence[Event] | None = None) -> Habit:
    """Count the choices of a log whose orders and dates are known."""
    dates: dict[str, Instant] = {
        o.order: o.due_at if o.promised_at is None else o.promised_at for o in shop.orders.values()
    }
    stays: dict[tuple[str, str, str], list[Instant]] = {}
    parts: dict[str, str] = {}
    for row in shop.events if events is None else events:
        if row.order in dates:
            worked = row.kind in ("run", "setup")
            stay = stays.get((row.order, row.step_name, row.machine))
            if stay is None:
                if not worked:
                    continue
                stay = stays[(row.order, row.step_name, row.machine)] = [row.start_at, row.end_at]
                parts[row.order] = row.part
            stay[0] = min(stay[0], row.start_at) if worked else stay[0]
            stay[1] = max(stay[1], row.end_at)  # what is done again, or repaired, keeps it too
    follows = _follows(shop)
    by_order: dict[str, list[tuple[Instant, Instant, str, str]]] = defaultdict(list)
    for (order, step_name, machine), (start, end) in stays.items():
        by_order[order].append((start, end, machine, step_name))
    queues: dict[str, list[tuple[Instant, Instant, Instant]]] = defaultdict(list)
    for order, steps in by_order.items():
        steps.sort()
        for before, this in itertools.pairwise(steps):
            if (parts[order], before[3], this[3]) in follows:  # else it was outside in between, or waited
                queues[this[2]].append((this[0], before[1], dates[order]))
    choices = by_date = 0
    for queue in queues.values():
        queue.sort()
        for x, (begun, came, date) in enumerate(queue):
            if came > begun:
                continue
            for later, came_too, other in queue[x + 1 : x + 1 + MOST_WAITING]:
                if came_too < begun < later and other != date:
                    choices += 1
                    by_date += date < other
    return Habit(choices, by_date)


def _follows(shop: Shop) -> set[tuple[str, str, str]]:
    """(part, step, the next one) where a lot comes straight from one to the other."""
    return {
        (part, one.name or str(one.step), other.name or str(other.step))
        for part, steps in shop.routings.items()
        for one, other in itertools.pairwise(steps)
        if not one.is_outside and not other.is_outside and not one.wait_minutes
    }
