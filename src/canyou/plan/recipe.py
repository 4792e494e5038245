"""How long each step takes on each work center, worked out once a step and then by whole numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.plan.calendar import Calendars
from canyou.plan.kernels.arrays import ALL, NOBODY, SETUP
from canyou.plan.quantity import MICRO, micros
from canyou.shop.opentime import DAY
from canyou.shop.records import Shop, Step


@dataclass(slots=True)
class Rate:
    """A step on one work center: seconds = ⌈(fixed + quantity in millionths × each) / scale⌉."""

    center: int
    fixed: int
    each: int
    scale: int
    setup_seconds: int

    def total(self, quantity: int) -> int:
        """Seconds of set-up and run."""
        return -(-(self.fixed + quantity * self.each) // self.scale)

    def run(self, quantity: int) -> int:
        """Seconds of run alone."""
        return -(-(quantity * self.each) // self.scale)


@dataclass(slots=True)
class Recipe:
    """A step with its rates: its own work center first, then its alternates in the order of the file."""

    step: Step
    rates: tuple[Rate, ...]
    crew: int
    attended: int
    wait_seconds: int
    outside_seconds: int
    overlap: int
    """Millionths of a unit after which the next step may start, 0 for none."""


class Recipes:
    """Recipes of a shop, made when first asked for."""

    def __init__(self, shop: Shop, calendars: Calendars) -> None:
        self.shop, self.calendars = shop, calendars
        self.known: dict[tuple[str, int], Recipe] = {}

    def of(self, step: Step) -> Recipe:
        found = self.known.get((step.part, step.step))
        if found is None:
            found = self.known[(step.part, step.step)] = self.make(step)
        return found

    def make(self, step: Step) -> Recipe:
        crew = self.calendars.crew_index[step.crew] if step.crew else -1
        rates = []
        if not step.is_outside:
            names = dict.fromkeys(name for name in (step.work_center, *step.alternates) if name)
            rates = [self.rate(step, name) for name in names]
        return Recipe(
            step, tuple(rates), crew, NOBODY if crew < 0 else SETUP if step.attended == "setup" else ALL,
            round(step.wait_minutes * 60), round(step.outside_days * DAY), micros(step.overlap_quantity),
        )  # fmt: skip

    def rate(self, step: Step, center: str) -> Rate:
        """A step's rate on a work center, exact: minutes and efficiency as fractions over one scale."""
        efficiency = self.shop.work_centers[center].efficiency
        setup_n, setup_d = step.setup_minutes.as_integer_ratio()
        run_n, run_d = step.run_minutes.as_integer_ratio()
        eff_n, eff_d = efficiency.as_integer_ratio()
        index = self.calendars.center_index[center]
        return Rate(
            index,
            setup_n * run_d * MICRO * 60 * eff_d,
            run_n * setup_d * 60 * eff_d,
            setup_d * run_d * MICRO * eff_n,
            -(-(setup_n * 60 * eff_d) // (setup_d * eff_n)),
        )
