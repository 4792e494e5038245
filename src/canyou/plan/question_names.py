"""Which part, customer or order a text names: by number, name, both, or the customer's own number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from canyou.shop.nearest import Names
from canyou.shop.records import Shop

SHOWN = 5
"""So many candidates are named where a text fits several."""


class Named(Protocol):
    @property
    def name(self) -> str: ...


class UnknownName(ValueError):
    """str() is a sentence, `nearest` the known names that are most like it, as they can be typed."""

    def __init__(self, text: str, nearest: list[str]) -> None:
        super().__init__(text)
        self.nearest = nearest


def find_part(shop: Shop, text: str, customer: str = "") -> str:
    """The part that a text names.

    `P-2041`, its name, `P-2041 Valve body`, or the customer's own number for it; without a customer, a number
    that only one part goes by among all customers.

    Raises:
        UnknownName: no part goes by it, or several do.
    """
    if text in shop.parts:
        return text
    theirs = [row for row in shop.part_names if row.their_part.casefold() == text.casefold()]
    own = {row.part for row in theirs if row.customer == customer}
    if len(own) == 1:
        return own.pop()
    found = _find(shop.parts, text)
    if not found:
        found = sorted({row.part for row in theirs})
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f"“{text}” may be {_several(shop.parts, found)}: say which.", found[:SHOWN])
    known = _index(shop.parts)
    near = _back(shop.parts, [*known.nearest(text, 3), *_beginning(shop.parts, text)])
    raise UnknownName(f"There is no part “{text}”.", near)


def find_customer(shop: Shop, text: str) -> str:
    """The customer that a text names, by code, by name or by both. Raises UnknownName."""
    if text in shop.customers:
        return text
    found = _find(shop.customers, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f"“{text}” may be {_several(shop.customers, found)}: say which.", found[:SHOWN])
    known = _index(shop.customers)
    near = _back(shop.customers, [*known.nearest(text, 3), *_beginning(shop.customers, text)])
    raise UnknownName(f"There is no customer “{text}”.", near)


def find_order(shop: Shop, text: str) -> str:
    """The order that a text names; its number with letters of either case. Raises UnknownName."""
    if text in shop.orders:
        return text
    wanted = text.casefold()
    found = [name for name in shop.orders if name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    near = found or Names(shop.orders).nearest(text, 3)
    raise UnknownName(f"There is no order “{text}”.", near[:SHOWN])


def find_work_center(shop: Shop, text: str) -> str:
    """The work center that a text names, by code, by name or by both. Raises UnknownName."""
    if text in shop.work_centers:
        return text
    found = _find(shop.work_centers, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f"“{text}” may be {_several(shop.work_centers, found)}: say which.", found[:SHOWN])
    known = _index(shop.work_centers)
    near = _back(shop.work_centers, [*known.nearest(text, 3), *_beginning(shop.work_centers, text)])
    raise UnknownName(f"There is no work center “{text}”.", near)


_kept: dict[int, tuple[Mapping[str, Named], Names]] = {}
KEPT = 4


def _index(rows: Mapping[str, Named]) -> Names:
    """The index of numbers and names; kept, because a page asks again with every letter that is typed."""
    found = _kept.get(id(rows))
    if found is None or found[0] is not rows:
        found = (rows, Names([*rows, *(row.name for row in rows.values() if row.name)]))
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[id(rows)] = found
    return found[1]


def label(number: str, name: str) -> str:
    """How a part or customer is shown and may be typed: `P-2041 Valve body`."""
    return f"{number} {name}" if name and name != number else number


def _find(rows: Mapping[str, Named], text: str) -> list[str]:
    """Keys that a text is, in either case; else those whose name it is; else those of both together."""
    wanted = " ".join(text.split()).casefold()
    found = [key for key in rows if key.casefold() == wanted]
    found = found or [key for key, row in rows.items() if row.name and row.name.casefold() == wanted]
    if found:
        return found
    # "P-2041 Valve body", "P-2041: valve body", "Valve body (P-2041)"
    for key, row in rows.items():
        folded, name = key.casefold(), row.name.casefold()
        if name and folded in wanted and name in wanted:
            rest = wanted.replace(name, "", 1).replace(folded, "", 1)
            if not rest.strip(" ,;:–—-()[]·"):
                found.append(key)
    return found


def _beginning(rows: Mapping[str, Named], text: str) -> list[str]:
    """A few keys that begin with what was typed, or whose name has it."""
    wanted = text.casefold()
    out = [key for key in rows if key.casefold().startswith(wanted)]
    out += [key for key, row in rows.items() if wanted in row.name.casefold()]
    return sorted(set(out), key=lambda key: (not key.casefold().startswith(wanted), key))[:SHOWN]


def _back(rows: Mapping[str, Named], names: Iterable[str]) -> list[str]:
    """Keys for keys and names, each once, in the order found."""
    by_name: dict[str, str] = {}
    out: dict[str, None] = {}
    for name in names:
        if name in rows:
            out.setdefault(name)
            continue
        if not by_name:
            by_name = {row.name: key for key, row in reversed(list(rows.items()))}
        if name in by_name:
            out.setdefault(by_name[name])
    return list(out)[:SHOWN]


def _several(rows: Mapping[str, Named], keys: list[str]) -> str:
    shown = [label(key, rows[key].name) for key in keys[:SHOWN]]
    more = f" or one of {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return " or ".join(shown) + more
