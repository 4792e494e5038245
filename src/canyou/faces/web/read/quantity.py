"""Numbers as the pages write them."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["money", "number"]


def number(value: Decimal | int | float) -> str:
    """A quantity without idle zeros, thousands apart: `1,200`, `0.5`."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if exact == exact.to_integral_value():
        return f"{int(exact):,}"
    return f"{exact.normalize():,f}"


def money(value: Decimal, currency: str) -> str:
    """An amount in whole units of the shop's currency: `€ 285`, `$ 1,200`, `CHF 40`."""
    signs = {"EUR": "€", "USD": "$", "GBP": "£"}
    sign = signs.get(currency.upper(), currency)
    amount = f"{value:,.0f}"
    return f"{sign} {amount}".strip()
