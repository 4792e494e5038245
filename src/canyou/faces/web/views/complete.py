"""Completion of the question's slots: parts, customers and dates that begin like what is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from canyou.faces.web.read.complete import customers, dates, orders, parts
from canyou.faces.web.shell import with_shop
from canyou.floor.current import Current

__all__ = ["complete"]


@with_shop
@require_GET
def complete(request: HttpRequest, now: Current, slot: str) -> HttpResponse:
    """`{"choices": [{"value", "note"}]}`: at most eight, best first."""
    typed = request.GET.get("q", "").strip()[:100]
    if slot == "part":
        found = parts(now, typed, request.GET.get("customer", "").strip()[:100])
    elif slot == "like":
        found = parts(now, typed, "", made_only=True)
    elif slot == "order":
        found = orders(now, typed)
    elif slot == "customer":
        found = customers(now, typed)
    else:
        found = dates(now, typed)
    return JsonResponse({"choices": [{"value": value, "note": note} for value, note in found]})
