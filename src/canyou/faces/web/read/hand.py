"""The people's hand on the run list: what is pinned, and what changed in the list lately, each with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.names import part_label
from canyou.floor.current import Current
from canyou.floor.models import FloorShop
from canyou.floor.pins import PinCost, pinned
from canyou.floor.run_list import Place, changes_since
from canyou.plan.wording import place

__all__ = ["Pin", "changed", "cost_words", "pins"]

MOST = 60
DAYS = 1
"""The run list's changes since the beginning of yesterday are shown."""


@dataclass(frozen=True, slots=True)
class Pin:
    order: str
    part: str
    label: str
    step: int
    lot: int
    where: str
    start: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    at: str
    order: str
    what: str
    """`step 20 of P-204 Valve body`."""
    how: str
    """`Mill 1, Tue 24 Nov 08:00 → Mill 2, Tue 24 Nov 09:30`."""
    why: str
    glyph: str


def pins(now: Current) -> list[Pin]:
    """What is held by hand, by place and time."""
    shop, zone = now.shop, ZoneInfo(now.shop.timezone)
    rows = sorted(pinned(shop), key=lambda r: (r.work_center, r.machine or 0, r.start_at))
    return [
        Pin(
            row.order, row.part, part_label(shop, row.part), row.step, row.lot,
            place(shop, row.work_center, row.machine), when.day_clock(row.start_at, zone, now.plan.now_at),
            row.reason,
        )
        for row in rows
    ]  # fmt: skip


def cost_words(cost: PinCost) -> str:
    """What a pin costs, as a sentence."""
    words = cost.words
    return f"{words[0].upper()}{words[1:]}."


def changed(shop_slug: str, now: Current, zone: ZoneInfo) -> list[Change]:
    """What changed in the run list since the beginning of yesterday, newest first."""
    shop_id = FloorShop.objects.filter(slug=shop_slug).values_list("pk", flat=True).first()
    if shop_id is None:
        return []
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=DAYS)
    rows = changes_since(shop_id, since, MOST)
    at = now.plan.now_at
    return [
        Change(
            when.day_clock(int(one.at.timestamp()), zone, at),
            one.order,
            f"step {one.step} of {part_label(now.shop, one.part)}",
            f"{_place(now, one.was, zone)} → {_place(now, one.now, zone)}",
            one.why,
            "new" if one.was is None else "gone" if one.now is None else "moved",
        )
        for one in rows
    ]


def _place(now: Current, one: Place | None, zone: ZoneInfo) -> str:
    if one is None:
        return "not in the list"
    return f"{place(now.shop, one.work_center, one.machine)}, {when.day_clock(one.start_at, zone, now.plan.now_at)}"
