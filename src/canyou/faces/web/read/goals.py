"""The two figures that sales and operations share: promises to customers kept, and what they are worth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from canyou.desk.clock import now_in
from canyou.desk.models import Desk
from canyou.desk.queries.figures import judged
from canyou.faces.web.read.quantity import money
from canyou.faces.web.read.remember import remembered
from canyou.floor.current import Current
from canyou.shop.records import Instant, Shop

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


def goals_of(now: Current, shop_slug: str) -> Goals | None:
    records = Desk.objects.filter(shop__slug=shop_slug).values_list("records", flat=True).first()

    def work_out() -> Goals | None:
        at = now_in(now.shop)
        return goals(now.shop, judged(shop_slug, at - WEEKS * WEEK, at))

    return remembered((now.name, "goals", records), work_out)


def goals(shop: Shop, ours: Sequence[tuple[Instant, bool, Sequence[str]]] = ()) -> Goals | None:
    """Promises to customers that were due in the last 13 weeks: how many were kept, and their orders' value.

    Those of the imported record of promises, and those made or confirmed here (`ours`), by the date first promised.
    Imported dates of orders that nobody stands by count for nothing. None where there are fewer than five: a share of
    so few says nothing.
    """
    here = {name for _, _, names in ours for name in names}
    due = [*_recorded(shop, here), *_made_here(shop, ours)]
    if len(due) < TOO_FEW:
        return None
    worth = sum((promise.value for promise in due if promise.is_kept), Decimal(0))
    worth_of = sum((promise.value for promise in due), Decimal(0))
    kept = sum(promise.is_kept for promise in due)
    return Goals(
        percent=round(100 * kept / len(due)),
        kept=kept,
        promised=len(due),
        worth=_short(worth, shop.currency, worth_of) if worth_of else "",
        worth_of=_short(worth_of, "", worth_of) if worth_of else "",
        is_few=len(due) < FEW,
        spark=_spark(shop.now_at, due),
    )


@dataclass(frozen=True, slots=True)
class _Due:
    at: Instant
    is_kept: bool
    value: Decimal


def _recorded(shop: Shop, here: Collection[str]) -> list[_Due]:
    """Kept, missed and overdue promises of the imported record; renegotiated ones live on as others."""
    found = []
    for promise in shop.promises.values():
        if promise.to not in shop.customers or promise.state in ("renegotiated", "withdrawn"):
            continue
        if promise.order in here:
            continue  # it was promised here, and is counted so
        if shop.now_at - WEEKS * WEEK <= promise.due_at <= shop.now_at:
            order = shop.orders.get(promise.order)
            in_time = promise.kept_at is None or promise.kept_at <= promise.due_at
            is_kept = promise.state == "kept" and in_time
            found.append(_Due(promise.due_at, is_kept, order.value if order else Decimal(0)))
    return found


def _made_here(shop: Shop, ours: Sequence[tuple[Instant, bool, Sequence[str]]]) -> list[_Due]:
    return [
        _Due(at, is_kept, sum((shop.orders[n].value for n in names if n in shop.orders), Decimal(0)))
        for at, is_kept, names in ours
    ]


def _short(value: Decimal, currency: str, whole: Decimal) -> str:
    """An amount in millions where the whole is more than one, so that both read alike."""
    if whole < 1_000_000:
        return money(value, currency)
    millions = f"{value / 1_000_000:.2f}"
    return f"{money(Decimal(0), currency)[:-1]}{millions} M" if currency else millions


def _spark(now: Instant, due: list[_Due]) -> SafeString:
    """The share kept week by week as a small line; weeks without a promise are left out."""
    shares: list[tuple[int, float]] = []
    for week in range(WEEKS):
        start = now - (WEEKS - week) * WEEK
        these = [promise.is_kept for promise in due if start < promise.at <= start + WEEK]
        if these:
            shares.append((week, sum(these) / len(these)))
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
