"""Why an order is late, in plain words: the constraints on its critical path, the longest wait first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from canyou.plan.kernels.arrays import (
    INPUT_FEED,
    INPUT_MATERIAL,
    NOBODY,
    OUTSIDE,
    RUNNING,
    TAKE,
    Records,
    Timeline,
    Work,
)  # fmt: skip
from canyou.plan.kernels.clock import first_open
from canyou.plan.kernels.placing import free_before
from canyou.plan.model import Model, Row
from canyou.plan.result import OrderPlan
from canyou.plan.wording import person, short_day, short_due, short_moment
from canyou.shop.records import Instant, Reservation, Shop, Step

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan

WORTH_SAYING = 0.1
"""Waits shorter than this share of the longest are left out."""

MOST_LINES = 4


def reasons(
    shop: Shop, model: Model, placed: Records, line: Timeline, number: int, one: OrderPlan
) -> tuple[str, ...]:
    """One line per cause of lateness of a demand, the one that costs most time first."""
    last = model.last[number]
    if last < 0:
        return (f"all its steps are done; it was due {short_moment(due(one), shop)}",)
    lines = list(causes(shop, model, model.work, model.rows, placed, last, model.part_index, line))
    if shop.promise_basis != "finish" and one.finish_at <= due(one):
        lines.insert(0, on_the_road(shop, one))
    if due(one) < shop.now_at:
        lines.insert(0, f"its date, {short_due(due(one), shop)}, has passed already")
    return tuple(lines[:MOST_LINES]) or (f"it can't be there before {short_moment(one.finish_at, shop)}",)


def on_the_road(shop: Shop, one: OrderPlan) -> str:
    """Finished in time, and late all the same: the truck, or the days on the road."""
    finish, leaves = short_moment(one.finish_at, shop), short_moment(one.ships_at, shop)
    truck = f"it is finished {finish}, and the first truck leaves {leaves}"
    if shop.promise_basis == "dock" and one.docks_at > one.ships_at:
        return f"{truck} and is there {short_moment(one.docks_at, shop)}"
    return truck


def what_holds(
    plan: ShopPlan, work: Work, rows: list[Row], placed: Records, parts: dict[str, int], line: Timeline
) -> str:
    """The greatest cause why a lot that was tried is not finished sooner, as a clause."""
    found = causes(plan.shop, plan.model, work, rows, placed, len(rows) - 1, parts, line, into_gaps=True)
    return found[0] if found else ""


def due(one: OrderPlan) -> Instant:
    return one.due_at if one.promised_at is None else one.promised_at


def causes(
    shop: Shop,
    model: Model,
    work: Work,
    rows: list[Row],
    placed: Records,
    last: int,
    parts: dict[str, int],
    line: Timeline,
    into_gaps: bool = False,
) -> tuple[str, ...]:
    """Walk back along the critical path from an operation; (seconds, sentence) of each wait and long step on it."""
    found: list[tuple[int, str]] = []
    i = last
    while i >= 0:
        found += of_operation(shop, model, work, rows[i], placed, i, parts, line, into_gaps)
        i = before(work, placed, i)
    if not found:
        return ()
    found.sort(key=lambda f: (-f[0], f[1]))
    longest = found[0][0]
    lines: list[str] = []
    for seconds, text in found:
        if text not in lines and seconds >= WORTH_SAYING * longest:
            lines.append(text)
    return tuple(lines[:MOST_LINES])


def before(work: Work, placed: Records, i: int) -> int:
    """The operation whose end let this one begin: the step before it, or the component that came last."""
    op = work.ops[i]
    cause = int(placed[i]["cause"])
    if cause == INPUT_MATERIAL:
        return -1
    if cause == INPUT_FEED:
        mine = np.flatnonzero(work.ops["succ"][:i] == i)
        mine = mine[mine != op["pred"]]
        if len(mine):
            return int(mine[np.argmax(placed["end"][mine])])
    return int(op["pred"])


def of_operation(
    shop: Shop,
    model: Model,
    work: Work,
    row: Row,
    placed: Records,
    i: int,
    part_index: dict[str, int],
    line: Timeline,
    into_gaps: bool,
) -> list[tuple[int, str]]:
    """What one operation on the path waits for, and its own length if that is days."""
    op, at = work.ops[i], placed[i]
    start, end, ready = int(at["start"]), int(at["end"]), int(at["ready"])
    found: list[tuple[int, str]] = []
    release = int(op["release"])
    if int(at["cause"]) == INPUT_MATERIAL:
        what = last_to_come(shop, work, op, ready, part_index)
        found.append((max(ready - shop.now_at, 1), f"{what} only on {short_moment(ready, shop)}"))
    elif release > shop.now_at and release >= ready:
        found.append(
            (
                release - shop.now_at,
                f"step {row.step} may not begin before {short_moment(release, shop)}: {held_by(shop, row, release)}",
            )
        )
    if int(op["kind"]) == OUTSIDE:
        supplier = step_of(shop, row).supplier
        whom = f" at {supplier}" if supplier else " outside"
        found.append((end - start, f"step {row.step}{whom} takes until {short_day(end, shop)}"))
        return found
    if int(op["kind"]) == TAKE:
        return found
    machine = int(at["machine"])
    center = model.calendars.center_names[int(work.machines[machine]["center"])]
    name = center_name(shop, center)
    table = int(work.machines[machine]["table"])
    could = min(int(first_open(work, table, ready)), start) if ready < start else start
    if start > could and int(op["fixed"]) != RUNNING:
        until = short_moment(start, shop)
        if (hand := pinned(shop, row)) is not None:
            why = f": {hand.reason}" if hand.reason else ""
            what = f"step {row.step} is pinned to {name} from {until} on{why}"
        elif into_gaps:
            what = f"no gap on {name} is long enough before {until}"
        else:
            what = f"{taken(model, work, op, machine, start, name, line)} until {until}"
        found.append((start - could, what))
    named = step_of(shop, row).name
    what = f"step {row.step} ({named})" if named else f"step {row.step}"
    found.append(
        (end - start, f"{what} is on {name} from {short_moment(start, shop)} to {short_moment(end, shop)}")
    )
    return found


def pinned(shop: Shop, row: Row) -> Reservation | None:
    """The hand that holds an operation in its place; None if none does."""
    key = (row.order, row.part, row.step, row.lot)
    return next(
        (r for r in shop.reservations if r.pinned and (r.order, r.part, r.step, r.lot or 1) == key), None
    )


def taken(
    model: Model, work: Work, op: Records, machine: int, start: Instant, name: str, line: Timeline
) -> str:
    """Whether the machine or the crew was what an operation had to wait for."""
    if int(op["attended"]) != NOBODY:
        free = int(free_before(line, machine, start))
        table = int(work.joint[int(work.machines[machine]["table"]), int(op["crew"])])
        if int(first_open(work, table, free)) < start:
            return f"nobody of {model.calendars.crew_names[int(op['crew'])]} free for {name}"
    return f"{name} full"


def last_to_come(shop: Shop, work: Work, op: Records, ready: Instant, part_index: dict[str, int]) -> str:
    """Which of its materials an operation waited for, with the receipt that brings it where one does."""
    needed = {int(work.mats[x]["part"]) for x in range(op["mat"], op["mat_end"])}
    names = {x: part for part, x in part_index.items() if x in needed}
    late = []
    for x, part in sorted(names.items(), key=lambda pair: pair[1]):
        slot = work.parts[x]
        coming = work.supplies["at"][int(slot["first"]) : int(slot["end"])]
        if int(slot["lead"]) == ready:
            late.append(f"{part} (bought now)")
        elif ready in coming:
            receipts = sorted(r.receipt for r in shop.receipts if r.part == part and r.due_at == ready)
            late.append(f"{part} ({', '.join(receipts)})" if receipts else part)
    found = late or sorted(names.values())
    return f"{' and '.join(found)} {'is' if len(found) == 1 else 'are'} there"


def held_by(shop: Shop, row: Row, release: Instant) -> str:
    """What an order waits for beside work and material: its gate, its hold, or the wait after a step."""
    for gate in shop.gates:
        if (
            gate.order == row.order
            and gate.step == row.step
            and gate.cleared_at is None
            and gate.due_at == release
        ):
            return f"{gate.what} is due then" + (f" from {person(shop, gate.owner)}" if gate.owner else "")
    order = shop.orders.get(row.order)
    if order is not None and order.hold_until_at == release:
        return f"it is on hold until then{': ' + order.hold_reason if order.hold_reason else ''}"
    return "the wait after the step before it is over then"


def step_of(shop: Shop, row: Row) -> Step:
    return next(s for s in shop.routings[row.part] if s.step == row.step)


def center_name(shop: Shop, center: str) -> str:
    """A work center as people say it: its name, with its number where that is something else."""
    name = shop.work_centers[center].name
    return name if name and name != center else center
