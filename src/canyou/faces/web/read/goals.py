"""The two figures that sales and operations share: promises to customers kept, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from canyou.faces.web.read.quantity import money
from canyou.faces.web.read.remember import remembered
from canyou.floor.current import Current
from canyou.shop.records import Instant, Order, Shop

__all__ = ["Goals", "goals", "goals_of"]

WEEK = 7 * 86400
WEEKS = 13
TOO_FEW, FEW = 5, 20
"""Under the first nothing is said; under the second it is said that it rests on little."""


@dataclass(frozen=True, slots=True)
class Goals:
    percent: int
    kept: int
    promised: int
    worth: str
    """What the kept promises are worth; empty where orders have no value."""
    worth_of: str
    is_few: bool
    spark: SafeString


def goals_of(now: Current) -> Goals | None:
    return remembered((now.name, "goals"), lambda: goals(now.shop))


def goals(shop: Shop) -> Goals | None:
    """Orders promised for a day in the last 13 weeks: how many were shipped whole by then.

    None where there are fewer than five: a share of so few says nothing.
    """
    due = [
        order
        for order in shop.orders.values()
        if order.promised_at is not None
        and shop.now_at - WEEKS * WEEK <= order.promised_at <= shop.now_at
        and order.state in ("open", "hold", "shipped")
        and order.is_firm
        and order.kind != "quote"
    ]
    if len(due) < TOO_FEW:
        return None
    kept = [order for order in due if _kept(order)]
    worth = sum((order.value for order in kept), Decimal(0))
    worth_of = sum((order.value for order in due), Decimal(0))
    return Goals(
        percent=round(100 * len(kept) / len(due)),
        kept=len(kept),
        promised=len(due),
        worth=_short(worth, shop.currency) if worth_of else "",
        worth_of=_short(worth_of, "") if worth_of else "",
        is_few=len(due) < FEW,
        spark=_spark(shop.now_at, due),
    )


def _kept(order: Order) -> bool:
    """Shipped whole by the promised moment. A shipped order without a quantity was shipped whole."""
    if order.state != "shipped" or order.promised_at is None or order.shipped_at is None:
        return False
    whole = order.shipped_quantity == 0 or order.shipped_quantity >= order.quantity
    return whole and order.shipped_at <= order.promised_at


def _short(value: Decimal, currency: str) -> str:
    if value >= 1_000_000:
        words = f"{value / 1_000_000:.2f} M"
        return f"{money(Decimal(0), currency)[:-1].strip()} {words}".strip()
    return money(value, currency)


def _spark(now: Instant, due: list[Order]) -> SafeString:
    """The share kept week by week as a small line; weeks without a promise are left out."""
    shares: list[tuple[int, float]] = []
    for week in range(WEEKS):
        start = now - (WEEKS - week) * WEEK
        these = [o for o in due if o.promised_at is not None and start < o.promised_at <= start + WEEK]
        if these:
            shares.append((week, sum(map(_kept, these)) / len(these)))
    if len(shares) < 4:
        return SafeString("")
    low = min(share for _, share in shares)
    span = max(0.1, max(share for _, share in shares) - low)
    points = [(2 + 50 * week / (WEEKS - 1), 22 - 18 * (share - low) / span) for week, share in shares]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return mark_safe(
        '<svg class="spark" viewBox="0 0 56 26" aria-hidden="true">'
        f'<polyline points="{line}" class="f-none s-ink3" stroke-width="1.25"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" class="f-accent"/></svg>'
    )
