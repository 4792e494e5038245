"""The shops that are measured on."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop

SIZES = (500, 2_000, 5_000, 20_000, 50_000)
"""Orders of the shops whose times are measured."""

ORDERS_A_CENTER = 100
"""Shops grow in width: the same work for each work center, so about the same weeks of it, at every size."""


@dataclass(frozen=True)
class Case:
    """One shop, by what it is drawn from. Rich shops have crews, materials, progress, made components and more."""

    orders: int
    centers: int
    load: float = 0.9
    seed: int = 1
    rich: bool = False

    def shop(self) -> Shop:
        return synthetic_shop(
            self.orders, self.centers, self.load, self.seed, rich=self.rich, materials=self.rich
        )


def sized(orders: int, rich: bool = False) -> Case:
    """The shop of so many orders whose times are measured."""
    return Case(orders, max(10, orders // ORDERS_A_CENTER), rich=rich)


LOADED = tuple(
    Case(orders, centers, load, 10 * orders + seed, rich)
    for orders, centers in ((120, 10), (250, 15), (500, 20))
    for load in (0.9, 1.1)
    for rich in (False, True)
    for seed in (1, 2)
)
"""24 shops with much to do, on which the quality of plans is compared."""
