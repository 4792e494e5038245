"""From a finish to a truck to the customer's dock, and back: when an order counts as there, by promise_basis."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.shop.opentime import DAY, Zone, zone
from canyou.shop.records import Instant, Shop


@dataclass(frozen=True)
class Shipping:
    """The trucks of a shop: weekdays and a cut-off; without ship_days whatever is finished goes at once."""

    tz: Zone
    basis: str
    days: tuple[int, ...]
    cutoff_seconds: int

    @classmethod
    def of(cls, shop: Shop) -> Shipping:
        return cls(zone(shop.timezone), shop.promise_basis, shop.ship_days, shop.ship_cutoff_minute * 60)

    def ships(self, finish_at: Instant) -> Instant:
        """The first truck; one that leaves at the very moment of the finish still takes it."""
        if not self.days:
            return finish_at
        day = self.tz.local(finish_at) // DAY
        while True:
            leaves = self.tz.instant(day * DAY + self.cutoff_seconds)
            if (day + 3) % 7 in self.days and leaves >= finish_at:
                return leaves
            day += 1

    def docks(self, ships_at: Instant, transit_days: int) -> Instant:
        """The same wall-clock time so many dates later; without days on the road the very moment."""
        return self.tz.later(ships_at, transit_days * DAY) if transit_days else ships_at

    def there(self, finish_at: Instant, transit_days: int) -> Instant:
        """When what is finished then counts as there."""
        if self.basis == "finish":
            return finish_at
        ships_at = self.ships(finish_at)
        return ships_at if self.basis == "ship" else self.docks(ships_at, transit_days)

    def latest_finish(self, target_at: Instant, transit_days: int) -> Instant:
        """The latest finish that is there by a target (minutes and days searched back from it)."""
        if self.basis == "finish":
            return target_at
        transit = transit_days if self.basis == "dock" else 0
        if not self.days:
            found = self.tz.instant(self.tz.local(target_at) - transit * DAY)
            while self.there(found, transit_days) > target_at:
                found -= 3600
            return found
        day = self.tz.local(target_at) // DAY - transit
        while True:
            leaves = self.tz.instant(day * DAY + self.cutoff_seconds)
            if (day + 3) % 7 in self.days and (
                leaves <= target_at if not transit else self.docks(leaves, transit) <= target_at
            ):
                return leaves
            day -= 1
