"""The orders that a search found, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.quantity import number
from canyou.floor.current import Current
from canyou.plan.wording import reference

if TYPE_CHECKING:
    from canyou.plan.where import Found

__all__ = ["FoundRow", "found_rows"]


@dataclass(frozen=True, slots=True)
class FoundRow:
    order: str
    what: str
    customer: str
    po: str
    sentence: str
    glyph: str
    state: str
    finish: str


def found_rows(now: Current, hits: Sequence[Found]) -> list[FoundRow]:
    return [_row(now, hit) for hit in hits]


def _row(now: Current, hit: Found) -> FoundRow:
    record = now.shop.orders[hit.order]
    planned = now.plan.orders.get(hit.order)
    zone = ZoneInfo(now.shop.timezone)
    customer = now.shop.customers.get(record.customer)
    if planned is not None:
        late = planned.late_minutes > 0
        glyph, state = ("late", f"{when.length(planned.late_minutes * 60)} late") if late else ("open", "")
        finish = f"ships {when.due(planned.ships_at, zone, now.plan.now_at)}"
    else:
        glyph = {"shipped": "kept", "cancelled": "gone", "hold": "gone"}.get(record.state, "open")
        state = record.state if record.kind == "firm" else f"{record.kind}, {record.state}"
        finish = when.due(record.shipped_at, zone, now.plan.now_at) if record.shipped_at is not None else ""
    return FoundRow(
        order=hit.order,
        what=f"{number(record.quantity)} {part_label(now.shop, record.part)}",
        customer=customer.name if customer and customer.name else record.customer,
        po=reference(record) if record.po else "",
        sentence=hit.sentence,
        glyph=glyph,
        state=state,
        finish=finish,
    )
