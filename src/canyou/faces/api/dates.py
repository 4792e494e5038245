"""The backlog's imported dates over HTTP: what the plan can hold, and standing by them in bulk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import Field

from canyou.desk.actions.turn import LONGEST_NOTE
from canyou.desk.actions.vouch import vouch
from canyou.desk.errors import Refused, Trouble, refused
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Member, Promise
from canyou.desk.queries.dates import dates_by_customer, dates_document
from canyou.faces.api.auth import caller
from canyou.faces.api.body import known_only, moment, one_of, text
from canyou.faces.api.errors import BadInput
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas import Moment, Number
from canyou.faces.api.shapes import READ, WRITE, body, text_field
from canyou.faces.api.writes import read, written
from canyou.floor.current import current

router = Router(tags=["dates"])


class DateOut(Schema):
    """An order whose imported date nobody stands by yet, and the date that it can hold."""

    order: str
    promised: Moment = Field(description="As imported.")
    there: Moment = Field(description="When the plan has it there.")
    chance: Number = Field(description="That it is there by the imported date.")
    proposed: Moment = Field(description="The imported date where it can be believed, else one 95 % sure.")
    proposed_chance: Number


class CustomerDatesOut(Schema):
    """One customer's."""

    customer: str
    orders: list[DateOut]


class DatesOut(Schema):
    """All that nobody stands by yet."""

    unvouched: int
    late: int = Field(description="How many the plan has there too late.")
    moved: int = Field(description="For how many another date is proposed.")
    customers: list[CustomerDatesOut]


class VouchedOut(Schema):
    """The promises that came of it."""

    promises: list[int]
    left: int = Field(description="How many imported dates nobody stands by yet.")


TAKE = ("proposed", "imported")
VOUCH: dict[str, Any] = {
    "customer": text_field("Whose orders; left out: everybody's."),
    "take": text_field("Which date of each: the one `proposed`, or as `imported`.", one_of=TAKE),
    "orders": {
        "anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"type": "null"}],
        "description": "Dates of one's own, by order: for these alone, in the place of `customer` and `take`.",
    },
    "why": text_field("A word on it.", longest=LONGEST_NOTE),
}


@router.get(
    "/dates",
    response={200: DatesOut, **READ},
    summary="Imported dates that nobody stands by yet",
    description="By customer, those first for which another date is proposed. They count in no figure.",
    operation_id="dates",
)
def get_dates(
    request: HttpRequest, customer: str = Query("", max_length=200, description="This customer's alone.")
) -> HttpResponse:
    """All of them."""
    shop = shop_named(caller(request).shop)
    return read(dates_document(current(shop.slug), shop.pk, customer))


@router.post(
    "/dates",
    response={201: VouchedOut, **WRITE},
    summary="Stand by dates",
    description="In bulk, all or none: each becomes a promise. By planners, managers and admins.",
    openapi_extra=body("Dates to stand by", VOUCH, [], {"customer": "ACME", "take": "proposed"}),
    operation_id="vouch",
)
def post_dates(request: HttpRequest) -> HttpResponse:
    """Stand by them."""

    def work_on(member: Member, call: Call) -> Answer:
        fields = known_only(_read(call.body), VOUCH, "dates to stand by")
        now = current(member.shop.slug)
        dates: dict[str, int | None] = {}
        if "orders" in fields:
            given = fields["orders"]
            if not isinstance(given, Mapping) or not all(isinstance(date, str) for date in given.values()):
                raise refused("orders", "A date by order is wanted.")
            for name, date in given.items():
                at = moment({name: date}, name, now.shop)
                if at is None:
                    raise Refused([Trouble("orders", f"A date is wanted for {name[:40]}.")])
                dates[name] = at
        else:
            take = one_of(fields, "take", TAKE)
            customer = text(fields, "customer")
            for one in dates_by_customer(now, member.shop_id):
                if customer in ("", one.customer):
                    dates |= {row.order: row.proposed_at if take == "proposed" else None for row in one.rows}
        why = text(fields, "why")

        def answered(made: list[Promise]) -> Answer:
            left = sum(len(one.rows) for one in dates_by_customer(now, member.shop_id))
            return 201, {"promises": [promise.number for promise in made], "left": left}

        call.run(answered)(lambda: vouch(member, dates, why))
        assert call.answer is not None
        return call.answer

    return written(request, work_on)


def _read(text_of: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text_of)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The body is not JSON: {str(error)[:100]}.") from None
    if not isinstance(found, dict):
        raise BadInput("The body is a JSON object.")
    return found
