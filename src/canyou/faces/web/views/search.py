"""Find an order by its number, the customer's PO or part number, or a name; one hit is gone to at once."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from canyou.faces.web.read.found import found_rows
from canyou.faces.web.shell import page, with_shop
from canyou.floor.current import Current

__all__ = ["search"]

MOST = 50


@with_shop
@require_GET
def search(request: HttpRequest, now: Current) -> HttpResponse:
    from canyou.plan.where import find, where

    sought = request.GET.get("q", "").strip()[:200]
    hits = where(now.plan, sought) if sought else []
    # A guess is shown as one: nobody should read out another order than the one they typed.
    guessed = bool(hits) and hits[0].matched == "nearly"
    if (len(hits) == 1 and not guessed) or (hits and hits[0].order.casefold() == sought.casefold()):
        return HttpResponseRedirect(f"/order/{quote(hits[0].order, safe='')}")
    count = len(find(now.shop, sought)) if len(hits) >= MOST else len(hits)
    context = {
        "sought": sought,
        "rows": found_rows(now, hits[:MOST]),
        "guessed": guessed,
        "count": f"{count:,}",
        "more": max(0, count - MOST),
    }
    return page(request, "canyou/search.html", context, here="find", now=now)
