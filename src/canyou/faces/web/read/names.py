"""Parts by number and name, the way that they can be typed again."""

from __future__ import annotations

from canyou.plan.question_names import label
from canyou.shop.records import Shop

__all__ = ["customer_name", "part_label", "part_name"]


def part_name(shop: Shop, number: str) -> str:
    """The part's name, empty where it has none or the number says it already."""
    part = shop.parts.get(number)
    return part.name if part is not None and part.name != number else ""


def customer_name(shop: Shop, customer: str) -> str:
    """The customer by name; as the orders call them where they have none."""
    known = shop.customers.get(customer)
    return known.name if known is not None and known.name else customer


def part_label(shop: Shop, number: str) -> str:
    """`P-2041 Valve body`."""
    return label(number, part_name(shop, number))
