"""Promises at risk over HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from canyou.desk.queries.page import MOST, USUAL
from canyou.desk.queries.risks import one_cause, risks
from canyou.faces.api.auth import caller
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_desk import CauseOut, RisksOut
from canyou.faces.api.shapes import READ
from canyou.faces.api.writes import read

router = Router(tags=["promises"])


@router.get(
    "/risks",
    response={200: RisksOut, **READ},
    summary="Promises at risk",
    description="Promised orders that the plan has there too late, newest first, in pages, by any of the filters.",
    operation_id="risks",
)
def get_risks(
    request: HttpRequest,
    open: bool = Query(True, description="Those that are at risk now; false: those that were."),
    mine: bool = Query(False, description="Only those promised to or by the caller."),
    order: str = Query("", max_length=200, description="Of this order."),
    cause: int | None = Query(None, ge=1, le=10**12, description="Because of this."),
    before: int | None = Query(
        None, ge=1, le=10**12, description="Where the page begins: the last one's `next`."
    ),
    limit: int = Query(USUAL, ge=1, le=MOST, description="How many."),
) -> HttpResponse:
    """A page of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    page = risks(
        shop.pk, shop.slug, is_open=open, order=order, cause=cause, mine=who.member if mine else None,
        before=before, limit=limit,
    )  # fmt: skip
    return read(page.document)


@router.get(
    "/risks/causes/{number}",
    response={200: CauseOut, **READ},
    summary="What puts promises at risk",
    description="With all of them, words for their customers, and ways out of the most pressing ones.",
    operation_id="risk_cause",
)
def get_cause(
    request: HttpRequest, number: int = Path(..., ge=1, le=10**12, description="Of the cause.")
) -> HttpResponse:
    """One cause."""
    shop = shop_named(caller(request).shop)
    return read(one_cause(shop.pk, shop.slug, number))
