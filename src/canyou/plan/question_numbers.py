"""Quantities as people type them, and written so that they read back."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

MOST = Decimal(10_000_000)
"""More pieces than any shop that this plans for makes at once: a slip of the keys."""
PLACES = 6
COUNTED = frozenset({"ea", "each", "pc", "pcs", "piece", "pieces", "unit", "units", "st", "stk"})
"""Units that come in whole numbers; also what may stand behind a quantity as typed."""

_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([, '’])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
_NEGATIVE = re.compile(r"[-−–]\s*\d[\d.,]*", re.ASCII)


class Wrong(ValueError):
    """A sentence about one field."""


def describe_quantity(quantity: Decimal) -> str:
    """`1,000` or `2.5`, as read_quantity reads it back."""
    text = f"{quantity.normalize():,f}"
    # Three decimals are read as a group of thousands by half of the world; four are not.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def read_quantity(text: str, is_typed: bool) -> Decimal:
    """`100`, `1,000`, `2.5`, `100 pcs`; `is_typed` refuses what half of the world reads otherwise.

    Raises:
        Wrong: it is no quantity above 0, or could be two different ones.
    """
    number, unit = text, ""
    if found := re.fullmatch(r"(.*?\d)\s*([a-z]+\.?)", text.casefold()):
        number, unit = found[1], found[2].rstrip(".")
    if unit and unit not in COUNTED:
        raise Wrong(f"“{text}” is not a quantity: write a number, like 100.")
    if _NEGATIVE.fullmatch(number):
        raise Wrong(f"A quantity is more than 0 (found {text}).")
    if is_typed and (found := re.fullmatch(r"(\d{1,3})\.(\d{3})(?:\.\d{3})*", number, re.ASCII)):
        whole = number.replace(".", "")
        small = f"{Decimal(number[:7].rstrip('.')).normalize():f}"
        raise Wrong(f"“{text}” may be {whole} or {small}: write it without the point.")
    if _GROUPED.fullmatch(number):
        number = re.sub(r"[, '’]", "", number)
    elif re.fullmatch(r"\d+,\d+", number, re.ASCII):
        raise Wrong(f"“{text}” has a comma where a point is wanted: write {number.replace(',', '.')}.")
    if not _PLAIN.fullmatch(number):
        raise Wrong(f"“{text}” is not a quantity: write a number, like 100.")
    try:
        value = Decimal(number)
    except InvalidOperation:
        raise Wrong(f"“{text}” is not a quantity: write a number, like 100.") from None
    if value <= 0:
        raise Wrong(f"A quantity is more than 0 (found {text}).")
    if value > MOST:
        raise Wrong(f"{text} is more than this can plan: {describe_quantity(MOST)} at most.")
    if value != round(value, PLACES):
        raise Wrong(f"A quantity has {PLACES} decimals at most (found {text}).")
    return value
