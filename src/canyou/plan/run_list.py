"""What changed in the run list from one plan to the next: what came in, went out or changed its place, and why.

The run list is what begins inside the fence: for each machine its steps, one after the other. Who starts later by
an hour but stands between the same neighbours has not changed places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from canyou.plan.result import Operation
from canyou.plan.wording import place, short_moment
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant, Shop

Key = tuple[str, str, int, int]
"""Order, part, step, lot."""


@dataclass(frozen=True, slots=True)
class RunChange:
    """One step whose place in the run list is another; None for a place outside it."""

    order: str
    part: str
    step: int
    lot: int
    was: Operation | None
    now: Operation | None
    why: str


def fence_of(shop: Shop) -> Instant:
    """Until when a step that begins is in the run list."""
    return shop.now_at + int(shop.fence_days * DAY)


def run_changes(
    shop: Shop, before: Iterable[Operation], after: Iterable[Operation], cause: str
) -> tuple[RunChange, ...]:
    """What changed inside the fence, by machine and time.

    `shop` is the shop as the plan after knows it, `cause` the reason where a step has none of its own. What is done
    or running is no change: the floor did it.
    """
    fence = fence_of(shop)
    old, new = _by_key(before), _by_key(after)
    in_old = {key for key, one in old.items() if one.start_at < fence and one.work_center}
    in_new = {key for key, one in new.items() if one.start_at < fence and one.work_center}
    touched = _touched(shop)
    found = []
    for key in (in_old - in_new) | (in_new - in_old) | _out_of_turn(old, new, in_old & in_new):
        if (key[0], key[2]) in touched:
            continue
        was, now = old.get(key), new.get(key)
        found.append(RunChange(*key, was, now, _why(shop, was, now, cause)))
    return tuple(sorted(found, key=_turn))


def moved_for(
    shop: Shop, before: Iterable[Operation], after: Iterable[Operation], cause: str
) -> tuple[RunChange, ...]:
    """What one promise changes inside the fence: its own steps come in, those it moves begin elsewhere or later."""
    fence = fence_of(shop)
    old, found = _by_key(before), []
    for key, now in _by_key(after).items():
        was = old.get(key)
        near = min(now.start_at, was.start_at if was else now.start_at) < fence
        if (
            near
            and now.work_center
            and (was is None or (was.machine, was.start_at) != (now.machine, now.start_at))
        ):
            found.append(RunChange(*key, was, now, cause))
    return tuple(sorted(found, key=_turn))


def brought_in(changes: Sequence[RunChange]) -> frozenset[Key]:
    """Steps that now begin sooner than they did: by nothing but the planner's search for a better plan."""
    return frozenset(
        (one.order, one.part, one.step, one.lot)
        for one in changes
        if one.was is not None and one.now is not None and one.now.start_at < one.was.start_at
    )


def _by_key(operations: Iterable[Operation]) -> dict[Key, Operation]:
    return {(o.order, o.part, o.step, o.lot): o for o in operations}


def _touched(shop: Shop) -> frozenset[tuple[str, int]]:
    """Steps that are running or done, by order and number."""
    return frozenset(key for key, row in shop.progress.items() if row.state in ("running", "done"))


def _out_of_turn(old: Mapping[Key, Operation], new: Mapping[Key, Operation], both: set[Key]) -> set[Key]:
    """Of the steps in both lists those on another machine, and the fewest that others would have to be moved past."""
    moved = {key for key in both if _machine(old[key]) != _machine(new[key])}
    lanes: dict[tuple[str | None, int | None], list[Key]] = {}
    for key in sorted(both - moved, key=lambda k: (old[k].start_at, k)):
        lanes.setdefault(_machine(old[key]), []).append(key)
    for lane in lanes.values():
        turn = {key: at for at, key in enumerate(sorted(lane, key=lambda k: (new[k].start_at, k)))}
        stay = _longest_rising([turn[key] for key in lane])
        moved |= {key for at, key in enumerate(lane) if at not in stay}
    return moved


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The places of a longest rising run of values (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    behind: list[int] = []
    for at, value in enumerate(values):
        pile = bisect_left(tops, value)
        behind.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(value)
            ends.append(at)
        else:
            tops[pile], ends[pile] = value, at
    stay: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        stay.add(at)
        at = behind[at]
    return stay


def _machine(one: Operation) -> tuple[str | None, int | None]:
    return one.work_center, one.machine


def _turn(change: RunChange) -> tuple[str, int, Instant, Key]:
    one = change.now if change.now is not None else change.was
    assert one is not None
    key = (change.order, change.part, change.step, change.lot)
    return one.work_center or "", one.machine or 0, one.start_at, key


def _why(shop: Shop, was: Operation | None, now: Operation | None, cause: str) -> str:
    """The reason of a step's own where it has one, else what happened."""
    one = was if was is not None else now
    assert one is not None
    order = shop.orders.get(one.order)
    if order is None:
        return f"{one.order} is gone from the source"
    if now is None and order.state != "open":
        words = {"hold": "on hold", "shipped": "shipped", "cancelled": "cancelled"}.get(
            order.state, order.state
        )
        return f"{one.order} is {words}"
    key = (one.order, one.part, one.step, one.lot)
    pins = (r for r in shop.reservations if r.pinned and (r.order, r.part, r.step, r.lot) == key)
    if pin := next(pins, None):
        return f"pinned by hand: {pin.reason}" if pin.reason else "pinned by hand"
    if was is None:
        return f"{one.order} is new: {cause}" if cause else f"{one.order} is new"
    for down in shop.downtime:
        if (
            down.work_center == was.work_center
            and down.machine in (None, was.machine)
            and down.start_at < was.end_at
            and was.start_at < down.end_at
        ):
            where = place(shop, was.work_center, was.machine)
            return f"{where} is down until {short_moment(down.end_at, shop)}"
    return cause or "other work changed"
