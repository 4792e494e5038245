"""A question as typed, made into a Question or into one sentence for each field that is wrong."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from canyou.plan.question_about import (
    NEW_PART,
    askable,
    date_of,
    read_hours,
    read_hours_table,
    read_like,
    read_new_part,
    read_sure,
    read_times,
    read_yes,
    shipped_already,
)
from canyou.plan.question_names import UnknownName, find_customer, find_order, find_part, label
from canyou.plan.question_numbers import COUNTED, Wrong, describe_quantity, read_quantity
from canyou.plan.question_when import FARTHEST_DAYS, BadWhen, describe_when, parse_when
from canyou.plan.result import Question
from canyou.shop.records import Instant, Shop

T = TypeVar("T")

__all__ = ["BadQuestion", "FieldError", "describe_quantity", "describe_when", "parse_question", "parse_when"]

LONGEST = 200
LONGEST_LIST = 2000
"""Of hours by work center."""
FIELDS = (
    "part", "order", "like", "times", "hours", "customer", "quantity", "by", "min_quantity", "latest",
    "break_promises", "sure",
)  # fmt: skip
"""The fields of a question, in the order in which what is wrong with them is said."""


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


@dataclass(slots=True)
class Reader:
    """Reads one field after the other, and keeps a sentence about each that is wrong."""

    fields: Mapping[str, object]
    errors: list[FieldError] = dataclasses.field(default_factory=list)

    def read(self, name: str, how: Callable[[str], T], longest: int = LONGEST) -> T | None:
        """What a field says; None where it is blank or wrong."""
        text = _text(self.fields.get(name))
        if not text:
            return None
        try:
            if len(text) > longest:
                raise Wrong(f"“{text[:30]}…” is too long for {name.replace('_', ' ')}.")
            return how(text)
        except (UnknownName, BadWhen) as bad:
            self.wrong(name, str(bad), bad.nearest)
        except Wrong as bad:
            self.wrong(name, str(bad))
        return None

    def quantity(self, name: str) -> Decimal | None:
        return self.read(name, lambda text: read_quantity(text, isinstance(self.fields[name], str)))

    def wrong(self, name: str, text: str, nearest: list[str] | None = None) -> None:
        self.errors.append(FieldError(name, text, nearest or []))

    def is_wrong(self, *names: str) -> bool:
        return any(error.field in names for error in self.errors)


def parse_question(shop: Shop, fields: Mapping[str, object]) -> Question:
    """The question that these fields ask: part, order, like or hours; quantity, by, customer and the rest of FIELDS.

    Values are texts as typed, or numbers; absent, None and blank are the same; other fields are left alone.
    A quantity is `100`, `1,000`, `2.5`, `100 pcs`; for dates see `question_when`. About an order the quantity is
    that of the whole order, what was shipped included; left out it is the order's own, and the date the one that
    was promised, else asked (now, if that has passed). With like or hours, part is what the new part is called.

    Raises:
        BadQuestion: with a sentence for each field that is missing, unknown, impossible or past.
    """
    reader = Reader(fields)
    read = reader.read
    customer = read("customer", lambda text: find_customer(shop, text)) or ""
    order = read("order", lambda text: askable(shop.orders[find_order(shop, text)], shop)) or ""
    row = shop.orders[order] if order else None
    if row is not None:
        customer = customer or row.customer
    like = read("like", lambda text: read_like(text, shop, customer)) or ""
    hours = _hours(reader, shop)
    is_new = any(_text(fields.get(name)) for name in ("like", "hours"))
    part, called = "", ""
    if is_new:
        called = read("part", lambda text: read_new_part(text, shop)) or NEW_PART
        part = like or called
    else:
        part = read("part", lambda text: find_part(shop, text, customer)) or ""
    times = read("times", read_times)
    quantity, least = reader.quantity("quantity"), reader.quantity("min_quantity")
    by_at = read("by", lambda text: _ahead(parse_when(text, shop), shop))
    latest_at = read("latest", lambda text: _ahead(parse_when(text, shop), shop))
    breaking = read("break_promises", read_yes)
    sure = read("sure", read_sure)

    whole = quantity if quantity is not None or row is None or reader.is_wrong("quantity") else row.quantity
    date = by_at if by_at is not None or row is None or reader.is_wrong("by") else date_of(row, shop.now_at)
    for name, value, text in (
        ("quantity", whole, "How many? Write a quantity, like 100."),
        ("by", date, "By when? Write a date, like Tue 24 Nov or tomorrow."),
    ):
        if value is None and not reader.is_wrong(name, "order"):  # an order has its own, if it is found
            reader.wrong(name, text)
    if not part and not order and not reader.is_wrong("part", "order", "like", "hours"):
        reader.wrong("part", "Which part? Write its number or name, or the order that is meant.")
    if row is not None:
        if part and not is_new and row.part != part:
            reader.wrong("part", f"{order} is about {row.part}, not {part}: ask about one of them.")
        if customer != row.customer:
            reader.wrong("customer", f"{order} is for {row.customer}, not for {customer}.")
        if text := shipped_already(row, quantity):
            reader.wrong("quantity", text)
    _one_kind(reader, times is not None)
    about = "" if is_new else part or (row.part if row is not None else "")
    _together(reader, shop, about, whole, least, date, latest_at)
    if reader.errors:
        turn = {name: n for n, name in enumerate(FIELDS)}
        raise BadQuestion(sorted(reader.errors, key=lambda error: turn[error.field]))
    assert whole is not None
    assert date is not None
    return Question(
        quantity=whole,
        by_at=date,
        part=row.part if row is not None else part,
        order=order,
        customer=customer,
        min_quantity=least,
        latest_at=latest_at,
        break_promises=bool(breaking),
        like=like,
        times=times or Decimal(1),
        hours=hours,
        called=called,
        sure=sure,
    )


def _hours(reader: Reader, shop: Shop) -> tuple[tuple[str, Decimal], ...]:
    """Hours by work center, from a text or from an object."""
    given = reader.fields.get("hours")
    if not isinstance(given, Mapping):
        return reader.read("hours", lambda text: read_hours(text, shop), LONGEST_LIST) or ()
    try:
        return read_hours_table(given, shop)
    except UnknownName as bad:
        reader.wrong("hours", str(bad), bad.nearest)
    except Wrong as bad:
        reader.wrong("hours", str(bad))
    return ()


def _one_kind(reader: Reader, has_times: bool) -> None:
    """An order, or a new part by another's routing or by hours: one of them."""
    given = [name for name in ("order", "like", "hours") if _text(reader.fields.get(name))]
    if "order" in given and len(given) > 1 and not reader.is_wrong(given[1]):
        reader.wrong(given[1], "This asks about an order and about a part never made: ask about one of them.")
    elif given == ["like", "hours"] and not reader.is_wrong("hours"):
        reader.wrong("hours", "Say how it would be made once: like another part, or by hours.")
    if has_times and "like" not in given and not reader.is_wrong("times"):
        reader.wrong("times", "So many times the work of what? Name the part that it is like.")


def _together(
    reader: Reader,
    shop: Shop,
    part: str,
    quantity: Decimal | None,
    least: Decimal | None,
    by_at: Instant | None,
    latest_at: Instant | None,
) -> None:
    """What is wrong only where two fields meet."""
    if quantity is not None and least is not None and least > quantity:
        asked = describe_quantity(quantity)
        reader.wrong(
            "min_quantity",
            f"The least quantity {describe_quantity(least)} is more than the {asked} asked for.",
        )
    if by_at is not None and latest_at is not None and latest_at < by_at:
        asked = describe_when(by_at, shop)
        reader.wrong(
            "latest",
            f"The latest date {describe_when(latest_at, shop)} is before {asked}, the date asked for.",
        )
    unit = shop.parts[part].unit.casefold() if part in shop.parts else ""
    if unit in COUNTED:
        for name, value in (("quantity", quantity), ("min_quantity", least)):
            typed = _text(reader.fields.get(name))  # an order's own quantity is what it is
            if typed and value is not None and value != value.to_integral_value():
                reader.wrong(name, f"{part} is counted in whole pieces (found {describe_quantity(value)}).")


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


def _ahead(at: Instant, shop: Shop) -> Instant:
    now = describe_when(shop.now_at, shop)
    if at < shop.now_at:
        raise BadWhen(f"{describe_when(at, shop)} is past: in the shop it is {now}.")
    if at > shop.now_at + FARTHEST_DAYS * 86_400:
        raise BadWhen(f"{describe_when(at, shop)} is more than ten years ahead.")
    return at


def part_label(shop: Shop, part: str) -> str:
    """A part as a completion shows it: `P-2041 Valve body`; parse_question reads it back."""
    return label(part, shop.parts[part].name)
