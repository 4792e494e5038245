"""The agreement over HTTP: what holds, what is proposed and what that would change, signing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path

from canyou.desk.actions.propose_agreement import find_agreement, propose_agreement, withdraw_agreement
from canyou.desk.actions.sign_agreement import sign_agreement
from canyou.desk.actions.turn import LONGEST_NOTE
from canyou.desk.errors import Refused, Trouble
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Agreement, Member
from canyou.desk.queries.agreement import agreement_document, whole_agreement
from canyou.desk.queries.effect import effect_document, effect_for
from canyou.desk.queries.questions import zone_of
from canyou.desk.terms import READ as TERMS
from canyou.faces.api.auth import caller
from canyou.faces.api.body import known_only, moment, one_of, read_body, text
from canyou.faces.api.errors import BadInput
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_agreement import AgreementOut, AgreementsOut, EffectOut
from canyou.faces.api.shapes import READ, WRITE, body, text_field
from canyou.faces.api.writes import read, written
from canyou.floor.current import current

router = Router(tags=["agreement"])

VERSION = Path(..., ge=1, le=10**9, description="Of the agreement.")
MOVES = ("sign", "withdraw")
MOVE: dict[str, Any] = {"move": text_field("What is done with it.", one_of=MOVES)}
_DATES = ("due", "lapses")
_ANY: dict[str, Any] = {
    "importance": {"type": "object", "additionalProperties": {"type": "number"}},
    "fees": {"type": "object", "additionalProperties": {"type": "number"}},
    **{name: {"type": "array", "items": {"type": "object"}} for name in ("rushes", "kept", "at_once")},
    "never": {"type": "array", "items": {"type": "string"}},
    "bumping": {"type": "string"},
    "silence_is_yes": {"type": "boolean"},
}
PROPOSAL: dict[str, Any] = {
    **{
        name: {"anyOf": [_ANY.get(name, {"type": "number"}), {"type": "null"}], "description": f"{words}."}
        for name, (words, _) in TERMS.items()
    },
    "why": text_field("Why it is changed.", longest=LONGEST_NOTE),
}
"""`kept` has `due` and `lapses` as dates."""


@router.get(
    "/agreement",
    response={200: AgreementsOut, **READ},
    summary="The agreement",
    description="What both sides have settled and signed, what is proposed, and which versions there were.",
    operation_id="agreement",
)
def get_agreement(request: HttpRequest) -> HttpResponse:
    """What holds."""
    who = caller(request)
    shop = shop_named(who.shop)
    return read(whole_agreement(shop.pk, shop.slug, who.member))


@router.get(
    "/agreement/{version}",
    response={200: AgreementOut, **READ},
    summary="One version of the agreement",
    description="Also those that no longer hold.",
    operation_id="agreement_version",
)
def get_version(request: HttpRequest, version: int = VERSION) -> HttpResponse:
    """One of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    return read(agreement_document(find_agreement(shop.pk, version), zone_of(shop.slug), who.member))


@router.get(
    "/agreement/{version}/effect",
    response={200: EffectOut, **READ},
    summary="What a version would change",
    description=(
        "In the present plan: whose orders would be later or earlier, which promises would break. On a large shop it "
        "is worked out beside: ask again until it is `ready`."
    ),
    operation_id="agreement_effect",
)
def get_effect(request: HttpRequest, version: int = VERSION) -> HttpResponse:
    """Its effect, or how far that is."""
    shop = shop_named(caller(request).shop)
    found = find_agreement(shop.pk, version)
    return read(effect_document(effect_for(current(shop.slug), found), zone_of(shop.slug)))


@router.post(
    "/agreement",
    response={201: AgreementOut, **WRITE},
    summary="Propose another agreement",
    description="What is left out stays as it is now. It is in force once a manager of each side has signed it.",
    openapi_extra=body(
        "Proposal", PROPOSAL, [], {"fence_days": 3, "importance": {"ACME": 4}, "why": "settled at the summit"}
    ),
    operation_id="propose_agreement",
)
def post_agreement(request: HttpRequest) -> HttpResponse:
    """A proposal."""

    def proposed(member: Member, call: Call) -> Answer:
        fields = known_only(_nested(call.body), PROPOSAL, "an agreement")
        why = text(fields, "why")
        given = {name: value for name, value in fields.items() if name != "why"}
        if isinstance(given.get("kept"), list):
            given["kept"] = [_dated(row, member) for row in given["kept"]]
        zone = zone_of(member.shop.slug)
        run = call.run(lambda made: (201, agreement_document(made, zone, member)))
        run(lambda: propose_agreement(member, given, why))
        assert call.answer is not None
        return call.answer

    return written(request, proposed)


@router.post(
    "/agreement/{version}/moves",
    response={200: AgreementOut, **WRITE},
    summary="Sign a version, or withdraw it",
    description="A manager signs for their own side. The second signature brings it into force at once.",
    openapi_extra=body("Move on the agreement", MOVE, ["move"], {"move": "sign"}),
    operation_id="move_agreement",
)
def post_move(request: HttpRequest, version: int = VERSION) -> HttpResponse:
    """One move."""

    def moved(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), MOVE, "a move")
        move = one_of(fields, "move", MOVES)
        zone = zone_of(member.shop.slug)

        def work() -> Agreement:
            return (sign_agreement if move == "sign" else withdraw_agreement)(member, version)

        call.run(lambda made: (200, agreement_document(made, zone, member)))(work)
        assert call.answer is not None
        return call.answer

    return written(request, moved)


def _nested(text_of: bytes) -> dict[str, Any]:
    """A body whose fields may be tables; what is in them is read by `canyou.desk.terms`."""
    try:
        found = json.loads(text_of)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The body is not JSON: {str(error)[:100]}.") from None
    if not isinstance(found, dict):
        raise BadInput("The body is a JSON object with the fields of an agreement.")
    return found


def _dated(row: Any, member: Member) -> Any:
    """A line of kept hours with its dates as moments.

    Raises:
        Refused: a date that cannot be read.
    """
    if not isinstance(row, Mapping):
        return row
    found = dict(row)
    for name in _DATES:
        if name in found:
            if not isinstance(found[name], str):
                raise Refused(
                    [Trouble("kept", f"A date is wanted as {name} (found {str(found[name])[:40]!r}).")]
                )
            found[f"{name}_at"] = moment(found, name, current(member.shop.slug).shop)
            del found[name]
    return found
