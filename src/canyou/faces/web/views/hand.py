"""What is held by hand? Each pin with its reason and what it costs; pinning and freeing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from canyou.desk.actions.pin import pin, unpin
from canyou.desk.errors import DeskError, NotAllowed, NotThere
from canyou.desk.models import Member
from canyou.desk.rights import may
from canyou.desk.who import shop_of
from canyou.faces.web.read.hand import cost_words, pins
from canyou.faces.web.read.remember import remembered
from canyou.faces.web.shell import page, with_shop
from canyou.faces.web.views.desk import with_member
from canyou.floor import pins as held
from canyou.floor.current import Current

__all__ = ["costs", "hand"]


@with_member
@require_http_methods(["GET", "POST"])
def hand(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """The page; a POST pins or frees one step and comes back."""
    problem: DeskError | None = None
    if request.method == "POST":
        given = request.POST
        try:
            _do(member, given)
            back = given.get("back", "")
            return HttpResponseRedirect(
                "/run?" + urlencode({"center": back}) if back in now.shop.work_centers else "/run/hand"
            )
        except DeskError as found:
            problem = found
    status = (
        (403 if isinstance(problem, NotAllowed) else 404 if isinstance(problem, NotThere) else 422)
        if problem
        else 200
    )
    context: dict[str, Any] = {
        "pins": pins(now), "problem": problem, "may_pin": may(member.side, member.role, "pin"),
        "costs": _costs(request, now) if "costs" in request.GET else None,
    }  # fmt: skip
    return page(request, "canyou/hand.html", context, here="run", now=now, status=status)


@with_shop
@require_GET
def costs(request: HttpRequest, now: Current) -> HttpResponse:
    """What each pin costs, for the page to fill in: the shop is planned once without each, which takes a while."""
    context = {"pins": pins(now), "costs": _costs(request, now)}
    return render(request, "canyou/hand_costs.html", context)


def _costs(request: HttpRequest, now: Current) -> dict[str, str]:
    """In words, by `order/step/part/lot`."""
    slug = shop_of(request)
    found = remembered((now.version, now.digest, now.book, "pin costs"), lambda: held.costs(slug))
    return {f"{one.order}/{one.step}/{one.part}/{one.lot}": cost_words(one) for one in found}


def _do(member: Member, given: Any) -> None:
    step, lot = given.get("step", ""), given.get("lot", "1")
    if not (step.isascii() and step.isdigit() and lot.isascii() and lot.isdigit()):
        raise NotThere("Which step? It has a number.")
    order, part = given.get("order", ""), given.get("part", "")
    if given.get("do") == "free":
        unpin(member, order, part, int(step), int(lot))
    else:
        pin(member, order, part, int(step), int(lot), given.get("reason", ""))
