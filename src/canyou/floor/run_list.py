"""What changed in the run list, when and why: kept with the entry of the book that changed it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canyou.floor.entries import PROMISE, ROLL
from canyou.floor.models import BookEntry
from canyou.plan.adopting.adoption import Adoption
from canyou.plan.result import Operation
from canyou.plan.run_list import RunChange, moved_for
from canyou.plan.wording import joined
from canyou.shop.records import Instant

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan  # numba takes a while to load

MOST = 300
"""Changes kept of one entry; a first plan after a great import is no list of changes any more."""


@dataclass(frozen=True, slots=True)
class Place:
    work_center: str
    machine: int | None
    start_at: Instant


@dataclass(frozen=True, slots=True)
class ListChange:
    """One step that came into the run list, left it, or has another place in it."""

    at: datetime
    version: int
    order: str
    part: str
    step: int
    lot: int
    was: Place | None
    now: Place | None
    why: str


def changes_of(plan: ShopPlan, what: Adoption) -> tuple[RunChange, ...]:
    """What a promise changes in the run list of the plan that it is taken into."""
    touched = set(what.moved()) | set(what.names)
    was = [o for o in plan.operations if o.order in touched] if what.operations else []
    return moved_for(plan.shop, was, what.operations, f"for {joined(list(what.names))}")


def body_of(changes: Sequence[RunChange]) -> list[list[Any]]:
    """Changes as an entry's body has them."""
    return [
        [one.order, one.part, one.step, one.lot, _place(one.was), _place(one.now), one.why]
        for one in changes[:MOST]
    ]


def changes_since(shop_id: int, since: datetime, most: int = MOST) -> list[ListChange]:
    """What changed in a shop's run list since a moment, newest first."""
    rows = (
        BookEntry.objects.filter(shop_id=shop_id, kind__in=(ROLL, PROMISE), at__gte=since)
        .order_by("-version")
        .values_list("version", "at", "body")
    )
    found: list[ListChange] = []
    for version, at, text in rows.iterator(chunk_size=100):
        for order, part, step, lot, was, now, why in json.loads(text).get("run_list", []):
            found.append(ListChange(at, version, order, part, step, lot, _read(was), _read(now), why))
        if len(found) >= most:
            break
    return found[:most]


def _place(one: Operation | None) -> list[Any] | None:
    return None if one is None else [one.work_center or "", one.machine, one.start_at]


def _read(place: list[Any] | None) -> Place | None:
    return None if place is None else Place(*place)
