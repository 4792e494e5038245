"""`POST /api/options`: a question, answered with the options the shop has. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from canyou.desk.who import shop_of
from canyou.faces.api.body import read_body
from canyou.faces.api.errors import JSON, problem, refusal
from canyou.faces.api.schemas import AnswerOut, Problems
from canyou.floor.current import current
from canyou.plan.asking import answer
from canyou.plan.document import answer_document
from canyou.plan.question import parse_question

router = Router(tags=["questions"])

_QUANTITY = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000_000}, {"type": "string"}]
}
_BY = "ISO 8601: a date (until its end), or a date and time in the shop's wall clock or with an offset"
FIELDS: dict[str, dict[str, Any]] = {
    "part": {"type": "string", "description": "Part number, or the customer's own number for it."},
    "quantity": {**_QUANTITY, "description": "How many."},
    "by": {"type": "string", "description": f"By when. {_BY}."},
    "customer": {"type": "string", "description": "For whom."},
    "min_quantity": {**_QUANTITY, "description": "The least quantity that would help by then."},
    "latest": {"type": "string", "description": f"The latest that the customer could live with. {_BY}."},
    "break_promises": {
        "type": "boolean",
        "description": "true: options that break somebody's promise are wanted too.",
    },
}
"""The fields of a question; null is as good as left out."""
FLAGS = tuple(name for name, field in FIELDS.items() if field.get("type") == "boolean")

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "title": "Question",
                    "properties": {
                        name: {
                            **{key: value for key, value in field.items() if key != "type"},
                            "anyOf": [*field.get("anyOf", [{"type": field.get("type")}]), {"type": "null"}],
                        }
                        for name, field in FIELDS.items()
                    },
                    "required": ["quantity", "by"],
                    "additionalProperties": False,
                },
                "examples": {
                    "plain": {
                        "summary": "Can you ship 100 of P-204 by Tuesday evening?",
                        "value": {"part": "P-204", "quantity": 100, "by": "2026-11-24"},
                    },
                    "flexible": {
                        "summary": "50 now would help, the rest by Friday",
                        "value": {
                            "part": "P-204",
                            "quantity": 100,
                            "by": "2026-11-24T16:00",
                            "customer": "ACME",
                            "min_quantity": 50,
                            "latest": "2026-11-27",
                        },
                    },
                },
            }
        },
    }
}


@router.post(
    "/options",
    response={200: AnswerOut, 401: Problems, 403: Problems, 404: Problems, 422: Problems, 503: Problems},
    summary="Ask a question",
    description=(
        "Answers with every option that the shop really has, best first, as `canyou ask --json` does. "
        "Each option is feasible beside the plan of all other orders. Nothing is kept."
    ),
    openapi_extra=BODY,
    operation_id="options",
)
def options(request: HttpRequest) -> HttpResponse:
    """Parse, ask, write. The body is read here, so that every refusal is a sentence about a field."""
    fields = read_body(request.body, flags=FLAGS)
    if unknown := sorted(set(fields) - set(FIELDS)):
        return refusal(
            422,
            (
                problem(
                    f"{name!r} is not a field of a question.",
                    name,
                    get_close_matches(name, FIELDS, cutoff=0.5),
                )
                for name in unknown
            ),
        )
    plan = current(shop_of(request)).plan
    result = answer(plan, parse_question(plan.shop, facts_of(fields)))
    return HttpResponse(json.dumps(answer_document(plan, result)), content_type=JSON)


def facts_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a question among some fields, as `parse_question` reads them."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in fields.items()
        if name in FIELDS and value is not None
    }
