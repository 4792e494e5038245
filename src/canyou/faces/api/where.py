"""`GET /api/where`: where an order is, in a sentence to read out."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from canyou.desk.who import shop_of
from canyou.faces.api.errors import JSON, BadInput
from canyou.faces.api.schemas import FoundOut, Problems
from canyou.floor.current import current
from canyou.plan.where import where as find
from canyou.plan.where import where_document

router = Router(tags=["orders"])

LONGEST_TEXT = 200


@router.get(
    "/where",
    response={200: list[FoundOut], 401: Problems, 404: Problems, 422: Problems, 503: Problems},
    summary="Where is it?",
    description=(
        "Finds orders by order, the customer's purchase order, the customer's own part number, part or "
        "customer name, and says for each where it is: the best matches, 50 at most."
    ),
    operation_id="where",
)
def where(
    request: HttpRequest,
    text: str = Query(..., description="What to look for, as `SO-1021` or `valve body`."),
) -> HttpResponse:
    """Find and tell."""
    wanted = text.strip()
    if not wanted:
        raise BadInput("Say what to look for: an order, a purchase order, a part number or a name.", "text")
    if len(wanted) > LONGEST_TEXT:
        raise BadInput(
            f"What to look for has at most {LONGEST_TEXT} characters (found {len(wanted)}).", "text"
        )
    return HttpResponse(
        json.dumps(where_document(find(current(shop_of(request)).plan, wanted))), content_type=JSON
    )
