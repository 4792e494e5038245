"""The committed benchmark: how fast plans and answers are, and how good the plans.

It measures on shops that it makes itself, so that anyone can measure the same again. The engine is called as
everybody calls it; the baselines use the engine's own kernels on the engine's own model, so that only the order
in which work is placed differs. What the figures mean stands in docs/benchmarks.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

NAMES = ("plan", "ask", "move", "improve", "compare", "load", "confidence", "all")


def run(name: str, progress: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """Measure planning, answering (`ask`), moving others, improving, people at work (`load`), whether chances hold
    (`confidence`), or all, with sizes.

    `compare` puts plans beside simpler ways and an exact solver, on small shops.

    `progress` gets a line before each thing that takes a while.

    Raises:
        ValueError: there is no such measurement.
    """
    if name not in NAMES:
        raise ValueError(f"there is no measurement called {name!r}; there are {', '.join(NAMES)}")
    from canyou.bench.machine import machine

    figures: dict[str, Any] = {"machine": machine()}
    if name in ("plan", "all"):
        from canyou.bench.planning import planning
        from canyou.bench.quality import quality

        figures["plan"] = planning(progress)
        figures["quality"] = quality(progress=progress)
    if name in ("ask", "all"):
        from canyou.bench.asking import asking

        figures["ask"] = asking(progress)
    if name in ("move", "all"):
        from canyou.bench.moving import moving

        figures["move"] = moving(progress=progress)
    if name in ("improve", "all"):
        from canyou.bench.improving import improving

        figures["improve"] = improving(progress)
    if name in ("load", "all"):
        from canyou.bench.load import load

        servers = (1, 2) if os.environ.get("CANYOU_BENCH_DATABASE_URL") else (1,)
        figures["load"] = [row for count in servers for row in load(progress, servers=count)]
    if name in ("compare", "all"):
        from canyou.bench.comparing import comparing

        figures["compare"] = comparing(progress)
    if name in ("confidence", "all"):
        from canyou.bench.chance_cost import agreement, cost
        from canyou.bench.confidence import confidence

        figures["confidence"] = {
            **confidence(progress=progress), "cost": cost(progress=progress), "agreement": agreement(progress=progress)
        }  # fmt: skip
    return figures
