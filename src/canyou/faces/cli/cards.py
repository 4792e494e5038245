"""Options to read in a terminal: a card each, and all of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from canyou.faces.cli.moments import deadline, length, moment
from canyou.faces.cli.table import emphasis, number, table, width, wrapped

if TYPE_CHECKING:
    from canyou.plan.result import Answer, Move, Option, Question
    from canyou.shop.records import Shop

INDENT = "     "

KINDS = {
    "as_asked": "as asked",
    "later": "later",
    "partial": "in two deliveries",
    "stock": "some from stock",
    "overtime": "overtime",
    "alternate": "another machine, overtime",
    "outside": "bought outside",
    "move_others": "others move",
    "faster_shipping": "quicker carrier",
    "combined": "overtime, in two deliveries",
    "one_date": "all of it soonest",
}
"""Kinds of option as people say them; a further one is said by its own name."""


def cards(shop: Shop, answer: Answer) -> list[str]:
    """Every option as a card under a blank line, and how many were left out."""
    shown: list[str] = []
    bases = {option.confidence_basis for option in answer.options}
    for index, option in enumerate(answer.options, start=1):
        alike = len(bases) == 1
        shown += ["", *card(shop, index, option, answer.question, said=answer.why_not, alike=alike)]
    return shown + on_what(bases) + left_out(answer)


def on_what(bases: set[str]) -> list[str]:
    """What all chances rest on, where that is one thing."""
    basis = next(iter(bases)) if len(bases) == 1 else ""
    return ["", *wrapped(f"How sure rests on {basis}.", "  ")] if basis else []


def card(
    shop: Shop, index: int, option: Option, question: Question, said: str = "", alike: bool = False
) -> list[str]:
    """One option: title, kind, price and chance; when what is there; the words; who pays, by name; why not sooner.

    What has been `said` already isn't repeated, nor what every chance alike rests on.
    """
    when = ", ".join(f"{number(d.quantity)} on {moment(d.at, shop.timezone)}" for d in option.deliveries)
    cost = f"+{money(shop, option.extra_cost)}" if option.extra_cost else ""
    facts = [kind(option), cost, f"{chance(option)}{by_when(shop, option, question)}"]
    shown = headline(index, option.title or when, " · ".join(fact for fact in facts if fact))
    if option.title:
        shown += wrapped(when, INDENT)
    shown += wrapped(f"“{option.words}”", INDENT)
    pays = [option.consequence, option.toll]
    shown += wrapped(sentences(pays), INDENT) if any(pays) else []
    shown += [f"{INDENT}  {line}" for line in moves(shop, option.moves)]
    more = []
    # Of several deliveries each has its date to keep: the last may be sure and all of them together not.
    if option.sure_at is not None and (
        option.sure_at != option.deliveries[-1].at or len(option.deliveries) > 1
    ):
        lead = "All of it " if len(option.deliveries) > 1 else ""
        more.append(f"{lead}{question.sure or 95} % sure by {moment(option.sure_at, shop.timezone)}")
    if option.why_not_sooner and option.why_not_sooner.rstrip(".").casefold() not in said.casefold():
        more.append(f"Not sooner: {lowered(option.why_not_sooner)}")
    if option.confidence_basis and not alike:
        more.append(f"How sure rests on {option.confidence_basis}")
    return shown + (wrapped(sentences(more), INDENT) if more else [])


def headline(index: int, title: str, facts: str) -> list[str]:
    """Number and title to the left, the facts to the right where there is room, else below."""
    left = f"  {index}  {title}"
    room = width() - len(left) - len(facts)
    if room >= 2:
        return [f"  {index}  {emphasis(title)}{' ' * room}{facts}"]
    return [f"  {index}  {emphasis(title)}", *wrapped(facts, INDENT)]


def moves(shop: Shop, rows: Sequence[Move]) -> list[str]:
    """Who moves: the order, for whom, from when to when, and what is left before its promise."""
    lines = []
    for move in rows:
        order = shop.orders.get(move.order)
        customer = shop.customers.get(order.customer) if order else None
        lines.append(
            [
                move.order,
                customer.name if customer else "",
                moment(move.from_at, shop.timezone),
                "→" if move.to_at != move.from_at else "=",
                moment(move.to_at, shop.timezone),
                slack(move),
            ]
        )
    return table(["Moves", "for", "from", "", "to", ""], lines) if lines else []


def slack(move: Move) -> str:
    """`2 d 3 h before its promise`, `breaks its promise`."""
    date = "promise" if move.promised_at is not None else "due date"
    if move.breaks_promise:
        return "breaks its promise"
    if move.slack_minutes is None:
        return ""
    if move.slack_minutes < 0:
        return f"{length(-move.slack_minutes)} past its {date}, as before" if move.to_at <= move.from_at else (
            f"{length(-move.slack_minutes)} past its {date}"
        )  # fmt: skip
    return f"{length(move.slack_minutes)} before its {date}"


def compared(shop: Shop, answer: Answer) -> list[str]:
    """All options in one table: what is there by the date, the last of it, cost, who slips, chance."""
    by = deadline(answer.question.by_at, shop.timezone)
    rows = []
    for index, option in enumerate(answer.options, start=1):
        soon = sum((d.quantity for d in option.deliveries if d.at <= answer.question.by_at), Decimal(0))
        slipped = [m for m in option.moves if m.to_at > m.from_at]
        broken = sum(m.breaks_promise for m in option.moves)
        others = (
            f"{len(slipped)} later"
            if slipped
            else (f"{len(option.moves)} moved, none later" if option.moves else "–")
        )
        rows.append(
            [
                str(index),
                kind(option),
                number(soon),
                moment(max(d.at for d in option.deliveries), shop.timezone),
                number(option.extra_cost) if option.extra_cost else "–",
                others,
                str(broken) if broken else "–",
                chance(option),
                moment(option.sure_at, shop.timezone) if option.sure_at is not None else "",
            ]
        )  # fmt: skip
    heads = ["", "Option", f"by {by}", "All there", f"Cost {shop.currency}".rstrip(), "Others", "Broken", "Chance",
             f"{answer.question.sure or 95} % sure by"]  # fmt: skip
    if not any(row[6] != "–" for row in rows):
        rows = [[*row[:6], "", *row[7:]] for row in rows]
    bases = {option.confidence_basis for option in answer.options}
    return ["", *table(heads, rows, right=(2, 4)), *on_what(bases), *left_out(answer)]


def left_out(answer: Answer) -> list[str]:
    """How many options another one beats."""
    if not answer.hidden:
        return []
    many = "1 more option is" if answer.hidden == 1 else f"{answer.hidden} more options are"
    return ["", f"  {many} left out: worse than these in something, and better in nothing."]


def kind(option: Option) -> str:
    if option.kind == "later" and len(option.deliveries) > 1:
        return "later, in two deliveries"
    return KINDS.get(option.kind, option.kind.replace("_", " "))


def chance(option: Option) -> str:
    """`90 % sure` of what the customer is told, or a range where the history is too thin for one figure."""
    said = option.said_range if option.said_confidence is not None else option.confidence_range
    if said is not None and round(100 * said[0]) != round(100 * said[1]):
        return f"{round(100 * said[0])}–{round(100 * said[1])} % sure"
    sure = option.confidence if option.said_confidence is None else option.said_confidence
    return "over 99 % sure" if sure >= 0.995 else f"{round(100 * sure)} % sure"


def by_when(shop: Shop, option: Option, question: Question) -> str:
    """` by Fri 6 Mar` where the chance is that of the date asked, and all of it is planned for an earlier day."""
    last = max(d.at for d in option.deliveries)
    by = deadline(question.by_at, shop.timezone)
    if option.said_confidence is None or last > question.by_at or option.deliveries[0].line is not None:
        return ""  # each line of a purchase order has a date of its own
    if deadline(last, shop.timezone).startswith(by):
        return ""
    return f" by {by}"


def money(shop: Shop, cost: Decimal) -> str:
    return f"{number(cost)} {shop.currency}".rstrip()


def sentences(texts: Sequence[str]) -> str:
    return " ".join(text.rstrip(".") + "." for text in texts if text)


def lowered(text: str) -> str:
    """A sentence as it goes on behind a comma: its first letter small, unless it is a name or a number."""
    return text[0].lower() + text[1:] if text[:1].isupper() and text[1:2].islower() else text
