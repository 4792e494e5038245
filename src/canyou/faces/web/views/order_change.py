"""Stop, cancel, push out, a new revision, go on: one click each, and it reaches the run list."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from canyou.desk.actions.change_order import CHANGES, change_order
from canyou.desk.errors import DeskError, NotAllowed, NotThere
from canyou.desk.models import Member
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when

__all__ = ["change"]


@with_member
@require_POST
def change(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Change the order that the form names."""
    given = request.POST
    name, wanted = given.get("order", ""), given.get("change", "")
    try:
        until = given.get("until", "").strip()
        until_at = parse_when(until, now.shop) if until else None
        if wanted not in CHANGES:
            raise NotThere(f"An order is changed by {', '.join(CHANGES)} (found {wanted[:20]!r}).")
        change_order(
            member, name, wanted, why=given.get("why", ""), until_at=until_at,
            revision=given.get("revision", ""),
        )  # fmt: skip
    except (BadWhen, DeskError) as problem:
        status = 403 if isinstance(problem, NotAllowed) else 404 if isinstance(problem, NotThere) else 422
        back = [(f"Back to {name}", f"/order/{quote(name, safe='')}")] if name in now.shop.orders else []
        context = {"question": f"What becomes of {name}?", "sentence": str(problem), "nearest": back}
        return page(request, "canyou/trouble.html", context, here="find", now=now, status=status)
    return HttpResponseRedirect(f"/order/{quote(name, safe='')}")
