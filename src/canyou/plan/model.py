"""A shop compiled for the kernels, and the names to read the result by."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.plan.demand import Demand
from canyou.plan.kernels.arrays import INSIDE, SETUP, Ints, Records, Work
from canyou.plan.recipe import Recipes
from canyou.plan.shipping import Shipping
from canyou.shop.opentime import DAY
from canyou.shop.records import Reservation, Shop

PROMISE_WEIGHT = 1000.0
"""How much more a minute past a promise counts than one past a date nobody promised: it comes first."""


@dataclass(slots=True)
class Row:
    """Which step of which lot an operation is."""

    order: str
    part: str
    step: int
    lot: int
    quantity: int
    """Millionths of a unit."""


@dataclass(frozen=True)
class Model:
    """Every operation still to be done, as arrays, with what the arrays were made from."""

    shop: Shop
    demands: list[Demand]
    rows: list[Row]
    last: list[int]
    """The operation at whose end each demand is finished, -1 for none."""
    calendars: Calendars
    recipes: Recipes
    shipping: Shipping
    work: Work
    part_index: dict[str, int]
    running: Ints
    """Running operations by machine, then in the order in which they began."""
    after_firm: Ints
    """Free operations of forecast and blanket orders: placed into the gaps when all others stand."""
    reserved: dict[int, Reservation]
    """What stands in reservations.csv, by operation."""
    refused: tuple[str, ...]
    """A line for each reservation that can't stand where it is."""

    def extended(self, days: int) -> Model:
        """The same work with open time for so many days from now."""
        calendars = self.calendars.extended(days)
        return replace(self, calendars=calendars, work=self.work._replace(**calendars.arrays()))

    def with_promises_weighing(self, weight: float) -> Model:
        """The same work with promises that count less than they do: for dispatching, not for judging."""
        ops = self.work.ops.copy()
        promised = ops["weight"] >= PROMISE_WEIGHT
        ops["weight"][promised] *= weight / PROMISE_WEIGHT
        return replace(self, work=self.work._replace(ops=ops))

    def days_of_work(self) -> int:
        """How many days the fullest work center or crew needs for all its work, were it never kept waiting."""
        work = self.work
        first = work.ops["mode"]
        inside = np.flatnonzero(work.ops["kind"] == INSIDE)
        modes: Records = work.modes[first[inside]]
        seconds = np.bincount(modes["center"], weights=modes["total"], minlength=len(work.centers))
        machines = work.centers["end"] - work.centers["first"]
        days = (seconds * np.array(self.calendars.stretches) / np.maximum(machines, 1) / DAY).max(initial=0.0)
        crews = work.ops["crew"][inside]
        attended = np.where(work.ops["attended"][inside] == SETUP, modes["setup"], modes["total"])
        for w, name in enumerate(self.calendars.crew_names):
            spans = self.calendars.calendar(self.shop.crews[name].calendar)
            open_seconds = int((spans[:, 1] - spans[:, 0]).sum()) * self.shop.crews[name].people
            if open_seconds:
                length = (self.calendars.to_at - self.calendars.from_at) / DAY
                days = max(days, float(attended[crews == w].sum()) / open_seconds * length)
        return int(days)
