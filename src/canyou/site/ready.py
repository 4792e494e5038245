"""Until the kernels and the first plan are there, a request gets "getting ready", not a long silence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from canyou.floor.keeper import readiness

RETRY_SECONDS = 2
ALWAYS_SERVED = ("/api/health", "/api/openapi.json")


class ReadyMiddleware:
    """Answer 503 with Retry-After while this process is getting ready."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        state = readiness()
        if state.ready or request.path in ALWAYS_SERVED:
            return self.get_response(request)
        response: HttpResponse
        if request.path.startswith("/api/"):
            text = f"Canyou is getting ready: {state.doing}. Ask again in {RETRY_SECONDS} seconds."
            response = JsonResponse({"errors": [{"field": "", "text": text, "nearest": []}]}, status=503)
        else:
            page = render_to_string(
                "canyou_site/getting_ready.html", {"doing": state.doing, "seconds": RETRY_SECONDS}
            )
            response = HttpResponse(page, status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
