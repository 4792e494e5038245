"""Where is it? One order in a sentence to read out, with what stands behind it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.desk.who import shop_of, who_of
from canyou.faces.web import when
from canyou.faces.web.read.index import index_of
from canyou.faces.web.read.names import part_name
from canyou.faces.web.read.order import routes, waits
from canyou.faces.web.read.quantity import number
from canyou.faces.web.shell import Key, page, with_shop
from canyou.faces.web.svg.dates import dates_line
from canyou.floor.current import Current
from canyou.floor.queries import first_promised
from canyou.plan.question_about import can_be_asked
from canyou.shop.records import Instant

__all__ = ["order"]

KEYS: tuple[Key, ...] = (("w", "copy the words"), ("f", "on the floor"), ("c", "can you …?"))


@with_shop
@require_GET
def order(request: HttpRequest, now: Current, name: str) -> HttpResponse:
    from canyou.plan.where import where

    record = now.shop.orders.get(name)
    if record is None:
        near = get_close_matches(name, list(now.shop.orders), n=5, cutoff=0.5)
        context: dict[str, Any] = {
            "question": "Where is it?",
            "sentence": f"There is no order “{name}” in the last import. Is it one of these?"
            if near
            else f"There is no order “{name}” in the last import. Search by customer, part or PO instead.",
            "nearest": [(other, f"/order/{quote(other, safe='')}") for other in near],
        }
        return page(request, "canyou/trouble.html", context, here="find", now=now, status=404)
    index = index_of(now.plan, now.shop)
    zone = ZoneInfo(now.shop.timezone)
    found = next((hit for hit in where(now.plan, name) if hit.order == name), None)
    planned = now.plan.orders.get(name)
    customer = now.shop.customers.get(record.customer)
    first = first_promised(name, shop_of(request))
    first_at = first.promised_at if first is not None else None
    counts_at = record.promised_at if record.promised_at is not None else record.due_at
    finish_at = planned.finish_at if planned else record.shipped_at
    late = planned.late_minutes if planned else 0
    operations = index.by_order.get(name, ())
    begin = min((operation.start_at for operation in operations), default=now.plan.now_at)
    who = who_of(request)
    may_change = who is not None and who.may("change_order")
    context = {
        "order": record,
        "quantity": number(record.quantity),
        "part_name": part_name(now.shop, record.part),
        "customer": customer.name if customer and customer.name else record.customer,
        "sentence": found.sentence if found else "",
        "sure": found.sure if found else "",
        "late": when.length(late * 60) if late else "",
        "why": planned.why if planned else (),
        "waits": waits(index, record, now.plan.now_at),
        "routes": routes(now.plan, index, record),
        "dates": _dates(now, name, first_at),
        "line": dates_line(
            record.created_at, first_at, counts_at, finish_at, now.plan.now_at, zone, _line_words(now, name)
        ),
        "floor": "/floor?" + urlencode({"order": name, "from": when.iso_date(begin, zone)}),
        "is_planned": bool(operations),
        "can_be_asked": can_be_asked(record, now.shop),
        "short": number(planned.short) if planned and planned.short else "",
        "may_change": may_change and record.state in ("open", "hold"),
        "is_stopped": record.state == "hold",
        "notes": now.shop.notes.get(("orders.csv", name), {}),
    }
    return page(request, "canyou/order.html", context, here="find", keys=KEYS, now=now)


def _dates(now: Current, name: str, first_at: Instant | None) -> list[tuple[str, str, bool]]:
    """(what, when, whether it is late) for every date that is known and says something of its own."""
    record, planned = now.shop.orders[name], now.plan.orders.get(name)
    zone = ZoneInfo(now.shop.timezone)
    at = now.plan.now_at
    found: list[tuple[str, str, bool]] = [("asked for", when.due(record.due_at, zone, at), False)]
    if record.promised_at is not None:
        found.append(("promised", when.due(record.promised_at, zone, at), False))
    if first_at is not None and first_at != record.promised_at:
        found.append(("first promised", when.due(first_at, zone, at), False))
    if planned is not None:
        # Late is said once, of the moment that a promise means in this shop.
        basis = now.shop.promise_basis if planned.late_minutes > 0 else ""
        found.append(("finishes", when.day_clock(planned.finish_at, zone, at), basis == "finish"))
        if planned.ships_at != planned.finish_at or basis == "ship":
            found.append(("ships", when.day_clock(planned.ships_at, zone, at), basis == "ship"))
        if planned.docks_at not in (planned.ships_at, planned.finish_at) or basis == "dock":
            found.append(("is there", when.day_clock(planned.docks_at, zone, at), basis == "dock"))
    elif record.shipped_at is not None:
        late = record.promised_at is not None and record.shipped_at > record.promised_at
        found.append(("shipped", when.due(record.shipped_at, zone, at), late))
    return found


def _line_words(now: Current, name: str) -> str:
    return "; ".join(f"{what} {date}" for what, date, _ in _dates(now, name, None))
