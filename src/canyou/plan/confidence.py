"""How sure a date is, until chances are simulated: what the shop's own history of promises says, else a default."""

from __future__ import annotations

from canyou.shop.records import Shop

DEFAULT = 0.85
"""Without a history: of dates that a finite plan gives with nothing in reserve, most shops keep about this share."""

ENOUGH = 20
"""So many promises that ended one way or the other make a history."""


def confidence(shop: Shop) -> tuple[float, str]:
    """(chance, what it rests on). The share kept, with one kept and one missed added (Laplace's rule)."""
    ended = [p.state for p in shop.promises.values() if p.state in ("kept", "missed")]
    if len(ended) < ENOUGH:
        return DEFAULT, f"a default: fewer than {ENOUGH} promises here have ended kept or missed"
    kept = ended.count("kept")
    return round(
        (kept + 1) / (len(ended) + 2), 2
    ), f"{kept} of the {len(ended)} promises that have ended were kept"
