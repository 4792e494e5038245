"""What an owner is asked before their order moves, as the desk shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.desk import Item, asked_words, instant
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number
from canyou.shop.records import Instant, Shop

__all__ = ["LetView", "let_item", "let_view", "over_words", "said_lines", "standing_words"]

STANDS = {"asked": "asked", "yes": "lets it", "no": "does not let it", "lapsed": "gave no answer", "moot": ""}


@dataclass(frozen=True, slots=True)
class LetView:
    """One such question, with what it would mean."""

    number: int
    words: str
    facts: str
    order: str
    what: str
    customer: str
    from_words: str
    to_words: str
    promised: str
    slack: str
    breaks: bool
    because: str
    question: int
    answer: str
    """What was said, in a sentence; empty while it is open."""
    moves: tuple[str, ...]


def let_item(shop: Shop, found: Mapping[str, Any], now: Instant) -> Item:
    """As a line of the list: until when an answer counts."""
    zone = ZoneInfo(shop.timezone)
    until = instant(found["answer_by"])
    clock = (
        when.clock(until, zone) if until < when.next_midnight(now, zone) else when.day_clock(until, zone, now)
    )
    who = found["by"]["name"] if found["by"] else ""
    return Item(found["id"], found["words"], who, f"until {clock}")


def let_view(
    shop: Shop, found: Mapping[str, Any], first: Mapping[str, Any], now: Instant, silence_lets: bool
) -> LetView:
    """All that somebody needs to say yes or no."""
    zone = ZoneInfo(shop.timezone)
    order = shop.orders.get(found["order"])
    to_at = instant(found["to"])
    promised_at = instant(found["promised"]) if found["promised"] else None
    by = found["by"]["name"] if found["by"] else "Somebody"
    said = [f"{by} asks, {when.day_clock(instant(found['asked_at']), zone, now)}."]
    if found["instead"]:
        said.append(f"{found['instead']}; you are asked instead.")
    for name, lead in (("issue", "The issue: "), ("expectation", "What the customer expects: ")):
        if first[name]:
            text = str(first[name])
            said.append(f"{lead}{text if text[-1:] in '.?!' else text + '.'}")
    if found["state"] == "asked" and shop.clock_fixed:
        said.append("The clock of this shop stands still, so that silence decides nothing here.")
    elif found["state"] == "asked":
        until = when.day_clock(instant(found["answer_by"]), zone, now)
        moves = silence_lets and not found["breaks_promise"]
        said.append(
            f"Without an answer by {until} it {'may move' if moves else 'stays where it is'}, as agreed."
        )
    slack = ""
    if promised_at is not None:
        length = when.length(abs(promised_at - to_at))
        slack = f"{length} left" if promised_at >= to_at else f"{length} past it"
    return LetView(
        number=found["id"],
        words=found["words"],
        facts=" ".join(said),
        order=found["order"],
        what=f"{number(order.quantity)} {part_label(shop, order.part)}" if order else "",
        customer=customer_name(shop, order.customer) if order else "",
        from_words=when.day_clock(instant(found["from"]), zone, now),
        to_words=when.day_clock(to_at, zone, now),
        promised=when.due(promised_at, zone, now) if promised_at is not None else "not promised",
        slack=slack,
        breaks=found["breaks_promise"],
        because=asked_words(shop, first, now),
        question=found["question"],
        answer=_answer(found, zone, now),
        moves=tuple(found["moves"]),
    )


def _answer(found: Mapping[str, Any], zone: ZoneInfo, now: Instant) -> str:
    state = found["state"]
    if state == "asked":
        return ""
    if state == "moot":
        return "It is no longer asked."
    at = when.day_clock(instant(found["said_at"]), zone, now)
    if state == "lapsed":
        return f"Nobody answered by {at}."
    who = found["said_by"]["name"] if found["said_by"] else "Somebody"
    return f"{who} said {state}, {at}{': ' + found['note'] if found['note'] else '.'}"


def standing_words(consents: Iterable[Mapping[str, Any]], shop: Shop, now: Instant) -> dict[str, str]:
    """By order: how its owner stands to its moving, in a few words."""
    zone = ZoneInfo(shop.timezone)
    found: dict[str, str] = {}
    for one in consents:
        if one["state"] == "moot":
            continue
        who = one["asked"]["name"] if one["asked"] else ""
        words = f"{who} {STANDS[one['state']]}"
        if one["state"] == "asked":
            words = f"{who} is asked, until {when.day_clock(instant(one['answer_by']), zone, now)}"
        if one["note"]:
            words += f": {one['note']}"
        found[one["order"]] = words
    return found


def over_words(consents: Iterable[Mapping[str, Any]]) -> str:
    """What it is called to decide without those who have not let an order move: `over Nora Whitfield`, or nothing."""
    open_: list[str] = []
    against: list[str] = []
    for one in consents:
        if one["state"] in ("asked", "no", "lapsed"):
            (against if one["state"] == "no" else open_).append(one["asked"]["name"] if one["asked"] else "")
    if against:
        return f"over {' and '.join(dict.fromkeys(against))}"
    return f"without {' and '.join(dict.fromkeys(open_))}" if open_ else ""


def said_lines(waits_on: Iterable[str]) -> str:
    """`Nora Whitfield about SO-1021, and Hana Berg: get 300 bars`."""
    names = list(waits_on)
    return ", and ".join(names)
