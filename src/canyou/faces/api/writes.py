"""How a write is answered: by a member, once for a key, with refusals of one shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, Trouble
from canyou.desk.idempotency import HEADER, Answer, Call, Replayed
from canyou.desk.models import Member
from canyou.desk.who import who_of
from canyou.faces.api.errors import JSON, BadInput, problem

LONGEST_KEY = 255


def refusal_of(error: DeskError) -> Answer:
    """Status and document of a refusal."""
    if isinstance(error, Refused):
        return 422, {"errors": [problem(found.text, found.field, found.nearest) for found in error.troubles]}
    document: dict[str, Any] = {"errors": [problem(str(error))]}
    if isinstance(error, NotAllowed):
        return 403, {**document, **({"agreement_line": error.line} if error.line else {})}
    if isinstance(error, NotThere):
        return 404, document
    assert isinstance(error, Gone)
    return 409, {**document, "state": error.state, "options": options_of(error)}


def options_of(error: Gone) -> list[dict[str, Any]]:
    """The fresh options that come with a 409."""
    from canyou.desk.queries.questions import option_documents

    if not error.options:
        return []
    first = error.options[0]
    return option_documents(first.question, list(error.options), first.shop.slug)


def the_member(request: HttpRequest) -> Member:
    """Who writes.

    Raises:
        NotAllowed: nobody is signed in; in an open house one may look and ask, and keep nothing.
    """
    who = who_of(request)
    if who is None or who.member is None:
        raise NotAllowed(
            "Whoever is not signed in may keep nothing: add a person, and call with their token."
        )
    return who.member


def written(request: HttpRequest, do: Callable[[Member, Call], Answer]) -> HttpResponse:
    """Answer a write. `do` uses `call.run` for what it does in a transaction, and answers status and document.

    Raises:
        DeskError: refused; `errors.add_handlers` answers it.
    """
    member = the_member(request)
    key = request.headers.get(HEADER, "")
    if len(key) > LONGEST_KEY or "\x00" in key:
        raise BadInput(f"A key has at most {LONGEST_KEY} characters.", HEADER)
    call = Call(member, f"{request.method} {request.path}"[:200], key, request.body, refusal_of)
    try:
        call.raise_if_answered()
        try:
            status, document = do(member, call)
        except BadInput as bad:
            problem_found = Refused([Trouble(bad.field, str(bad))])
            call.keep(problem_found)
            raise problem_found from None
        except DeskError as refusal:
            call.keep(refusal)
            raise
    except Replayed as before:
        response = HttpResponse(before.text, status=before.status, content_type=JSON)
        response["Idempotency-Replayed"] = "true"
        return response
    return HttpResponse(json.dumps(document), status=status, content_type=JSON)


def read(document: dict[str, Any], status: int = 200) -> HttpResponse:
    """An answer that changes nothing."""
    response = HttpResponse(json.dumps(document), status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    return response
