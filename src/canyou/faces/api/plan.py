"""`GET /api/plan`: the plan of all open orders, the document of `canyou plan --json`."""

from __future__ import annotations

import json
import threading

from django.http import HttpRequest, HttpResponse
from ninja import Router

from canyou.desk.who import shop_of
from canyou.faces.api.errors import JSON
from canyou.faces.api.schemas import PlanOut, Problems
from canyou.floor.current import Current, current
from canyou.plan.document import plan_document

router = Router(tags=["plan"])

_lock = threading.Lock()
_written: dict[str, tuple[str, bytes]] = {}


@router.get(
    "/plan",
    response={200: PlanOut, 401: Problems, 404: Problems, 503: Problems},
    summary="The plan",
    description=(
        "Every open order with its finish, and every step on a machine at a time. The `ETag` names the plan: "
        "send it as `If-None-Match` and get 304 while it stands."
    ),
    operation_id="plan",
)
def plan(request: HttpRequest) -> HttpResponse:
    """The document, written once for each plan."""
    shop = shop_of(request)
    now = current(shop)
    etag = f'"{now.name}"'
    if etag in [
        tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")
    ]:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(_bytes(shop, now), content_type=JSON)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _bytes(shop: str, now: Current) -> bytes:
    """The document's bytes: 5,000 orders take a second to write, so they are kept while the plan stands."""
    kept = _written.get(shop)
    if kept is not None and kept[0] == now.name:
        return kept[1]
    with _lock:
        kept = _written.get(shop)
        if kept is None or kept[0] != now.name:
            written = json.dumps(plan_document(now.plan), separators=(",", ":")).encode()
            kept = _written[shop] = (now.name, written)
        return kept[1]
