"""The clock of a shop: its own where shop.toml fixes one, else the machine's."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from canyou.floor.current import NoShop, current
from canyou.shop.records import Instant, Shop


def now_in(shop: Shop) -> Instant:
    """What time it is in the shop."""
    return shop.now_at if shop.clock_fixed else int(time.time())


def now_at(shop_slug: str) -> Instant:
    """What time it is in a shop, which may have nothing imported yet."""
    try:
        return now_in(current(shop_slug).shop)
    except NoShop:
        return int(time.time())


def end_of_day(at: Instant, timezone: str) -> Instant:
    """The end of the local day that an instant lies in; a midnight is the end of the day before it."""
    zone = ZoneInfo(timezone)
    day = datetime.fromtimestamp(at - 1, zone).date() + timedelta(days=1)
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
