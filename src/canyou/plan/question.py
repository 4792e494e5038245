"""A question as typed, made into a Question or into one sentence for each field that is wrong."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from canyou.plan.question_names import UnknownName, find_customer, find_order, find_part, label
from canyou.plan.question_when import FARTHEST_DAYS, BadWhen, describe_when, parse_when
from canyou.plan.result import Question
from canyou.shop.records import Instant, Order, Shop

__all__ = ["BadQuestion", "FieldError", "describe_quantity", "describe_when", "parse_question", "parse_when"]

MOST = Decimal(10_000_000)
"""More pieces than any shop that this plans for makes at once: a slip of the keys."""
PLACES = 6
LONGEST = 200
COUNTED = frozenset({"ea", "each", "pc", "pcs", "piece", "pieces", "unit", "units", "st", "stk"})
"""Units that come in whole numbers; also what may stand behind a quantity as typed."""

_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([, '’])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
_NEGATIVE = re.compile(r"[-−–]\s*\d[\d.,]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, in a sentence, and what near to it would be understood."""

    field: str
    text: str
    nearest: list[str] = dataclasses.field(default_factory=list)


class BadQuestion(ValueError):
    """A question that can't be put to the plan; `errors` has every field that is wrong."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(" ".join(error.text for error in errors))
        self.errors = errors


class _Wrong(ValueError):
    """A sentence about one field."""


def parse_question(shop: Shop, fields: Mapping[str, object]) -> Question:
    """The question that these fields ask: part or order, quantity, by, customer, min_quantity, latest.

    Values are texts as typed, or numbers; absent, None and blank are the same; other fields are left alone.
    A quantity is `100`, `1,000`, `2.5`, `100 pcs`; for dates see `question_when`.

    Raises:
        BadQuestion: with a sentence for each field that is missing, unknown, impossible or past.
    """
    errors: list[FieldError] = []

    def read(name: str, how: Callable[[str], object]) -> object:
        text = _text(fields.get(name))
        if not text:
            return None
        try:
            if len(text) > LONGEST:
                raise _Wrong(f"“{text[:30]}…” is too long for {name.replace('_', ' ')}.")
            return how(text)
        except (UnknownName, BadWhen) as bad:
            errors.append(FieldError(name, str(bad), bad.nearest))
        except _Wrong as bad:
            errors.append(FieldError(name, str(bad)))
        return None

    customer = str(read("customer", lambda text: find_customer(shop, text)) or "")
    order = str(read("order", lambda text: _askable(shop.orders[find_order(shop, text)], shop)) or "")
    if order:
        customer = customer or shop.orders[order].customer
    part = str(read("part", lambda text: find_part(shop, text, customer)) or "")
    quantity = read("quantity", lambda text: _quantity(text, isinstance(fields["quantity"], str)))
    least = read("min_quantity", lambda text: _quantity(text, isinstance(fields["min_quantity"], str)))
    by_at = read("by", lambda text: _ahead(parse_when(text, shop), shop))
    latest_at = read("latest", lambda text: _ahead(parse_when(text, shop), shop))

    wrong = {error.field for error in errors}
    for name, value, text in (
        ("quantity", quantity, "How many? Write a quantity, like 100."),
        ("by", by_at, "By when? Write a date, like Tue 24 Nov or tomorrow."),
    ):
        if value is None and name not in wrong:
            errors.append(FieldError(name, text))
    if not part and not order and not wrong & {"part", "order"}:
        errors.append(FieldError("part", "Which part? Write its number or name, or the order that is meant."))
    if part and order and shop.orders[order].part != part:
        errors.append(
            FieldError(
                "part", f"{order} is about {shop.orders[order].part}, not {part}: ask about one of them."
            )
        )
    if order and customer != shop.orders[order].customer:
        errors.append(
            FieldError("customer", f"{order} is for {shop.orders[order].customer}, not for {customer}.")
        )
    errors += _together(
        shop, part or (shop.orders[order].part if order else ""), quantity, least, by_at, latest_at
    )
    if errors:
        turn = {
            name: n
            for n, name in enumerate(
                ("part", "order", "customer", "quantity", "by", "min_quantity", "latest")
            )
        }
        raise BadQuestion(sorted(errors, key=lambda error: turn[error.field]))
    assert isinstance(quantity, Decimal)
    assert isinstance(by_at, int)
    return Question(
        quantity=quantity,
        by_at=by_at,
        part="" if order else part,
        order=order,
        customer=customer,
        min_quantity=least if isinstance(least, Decimal) else None,
        latest_at=latest_at if isinstance(latest_at, int) else None,
    )


def describe_quantity(quantity: Decimal) -> str:
    """`1,000` or `2.5`, as parse_question reads it back."""
    text = f"{quantity.normalize():,f}"
    # Three decimals are read as a group of thousands by half of the world; four are not.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _together(
    shop: Shop, part: str, quantity: object, least: object, by_at: object, latest_at: object
) -> list[FieldError]:
    """What is wrong only where two fields meet."""
    errors: list[FieldError] = []
    if isinstance(quantity, Decimal) and isinstance(least, Decimal) and least > quantity:
        asked = describe_quantity(quantity)
        text = f"The least quantity {describe_quantity(least)} is more than the {asked} asked for."
        errors.append(FieldError("min_quantity", text))
    if isinstance(by_at, int) and isinstance(latest_at, int) and latest_at < by_at:
        asked = describe_when(by_at, shop)
        text = f"The latest date {describe_when(latest_at, shop)} is before {asked}, the date asked for."
        errors.append(FieldError("latest", text))
    unit = shop.parts[part].unit.casefold() if part in shop.parts else ""
    if unit in COUNTED:
        for name, value in (("quantity", quantity), ("min_quantity", least)):
            if isinstance(value, Decimal) and value != value.to_integral_value():
                text = f"{part} is counted in whole pieces (found {describe_quantity(value)})."
                errors.append(FieldError(name, text))
    return errors


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 30:
        return f"{value:f}"
    if isinstance(value, float) and abs(value) < 1e15 and value.is_integer():
        return str(int(value))
    try:
        return " ".join(unicodedata.normalize("NFKC", str(value)).split())
    except ValueError:  # a whole number of more digits than Python writes out
        return "9" * 30


def _quantity(text: str, is_typed: bool) -> Decimal:
    number, unit = text, ""
    if found := re.fullmatch(r"(.*?\d)\s*([a-z]+\.?)", text.casefold()):
        number, unit = found[1], found[2].rstrip(".")
    if unit and unit not in COUNTED:
        raise _Wrong(f"“{text}” is not a quantity: write a number, like 100.")
    if _NEGATIVE.fullmatch(number):
        raise _Wrong(f"A quantity is more than 0 (found {text}).")
    if is_typed and (found := re.fullmatch(r"(\d{1,3})\.(\d{3})(?:\.\d{3})*", number, re.ASCII)):
        whole = number.replace(".", "")
        small = f"{Decimal(number[:7].rstrip('.')).normalize():f}"
        raise _Wrong(f"“{text}” may be {whole} or {small}: write it without the point.")
    if _GROUPED.fullmatch(number):
        number = re.sub(r"[, '’]", "", number)
    elif re.fullmatch(r"\d+,\d+", number, re.ASCII):
        raise _Wrong(f"“{text}” has a comma where a point is wanted: write {number.replace(',', '.')}.")
    if not _PLAIN.fullmatch(number):
        raise _Wrong(f"“{text}” is not a quantity: write a number, like 100.")
    try:
        value = Decimal(number)
    except InvalidOperation:
        raise _Wrong(f"“{text}” is not a quantity: write a number, like 100.") from None
    if value <= 0:
        raise _Wrong(f"A quantity is more than 0 (found {text}).")
    if value > MOST:
        raise _Wrong(f"{text} is more than this can plan: {describe_quantity(MOST)} at most.")
    if value != round(value, PLACES):
        raise _Wrong(f"A quantity has {PLACES} decimals at most (found {text}).")
    return value


def _ahead(at: Instant, shop: Shop) -> Instant:
    now = describe_when(shop.now_at, shop)
    if at < shop.now_at:
        raise BadWhen(f"{describe_when(at, shop)} is past: in the shop it is {now}.")
    if at > shop.now_at + FARTHEST_DAYS * 86_400:
        raise BadWhen(f"{describe_when(at, shop)} is more than ten years ahead.")
    return at


def _askable(order: Order, shop: Shop) -> str:
    if order.state == "shipped":
        when = f" on {describe_when(order.shipped_at, shop)}" if order.shipped_at is not None else ""
        raise _Wrong(f"{order.order} was shipped{when}: ask about its part {order.part} instead.")
    if order.state == "cancelled":
        raise _Wrong(f"{order.order} is cancelled: ask about its part {order.part} instead.")
    if order.kind == "quote":
        raise _Wrong(f"{order.order} is a quote, not an order yet: ask about its part {order.part} instead.")
    if order.is_held:
        why = f" ({order.hold_reason})" if order.hold_reason else ""
        raise _Wrong(f"{order.order} is on hold without a date{why}: say until when it is held first.")
    return order.order


def part_label(shop: Shop, part: str) -> str:
    """A part as a completion shows it: `P-2041 Valve body`; parse_question reads it back."""
    return label(part, shop.parts[part].name)
