"""How long the effect of a changed agreement takes to see: every customer of a large shop counts otherwise.

.venv/bin/python tools/bench_agreement.py [ORDERS]
"""

from __future__ import annotations

import random
import sys
import time
from decimal import Decimal

from canyou import site

LEVELS = (1, 1, 2, 3, 4)
ROUNDS = 3


def main(orders: int) -> None:
    """Print a line a round: seconds, how often progress was told, and what would change."""
    site.setup()
    from canyou.bench.shops import sized
    from canyou.floor.agreeing import effect
    from canyou.plan.planner import make_plan
    from canyou.shop.agreed import Agreed

    make_plan(sized(500).shop())  # compiled, or read from the cache
    shop = sized(orders).shop()
    began = time.perf_counter()
    plan = make_plan(shop)
    seconds = time.perf_counter() - began
    drawn = random.Random(1)
    print(
        f"{len(plan.operations):,} steps of {orders:,} orders, {len(shop.customers)} customers, "
        f"planned in {seconds:.2f} s"
    )
    told: list[str] = []

    def tell(_: str, done: int, of: int) -> None:
        told.append(f"{done}/{of}")

    for _ in range(ROUNDS):
        importance = {name: Decimal(drawn.choice(LEVELS)) for name in shop.customers}
        told.clear()
        began = time.perf_counter()
        _, changes = effect(plan, Agreed(importance), tell)
        seconds = time.perf_counter() - began
        print(
            f"{seconds:.2f} s, progress {' '.join(told)}: {len(changes.broken)} promises broken, "
            f"{len(changes.later):,} orders later, {len(changes.earlier):,} earlier; importance × minutes late "
            f"{float(changes.weighted_tardiness_before):,.0f} → {float(changes.weighted_tardiness_after):,.0f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
