"""Refusals, all of one shape: `{"errors": [{"field", "text", "nearest"}]}`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from canyou.desk.errors import DeskError
from canyou.floor.current import CannotPlan, NoShop
from canyou.plan.question import BadQuestion

JSON = "application/json; charset=utf-8"


class BadInput(ValueError):
    """The request cannot be understood: as a whole, or in the field named."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


def refusal(status: int, errors: Iterable[dict[str, Any]]) -> HttpResponse:
    """The response of a refusal."""
    return HttpResponse(json.dumps({"errors": list(errors)}), status=status, content_type=JSON)


def problem(text: str, field: str = "", nearest: Iterable[str] = ()) -> dict[str, Any]:
    """One entry of a refusal."""
    return {"field": field, "text": text, "nearest": list(nearest)}


def add_handlers(api: NinjaAPI) -> None:
    """Turn what the program raises into refusals."""

    @api.exception_handler(BadQuestion)
    def bad_question(request: HttpRequest, error: BadQuestion) -> HttpResponse:
        return refusal(422, (problem(found.text, found.field, found.nearest) for found in error.errors))

    @api.exception_handler(BadInput)
    def bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
        return refusal(422, [problem(str(error), error.field)])

    @api.exception_handler(DeskError)
    def refused_by_the_desk(request: HttpRequest, error: DeskError) -> HttpResponse:
        from canyou.faces.api.writes import refusal_of

        status, document = refusal_of(error)
        return HttpResponse(json.dumps(document), status=status, content_type=JSON)

    @api.exception_handler(ValidationError)
    def bad_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return refusal(
            422,
            (
                problem(
                    "This is needed." if found["type"] == "missing" else f"{found['msg']}.",
                    str(found["loc"][-1]) if found["loc"] else "",
                )
                for found in error.errors
            ),
        )

    @api.exception_handler(AuthenticationError)
    def not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        text = "Who is calling? Send `Authorization: Bearer TOKEN`; `canyou token EMAIL` prints a person's token."
        response = refusal(401, [problem(text)])
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return refusal(error.status_code, [problem(str(error))])

    @api.exception_handler(NoShop)
    def no_shop(request: HttpRequest, error: NoShop) -> HttpResponse:
        return refusal(404, [problem(str(error))])

    @api.exception_handler(CannotPlan)
    def cannot_plan(request: HttpRequest, error: CannotPlan) -> HttpResponse:
        return refusal(503, [problem(str(error))])
