"""A shop whose truth is known, worked for weeks, and the log that its floor would have written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterable
from decimal import Decimal

from canyou.plan.planner import make_plan
from canyou.shop.opentime import calendar_spans, common, zone
from canyou.shop.records import Customer, Hours, Order, Part, Shop, Step, WorkCenter
from canyou.shop.times import wall

HEADER = (
    "order",
    "part",
    "step_name",
    "machine",
    "person",
    "quantity",
    "good",
    "rejected",
    "kind",
    "start",
    "end",
)

WEEKS = {
    "day": [(d, 420, 930) for d in range(5)],
    "two": [(d, 360, 1320) for d in range(5)],
    "sunday": [(d, 420, 1080) for d in (6, 0, 1, 2, 3)] + [(4, 420, 780)],
    "round": [(d, 0, 1440) for d in (6, 0, 1, 2, 3)],
}


def known_shop(seed: int, orders: int = 150, timezone: str = "Europe/Berlin", weeks: float = 9) -> Shop:
    """A shop of a dozen parts, four to seven work centers and so many orders, spread over weeks."""
    rng = random.Random(seed)
    now = int(dt.datetime(2026, 1, 5, 6, tzinfo=dt.UTC).timestamp())
    used = rng.sample(sorted(WEEKS), rng.randint(1, 2))
    centers = {
        f"C{i}": WorkCenter(f"C{i}", f"C{i}", rng.choice(used), machines=rng.choice([1, 1, 1, 2, 3]))
        for i in range(rng.randint(4, 7))
    }
    parts, routings = {}, {}
    for p in range(8):
        name = f"P{p}"
        parts[name] = Part(name, name, supply="make")
        at = rng.sample(sorted(centers), rng.randint(2, 4))
        routings[name] = tuple(
            Step(
                name, 10 * (i + 1), f"do {i + 1}", center,
                Decimal(rng.choice([15, 30, 45, 60])), Decimal(rng.choice(["1.5", "3", "4.5", "8"])),
            )
            for i, center in enumerate(at)
        )  # fmt: skip
    made = {}
    for n in range(orders):
        part = rng.choice(sorted(parts))
        begin = now + int(n / orders * weeks * 7 * 86_400)
        made[f"W{n:03d}"] = Order(
            f"W{n:03d}", "c", part, Decimal(rng.randint(8, 60)), begin + 14 * 86_400, state="hold",
            created_at=begin, hold_until_at=begin,
        )  # fmt: skip
    return Shop(
        "Known", timezone, now, True,
        calendars={name: tuple(Hours(name, *row) for row in WEEKS[name]) for name in used},
        work_centers=centers, parts=parts, routings=routings, customers={"c": Customer("c", "c")}, orders=made,
    )  # fmt: skip


def log_of(shop: Shop, *, through_nights: bool = False, until: int | None = None) -> list[dict[str, str]]:
    """The rows that the floor writes when the shop's plan comes true.

    `through_nights`: one row from a step's first minute to its last, closed hours included; else one a shift.
    `until`: cut at this moment: rows that have begun are cut short.
    """
    plan = make_plan(shop)
    tz = zone(shop.timezone)
    rows = []
    steps = {(part, s.step): s for part, some in shop.routings.items() for s in some}
    end_of_all = max(o.end_at for o in plan.operations)
    import numpy as np

    spans = {
        name: calendar_spans(hours, tz, shop.now_at - 86_400, end_of_all + 86_400)
        for name, hours in shop.calendars.items()
    }
    for op in plan.operations:
        assert op.work_center is not None
        center = shop.work_centers[op.work_center]
        step = steps[op.part, op.step]
        mine = common(spans[center.calendar], np.array([[op.start_at, op.end_at]]))
        setup_left = int(step.setup_minutes * 60)
        pieces: list[tuple[str, int, int]] = []
        for a, b in mine.tolist():
            if setup_left:
                cut = min(b, a + setup_left)
                pieces.append(("setup", a, cut))
                setup_left -= cut - a
                a = cut
            if b > a:
                pieces.append(("run", a, b))
        if through_nights:
            first = {kind: min(a for k, a, _ in pieces if k == kind) for kind in {k for k, _, _ in pieces}}
            last = {kind: max(b for k, _, b in pieces if k == kind) for kind in first}
            pieces = [(kind, first[kind], last[kind]) for kind in ("setup", "run") if kind in first]
        total = sum(b - a for k, a, b in pieces if k == "run")
        given = 0
        for i, (kind, a, b) in enumerate(pieces):
            good = 0
            if kind == "run":
                share = int(op.quantity * (b - a) / total)
                good = int(op.quantity) - given if i == len(pieces) - 1 else share
                given += good
            if until is not None and a >= until:
                continue
            if until is not None and b > until:
                b, good = until, int(good * (until - a) / (b - a))
            rows.append({
                "order": op.order, "part": op.part, "step_name": step.name, "machine": op.work_center,
                "person": f"{op.work_center}-{op.machine}", "quantity": str(op.quantity), "good": str(good),
                "rejected": "0", "kind": kind, "start": wall(a, shop.timezone), "end": wall(b, shop.timezone),
            })  # fmt: skip
    rows.sort(key=lambda r: (r["start"], r["order"]))
    return rows


def text_of(rows: Iterable[dict[str, str]], header: Iterable[str] = HEADER) -> bytes:
    """The rows as a file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(header), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
