"""Whole numbers for quantities and durations, so that no order of things ever hangs on a rounded fraction."""

from __future__ import annotations

from decimal import Decimal

MICRO = 1_000_000
"""Quantities inside the plan are whole millionths of a unit."""


def micros(quantity: Decimal) -> int:
    """A quantity in millionths of a unit."""
    return int(quantity.scaleb(6))


def quantity_of(millionths: int) -> Decimal:
    """The quantity that so many millionths of a unit are."""
    whole, rest = divmod(millionths, MICRO)
    return Decimal(whole) if not rest else Decimal(millionths).scaleb(-6).normalize()


def work_seconds(setup_minutes: Decimal, run_minutes: Decimal, quantity: int, efficiency: Decimal) -> int:
    """(setup + quantity × run) / efficiency in whole seconds, rounded up; quantity in millionths."""
    minutes = setup_minutes + run_minutes * Decimal(quantity).scaleb(-6)
    top_n, top_d = minutes.as_integer_ratio()
    eff_n, eff_d = efficiency.as_integer_ratio()
    return -(-(top_n * 60 * eff_d) // (top_d * eff_n))
