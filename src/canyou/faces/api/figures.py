"""The figures over HTTP: what was kept, beside what it was bought with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import Field

from canyou.desk.queries.figures import MOST_WEEKS, WEEKS, figures_document, figures_of
from canyou.faces.api.auth import caller
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas import Number
from canyou.faces.api.shapes import READ
from canyou.faces.api.writes import read

router = Router(tags=["figures"])


class ShareOut(Schema):
    """So many of so many."""

    count: int | None
    of: int
    share: Number | None = Field(description="Null where fewer than five.")
    low: Number | None = Field(description="Wilson's 95 % interval.")
    high: Number | None
    note: str | None = Field(description="Where it rests on little, or on too little.")


class KeptOut(Schema):
    """What was kept."""

    kept_by_first_date: ShareOut
    kept_by_current_date: ShareOut
    early: int | None = Field(description="A day or more before the first date.")
    on_the_day: int | None
    late: int | None
    median_late_days: Number | None
    renegotiated: ShareOut


class ToCustomersOut(KeptOut):
    """Promises to customers, beside what was promised at all."""

    promised_of_what_could_have_been: ShareOut = Field(
        description="Of the questions whose date could be met disturbing nobody: promised by it."
    )
    promised_of_what_was_asked: ShareOut
    declined: int
    withdrawn: int
    rushes: ShareOut


class FiguresOut(Schema):
    """Of both sides together."""

    weeks: int
    to_customers: ToCustomersOut
    to_each_other: KeptOut


@router.get(
    "/figures",
    response={200: FiguresOut, **READ},
    summary="What was kept, and what it was bought with",
    description=(
        "For the two sides together, never by person. Imported dates that nobody stands by count in none of it."
    ),
    operation_id="figures",
)
def get_figures(
    request: HttpRequest,
    weeks: int = Query(WEEKS, ge=1, le=MOST_WEEKS, description="The last so many weeks."),
) -> HttpResponse:
    """The figures."""
    shop = shop_named(caller(request).shop)
    return read(figures_document(figures_of(shop.pk, shop.slug, weeks)))
