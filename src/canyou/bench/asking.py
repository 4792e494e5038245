"""How long answers take: in process, over the network, and from a cold start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canyou.bench.cold import cold
from canyou.bench.one_shop import measured
from canyou.bench.served import served
from canyou.bench.shops import SIZES

QUESTIONS = 500
"""So many random questions are asked of each shop."""

MAIN = 5_000
"""Of this size the rich shop is asked too, and the web server."""


def asking(
    progress: Callable[[str], None] = lambda line: None,
    sizes: tuple[int, ...] = SIZES,
    questions: int = QUESTIONS,
) -> dict[str, Any]:
    """Milliseconds of an answer with all its options, and seconds of commands that start from nothing."""
    rows = []
    for orders, rich in [*((size, False) for size in sizes), (min(MAIN, max(sizes)), True)]:
        progress(f"Asking {questions} questions of {orders:,} orders{', rich' if rich else ''} …")
        found = measured(orders=orders, rich=rich, repeats=1, questions=questions)
        asked = found.pop("questions")
        rows.append({name: found[name] for name in ("orders", "work_centers", "rich", "steps")} | asked)
    progress("Asking the web server …")
    over_http = served(orders=min(MAIN, max(sizes)), questions=questions)
    progress("Starting from nothing …")
    return {"in_process": rows, "over_http": over_http, "cold": cold()}
