"""How a floor picks its work, seen in its own log: by the date promised, or otherwise.

Whenever a step was begun on a work center, other orders that had come there before waited for it. Where the one that
was taken had the earlier date almost every time, the floor picks by date, whatever a run list says.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from canyou.shop.records import Event, Instant, Shop

ALMOST_ALWAYS = 0.85
"""Of the choices between two dates, so many went to the earlier one where a floor picks by date."""

ENOUGH = 60
"""With fewer choices in the log nothing is concluded."""

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
        return self.choices >= ENOUGH and self.by_date >= ALMOST_ALWAYS * self.choices


def habit_of(shop: Shop, events: Sequence[Event] | None = None) -> Habit:
    """Count the choices of a log whose orders and dates are known."""
    dates: dict[str, Instant] = {
        o.order: o.due_at if o.promised_at is None else o.promised_at for o in shop.orders.values()
    }
    stays: dict[tuple[str, str, str], list[Instant]] = {}
    for row in shop.events if events is None else events:
        if row.kind in ("run", "setup") and row.order in dates:
            stay = stays.setdefault((row.order, row.step_name, row.machine), [row.start_at, row.end_at])
            stay[0], stay[1] = min(stay[0], row.start_at), max(stay[1], row.end_at)
    by_order: dict[str, list[tuple[Instant, Instant, str]]] = defaultdict(list)
    for (order, _, machine), (start, end) in stays.items():
        by_order[order].append((start, end, machine))
    queues: dict[str, list[tuple[Instant, Instant, Instant]]] = defaultdict(list)
    for order, steps in by_order.items():
        steps.sort()
        for before, this in itertools.pairwise(steps):
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
