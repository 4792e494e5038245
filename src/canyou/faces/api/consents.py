"""Those who would pay, over HTTP: what owners of orders are asked before these move, and what they say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from canyou.desk.actions.let_move import find_consent, let_move
from canyou.desk.actions.turn import LONGEST_NOTE
from canyou.desk.consent import ANSWERS
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Member
from canyou.desk.queries.consents import consent_document, consents, one_consent
from canyou.desk.queries.page import MOST, USUAL
from canyou.desk.queries.people import zone_of
from canyou.faces.api.auth import caller
from canyou.faces.api.body import known_only, one_of, read_body, text
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_desk import ConsentOut, ConsentsOut, ConsentState
from canyou.faces.api.shapes import READ, WRITE, body, text_field
from canyou.faces.api.writes import read, written

router = Router(tags=["consents"])

NUMBER = Path(..., ge=1, le=10**12, description="Of what was asked.")
STATE = Query(None, description="The state they are in.")
MOVE: dict[str, Any] = {
    "move": text_field("What is said.", one_of=ANSWERS),
    "note": text_field("A word on it; a no has its reason.", longest=LONGEST_NOTE),
}


@router.get(
    "/consents",
    response={200: ConsentsOut, **READ},
    summary="What owners are asked before their orders move",
    description="Newest first, in pages, by any of the filters.",
    operation_id="consents",
)
def get_consents(
    request: HttpRequest,
    state: ConsentState | None = STATE,
    mine: bool = Query(
        False, description="Only those that the caller was asked, or about the caller's orders."
    ),
    order: str = Query("", max_length=200, description="About this order."),
    question: int | None = Query(None, ge=1, le=10**12, description="Because of this question."),
    before: int | None = Query(
        None, ge=1, le=10**12, description="Where the page begins: the last one's `next`."
    ),
    limit: int = Query(USUAL, ge=1, le=MOST, description="How many."),
) -> HttpResponse:
    """A page of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    page = consents(
        shop.pk, shop.slug, state=state or "", order=order, question_number=question,
        mine=who.member if mine else None, before=before, limit=limit, reader=who.member,
    )  # fmt: skip
    return read(page.document)


@router.get(
    "/consents/{number}",
    response={200: ConsentOut, **READ},
    summary="One of them",
    description="With what the caller can say.",
    operation_id="consent",
)
def get_consent(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """One."""
    who = caller(request)
    shop = shop_named(who.shop)
    return read(one_consent(shop.pk, shop.slug, number, who.member))


@router.post(
    "/consents/{number}/moves",
    response={200: ConsentOut, **WRITE},
    summary="Let an order move, or not",
    description=(
        "By whoever was asked, the owner, or a manager of the owner's side. When all who would pay let it be, what "
        "was promised on that condition is promised."
    ),
    openapi_extra=body("Answer", MOVE, ["move"], {"move": "no", "note": "their audit is on Thursday"}),
    operation_id="let_move",
)
def post_move(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """Yes or no."""

    def said(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), MOVE, "an answer")
        says = one_of(fields, "move", ANSWERS)
        find_consent(member.shop_id, number)
        zone = zone_of(member.shop.slug)
        let_move(
            member, number, says, text(fields, "note"),
            call.run(lambda row: (200, consent_document(row, zone, member))),
        )  # fmt: skip
        assert call.answer is not None
        return call.answer

    return written(request, said)
