"""Promises over HTTP: listed, read, noted from the phone, and what becomes of them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from canyou.desk.actions.done import done
from canyou.desk.actions.phone_promise import phone_promise
from canyou.desk.actions.renege import cancel, renege
from canyou.desk.actions.renegotiate import renegotiate
from canyou.desk.actions.satisfied import not_satisfied, satisfied
from canyou.desk.actions.stand import find_promise
from canyou.desk.actions.turn import LONGEST_NOTE
from canyou.desk.clock import now_at
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Member, Promise
from canyou.desk.promising import MOVES
from canyou.desk.queries.page import MOST, USUAL
from canyou.desk.queries.promises import one_promise, promise_document, promises
from canyou.desk.queries.questions import when, zone_of
from canyou.desk.queries.waiting import waiting
from canyou.faces.api.auth import caller
from canyou.faces.api.body import known_only, moment, one_of, read_body, text
from canyou.faces.api.options import FIELDS
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_desk import NotedOut, PromiseOut, PromisesOut, PromiseState, WaitingOut
from canyou.faces.api.shapes import READ, WRITE, body, text_field
from canyou.faces.api.writes import read, the_member, written
from canyou.floor.current import current

router = Router(tags=["promises"])

STATE = Query(None, description="The state they are in.")
NUMBER = Path(..., ge=1, le=10**12, description="Of the promise.")
MOVE: dict[str, Any] = {
    "move": text_field("What is said of it.", one_of=MOVES),
    "due": text_field("The new date, to renegotiate."),
    "why": text_field(
        "The reason; needed to renegotiate, to renege and where it is not well.", longest=LONGEST_NOTE
    ),
}
NOTED: dict[str, Any] = {
    **{name: FIELDS[name] for name in ("part", "quantity", "by", "customer")},
    "note": text_field("A word on it.", longest=LONGEST_NOTE),
}
_DATE = "A date or a moment, ISO 8601."


@router.get(
    "/promises",
    response={200: PromisesOut, **READ},
    summary="Promises",
    description="Newest first, in pages, by any of the filters. What is overdue is missed, as the clock has it.",
    operation_id="promises",
)
def get_promises(
    request: HttpRequest,
    state: PromiseState | None = STATE,
    side: Literal["sales", "operations"] | None = Query(None, description="Given by this side."),
    mine: bool = Query(False, description="Only those given by or to the caller."),
    customer: str = Query("", max_length=200, description="For this customer."),
    part: str = Query("", max_length=200, description="Of this part."),
    order: str = Query("", max_length=200, description="With this order."),
    question: int | None = Query(None, ge=1, le=10**12, description="From this question."),
    due_before: str = Query("", max_length=100, description=f"Due before this. {_DATE}"),
    due_after: str = Query("", max_length=100, description=f"Due at this or later. {_DATE}"),
    before: int | None = Query(
        None, ge=1, le=10**12, description="Where the page begins: the last one's `next`."
    ),
    limit: int = Query(USUAL, ge=1, le=MOST, description="How many."),
) -> HttpResponse:
    """A page of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    dates: dict[str, int | None] = {"due_before": None, "due_after": None}
    if due_before or due_after:
        known = current(shop.slug).shop
        given = {"due_before": due_before, "due_after": due_after}
        dates = {name: moment(given, name, known) for name in given}
    page = promises(
        shop.pk, shop.slug, state=state or "", side=side or "", mine=who.member if mine else None, customer=customer,
        part=part, order=order, question=question, before=before, limit=limit, reader=who.member, **dates,
    )  # fmt: skip
    return read(page.document)


@router.get(
    "/promises/{number}",
    response={200: PromiseOut, **READ},
    summary="One promise",
    description="Both its dates, what became of it, and what the caller can say of it.",
    operation_id="promise",
)
def get_promise(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """One of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    return read(one_promise(shop.pk, shop.slug, number, who.member))


@router.post(
    "/promises",
    response={201: NotedOut, **WRITE},
    summary="Note a promise that was given by phone",
    description="It stands as it was given; the answer says whether the plan has it there in time.",
    openapi_extra=body(
        "Promise given by phone", NOTED, ["quantity", "by"],
        {"part": "P-204", "quantity": 20, "by": "2026-12-04", "customer": "ACME"},
    ),
    operation_id="note_promise",
)  # fmt: skip
def post_promise(request: HttpRequest) -> HttpResponse:
    """Already promised."""

    def noted(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), NOTED, "a promise")
        note = text(fields, "note")
        facts = {name: value for name, value in fields.items() if name in FIELDS}
        zone, at = zone_of(member.shop.slug), now_at(member.shop.slug)

        def write(made: Any) -> Answer:
            document = promise_document(made.promise, zone, at, member)
            told = {"promise": made.promise.number, "order": made.order, "fits": made.fits}
            return 201, {**document, **told, "there": when(made.there_at, zone)}

        call.run(write)(lambda: phone_promise(member, facts, note))
        assert call.answer is not None
        return call.answer

    return written(request, noted)


@router.post(
    "/promises/{number}/moves",
    response={200: PromiseOut, **WRITE},
    summary="A move on a promise",
    description=(
        "Whoever gave it says done, renegotiate or renege; whoever it was given to says satisfied, not_satisfied, "
        "renegotiate or cancel. A renegotiation comes before the date and keeps the first one; overdue stays missed."
    ),
    openapi_extra=body(
        "Move", MOVE, ["move"], {"move": "renegotiate", "due": "2026-12-08", "why": "the mill is down"}
    ),
    operation_id="move_promise",
)
def post_move(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """One move."""

    def moved(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), MOVE, "a move")
        move = one_of(fields, "move", MOVES)
        find_promise(member.shop_id, number)
        why = text(fields, "why")
        due_at = moment(fields, "due", current(member.shop.slug).shop)
        zone, at = zone_of(member.shop.slug), now_at(member.shop.slug)
        run = call.run(lambda made: (200, promise_document(made, zone, at, member)))

        def work() -> Promise:
            if move == "renegotiate":
                return renegotiate(member, number, due_at, why)
            acts = {
                "done": done,
                "satisfied": satisfied,
                "not_satisfied": not_satisfied,
                "renege": renege,
                "cancel": cancel,
            }
            return acts[move](member, number, why)

        run(work)
        assert call.answer is not None
        return call.answer

    return written(request, moved)


@router.get(
    "/waiting",
    response={200: WaitingOut, 403: WRITE[403], **READ},
    summary="What waits for me?",
    description="Questions whose next move is the caller's side's, promises to keep or to close, and notices.",
    operation_id="waiting",
)
def get_waiting(request: HttpRequest) -> HttpResponse:
    """For the caller."""
    return read(waiting(the_member(request)))
