"""The desk as the page shows it: what waits at the left, the open question with its ways to answer at the right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.ask import AnswerView, answer_view
from canyou.faces.web.read.ask import OptionRow as Drawn
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import money, number
from canyou.plan.result import Answer, Delivery, Move, Opened, Option, Question
from canyou.shop.records import Instant, Order, Shop

__all__ = [
    "STATES",
    "Item",
    "MoveLine",
    "Owed",
    "Way",
    "asked_words",
    "facts",
    "held_words",
    "instant",
    "item",
    "lately",
    "promise_item",
    "said_of",
    "steps",
    "talk_to",
    "ways",
]

STATES = {
    "asked": "asked",
    "offered": "offered",
    "countered": "countered",
    "promised": "promised",
    "declined": "declined",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list at the left."""

    number: int
    words: str
    who: str
    clock: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise in a line: what, by when, to whom, and how it stands."""

    number: int
    what: str
    who: str
    by: str
    state: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """An order that would finish elsewhere, as its owner wants to see it."""

    order: str
    customer: str
    part: str
    from_words: str
    to_words: str
    promised: str
    slack: str
    owner: str
    breaks: bool
    stands: str = ""
    """What its owner says to it, where they were asked."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer: as drawn, and what can be done with it."""

    number: int
    """Its number in the question."""
    row: Drawn
    at_once: bool
    why_not: str
    costs_someone: bool
    moves: tuple[MoveLine, ...]
    why_not_sooner: str
    toll: str
    against: str
    """Why the agreement is against it."""
    line: str
    """The line of the agreement that decides; empty without one."""
    fee: str
    unvouched: tuple[str, ...]
    """Orders it moves whose imported date nobody stands by."""


def instant(text: str) -> Instant:
    """The instant of a document's moment."""
    return int(datetime.fromisoformat(text).timestamp())


def asked_words(shop: Shop, question: Mapping[str, Any], now: Instant) -> str:
    """`Can you ship 100 of P-2041 Valve body to Acme by Tue 24 Nov?`: every question reads so."""
    zone = ZoneInfo(shop.timezone)
    if question["kind"] == "thing":
        by = when.due(instant(question["by"]), zone, now)
        what = str(question["what"])
        return f"Can you {what[:1].lower()}{what[1:].rstrip('?.')} by {by}?"
    quantity = number(Decimal(str(question["quantity"])))
    by = when.due(instant(question["by"]), zone, now)
    whom = f" to {customer_name(shop, question['customer'])}" if question["customer"] else ""
    if question["order"]:
        return f"Can you ship {quantity} on {question['order']}{whom} by {by}?"
    what = part_label(shop, question["part"]) if question["part"] in shop.parts else question["part"]
    return f"Can you ship {quantity} of {what}{whom} by {by}?"


def item(shop: Shop, question: Mapping[str, Any], now: Instant, said: str = "") -> Item:
    """A question as a line of the list."""
    asker = question["asker"]["name"] if question["asker"] else ""
    clock = lately(instant(question["changed_at"]), shop, now)
    return Item(question["id"], asked_words(shop, question, now), said or asker, clock)


def lately(at: Instant, shop: Shop, now: Instant) -> str:
    """A moment that has passed: `16:00` where it was today, else `Tue 24 Nov`."""
    zone = ZoneInfo(shop.timezone)
    return when.clock(at, zone) if when.midnight(now, zone) <= at else when.day(at, zone)


def promise_item(shop: Shop, promise: Mapping[str, Any], now: Instant) -> Owed:
    """A promise as a line."""
    zone = ZoneInfo(shop.timezone)
    what = str(promise["what"])
    if promise["kind"] == "order" and promise["part"] in shop.parts:
        what = f"{number(Decimal(str(promise['quantity'])))} {part_label(shop, promise['part'])}"
    whom = customer_name(shop, promise["customer"]) if promise["customer"] else ""
    if not whom and promise["to"]:
        whom = promise["to"]["name"]
    return Owed(
        number=promise["id"],
        what=what,
        who=whom,
        by=when.due(instant(promise["due"]), zone, now),
        state=promise["state"],
        orders=tuple(one["order"] for one in promise["orders"]),
    )


def facts(shop: Shop, question: Mapping[str, Any], now: Instant) -> str:
    """Who asks, what the issue is, what the customer expects: what the other side has to know, in sentences."""
    zone = ZoneInfo(shop.timezone)
    asker = question["asker"]["name"] if question["asker"] else "Somebody"
    said = [f"{asker} asks, {when.day_clock(instant(question['asked_at']), zone, now)}."]
    if question["issue"]:
        said.append(f"The issue: {_ended(question['issue'])}")
    if question["expectation"]:
        said.append(f"What the customer expects: {_ended(question['expectation'])}")
    reached = {"yes": "The customer was asked.", "no": "The customer was not asked yet.",
               "not_reached": "The customer could not be reached."}  # fmt: skip
    if question["asked_customer"]:
        said.append(reached[question["asked_customer"]])
    return " ".join(said)


def _ended(text: str) -> str:
    return text if text[-1:] in ".?!" else f"{text}."


def talk_to(question: Mapping[str, Any], me: str, answered: Mapping[str, Any] | None = None) -> str:
    """Whom to call when writing has failed: the other's name and extension; `answered`: who did, of the other side."""
    for who in (answered, question["asker"], question["to"]):
        if who and who["name"] != me:
            return f"{who['name']}, extension {who['extension']}" if who["extension"] else str(who["name"])
    return "the other side"


def held_words(shop: Shop, question: Mapping[str, Any], now: Instant) -> str:
    """Until when capacity is kept for it, and by whom."""
    hold = question["hold"]
    if not hold:
        return ""
    until = when.day_clock(instant(hold["until"]), ZoneInfo(shop.timezone), now)
    return f"Way {str(hold['option']).rpartition('-')[2]} is held until {until} by {hold['by']['name']}."


def ways(
    shop: Shop, question: Mapping[str, Any], now: Instant, stands: Mapping[str, str] | None = None
) -> tuple[AnswerView | None, tuple[Way, ...]]:
    """The options of a question on one axis, with what each would cost whom; `stands` is what owners say, by order."""
    documents: Sequence[Mapping[str, Any]] = question["options"]
    if question["kind"] != "order" or not documents:
        return None, ()
    options = tuple(option_of(document) for document in documents)
    by_at = instant(question["by"])
    asked = Question(
        quantity=Decimal(str(question["quantity"])), by_at=by_at, part=question["part"] or "",
        order=question["order"] or "", customer=question["customer"] or "",
    )  # fmt: skip
    as_asked = any(option.kind == "as_asked" for option in options)
    view = answer_view(shop, Answer(asked, now, options, as_asked))
    found = []
    for document, option, row in zip(documents, options, view.rows, strict=True):
        found.append(
            Way(
                number=int(str(document["id"]).rpartition("-")[2]),
                row=row,
                at_once=document["at_once"],
                why_not=document["why_not_at_once"] or "",
                costs_someone=document["costs_someone"],
                moves=tuple(
                    replace(_move(shop, move, now), stands=(stands or {}).get(move.order, ""))
                    for move in option.moves
                ),
                why_not_sooner=document.get("why_not_sooner") or "",
                toll=document.get("toll") or "",
                against=document["against"] or "",
                line=document["agreement_line"] or "",
                unvouched=tuple(document["unvouched"]),
                fee=money(Decimal(str(document["fee"])), shop.currency) if document["fee"] else "",
            )
        )
    return view, tuple(found)


def option_of(document: Mapping[str, Any]) -> Option:
    """An option from its document, as far as it is drawn: without its operations."""
    return Option(
        kind=document["kind"],
        deliveries=tuple(
            Delivery(
                Decimal(str(d["quantity"])),
                instant(d["at"]),
                finish_quantiles=tuple(instant(at) for at in d.get("finish_quantiles") or ()),
            )
            for d in document["deliveries"]
        ),
        operations=(),
        words=document["words"],
        title=document["title"],
        consequence=document["consequence"],
        moves=tuple(
            Move(
                m["order"],
                instant(m["from"]),
                instant(m["to"]),
                instant(m["promised"]) if m["promised"] else None,
                m["breaks_promise"],
                m.get("in_fence", False),
                m.get("slack_minutes"),
            )
            for m in document["moves"]
        ),
        overtime=tuple(
            Opened(o["work_center"], o["machine"], o["crew"], instant(o["start"]), instant(o["end"]))
            for o in document["overtime"]
        ),
        extra_cost=Decimal(str(document["extra_cost"])),
        confidence=document["confidence"],
        said_confidence=document.get("said_confidence"),
        said_range=_range(document.get("said_range")),
        confidence_range=_range(document.get("confidence_range")),
        finish_quantiles=tuple(instant(at) for at in document.get("finish_quantiles") or ()),
        sure_at=instant(document["sure_at"]) if document.get("sure_at") else None,
        confidence_basis=document.get("confidence_basis") or "",
    )


def _range(found: Sequence[float] | None) -> tuple[float, float] | None:
    return None if found is None else (found[0], found[1])


def _move(shop: Shop, move: Move, now: Instant) -> MoveLine:
    zone = ZoneInfo(shop.timezone)
    order = shop.orders.get(move.order)
    slack = ""
    if move.slack_minutes is not None:
        length = when.length(abs(move.slack_minutes) * 60)
        slack = f"{length} left" if move.slack_minutes >= 0 else f"{length} past it"
    seller = order.seller if order else ""
    person = shop.people.get(seller)
    return MoveLine(
        order=move.order,
        customer=customer_name(shop, order.customer) if order else "",
        part=f"{part_label(shop, order.part)} × {number(order.quantity)}" if order else "",
        from_words=when.day_clock(move.from_at, zone, now),
        to_words=when.day_clock(move.to_at, zone, now),
        promised=_promised(move, order, zone, now),
        slack=slack,
        owner=person.name if person is not None and person.name else seller,
        breaks=move.breaks_promise,
    )


def _promised(move: Move, order: Order | None, zone: ZoneInfo, now: Instant) -> str:
    if move.promised_at is not None:
        return when.due(move.promised_at, zone, now)
    return f"only due {when.due(order.due_at, zone, now)}" if order is not None else "not promised"


def steps(question: Mapping[str, Any], promises: Iterable[Mapping[str, Any]]) -> list[tuple[str, bool]]:
    """Where the talk stands, as the steps at its head: (word, whether it is this one)."""
    state = STATES[question["state"]]
    kept = next((p["state"] for p in promises), "")
    if state == "promised":
        last = {"kept": "kept", "missed": "missed", "reneged": "given up", "cancelled": "cancelled"}.get(
            kept, "kept"
        )
        reached = last if kept in ("kept", "missed", "reneged", "cancelled") else "promised"
        line = ["asked", "promised", last]
    elif state in ("declined", "withdrawn"):
        line, reached = ["asked", state], state
    elif state == "countered":
        line, reached = ["asked", "offered", "countered", "promised", "kept"], state
    else:
        line, reached = ["asked", "offered", "promised", "kept"], state
    return [(word, word == reached) for word in line]


VERBS = {
    "ask": "asked",
    "request": "asked operations for way {option}",
    "offer": "offered {option}",
    "accept": "accepted",
    "counter": "countered",
    "decline": "said no",
    "withdraw": "withdrew the question",
    "not_what_i_meant": "said: not what I meant",
    "know_by": "will know by then",
    "promise": "promised",
    "renew": "looked for ways anew",
    "agree": "noted what was agreed",
    "ask_owners": "asked those whose orders would move",
    "ask_other": "asked {to}: can you {what}?",
    "let": "lets {order} move",
    "keep": "does not let {order} move",
    "silence": "nobody answered about {order} in time",
    "word_fell": "could not be done as agreed",
    "shipped": "shipped",
    "hold": "holds capacity for way {option}",
    "release": "let go of the capacity held",
    "phone_promise": "noted a promise given by phone",
    "renegotiate": "gave another date",
    "done": "said that it is done",
    "satisfied": "said that it is well",
    "not_satisfied": "said that it is not well",
    "renege": "said that it cannot be kept",
    "cancel": "said that it is not wanted any more",
    "missed": "the date passed",
    "machine_down": "said that it is down",
    "machine_up": "said that it works again",
    "person_out": "said that {who} is out",
    "person_in": "said that {who} is back",
    "started": "said that a step has begun",
    "step_done": "said that a step is done",
    "short_by": "said that it will be short",
    "pin": "holds a step by hand",
    "unpin": "freed a step that was held by hand",
    "emergency": "declared an emergency",
    "mistake": "noted a mistake",
    "close": "said that it is over",
    "vouch": "stood by an imported date",
    "at_risk": "sees it at risk",
    "stop": "stopped it",
    "go_on": "let it go on",
    "push_out": "pushed it out",
    "revision": "gave it another revision",
    "propose_agreement": "proposed another agreement",
    "sign_agreement": "signed it",
    "withdraw_agreement": "withdrew what was proposed",
    "set_rule": "set a rule for promising at once",
    "set_hold_budget": "set how much may be held",
    "set_precaution": "wrote a plan for the day it is lost",
}


def said_of(entry: Mapping[str, Any], shop: Shop, now: Instant) -> tuple[str, str, str, str]:
    """One entry of the record: (when, who, what they did, what they said with it)."""
    zone = ZoneInfo(shop.timezone)
    body: Mapping[str, Any] = (
        entry["body"] if isinstance(entry["body"], Mapping) else json.loads(entry["body"])
    )
    verb = VERBS.get(entry["verb"], str(entry["verb"]).replace("_", " "))
    option = body.get("option")
    due = body.get("due")
    names = {name: body.get(name, "") for name in ("to", "what", "order", "who")}
    what = verb.format(
        option=f"way {option}" if option and "way" not in verb else option or "a date", **names
    )
    if isinstance(body.get("asked"), list):
        what += f" ({'; '.join(map(str, body['asked']))})"
    if isinstance(due, int):
        what += f", {when.due(due, zone, now)}"
    words = " ".join(
        str(body[name])
        for name in ("said_back", "issue", "expectation", "agreed", "note", "why", "reason")
        if body.get(name)
    )
    return when.day_clock(instant(entry["at"]), zone, now), entry["who"] or "Canyou", what, words
