"""Which dates do we believe? The imported backlog by customer, with the dates that the plan can hold, in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from canyou.desk.actions.vouch import vouch
from canyou.desk.dates import Proposal
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, Trouble
from canyou.desk.models import Member
from canyou.desk.queries.dates import CustomerDates, dates_by_customer
from canyou.desk.rights import may
from canyou.faces.web import when
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when

__all__ = ["dates"]

STATUS = {NotAllowed: 403, NotThere: 404, Refused: 422, Gone: 409}


@dataclass(frozen=True, slots=True)
class DateLine:
    """One order: what was imported, what the plan makes of it, and the date to stand by."""

    order: str
    what: str
    imported: str
    there: str
    late_by: str
    chance: str
    proposed: str
    proposed_chance: str
    is_moved: bool


@dataclass(frozen=True, slots=True)
class CustomerView:
    customer: str
    name: str
    lines: tuple[DateLine, ...]
    moved: int
    is_open: bool


@with_member
@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """The backlog; a POST stands by the dates of one customer, or of all."""
    found = dates_by_customer(now, member.shop_id)
    problem: DeskError | None = None
    about = request.POST.get("customer", "")
    if request.method == "POST":
        try:
            made = vouch(member, _chosen(request, now, found), request.POST.get("why", ""))
            return HttpResponseRedirect(f"/dates?kept={len(made)}")
        except DeskError as wrong:
            problem = wrong
    kept = request.GET.get("kept", "")
    context = {
        "problem": problem,
        "kept": int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 7 else 0,
        "count": sum(len(one.rows) for one in found),
        "late": sum(row.is_late for one in found for row in one.rows),
        "moved": sum(one.moved for one in found),
        "held": sum(len(one.rows) - one.moved for one in found),
        "customers": [_view(now, one, one.customer == about or len(found) == 1) for one in found],
        "may_vouch": may(member.side, member.role, "vouch"),
    }
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 200)
    return page(request, "canyou/dates.html", context, here="dates", now=now, status=status)


def _chosen(request: HttpRequest, now: Current, found: list[CustomerDates]) -> dict[str, int | None]:
    """The dates that were posted: as proposed or as imported, for one customer or all, and those typed in.

    Raises:
        Refused: a date that cannot be read.
    """
    given = request.POST
    customer, take = given.get("customer", ""), given.get("take", "")
    chosen: dict[str, int | None] = {}
    for one in found:
        if customer and one.customer != customer:
            continue
        for row in one.rows:
            typed = given.get(f"date:{row.order}", "").strip()
            if typed:
                try:
                    chosen[row.order] = parse_when(typed, now.shop)
                except BadWhen as bad:
                    raise Refused([Trouble(row.order, f"{row.order}: {bad}", tuple(bad.nearest))]) from None
            elif take == "imported":
                chosen[row.order] = None
            elif take == "proposed" or not row.is_moved:
                chosen[row.order] = row.proposed_at
    return chosen


def _view(now: Current, one: CustomerDates, is_open: bool) -> CustomerView:
    name = customer_name(now.shop, one.customer) or one.customer
    return CustomerView(one.customer, name, tuple(_line(now, row) for row in one.rows), one.moved, is_open)


def _line(now: Current, row: Proposal) -> DateLine:
    zone, order = ZoneInfo(now.shop.timezone), now.shop.orders[row.order]
    return DateLine(
        order=row.order,
        what=f"{number(order.quantity)} {part_label(now.shop, order.part)}",
        imported=when.due(row.promised_at, zone),
        there=when.day_clock(row.there_at, zone),
        late_by=when.length(row.there_at - row.promised_at) if row.is_late else "",
        chance=f"{int(row.chance * 20)} in 20",
        proposed=when.due(row.proposed_at, zone),
        proposed_chance=f"{int(row.proposed_chance * 20)} in 20",
        is_moved=row.is_moved,
    )
