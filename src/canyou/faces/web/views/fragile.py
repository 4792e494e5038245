"""What hangs on one thing alone? Machines, people and suppliers, the promises that break, and who has a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from canyou.desk.errors import NotAllowed, Refused
from canyou.desk.who import shop_of, who_of
from canyou.faces.web import when
from canyou.faces.web.read import fragile as read
from canyou.faces.web.shell import page, with_shop
from canyou.floor.current import Current
from canyou.together.precautions import LONGEST_PLAN, keep_precaution, precautions_of

__all__ = ["fragile"]

DAYS = (1, 3, 7, 14)


@with_shop
@require_http_methods(["GET", "POST"])
def fragile(request: HttpRequest, now: Current) -> HttpResponse:
    """The page; a POST keeps the plan for one thing and comes back to it."""
    given = request.POST if request.method == "POST" else request.GET
    asked = given.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else 7
    zone = ZoneInfo(now.shop.timezone)
    troubles: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            _keep(request, zone)
        except NotAllowed as no:
            troubles, status = {"": str(no)}, 403
        except Refused as wrong:
            troubles, status = {trouble.field: trouble.text for trouble in wrong.troubles}, 422
        else:
            target = f"/fragile?{urlencode({'days': days})}" if days != 7 else "/fragile"
            return redirect(f"{target}#{given.get('anchor', '')[:300]}")
    work = read.found_for(shop_of(request), now, float(days))
    who = who_of(request)
    context: dict[str, Any] = {
        "days": days,
        "day_choices": DAYS,
        "work": work,
        "can_keep": who is not None and who.may("prepare"),
        "troubles": troubles,
        "posted": given if troubles else {},
        "longest": LONGEST_PLAN,
    }
    if work.found is not None:
        kept = precautions_of(shop_of(request))
        lists = [
            ("machine", "Machines", read.machines(now, work.found, kept)),
            ("person", "People", read.people(work.found, kept)),
            ("supplier", "Suppliers", read.suppliers(work.found, kept)),
        ]
        every = [one for _, _, things in lists for one in things]
        context |= {
            "lists": [
                {
                    "kind": kind,
                    "name": name,
                    "things": [one for one in things if one.matters or one.precaution],
                    "quiet": [one for one in things if not (one.matters or one.precaution)],
                }
                for kind, name, things in lists
            ],
            "bare": sum(one.is_bare for one in every),
            "matter": sum(one.matters for one in every),
            "as_of": when.day_clock(work.plan_at, zone, now.plan.now_at),
            "has_log": bool(work.found.people),
        }
    return page(request, "canyou/fragile.html", context, here="fragile", now=now, status=status)


def _keep(request: HttpRequest, zone: ZoneInfo) -> None:
    """Keep what was posted.

    Raises:
        NotAllowed, Refused.
    """
    who = who_of(request)
    if who is None or who.member is None:
        raise NotAllowed("Sign in to keep a plan: it stands under a name.")
    text = request.POST.get("tried_on", "").strip()
    try:
        tried_on = dt.date.fromisoformat(text) if text else None
    except ValueError:
        from canyou.desk.errors import refused

        raise refused("tried_on", f"A day like 2026-11-24 is wanted (found {text[:20]}).") from None
    keep_precaution(
        who.member,
        request.POST.get("kind", ""),
        request.POST.get("name", ""),
        request.POST.get("plan", ""),
        tried_on,
        dt.datetime.now(zone).date(),
    )
