"""Emergencies and mistakes over HTTP, and the record of everything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from canyou.desk.actions.trouble import CAUSES, Cause, close_emergency, declare_emergency, note_mistake
from canyou.desk.actions.turn import LONGEST_NOTE
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Member
from canyou.desk.queries.page import MOST, USUAL
from canyou.desk.queries.questions import zone_of
from canyou.desk.queries.record import (
    emergencies,
    emergency_document,
    entries,
    mistake_document,
    mistakes,
)
from canyou.faces.api.auth import caller
from canyou.faces.api.body import amount, known_only, moment, one_of, read_body, text, whole
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_desk import EmergenciesOut, EmergencyOut, MistakeOut, MistakesOut, RecordOut
from canyou.faces.api.shapes import READ, WRITE, body, number_field, text_field
from canyou.faces.api.writes import read, written
from canyou.floor.current import current

router = Router(tags=["emergencies"])

EMERGENCY: dict[str, Any] = {
    "cause": text_field("What kind of thing it came from.", one_of=CAUSES),
    "cause_ref": text_field("What led to it: `promise/3`, `mistake/5`, `emergency/2`."),
    "order": text_field("The order that can't wait."),
    "note": text_field("A word on it.", longest=LONGEST_NOTE),
    "declared": text_field("When; default now."),
}
MISTAKE: dict[str, Any] = {
    "what": text_field("What went wrong.", longest=LONGEST_NOTE),
    "cause_ref": text_field("The emergency under which it was made: `emergency/2`."),
    "order": text_field("With which order."),
    "step": number_field("At which step of its routing.", "integer"),
    "cost": number_field("What it cost, in the shop's currency."),
    "found": text_field("When it was found; default now."),
}
CAUSE = Query(None, description="From this cause.")
BEFORE = Query(None, ge=1, le=10**12, description="Where the page begins: the last one's `next`.")
LIMIT = Query(USUAL, ge=1, le=MOST, description="How many.")


@router.get(
    "/emergencies",
    response={200: EmergenciesOut, **READ},
    summary="Emergencies",
    description="Newest first, in pages, by any of the filters.",
    operation_id="emergencies",
)
def get_emergencies(
    request: HttpRequest,
    cause: Cause | None = CAUSE,
    order: str = Query("", max_length=200, description="Of this order."),
    open: bool | None = Query(None, description="Whether they go on."),
    before: int | None = BEFORE,
    limit: int = LIMIT,
) -> HttpResponse:
    """A page of them."""
    shop = shop_named(caller(request).shop)
    page = emergencies(
        shop.pk, shop.slug, cause=cause or "", order=order, is_open=open, before=before, limit=limit
    )
    return read(page.document)


@router.post(
    "/emergencies",
    response={201: EmergencyOut, **WRITE},
    summary="Declare an emergency",
    description="With its cause, and what led to it where that is known.",
    openapi_extra=body("Emergency", EMERGENCY, ["cause"], {"cause": "machine_down", "note": "the spindle"}),
    operation_id="declare_emergency",
)
def post_emergency(request: HttpRequest) -> HttpResponse:
    """One."""

    def declared(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), EMERGENCY, "an emergency")
        cause = one_of(fields, "cause", CAUSES)
        at = moment(fields, "declared", current(member.shop.slug).shop) if "declared" in fields else None
        given = {name: text(fields, name) for name in ("order", "cause_ref", "note")}
        zone = zone_of(member.shop.slug)
        run = call.run(lambda made: (201, emergency_document(made, zone)))
        run(lambda: declare_emergency(member, cause, declared_at=at, **given))
        assert call.answer is not None
        return call.answer

    return written(request, declared)


@router.post(
    "/emergencies/{number}/close",
    response={200: EmergencyOut, **WRITE},
    summary="An emergency is over",
    description="It goes on until somebody says so.",
    openapi_extra={"parameters": body("", {})["parameters"]},
    operation_id="close_emergency",
)
def post_close(
    request: HttpRequest, number: int = Path(..., ge=1, le=10**12, description="Of the emergency.")
) -> HttpResponse:
    """Over."""

    def closed(member: Member, call: Call) -> Answer:
        zone = zone_of(member.shop.slug)
        call.run(lambda made: (200, emergency_document(made, zone)))(lambda: close_emergency(member, number))
        assert call.answer is not None
        return call.answer

    return written(request, closed)


@router.get(
    "/mistakes",
    response={200: MistakesOut, **READ},
    summary="Mistakes",
    description="Newest first, in pages.",
    operation_id="mistakes",
)
def get_mistakes(
    request: HttpRequest,
    order: str = Query("", max_length=200, description="With this order."),
    before: int | None = BEFORE,
    limit: int = LIMIT,
) -> HttpResponse:
    """A page of them."""
    shop = shop_named(caller(request).shop)
    return read(mistakes(shop.pk, shop.slug, order=order, before=before, limit=limit).document)


@router.post(
    "/mistakes",
    response={201: MistakeOut, **WRITE},
    summary="Note a mistake",
    description="With the emergency under which it was made, if any.",
    openapi_extra=body("Mistake", MISTAKE, ["what"], {"what": "bored on the wrong side", "cost": 180}),
    operation_id="note_mistake",
)
def post_mistake(request: HttpRequest) -> HttpResponse:
    """One."""

    def noted(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), MISTAKE, "a mistake")
        at = moment(fields, "found", current(member.shop.slug).shop) if "found" in fields else None
        step, cost = whole(fields, "step"), amount(fields, "cost")
        what, order, cause_ref = (text(fields, name) for name in ("what", "order", "cause_ref"))
        zone = zone_of(member.shop.slug)

        call.run(lambda made: (201, mistake_document(made, zone)))(
            lambda: note_mistake(
                member, what, order=order, step=step, cause_ref=cause_ref, cost=cost, found_at=at
            )
        )
        assert call.answer is not None
        return call.answer

    return written(request, noted)


@router.get(
    "/record",
    response={200: RecordOut, **READ},
    summary="The record",
    description="Who did what, newest first. It is only added to; each entry's digest rests on the one before.",
    tags=["record"],
    operation_id="record",
)
def get_record(
    request: HttpRequest,
    about: str = Query(
        "", max_length=100, description="About this: `question/12`, `promise/3`, `order/SO-1`."
    ),
    verb: str = Query("", max_length=100, description="What was done: `ask`, `promise`, …"),
    who: str = Query("", max_length=254, description="By this person, by e-mail address."),
    before: int | None = BEFORE,
    limit: int = LIMIT,
) -> HttpResponse:
    """A page of it."""
    shop = shop_named(caller(request).shop)
    page = entries(shop.pk, shop.slug, about=about, verb=verb, who=who, before=before, limit=limit)
    return read(page.document)
