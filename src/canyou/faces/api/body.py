"""What comes in the body of a write: one JSON object with plain fields, each refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from canyou.desk.errors import Refused, Trouble, refused
from canyou.faces.api.errors import BadInput
from canyou.shop.records import Instant, Shop


def read_body(
    body: bytes, *, lists: tuple[str, ...] = (), flags: tuple[str, ...] = (), tables: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The body's fields. Numbers with a point stay decimals: nothing is rounded on the way in.

    `lists` may be lists of texts, `flags` true or false, `tables` an object or a list of objects of plain fields.
    """
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise BadInput("The body is nested too deeply; a question is one object with plain fields.") from None
    except ValueError as error:
        raise BadInput(f"The body is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise BadInput("The body is a JSON object with the fields of a question.")
    for name, value in found.items():
        if name in lists and isinstance(value, list) and all(isinstance(text, str) for text in value):
            continue
        if name in flags and isinstance(value, bool):
            continue
        if name in tables and is_table(value):
            continue
        if isinstance(value, bool | dict | list):
            raise BadInput(
                f"Text or a number is wanted here (found {json.dumps(value, default=str)[:40]}).", name
            )
    return found


def is_table(value: object) -> bool:
    """Whether it is an object of texts and numbers, or a list of such objects."""
    rows = value if isinstance(value, list) else [value]
    return all(
        isinstance(row, dict) and not any(isinstance(cell, bool | dict | list) for cell in row.values())
        for row in rows
    )


def known_only(fields: Mapping[str, Any], known: Mapping[str, Any], what: str) -> dict[str, Any]:
    """The fields that say something.

    Raises:
        Refused: a field that is not known, with those that are near.
    """
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise Refused(
            Trouble(
                name, f"{name!r} is not a field of {what}.", tuple(get_close_matches(name, known, cutoff=0.5))
            )
            for name in unknown
        )
    return {name: value for name, value in fields.items() if value is not None}


def text(fields: Mapping[str, Any], name: str) -> str:
    """A text, as it was written; numbers as text."""
    value = fields.get(name)
    if isinstance(value, str):
        if "\x00" in value:
            raise refused(name, "A text cannot hold the character zero.")
        return value
    return "" if value is None else str(value)


def one_of(fields: Mapping[str, Any], name: str, words: tuple[str, ...]) -> str:
    """One of some words.

    Raises:
        Refused: it is missing, or another.
    """
    found = text(fields, name)
    if found not in words:
        near = get_close_matches(found, words, cutoff=0.5)
        raise refused(name, f"One of {', '.join(words)} is wanted (found {found[:40]!r}).", near)
    return found


def moment(fields: Mapping[str, Any], name: str, shop: Shop) -> Instant | None:
    """A date or a moment, read as in a question; None where it is left out.

    Raises:
        Refused: it cannot be read.
    """
    from canyou.plan.question_when import BadWhen, parse_when

    found = " ".join(text(fields, name).split())
    if not found:
        return None
    if len(found) > 100:
        raise refused(name, "A date is shorter than that.")
    try:
        at = parse_when(found, shop)
    except BadWhen as bad:
        raise refused(name, str(bad), bad.nearest) from None
    if not 0 <= at < 2**40:
        raise refused(name, "That is too far away.")
    return at


def whole(fields: Mapping[str, Any], name: str) -> int | None:
    """A whole number; None where it is left out.

    Raises:
        Refused: it is none.
    """
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 16:
        return int(value)
    raise refused(name, f"A whole number is wanted (found {str(value)[:40]!r}).")


def amount(fields: Mapping[str, Any], name: str) -> Decimal | None:
    """A number, not rounded; None where it is left out.

    Raises:
        Refused: it is none.
    """
    value = fields.get(name)
    if value is None:
        return None
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > 15:
        raise refused(name, f"A number is wanted (found {str(value)[:40]!r}).")
    return found


def _no_number(found: str) -> None:
    raise ValueError(f"{found} is not a number")
