"""What waits for me? The questions whose move is mine, the open one with its ways to answer, and every move on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from canyou.desk.actions import moves
from canyou.desk.actions.agree import agree
from canyou.desk.actions.ask import ask_for
from canyou.desk.actions.commit import may_decide_over
from canyou.desk.actions.hold import hold, release
from canyou.desk.actions.let_move import find_consent, let_move
from canyou.desk.actions.renew import renew
from canyou.desk.actions.see import see
from canyou.desk.actions.turn import Given, find_question, parties
from canyou.desk.clock import now_in
from canyou.desk.conversation import MOVES
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, Trouble
from canyou.desk.models import Member, Question
from canyou.desk.places import path_of
from canyou.desk.queries.consents import asked_of, one_consent
from canyou.desk.queries.promises import one_promise
from canyou.desk.queries.questions import question_document, questions, stamp_of, whole_question
from canyou.desk.queries.record import entries, said_last
from canyou.desk.queries.waiting import waiting
from canyou.desk.rights import may
from canyou.desk.silence import silence_of
from canyou.desk.who import who_of
from canyou.faces.web.read import desk as read
from canyou.faces.web.read import let
from canyou.faces.web.read.unvouched import unvouched_count
from canyou.faces.web.shell import Key, page, with_shop
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when
from canyou.shop.records import Shop

__all__ = ["ask_thing", "desk", "desk_list", "let_one", "move_question", "seen", "with_member"]

KEYS: tuple[Key, ...] = (
    ("j k", "next, back"),
    ("1–5", "pick a way"),
    ("o", "main button"),
    ("c", "counter"),
    ("x", "decline"),
)
ISSUES = ("Line down", "Launch", "Audit", "First article", "They are out of stock", "We were late before")
"""Quick picks: most issues are one of these."""
STATUS = {NotAllowed: 403, NotThere: 404, Refused: 422, Gone: 409}


def with_member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the current plan and the signed-in person to a view; where nobody signs in yet, say so."""

    @with_shop
    @wraps(view)
    def wrapped(request: HttpRequest, now: Current, *args: Any, **kwargs: Any) -> HttpResponse:
        who = who_of(request)
        if who is None or who.member is None:
            return page(request, "canyou/nobody.html", {}, here="", now=now, status=403)
        return view(request, now, who.member, *args, **kwargs)

    return wrapped


@with_member
@require_GET
def desk(request: HttpRequest, now: Current, member: Member, number: int | None = None) -> HttpResponse:
    """The list, and one question opened: the one asked for, else the first that waits."""
    return shown(request, now, member, number)


@with_member
@require_GET
def desk_list(request: HttpRequest, now: Current, member: Member, number: int | None = None) -> HttpResponse:
    """The list alone, for a page that stays open."""
    context: dict[str, Any] = {**_list(now, member), "picked": number}
    asked = request.GET.get("let", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 12:
        context["picked_let"] = int(asked)
    context["stamp"] = stamp_of(member.shop_id, number, context.get("picked_let"))
    response = render(request, "canyou/desk_list.html", context)
    response["Cache-Control"] = "no-store"
    return response


@with_member
@require_POST
def move_question(request: HttpRequest, now: Current, member: Member, number: int) -> HttpResponse:
    """A move by its button. What was typed stays where it is refused."""
    given, move = request.POST, request.POST.get("move", "")
    try:
        if move == "renew":
            renew(member, number)
        elif move == "renew_unvouched":
            renew(member, number, moving_unvouched=True)
        elif move == "hold":
            hold(member, number, given.get("option"))
        elif move == "release":
            release(member, number)
        elif move == "agree":
            agree(member, number, given.get("agreed", ""))
        elif move == "over":
            moves.make(member, number, "promise", replace(_given(now, given), over=True))
        elif move in MOVES:
            moves.make(member, number, move, _given(now, given))
        else:
            raise Refused([Trouble("move", f"There is no move {move[:20]!r}.")])
    except DeskError as problem:
        return shown(request, now, member, number, problem=problem, status=_status(problem))
    return HttpResponseRedirect(f"/desk/{number}")


@with_member
def ask_thing(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Ask the other side for a thing: a drawing, a purchase order, an answer, an order that would wait."""
    fields = {name: request.POST.get(name, request.GET.get(name, "")).strip() for name in THING}
    troubles: dict[str, str] = {}
    if request.method == "POST":
        try:
            by_at = parse_when(fields["by"], now.shop) if fields["by"] else 0
            to = _person(member, fields["to"])
            made = ask_for(
                member, fields["what"], by_at, to=to, order=fields["order"], issue=fields["issue"],
                expectation=fields["expectation"], about=_number(fields["about"]),
            )  # fmt: skip
            return HttpResponseRedirect(f"/desk/{made.number}")
        except BadWhen as bad:
            troubles["by"] = str(bad)
        except Refused as bad:
            troubles = {trouble.field: trouble.text for trouble in bad.troubles}
        except DeskError as problem:
            troubles["what"] = str(problem)
    people = Member.objects.filter(shop_id=member.shop_id, is_active=True).exclude(pk=member.pk)
    others = sorted(people.select_related("user"), key=lambda one: (one.side == member.side, one.called))
    about = _line(now, member, _number(fields["about"]), now_in(now.shop))
    context = {"fields": fields, "troubles": troubles, "others": others, "issues": ISSUES, "about": about}
    return page(
        request, "canyou/desk_ask.html", context, here="desk", now=now, status=422 if troubles else 200
    )


THING = ("what", "by", "to", "order", "issue", "expectation", "about")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _person(member: Member, text: str) -> Member | None:
    if not text:
        return None
    rows = Member.objects.filter(shop_id=member.shop_id, is_active=True).select_related("user", "shop")
    found = next((one for one in rows if str(one.pk) == text), None)
    if found is None:
        raise Refused([Trouble("to", "There is no such person in this shop.")])
    return found


def _given(now: Current, given: Any) -> Given:
    """What came with a move, dates read as people say them.

    Raises:
        Refused: a date that cannot be read.
    """
    moments: dict[str, int | None] = {}
    for name in ("due", "know_by"):
        text = given.get(name, "").strip()
        try:
            moments[name] = parse_when(text, now.shop) if text else None
        except BadWhen as bad:
            raise Refused([Trouble(name, str(bad), tuple(bad.nearest))]) from None
    return Given(
        option=given.get("option") or None,
        note=given.get("note", ""),
        said_back=given.get("said_back", ""),
        due_at=moments["due"],
        know_by_at=moments["know_by"],
        issue=given.get("issue", ""),
        expectation=given.get("expectation", ""),
        asked_customer=given.get("asked_customer", ""),
    )


def shown(
    request: HttpRequest,
    now: Current,
    member: Member,
    number: int | None,
    problem: DeskError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with a question opened."""
    listed = _list(now, member)
    if number is None and listed["payers"]:
        return HttpResponseRedirect(f"/desk/let/{listed['payers'][0].number}")
    if number is None and listed["mine"]:
        number = listed["mine"][0].number
    context: dict[str, Any] = {**listed, "picked": number, "problem": problem, "typed": request.POST}
    context["stamp"] = stamp_of(member.shop_id, number)
    if isinstance(problem, Refused):
        context["troubles"] = {trouble.field: trouble.text for trouble in problem.troubles}
    if number is not None:
        try:
            context |= _question(now, member, number, {**request.GET.dict(), **request.POST.dict()})
            context["is_mine"] = any(item.number == number for item in listed["mine"])
        except NotThere as none:
            context |= {"problem": none, "picked": None}
            status = 404
    return page(request, "canyou/desk.html", context, here="desk", keys=KEYS, now=now, status=status)


@with_member
@require_POST
def seen(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """What was told is read."""
    upto = request.POST.get("upto", "")
    if upto.isascii() and upto.isdigit():
        see(member, int(upto))
    return HttpResponseRedirect("/desk")


@with_member
def let_one(request: HttpRequest, now: Current, member: Member, number: int) -> HttpResponse:
    """May an order move? To look at it does nothing; the button says yes or no."""
    problem: DeskError | None = None
    status = 200
    if request.method == "POST":
        try:
            move, note = request.POST.get("move", ""), request.POST.get("note", "")
            for one in _same(member, number) if move == "yes_all" else [number]:
                let_move(member, one, "yes" if move == "yes_all" else move, note)
            return HttpResponseRedirect(f"/desk/let/{number}")
        except DeskError as refusal:
            problem, status = refusal, _status(refusal)
    listed = _list(now, member)
    context: dict[str, Any] = {**listed, "picked_let": number, "problem": problem, "typed": request.POST}
    context["stamp"] = stamp_of(member.shop_id, None, number)
    if isinstance(problem, Refused):
        context["troubles"] = {trouble.field: trouble.text for trouble in problem.troubles}
    try:
        found = one_consent(member.shop_id, member.shop.slug, number, member)
        first = whole_question(member.shop_id, member.shop.slug, found["question"], member)
        silence = silence_of(member.shop_id).lets
        context["same"] = len(_same(member, number)) if found["state"] == "asked" else 1
        context["let"] = let.let_view(now.shop, found, first, now_in(now.shop), silence)
    except NotThere as none:
        context["problem"], status = none, 404
    return page(request, "canyou/desk.html", context, here="desk", keys=KEYS, now=now, status=status)


def _same(member: Member, number: int) -> list[int]:
    """What somebody is asked because of the same question, this one first."""
    first = find_consent(member.shop_id, number)
    others = [row.number for row in asked_of(member) if row.question_id == first.question_id]
    return [number, *(other for other in others if other != number)]


def _status(problem: DeskError) -> int:
    return next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)


def _is_asker(member: Member, question: Question) -> bool:
    """Whether somebody speaks for whoever asked; of a thing asked within a side that is the asker alone."""
    return parties(member, question)[:1] == ("asker",)


def _line(now: Current, member: Member, number: int | None, at: int) -> read.Item | None:
    """Another question in a line; None where there is none of that number."""
    try:
        question = find_question(member.shop_id, number) if number is not None else None
    except NotThere:
        return None
    if question is None:
        return None
    document = question_document(question, now.shop.timezone)
    return read.item(now.shop, document, at, said=read.STATES[question.state])


def _list(now: Current, member: Member) -> dict[str, Any]:
    shop, at = now.shop, now_in(now.shop)
    found = waiting(member)
    payers = [let.let_item(shop, one, at) for one in found["consents"]]
    other = "sales" if member.side == "operations" else "operations"
    mine = [read.item(shop, one, at) for one in found["questions"]]
    theirs = questions(member.shop_id, member.shop.slug, waits_for_side=other, limit=30).items
    theirs += questions(member.shop_id, member.shop.slug, waits_for_others=True, limit=30).items
    theirs.sort(key=lambda one: str(one["changed_at"]), reverse=True)
    waits = {one["id"] for one in found["questions"]}
    lately = questions(member.shop_id, member.shop.slug, limit=40).items
    closed = [one for one in lately if one["waits_for"] is None][:8]
    notices = found["notices"]
    return {
        "payers": payers,
        "moves_count": len(payers) + len(mine),
        "mine": mine,
        "theirs": [read.item(shop, one, at) for one in theirs if one["id"] not in waits],
        "closed": [read.item(shop, one, at, said=read.STATES[one["state"]]) for one in closed],
        "owed": [read.promise_item(shop, one, at) for one in found["promises"]],
        "risks": [_told(one, shop, at) for one in notices if _is_risk(one)],
        "notices": [_told(one, shop, at) for one in notices if not _is_risk(one)][:12],
        "last_notice": notices[0]["id"] if notices else 0,
    }


def _told(notice: Mapping[str, Any], shop: Shop, now: int) -> tuple[str, str, str]:
    """(what somebody was told, where it leads, when: today by the clock)."""
    return notice["text"], path_of(notice["about"]), read.lately(read.instant(notice["at"]), shop, now)


def _is_risk(notice: Mapping[str, Any]) -> bool:
    return str(notice["about"]).startswith("risk/")


def _question(now: Current, member: Member, number: int, given: Mapping[str, str]) -> dict[str, Any]:
    shop, at = now.shop, now_in(now.shop)
    found = whole_question(member.shop_id, member.shop.slug, number, member)
    question = find_question(member.shop_id, number)
    promises = [one_promise(member.shop_id, member.shop.slug, n, member) for n in found["promises"]]
    view, ways = read.ways(shop, found, at, let.standing_words(found["consents"], shop, at))
    chosen = str(found["offered"] or found["picked"] or "").rpartition("-")[2]
    numbers = [way.number for way in ways]
    chosen = given.get("way") or given.get("option") or chosen
    picked = int(chosen) if chosen.isascii() and chosen.isdigit() and int(chosen) in numbers else None
    said = entries(member.shop_id, member.shop.slug, about=f"question/{number}", limit=100).items
    if promises:  # the promise's own entry says it, with its date
        said = [entry for entry in said if entry["verb"] != "promise"]
    for promise in promises:
        said += entries(member.shop_id, member.shop.slug, about=f"promise/{promise['id']}", limit=100).items
    said.sort(key=lambda entry: entry["id"])
    return {
        "question": found,
        "asked": read.asked_words(shop, found, at),
        "facts": read.facts(shop, found, at),
        "steps": read.steps(found, promises),
        "view": view,
        "ways": ways,
        "way": picked if picked is not None else next(iter(numbers), None),
        "want": given.get("want", ""),
        "can": set(found["moves"]),
        "may_commit": may(member.side, member.role, "commit"),
        "unvouched": unvouched_count(now, member),
        "is_asker": _is_asker(member, question),
        "waits_on": let.said_lines(found["waits_on"]),
        "about": _line(now, member, found["about"], at),
        "below": [_line(now, member, n, at) for n in found["sub_questions"]],
        "over": let.over_words(found["consents"]) if may_decide_over(member) else "",
        "promises": [read.promise_item(shop, one, at) for one in promises],
        "record": [read.said_of(entry, shop, at) for entry in said],
        "talk_to": read.talk_to(found, member.called, said_last(member, number)),
        "issues": ISSUES,
        "asked3": (("yes", "yes"), ("no", "no"), ("not_reached", "could not reach")),
        "more": {"hold"} if may(member.side, member.role, "hold") and not found["hold"] else set(),
        "held": read.held_words(shop, found, at),
    }
