"""What did we promise? Both sides' promises, in danger first, and what can be said of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from canyou.desk.actions.done import done
from canyou.desk.actions.renege import cancel, renege
from canyou.desk.actions.renegotiate import renegotiate
from canyou.desk.actions.satisfied import not_satisfied, satisfied
from canyou.desk.clock import now_in
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, Trouble
from canyou.desk.likely import likely_of
from canyou.desk.models import Member
from canyou.desk.queries.page import MOST
from canyou.desk.queries.promises import promises as listed
from canyou.desk.queries.risks import because_of
from canyou.faces.web.read import promises as read
from canyou.faces.web.read.unvouched import unvouched_count
from canyou.faces.web.shell import Key, page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when

__all__ = ["move_promise", "promises"]

KEYS: tuple[Key, ...] = (("j", "next"), ("k", "back"), ("r", "another date"), ("d", "done"))
STATUS = {NotAllowed: 403, NotThere: 404, Refused: 422, Gone: 409}
SETTLED_DAYS = 14


@with_member
@require_GET
def promises(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """All that is open between the two sides, and what was settled lately."""
    return shown(request, now, member)


@with_member
@require_POST
def move_promise(request: HttpRequest, now: Current, member: Member, number: int) -> HttpResponse:
    """A move by its button."""
    given, move = request.POST, request.POST.get("move", "")
    why = given.get("why", "")
    try:
        if move == "renegotiate":
            try:
                due_at = parse_when(given.get("due", ""), now.shop) if given.get("due", "").strip() else None
            except BadWhen as bad:
                raise Refused([Trouble("due", str(bad), tuple(bad.nearest))]) from None
            renegotiate(member, number, due_at, why)
        elif move in PLAIN:
            PLAIN[move](member, number, why)
        else:
            raise Refused([Trouble("move", f"There is no move {move[:20]!r}.")])
    except DeskError as problem:
        status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)
        return shown(request, now, member, problem=problem, about=number, status=status)
    return HttpResponseRedirect(f"/promises#p{number}")


PLAIN = {
    "done": done,
    "satisfied": satisfied,
    "not_satisfied": not_satisfied,
    "renege": renege,
    "cancel": cancel,
}


def shown(
    request: HttpRequest,
    now: Current,
    member: Member,
    problem: DeskError | None = None,
    about: int = 0,
    status: int = 200,
) -> HttpResponse:
    at = now_in(now.shop)
    documents: list[Any] = []
    for state in ("open", "done", "missed", "kept", "reneged", "cancelled"):
        settled = state in ("kept", "reneged", "cancelled")
        before = None
        while True:
            found = listed(
                member.shop_id, member.shop.slug, state=state, limit=40 if settled else MOST, before=before,
                reader=member,
            )  # fmt: skip
            documents += found.items
            before = found.next
            if settled or before is None:
                break
    likely = likely_of(now.plan, read.dates(documents))
    sides = read.sides(now.shop, now.plan, documents, member.side, at, because_of(member.shop_id), likely)
    noted = request.GET.get("noted", "")
    context = {
        "lead": read.lead(sides),
        "sides": sides,
        "unvouched": unvouched_count(now, member),
        "problem": problem,
        "about": about,
        "typed": request.POST,
        "noted": int(noted) if noted.isascii() and noted.isdigit() and len(noted) < 10 else 0,
    }
    return page(request, "canyou/promises.html", context, here="promises", keys=KEYS, now=now, status=status)
