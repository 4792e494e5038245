"""Orders changed over HTTP, and the rules by which an option is promised at once."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path

from canyou.desk.actions.change_order import CHANGES, change_order
from canyou.desk.actions.set_rules import set_rule
from canyou.desk.actions.turn import LONGEST_LINE, LONGEST_NOTE
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Desk, Member, Rule
from canyou.faces.api.auth import caller
from canyou.faces.api.body import amount, known_only, moment, one_of, read_body, text, whole
from canyou.faces.api.questions import shop_named
from canyou.faces.api.schemas_desk import ChangedOut, RuleOut, RulesOut
from canyou.faces.api.shapes import READ, WRITE, body, flag_field, list_field, number_field, text_field
from canyou.faces.api.writes import read, written
from canyou.floor.current import current

router = Router(tags=["orders"])

CHANGE: dict[str, Any] = {
    "change": text_field("What is done to it.", one_of=CHANGES),
    "why": text_field("The reason.", longest=LONGEST_NOTE),
    "until": text_field("push_out: the customer's new date; stop: until when."),
    "revision": text_field("revision: the new one.", longest=LONGEST_LINE),
}
LISTS = ("parts", "customers")
FLAGS = ("outside_fence", "is_on")
RULE: dict[str, Any] = {
    "id": number_field("The rule to change; left out: a new one.", "integer"),
    "name": text_field("What it is called.", longest=LONGEST_LINE),
    "parts": list_field("Of these parts; empty: all."),
    "customers": list_field("For these customers; empty: all."),
    "least_chance": number_field("The least chance, 0 to 1."),
    "least_slack_minutes": number_field("The least slack before the date promised.", "integer"),
    "most_hours_a_week": number_field("Machine hours that it may promise within seven days."),
    "outside_fence": flag_field("Only what begins after the fence."),
    "is_on": flag_field("Whether it holds."),
}


@router.post(
    "/orders/{path:order}/changes",
    response={200: ChangedOut, **WRITE},
    summary="Change an order",
    description="Stop, cancel, push out, a new revision, go on: it reaches the plan and the run list at once.",
    openapi_extra=body(
        "Change", CHANGE, ["change"], {"change": "stop", "why": "the customer's line is down"}
    ),
    operation_id="change_order",
)
def post_change(
    request: HttpRequest, order: str = Path(..., max_length=200, description="The order's name.")
) -> HttpResponse:
    """One change."""

    def changed(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body), CHANGE, "a change")
        change = one_of(fields, "change", CHANGES)
        until_at = moment(fields, "until", current(member.shop.slug).shop)
        why, revision = text(fields, "why"), text(fields, "revision")
        run = call.run(lambda version: (200, {"order": order, "change": change, "book": version}))
        run(lambda: change_order(member, order, change, why=why, until_at=until_at, revision=revision))  # type: ignore[arg-type]
        assert call.answer is not None
        return call.answer

    return written(request, changed)


@router.get(
    "/rules",
    response={200: RulesOut, **READ},
    summary="What may be promised at once",
    description="Where operations has set no rule, what moves nobody, opens no hours and costs nothing extra may be.",
    tags=["rules"],
    operation_id="rules",
)
def get_rules(request: HttpRequest) -> HttpResponse:
    """All of them."""
    shop = shop_named(caller(request).shop)
    rows = sorted(Rule.objects.filter(shop_id=shop.pk), key=lambda rule: rule.pk)
    desk = Desk.objects.filter(shop_id=shop.pk).first() or Desk(shop_id=shop.pk)
    documents = [rule_document(rule) for rule in rows]
    return read({"items": documents, "holds_at_once": desk.holds_at_once, "hold_hours": desk.hold_hours})


@router.post(
    "/rules",
    response={200: RuleOut, **WRITE},
    summary="Set a rule",
    description="By operations: a new one, or another wording of one that is there.",
    openapi_extra=body(
        "Rule", RULE, ["name"], {"name": "what is sure", "least_chance": 0.9, "outside_fence": True}
    ),
    tags=["rules"],
    operation_id="set_rule",
)
def post_rule(request: HttpRequest) -> HttpResponse:
    """One rule."""

    def ruled(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body, lists=LISTS, flags=FLAGS), RULE, "a rule")
        chance = amount(fields, "least_chance")
        given: dict[str, Any] = {name: fields.get(name, []) for name in LISTS}
        given |= {"outside_fence": fields.get("outside_fence", False), "is_on": fields.get("is_on", True)}
        for name in LISTS:
            given[name] = given[name] if isinstance(given[name], list) else [text(fields, name)]
        for name in FLAGS:
            given[name] = given[name] in (True, "true", "yes")
        run = call.run(lambda rule: (200, rule_document(rule)))
        run(
            lambda: set_rule(
                member,
                text(fields, "name"),
                number=whole(fields, "id"),
                least_chance=float(chance or 0),
                least_slack_minutes=whole(fields, "least_slack_minutes") or 0,
                most_hours_a_week=amount(fields, "most_hours_a_week"),
                **given,
            )
        )
        assert call.answer is not None
        return call.answer

    return written(request, ruled)


def rule_document(rule: Rule) -> dict[str, Any]:
    """A rule as it is shown."""
    return {
        "id": rule.pk,
        "name": rule.name,
        "parts": json.loads(rule.parts),
        "customers": json.loads(rule.customers),
        "least_chance": rule.least_chance,
        "least_slack_minutes": rule.least_slack_minutes,
        "outside_fence": rule.outside_fence,
        "most_hours_a_week": None if rule.most_hours_a_week is None else float(rule.most_hours_a_week),
        "is_on": rule.is_on,
    }
