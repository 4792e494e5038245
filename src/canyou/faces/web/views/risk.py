"""What is at risk because of one cause: each promise with its ways out and words for the customer."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.desk.clock import now_in
from canyou.desk.errors import NotThere
from canyou.desk.models import Member
from canyou.desk.queries.risks import MOST_ANSWERED, one_cause
from canyou.faces.web import when
from canyou.faces.web.read.desk import instant
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number as as_number
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current

__all__ = ["at_risk"]


@with_member
@require_GET
def at_risk(request: HttpRequest, now: Current, member: Member, number: int) -> HttpResponse:
    """The page. To look at it changes nothing."""
    try:
        found = one_cause(member.shop_id, member.shop.slug, number)
    except NotThere as none:
        context: dict[str, Any] = {"sentence": str(none)}
        return page(request, "canyou/trouble.html", context, here="promises", now=now, status=404)
    rows = [_row(now, one, n < MOST_ANSWERED) for n, one in enumerate(found["items"])]
    still = sum(1 for row in rows if not row["over"])
    context = {"because": found["because"], "rows": rows, "lead": _lead(still, len(rows))}
    return page(request, "canyou/at_risk.html", context, here="promises", now=now)


def _lead(still: int, count: int) -> str:
    if not still:
        return "Nothing is at risk because of it any more."
    if still == 1:
        return "One promise will break if nothing is done."
    rest = f" {count - still} more no longer will." if count > still else ""
    return f"{still} promises will break if nothing is done.{rest}"


def _row(now: Current, one: dict[str, Any], is_looked: bool) -> dict[str, Any]:
    shop, at = now.shop, now_in(now.shop)
    zone = ZoneInfo(shop.timezone)
    order = shop.orders.get(one["order"])
    due, there = instant(one["due"]), instant(one["there"])
    return {
        "order": one["order"],
        "promise": one["promise"],
        "what": f"{as_number(order.quantity)} {part_label(shop, order.part)}" if order else "",
        "customer": customer_name(shop, order.customer) if order else "",
        "due": when.due(due, zone, at),
        "late": when.length(there - due),
        "there": when.day_clock(there, zone, at),
        "over": not one["is_open"],
        "ways": one["ways"],
        "looked": is_looked,
        "words": one["words"],
    }
