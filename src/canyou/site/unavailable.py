"""When the database is gone, locked for too long or its disk full: 503 with a sentence, not a bare 500.

A write is kept whole or not at all, so that whoever gets this may try again with the same `Idempotency-Key`.
"""

from __future__ import annotations

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_SECONDS = 2
DISK_FULL = "53100"
"""PostgreSQL's error code of a full disk."""

NO_ROOM = ("disk is full", "disk I/O error", "No space left on device")
"""What SQLite and PostgreSQL say where there is no room to write, or none within a limit."""


def is_unavailable(error: BaseException | None) -> bool:
    """Whether an error says that the database can't be reached or written, rather than that the program is wrong."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", None) == DISK_FULL


def answer_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of what nobody has caught."""
    error = sys.exc_info()[1]
    if not is_unavailable(error):
        return server_error(request)
    text = (
        "The database cannot be reached or written at the moment; nothing was changed. Try again in a moment."
    )
    if any(said in str(error) for said in NO_ROOM):
        text = "The database cannot be written: is its disk full? Nothing was changed. Make room, then try again."
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse({"errors": [{"field": "", "text": text, "nearest": []}]}, status=503)
    else:
        response = HttpResponse(render_to_string("canyou_site/unavailable.html", {"text": text}), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
