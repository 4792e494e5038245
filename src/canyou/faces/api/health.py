"""`GET /api/health`: whether this process can answer. It never waits for a plan."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from ninja import Router

from canyou.faces.api.errors import JSON
from canyou.faces.api.schemas import HealthOut
from canyou.floor.current import NoShop, current
from canyou.floor.keeper import readiness
from canyou.plan.document import iso

router = Router(tags=["health"])


@router.get(
    "/health",
    response={200: HealthOut, 503: HealthOut},
    summary="Is it ready?",
    description="200 once the kernels are compiled and the plan is made (or nothing is imported), else 503.",
    operation_id="health",
    auth=None,  # who watches the program need not be known to it
)
def health(request: HttpRequest) -> HttpResponse:
    """Ready, starting or empty."""
    state = readiness()
    if not state.ready:
        response = _written({"ready": False, "state": "starting", "doing": state.doing}, 503)
        response["Retry-After"] = "2"
        return response
    try:
        now = current()
    except NoShop:
        return _written({"ready": True, "state": "empty", "doing": ""}, 200)
    zone = now.shop.timezone
    return _written(
        {
            "ready": True,
            "state": "ready",
            "doing": "",
            "version": now.version,
            "now": iso(now.shop.now_at, zone),
            "imported_at": iso(now.imported_at, zone),
            "source": now.source,
        },
        200,
    )


def _written(document: dict[str, object], status: int) -> HttpResponse:
    response = HttpResponse(json.dumps(document), status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    return response
