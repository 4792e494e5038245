"""The sentences that a question is asked in: about a part, about an order that is there, about a part never made."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.quantity import number
from canyou.shop.records import Shop

__all__ = ["SENTENCES", "Sentence", "about_order", "sentence_of"]


@dataclass(frozen=True, slots=True)
class Sentence:
    about: str
    """What it is about; names the template of its first line."""
    first_line: tuple[str, ...]
    """The slots of its first line, in their order."""
    needed: dict[str, str]
    """The slots it can't do without, each as one asks for it."""
    second_line: tuple[str, ...] = ("min_quantity", "latest")

    @property
    def slots(self) -> tuple[str, ...]:
        return (*self.first_line, *self.second_line)

    @property
    def template(self) -> str:
        return f"canyou/ask_{self.about}.html"


SENTENCES = {
    "part": Sentence(
        "part",
        ("quantity", "part", "customer", "by"),
        {"quantity": "how many", "part": "which part", "by": "by when"},
    ),
    "order": Sentence("order", ("quantity", "order", "by"), {"order": "which order"}),
    "like": Sentence(
        "like",
        ("quantity", "part", "like", "times", "customer", "by"),
        {"quantity": "how many", "like": "which part it is like", "by": "by when"},
    ),
}


def sentence_of(given: Container[str]) -> Sentence:
    """The sentence that the slots given belong to; one that is there but blank counts, so that a link can choose."""
    return next((SENTENCES[about] for about in ("like", "order") if about in given), SENTENCES["part"])


def about_order(shop: Shop, name: str) -> str:
    """`100 of P-2041 Valve body for Acme Hydraulics, promised Tue 24 Nov`; empty for an order that is not there."""
    order = shop.orders.get(name)
    if order is None:
        return ""
    zone = ZoneInfo(shop.timezone)
    customer = shop.customers.get(order.customer)
    whom = (customer.name or order.customer) if customer else order.customer
    said = f"{number(order.quantity)} of {part_label(shop, order.part)}"
    said += f" for {whom}" if whom else ""
    if order.promised_at is not None:
        return f"{said}, promised {when.due(order.promised_at, zone, shop.now_at)}"
    return f"{said}, asked for {when.due(order.due_at, zone, shop.now_at)}"
