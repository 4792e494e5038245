"""What can I tell the customer? The question as one sentence, and the options beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from canyou.desk.models import Member
from canyou.desk.queries.at_once import judged_for
from canyou.desk.who import who_of
from canyou.faces.web.read.ask import AnswerView, answer_view
from canyou.faces.web.read.complete import example
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.quantity import money
from canyou.faces.web.read.sentence import Sentence, about_order, sentence_of
from canyou.faces.web.shell import Key, data_age, page, with_shop
from canyou.floor.current import Current
from canyou.plan.question import BadQuestion, FieldError, describe_when, parse_question
from canyou.plan.result import Answer, Question

__all__ = ["ask", "options"]

EMPTY_SIZES = {"part": 11, "like": 11, "order": 11, "by": 8, "times": 1}
"""The width in letters of a slot with nothing in it; others take nine."""
LONGEST = 200
"""No name or date is longer; what is typed beyond is not looked at."""
KEYS: tuple[Key, ...] = (
    ("n", "new question"),
    ("1–5", "pick"),
    ("p", "promise or ask"),
    ("h", "hold"),
    ("a", "promised already"),
    ("w", "copy the words"),
    ("f", "on the floor"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in one slot, in a sentence, and the nearest known names with a link that takes each."""

    field: str
    text: str
    nearest: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    """(what goes into the slot, the same with its name, a link that takes it)."""


@with_shop
@require_GET
def ask(request: HttpRequest, now: Current) -> HttpResponse:
    """The page; with query parameters, a link that can be shared and works without scripts."""
    context = {**_context(now, request.GET, "", _member(request)), **_rights(request)}
    context["fields"] = {**context["fields"], **context["understood"]}
    context["sizes"] = {slot: _size(slot, text) for slot, text in context["fields"].items()}
    return page(request, "canyou/ask.html", context, here="ask", keys=KEYS, now=now)


@csrf_exempt  # Nothing is kept: the answer is a pure function of the fields and the plan.
@require_POST
@with_shop
def options(request: HttpRequest, now: Current) -> HttpResponse:
    """The options alone, while the sentence is typed. `typing` names the slot that is being written in."""
    typing = request.POST.get("typing", "")
    context = {**_context(now, request.POST, typing, _member(request)), **_rights(request)}
    response = render(request, "canyou/ask_answer.html", {**context, "age": data_age(now), "is_part": True})
    response["HX-Replace-Url"] = "/" + _query(context["fields"], context["sentence"])
    response["Cache-Control"] = "no-store"
    return response


def _rights(request: HttpRequest) -> dict[str, bool]:
    """What the reader may do with an option."""
    who = who_of(request)
    if who is None or who.member is None:
        return {}
    actions = {"can_ask": "ask", "may_hold": "hold", "may_commit": "commit", "can_phone": "phone_promise"}
    return {name: who.may(action) for name, action in actions.items()}  # type: ignore[arg-type]


def _member(request: HttpRequest) -> Member | None:
    who = who_of(request)
    return who.member if who is not None and who.may("ask") else None


def _context(now: Current, given: Mapping[str, Any], typing: str, member: Member | None) -> dict[str, Any]:
    sentence = sentence_of(given)
    fields = {slot: str(given.get(slot, "")).strip()[:LONGEST] for slot in sentence.slots}
    filled = {slot: text for slot, text in fields.items() if text}
    missing = [words for slot, words in sentence.needed.items() if slot not in filled]
    troubles: list[Trouble] = []
    view: AnswerView | None = None
    understood: dict[str, str] = {}
    if filled:
        try:
            question = parse_question(now.shop, filled)
            understood = _understood(now, question, filled)
            if not missing:
                from canyou.plan.asking import answer  # numba: only who asks waits for it

                found = answer(now.plan, question)
                view = answer_view(now.shop, found)
                if member is not None:
                    view = _judged(view, found, member, now)
        except BadQuestion as bad:
            troubles = [
                _trouble(now, error, fields, sentence) for error in bad.errors if error.field in filled
            ]
    half_typed = [trouble for trouble in troubles if trouble.field == typing]
    troubles = [trouble for trouble in troubles if trouble.field != typing]
    return {
        "sentence": sentence,
        "about_order": about_order(now.shop, understood.get("order", fields.get("order", ""))),
        "fields": fields,
        "is_blank": not filled,
        "missing": _listed(missing) if not troubles else "",
        "half_typed": half_typed[0] if half_typed else None,
        "first_troubles": [trouble for trouble in troubles if trouble.field in sentence.first_line],
        "second_troubles": [trouble for trouble in troubles if trouble.field in sentence.second_line],
        "trouble_fields": [trouble.field for trouble in troubles],
        "view": view,
        "understood": understood,
        "asked_fields": filled,
        "floor_link": "/floor?" + urlencode({"ask": "1", **_on_floor(filled)}) if view else "",
        "example": _example(now, example(now)) if not filled and sentence.about == "part" else None,
        "sizes": {slot: _size(slot, text) for slot, text in fields.items()},
    }


def _judged(view: AnswerView, found: Answer, member: Member, now: Current) -> AnswerView:
    """The rows with what the agreement says of each."""
    rows = (
        dataclasses.replace(
            row,
            at_once=one.at_once,
            why_not=one.why_not,
            against=one.against,
            line=one.line,
            fee=money(one.fee, now.shop.currency) if one.fee else "",
        )
        for row, one in zip(
            view.rows, judged_for(member, found.question, found.options, now.shop), strict=True
        )
    )
    return dataclasses.replace(view, rows=tuple(rows))


def _trouble(now: Current, error: FieldError, fields: Mapping[str, str], sentence: Sentence) -> Trouble:
    near = []
    for name in error.nearest:
        words = part_label(now.shop, name) if error.field in ("part", "like") else name
        near.append((name, words, "/" + _query({**fields, error.field: name}, sentence)))
    return Trouble(error.field, error.text, near)


def _understood(now: Current, question: Question, filled: Mapping[str, str]) -> dict[str, str]:
    """The slots as they were understood, so that the sentence composes itself: `friday` is a date by then."""
    customer = now.shop.customers.get(question.customer)
    said = {
        "part": "" if question.is_estimate else part_label(now.shop, question.part),
        "order": question.order,
        "like": part_label(now.shop, question.like) if question.like else "",
        "customer": customer.name if customer else "",
        "by": describe_when(question.by_at, now.shop),
        "latest": describe_when(question.latest_at, now.shop) if question.latest_at else "",
    }
    # Only what reads back as the same question may stand in the slots.
    kept = {slot: text for slot, text in said.items() if text and slot in filled and text != filled[slot]}
    try:
        return kept if parse_question(now.shop, {**filled, **kept}) == question else {}
    except BadQuestion:
        return {}


def _query(fields: Mapping[str, str], sentence: Sentence) -> str:
    filled = {slot: text for slot, text in fields.items() if text or slot == sentence.about != "part"}
    return f"?{urlencode(filled)}" if filled else ""


def _on_floor(filled: Mapping[str, str]) -> dict[str, str]:
    """The question as the floor's link carries it, where `order` is the order that is picked."""
    return {"about" if slot == "order" else slot: text for slot, text in filled.items()}


def _example(now: Current, fields: Mapping[str, str] | None) -> tuple[str, str] | None:
    """A question that this shop could be asked: its words and its link."""
    if fields is None:
        return None
    return f"{fields['quantity']} of {fields['part']} by {fields['by']}", f"/?{urlencode(fields)}"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _size(slot: str, text: str) -> int:
    """The width of a slot in letters, where the browser cannot fit it to its content by itself."""
    return max(3, len(text)) if text else EMPTY_SIZES.get(slot, 9)
