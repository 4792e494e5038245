"""What have we agreed? Line by line; what is proposed and what it would change; signed by a manager of each side."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from canyou.desk.actions.propose_agreement import propose_agreement, terms_now, withdraw_agreement
from canyou.desk.actions.sign_agreement import sign_agreement
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, refused
from canyou.desk.models import Agreement, Member
from canyou.desk.queries.agreement import agreement_document, versions
from canyou.desk.queries.effect import effect_for
from canyou.desk.rights import may
from canyou.desk.terms import WHO_WORDS
from canyou.faces.web import when
from canyou.faces.web.read import agreement as read
from canyou.faces.web.read.tried import change_lines
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when

__all__ = ["agreement", "move_agreement", "propose"]

STATUS = {NotAllowed: 403, NotThere: 404, Refused: 422, Gone: 409}
SHOWN = 40


@with_member
@require_GET
def agreement(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """What holds, with what is proposed; `?version=2` shows how it was."""
    return shown(request, now, member)


@with_member
@require_POST
def propose(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Another version, as the form has it."""
    form = read.posted_form(request.POST, now.shop)

    def moment(text: str) -> int:
        try:
            return parse_when(text, now.shop)
        except BadWhen as bad:
            raise refused("kept", str(bad), bad.nearest) from None

    try:
        try:
            given = read.given_of(form, moment)
        except (ValueError, AttributeError, KeyError):
            raise refused("at_once", "A number is wanted there.") from None
        propose_agreement(member, given, form["why"])
    except DeskError as problem:
        return shown(request, now, member, problem, form)
    return HttpResponseRedirect("/agreement#proposed")


@with_member
@require_POST
def move_agreement(request: HttpRequest, now: Current, member: Member, number: int) -> HttpResponse:
    """Signed for one's side, or withdrawn."""
    try:
        if request.POST.get("move") == "sign":
            sign_agreement(member, number)
        else:
            withdraw_agreement(member, number)
    except DeskError as problem:
        return shown(request, now, member, problem)
    return HttpResponseRedirect("/agreement")


def shown(
    request: HttpRequest,
    now: Current,
    member: Member,
    problem: DeskError | None = None,
    form: dict[str, Any] | None = None,
) -> HttpResponse:
    shop, zone = now.shop, ZoneInfo(now.shop.timezone)
    found = versions(member.shop_id)
    by_number = {one.number: one for one in found}
    asked = request.GET.get("version", "")
    old = by_number.get(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    holds = next((one for one in found if one.state == "in force"), None)
    proposed = None if old else next((one for one in found if one.state == "proposed"), None)
    terms = old.said if old else terms_now(member.shop_id, shop)
    context: dict[str, Any] = {
        "problem": problem,
        "old": old and _version(old, zone),
        "holds": holds and _version(holds, zone),
        "lines": read.lines_of(terms, proposed.said if proposed else None, shop),
        "versions": [_version(one, zone) for one in found],
        "may_propose": old is None and may(member.side, member.role, "propose_agreement"),
        "form": form or read.form_of(proposed.said if proposed else terms, shop),
        "form_open": form is not None,
        "who_words": WHO_WORDS.items(),
    }
    if proposed is not None:
        context |= _proposed(now, proposed, member, zone)
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 200)
    return page(request, "canyou/agreement.html", context, here="agreement", now=now, status=status)


def _proposed(now: Current, proposed: Agreement, member: Member, zone: ZoneInfo) -> dict[str, Any]:
    """What is proposed, what it would change, and what the reader can do with it."""
    work = effect_for(now, proposed)
    context: dict[str, Any] = {
        "proposed": _version(proposed, zone),
        "moves": agreement_document(proposed, now.shop.timezone, member)["moves"],
        "work": work,
        "me": member.side,
    }
    if work.found is not None and work.changes is not None:
        changes = work.changes
        lists = []
        for name, those in (("Promises later", changes.later), ("Promises earlier", changes.earlier)):
            promised = [one for one in those if one.promised_at is not None]
            lists.append((name, change_lines(work.found, promised[:SHOWN])))
        context |= {"effect": read.lead_of_effect(changes), "lists": lists}
    return context


def _version(one: Agreement, zone: ZoneInfo) -> dict[str, Any]:
    def at(moment: int | None) -> str:
        return when.day_clock(moment, zone) if moment is not None else ""

    return {
        "number": one.number,
        "state": one.state,
        "why": one.why,
        "by": one.proposed_by.called,
        "proposed": at(one.proposed_at),
        "sales": one.sales_by.called if one.sales_by else "",
        "operations": one.operations_by.called if one.operations_by else "",
        "begun": at(one.begun_at),
        "ended": at(one.ended_at),
    }
