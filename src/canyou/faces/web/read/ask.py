"""The answer to a question as the page shows it: rows on one axis, each with its words, price and chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from canyou.faces.web import when
from canyou.faces.web.read.beside import BesideRow, beside
from canyou.faces.web.read.hours import closed_days
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.quantity import money, number
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.options import axis_head, option_timeline
from canyou.plan.result import Answer, Move, Option
from canyou.plan.wording import by_day, joined, place
from canyou.shop.records import Instant, Opened, Shop

__all__ = ["AnswerView", "OptionRow", "answer_view", "chance_words", "chosen_as"]


@dataclass(frozen=True, slots=True)
class OptionRow:
    key: int
    title: tuple[str, ...]
    """`50 on Tue 24 Nov`, `50 on Thu 26 Nov`: each stays on one line."""
    sub: str
    timeline: SafeString
    chance: str
    """`18` of `18 in 20`."""
    sure: str
    """The day by which it is there with 19 chances in 20, where that is a later one than is said."""
    cost: str
    payer: str
    pays: str
    words: str
    basis: str
    chosen: str = ""
    """What names the option among those of a question, whichever plan they are found in."""
    is_free: bool = True
    """Whether nobody pays for it: no order moves, no hours are opened, no money is spent."""
    at_once: bool = False
    """Whether who looks may promise it without asking anybody."""
    why_not: str = ""
    against: str = ""
    """Why the agreement is against it."""
    line: str = ""
    """The line of the agreement by which it is so; empty without one."""
    fee: str = ""


@dataclass(frozen=True, slots=True)
class AnswerView:
    asked: str
    """The question as understood, with its date written out."""
    is_as_asked: bool
    why_not: str
    head: SafeString
    count: str
    rows: tuple[OptionRow, ...]
    summary: str
    """One line for those who hear the page."""
    bases: tuple[str, ...]
    """What the chances rest on; each said once."""
    notes: tuple[str, ...]
    hidden: int
    beside: tuple[BesideRow, ...] = ()
    """The same options as a table, where there are two or more."""
    sure: int = 95
    """The chance in per cent that the table's last column has."""
    by: str = ""
    """The date asked, over the table's column."""


NAMED = 3
"""So many of those who pay are named; the rest is counted."""

NUMBERS = ("No way", "One way", "Two ways", "Three ways", "Four ways", "Five ways", "Six ways")


def answer_view(shop: Shop, answer: Answer) -> AnswerView:
    zone = ZoneInfo(shop.timezone)
    question = answer.question
    axis = _axis(answer, zone)
    closed = closed_days(shop, axis)
    rows = tuple(
        _row(key, option, answer, shop, axis, closed) for key, option in enumerate(answer.options, start=1)
    )
    count = NUMBERS[len(rows)] if len(rows) < len(NUMBERS) else f"{len(rows)} ways"
    best = f" Best: {', '.join(rows[0].title)}." if rows else ""
    whether = "As asked: yes." if answer.as_asked else "As asked: no."
    return AnswerView(
        asked=asked_words(shop, answer),
        is_as_asked=answer.as_asked,
        why_not=answer.why_not,
        head=axis_head(axis, closed, question.by_at),
        count=f"{count}, best first" if len(rows) > 1 else count,
        rows=rows,
        summary=f"{whether} {count}.{best}",
        bases=tuple(
            dict.fromkeys(_sentence(o.confidence_basis) for o in answer.options if o.confidence_basis)
        ),
        notes=answer.notes,
        hidden=answer.hidden,
        beside=beside(shop, answer, [row.chance for row in rows]) if len(rows) > 1 else (),
        sure=answer.question.sure or 95,
        by=when.due(question.by_at, zone, answer.now_at),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def asked_words(shop: Shop, answer: Answer) -> str:
    """`100 of P-2041 Valve body by Tue 24 Nov 16:00`."""
    question = answer.question
    zone = ZoneInfo(shop.timezone)
    what = part_label(shop, question.part) if question.part else question.order
    if question.order:
        what = f"{question.order} ({what})"
    elif question.is_estimate:
        what = f"{question.called}, like {what}" if question.like else question.called
    return f"{number(question.quantity)} of {what} by {when.due(question.by_at, zone, answer.now_at)}"


def chance_words(confidence: float) -> str:
    """A chance in twentieths, which people read better than per cent; never a flat certainty."""
    if confidence > 0.975:
        return "> 19"
    return str(max(0, min(19, int(confidence * 20 + 0.5))))


def said_chance(option: Option) -> str:
    """The chance of what the customer is told, in twentieths; a range where too little is known for one figure."""
    span = option.confidence_range if option.said_confidence is None else option.said_range
    if span is not None and (low := chance_words(span[0])) != (high := chance_words(span[1])):
        return f"{low}–{high.removeprefix('> ')}"
    return chance_words(option.confidence if option.said_confidence is None else option.said_confidence)


def _sure(option: Option, answer: Answer, zone: ZoneInfo) -> str:
    if option.sure_at is None or not option.deliveries:
        return ""
    said = max(answer.question.by_at, max(delivery.at for delivery in option.deliveries))
    # What is there by the end of the day that is said is in time.
    return when.day(option.sure_at - 1, zone) if option.sure_at > when.next_midnight(said - 1, zone) else ""


def _axis(answer: Answer, zone: ZoneInfo) -> Axis:
    last = [answer.question.by_at, answer.now_at]
    last += [delivery.at for option in answer.options for delivery in option.deliveries]
    last += [move.to_at for option in answer.options for move in option.moves]
    start = when.midnight(answer.now_at, zone)
    # Room to the right of the last delivery for its figure and for the moments at which it is late, not for a long
    # tail of them, and never less than a week.
    likely = [at for option in answer.options for d in option.deliveries for at in d.finish_quantiles]
    tail = min(max(likely, default=0), max(last) + (max(last) - start) // 5)
    end = when.next_midnight(max(max(last) + (max(last) - start) // 30 - 1, tail), zone, 2)
    return Axis(start, max(end, when.next_midnight(start, zone, 9)), zone)


def _row(
    key: int, option: Option, answer: Answer, shop: Shop, axis: Axis, closed: list[tuple[int, int]]
) -> OptionRow:
    zone = ZoneInfo(shop.timezone)
    deliveries = by_day(shop, option.deliveries)  # Two lots on one truck are one delivery to whoever gets it.
    label = ", then ".join(
        f"{number(delivery.quantity)} on {when.due(delivery.at, zone, answer.now_at)}"
        for delivery in deliveries
    )
    for move in option.moves:
        label += f"; order {move.order} moves to {when.day_clock(move.to_at, zone)}"
    payer, pays = _pays(option, answer, shop, zone)
    return OptionRow(
        key=key,
        title=tuple((option.title or label).split(", ")),
        sub=option.consequence,
        timeline=option_timeline(
            replace(option, deliveries=tuple(deliveries)),
            axis,
            closed,
            answer.question.by_at,
            answer.now_at,
            label,
        ),
        chance=said_chance(option),
        sure=_sure(option, answer, zone),
        cost=f"+ {money(option.extra_cost, shop.currency)}" if option.extra_cost else "no extra",
        payer=payer,
        pays=pays,
        words=option.words,
        basis=_sentence(option.confidence_basis) if option.confidence_basis else "",
        chosen=chosen_as(option),
        is_free=not (option.moves or option.overtime or option.extra_cost),
    )


def chosen_as(option: Option) -> str:
    """What names an option among those of a question, whichever plan they are found in: what comes when, and how."""
    return "|".join([option.kind, option.title, *(move.order for move in option.moves)])


def _pays(option: Option, answer: Answer, shop: Shop, zone: ZoneInfo) -> tuple[str, str]:
    """Who pays for the option, and with what: in bold, then in plain."""
    if option.moves:
        slipped = [move for move in option.moves if move.to_at > move.from_at]
        shown = (slipped or option.moves)[:NAMED]
        others = len(slipped or option.moves) - len(shown)
        names = joined([*(move.order for move in shown), *([f"{others} more"] if others else [])])
        return f"{names}.", "; ".join(_moved(move, shop, zone) for move in shown) + "."
    if option.overtime:
        rows = stretches(option.overtime)
        places = dict.fromkeys(_opened_place(shop, one) for one in rows)
        hours = "; ".join(
            f"{when.day(one.start_at, zone)}, {when.clock(one.start_at, zone)}–{when.clock(one.end_at, zone)}"
            for one in rows[:3]
        )
        more = f"; {len(rows) - 3} more" if len(rows) > 3 else ""
        return f"{joined(list(places))}:", f"{hours}{more}."
    return "No one.", _against_dates(option, answer, zone)


def _moved(move: Move, shop: Shop, zone: ZoneInfo) -> str:
    """`Acme: Thu 10 Dec 08:18 → 10:29, promised Thu 17 Dec`: whose order it is, and from when to when it finishes."""
    order = shop.orders.get(move.order)
    owner = shop.customers[order.customer].name if order and order.customer in shop.customers else ""
    days = when.day(move.from_at, zone), when.day(move.to_at, zone)
    if move.to_at == move.from_at:
        span = f"finishes as planned, {days[0]}"
    elif days[0] == days[1]:
        span = f"{days[0]} {when.clock(move.from_at, zone)} → {when.clock(move.to_at, zone)}"
    else:
        span = f"{days[0]} → {days[1]}"
    promise = f", promised {when.due(move.promised_at, zone)}" if move.promised_at is not None else ""
    return f"{owner or move.order}: {span}{promise}{', which it breaks' if move.breaks_promise else ''}"


def stretches(overtime: Sequence[Opened]) -> list[Opened]:
    """Opened hours in order of time; what goes on without a break in one place is one stretch."""
    found: list[Opened] = []
    for one in sorted(
        overtime, key=lambda o: (o.work_center or "", o.machine or 0, o.crew or "", o.start_at)
    ):
        last = found[-1] if found else None
        if (
            last is not None
            and replace(last, start_at=one.start_at, end_at=one.end_at) == one
            and (last.end_at == one.start_at)
        ):
            found[-1] = replace(last, end_at=one.end_at)
        else:
            found.append(one)
    return sorted(found, key=lambda o: o.start_at)


def _opened_place(shop: Shop, one: Opened) -> str:
    return place(shop, one.work_center, one.machine) if one.work_center else f"Crew {one.crew}"


def _against_dates(option: Option, answer: Answer, zone: ZoneInfo) -> str:
    question = answer.question
    if not option.deliveries:
        return ""
    last = max(delivery.at for delivery in option.deliveries)
    in_time = sum((d.quantity for d in option.deliveries if d.at <= question.by_at), Decimal(0))
    if last <= question.by_at:
        return "Fits between what is planned."
    past = f"{_past(last, question.by_at, zone)} past the date asked"
    if in_time > 0:
        past = f"The rest comes {past}"
    if question.latest_at is None:
        return f"{past}."
    return f"{past}, {_latest(last, question.latest_at, zone)}."


def _latest(last: Instant, latest: Instant, zone: ZoneInfo) -> str:
    return "within their latest" if last <= latest else f"{_past(last, latest, zone)} past their latest"


def _past(at: Instant, date: Instant, zone: ZoneInfo) -> str:
    """How far past a date, counted in dates as one says it; within one date in hours."""
    days = (datetime.fromtimestamp(at - 1, zone).date() - datetime.fromtimestamp(date - 1, zone).date()).days
    if days == 0:
        return when.length(at - date)
    return "1 day" if days == 1 else f"{days:,} days"
