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
from canyou.faces.api.errors import JSON, BadInput, problem, refusal
from canyou.faces.api.schemas import AnswerOut, LinesAnswerOut, Problems
from canyou.floor.current import current
from canyou.plan.asking import answer, answer_lines
from canyou.plan.document import answer_document
from canyou.plan.purchase import BY_ORDER, questions_of
from canyou.plan.question import parse_question
from canyou.plan.result import Question
from canyou.shop.records import Shop

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
"""The fields of a question about a part; null is as good as left out."""
KINDS: dict[str, dict[str, Any]] = {
    "order": {
        "type": "string",
        "description": "Instead of part: an order that exists, to bring in, push out, raise, cut or ship in part. "
        "quantity is then the whole order, what was shipped included, and by default what it is; by is by default "
        "what was promised, else asked.",
    },
    "like": {
        "type": "string",
        "description": "A part never made, by the routing and materials of this other part: an estimate. part is "
        "then what the new one is called, or left out.",
    },
    "times": {**_QUANTITY, "description": "With like: how many times the other part's minutes. Default 1."},
    "hours": {
        "anyOf": [
            {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}},
            {"type": "string"},
        ],
        "description": "A part never made, by hours on each work center in turn, for the whole quantity.",
    },
    "lines": {
        "anyOf": [
            {
                "type": "array",
                "minItems": 1,
                "maxItems": 200,
                "items": {
                    "type": "object",
                    "properties": {
                        "part": {"type": "string"}, "quantity": _QUANTITY, "by": {"type": "string"},
                    },
                    "required": ["part", "quantity", "by"],
                    "additionalProperties": False,
                },
            }
        ],
        "description": "Several parts at once, planned together; only customer, latest and break_promises beside it.",
    },
    "sure": {
        "type": "integer",
        "minimum": 50,
        "maximum": 99,
        "description": "For each option the date that is kept with this chance in per cent as well.",
    },
}  # fmt: skip
"""What else may be asked without being kept: an order, a part never made, several lines."""
ASKABLE = {**FIELDS, **KINDS}
TABLES = ("hours", "lines")
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
                        for name, field in ASKABLE.items()
                    },
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
                    "order": {
                        "summary": "Can you bring SO-1 in to Tuesday?",
                        "value": {"order": "SO-1", "by": "2026-11-24"},
                    },
                    "like": {
                        "summary": "40 of a part never made, with half as much work again as P-204",
                        "value": {"like": "P-204", "times": 1.5, "quantity": 40, "by": "2026-11-27"},
                    },
                    "lines": {
                        "summary": "A whole purchase order",
                        "value": {
                            "customer": "ACME",
                            "lines": [
                                {"part": "P-204", "quantity": 40, "by": "2026-11-24"},
                                {"part": "77-1", "quantity": 30, "by": "2026-11-27"},
                            ],
                        },
                    },
                },
            }
        },
    }
}


@router.post(
    "/options",
    response={
        200: AnswerOut | LinesAnswerOut,
        401: Problems,
        403: Problems,
        404: Problems,
        422: Problems,
        503: Problems,
    },
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
    fields = read_body(request.body, flags=FLAGS, tables=TABLES)
    if unknown := sorted(set(fields) - set(ASKABLE)):
        return refusal(
            422,
            (
                problem(
                    f"{name!r} is not a field of a question.",
                    name,
                    get_close_matches(name, ASKABLE, cutoff=0.5),
                )
                for name in unknown
            ),
        )
    plan = current(shop_of(request)).plan
    facts = facts_of(fields, ASKABLE)
    if "lines" in facts:
        result = answer_lines(plan, purchase(plan.shop, facts))
    else:
        result = answer(plan, parse_question(plan.shop, facts))
    return HttpResponse(json.dumps(answer_document(plan, result)), content_type=JSON)


def purchase(shop: Shop, facts: Mapping[str, Any]) -> tuple[Question, ...]:
    """The lines of a purchase order. Raises BadQuestion."""
    lines = facts["lines"]
    if not isinstance(lines, list):
        raise BadInput("A list of lines is wanted here, each with part, quantity and by.", "lines")
    beside = sorted(set(facts) - {"lines"} - set(BY_ORDER))
    if beside:
        raise BadInput("Lines bring their own parts, quantities and dates: leave this out.", beside[0])
    return questions_of(lines, shop, facts)


def facts_of(fields: Mapping[str, Any], known: Mapping[str, Any] = FIELDS) -> dict[str, Any]:
    """The facts of a question among some fields, as `parse_question` reads them."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in fields.items()
        if name in known and value is not None
    }
