"""How long plans take, from small shops to very large ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canyou.bench.one_shop import measured
from canyou.bench.shops import SIZES

READ_AT = 5_000
"""Of this size the reading of the folder is measured too."""


def planning(
    progress: Callable[[str], None] = lambda line: None, sizes: tuple[int, ...] = SIZES
) -> list[dict[str, Any]]:
    """Seconds of the engine once compiled, by stage, and memory; plain shops of all sizes, rich ones up to 5,000."""
    rows = []
    for rich in (False, True):
        for orders in sizes:
            if rich and orders > READ_AT:
                continue
            progress(f"Planning {orders:,} orders{', rich' if rich else ''} …")
            rows.append(
                measured(orders=orders, rich=rich, repeats=repeats(orders), reading=orders == READ_AT)
            )
    return rows


def repeats(orders: int) -> int:
    """Small shops are planned more often: their times are the more disturbed by whatever else runs."""
    return 5 if orders <= 5_000 else 2 if orders <= 20_000 else 1
