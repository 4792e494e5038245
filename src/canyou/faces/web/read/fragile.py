"""What hangs on one thing alone, as the page shows it: worked out beside the requests, with who has a plan for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from canyou.floor.current import Current
from canyou.together.models import Precaution

if TYPE_CHECKING:
    from canyou.plan.fragile.finding import AtRisk, Fragile

__all__ = ["Thing", "Working", "forget", "found_for", "machines", "people", "suppliers"]

SMALL = 200
"""A plan of so many steps is worked out while somebody waits; a larger one beside the requests."""

FRESH_SECONDS = 3600
"""For so long what was found serves, as long as the data are the same: losing a week does not hang on minutes."""

NAMED = 12
"""So many orders are named beside a thing; how many more there are is said."""


@dataclass
class Working:
    """What was found last for a shop and so many days, and how far the next one is."""

    name: str = ""
    """The plan that `found` is of."""
    digest: str = ""
    made_at: float = 0.0
    plan_at: int = 0
    found: Fragile | None = None
    done: int = 0
    of: int = 0
    busy: bool = False
    failed: bool = False


_kept: dict[tuple[str, float], Working] = {}
_lock = threading.Lock()


def found_for(shop_slug: str, now: Current, days: float) -> Working:
    """What is known; where it is too old it is worked out anew, in this call for a small shop, else beside it."""
    with _lock:
        work = _kept.setdefault((shop_slug, days), Working())
        same = work.name == now.name or (
            work.digest == now.digest and time.time() - work.made_at < FRESH_SECONDS and not work.failed
        )
        if work.busy or (work.found is not None and same):
            return work
        work.busy, work.done, work.of = True, 0, 0
    if len(now.plan.model.rows) <= SMALL:
        _work_out(work, now, days)
    else:
        beside(_work_out, work, now, days)
    return work


def beside(task: Callable[..., None], *given: object) -> None:
    """Do it in a thread of its own, which no stop of the program waits for."""
    threading.Thread(target=task, args=given, name="canyou-fragile", daemon=True).start()


def _work_out(work: Working, now: Current, days: float) -> None:
    from canyou.plan.fragile.finding import fragile

    def told(done: int, of: int) -> None:
        work.done, work.of = done, of

    try:
        # one at a time: the questions of others come first
        work.found = fragile(now.plan, days, told, workers=1)
        work.name, work.digest, work.plan_at = now.name, now.digest, now.plan.now_at
        work.failed = False
    except Exception:
        work.failed = True
        raise
    finally:
        work.made_at = time.time()
        work.busy = False


def forget() -> None:
    """Drop everything; for tests."""
    with _lock:
        _kept.clear()


@dataclass(frozen=True, slots=True)
class Thing:
    """A machine, a person or a supplier as a row of the page."""

    kind: str
    name: str
    anchor: str
    title: str
    fact: str
    """What is known of it, beside what hangs on it."""
    only: bool
    """Nothing and nobody else can do its work."""
    orders: tuple[str, ...]
    more: int
    promises: int
    dates: int
    precaution: Precaution | None

    @property
    def matters(self) -> bool:
        """Whether something hangs on it: orders, or a machine that nobody else can run."""
        return bool(self.promises or self.dates) or self.kind == "person"

    @property
    def is_bare(self) -> bool:
        """Whether something hangs on it and nobody has a plan."""
        return self.precaution is None and self.matters


Kept = Mapping[tuple[str, str], Precaution]


def machines(now: Current, found: Fragile, kept: Kept) -> list[Thing]:
    """The work centers with the machine whose loss is worst, the worst first."""
    things: dict[str, Thing] = {}
    for one in found.machines:
        if one.work_center in things:
            continue
        center = now.shop.work_centers[one.work_center]
        hours = f"{one.hours:,.0f} h of work then" if one.hours else "no work then"
        fact = hours if center.machines == 1 else f"one of its {center.machines} machines; {hours}"
        title = center.name or center.work_center
        things[one.work_center] = thing("machine", one.work_center, title, fact, one.alone, one.orders, kept)
    return list(things.values())


def people(found: Fragile, kept: Kept) -> list[Thing]:
    """Those who alone ever ran some machine, by name."""
    return [
        thing(
            "person", one.person, one.person, f"alone has run {listed(one.sole_for)}", True, one.orders, kept
        )
        for one in found.people
        if one.sole_for
    ]


def suppliers(found: Fragile, kept: Kept) -> list[Thing]:
    """Suppliers, the worst first."""
    things = []
    for one in found.suppliers:
        some = [(one.receipts, "receipt"), (one.steps, "step")]
        facts = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in some if count]
        fact = f"{' and '.join(facts)} to come" if facts else "nothing to come"
        things.append(thing("supplier", one.supplier, one.supplier, fact, False, one.orders, kept))
    return things


def thing(
    kind: str, name: str, title: str, fact: str, only: bool, orders: Sequence[AtRisk], kept: Kept
) -> Thing:
    """A row of the page."""
    promises = sum(one.promised for one in orders)
    anchor = f"{kind}-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in name).lower()
    names = tuple(one.order for one in orders[:NAMED])
    return Thing(
        kind, name, anchor, title, fact, only, names, len(orders) - len(names), promises, len(orders) - promises,
        kept.get((kind, name)),
    )  # fmt: skip


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
