"""How many machines a work center really has: what ran side by side, and often enough to be no slip of the clock.

At a moment there are as many machines at work as can be told apart by order *and* by person: two rows of one
person, or of one order, are one machine. Handovers, where two rows overlap by a few minutes, are cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from canyou.learn.log import DAY, Entry
from canyou.shop.schema import MACHINES

HANDOVER = 300
"""Seconds cut off both ends of a row before it counts as running beside another."""

SECOND, FURTHER = 0.10, 0.05
"""So much of the time in which one machine works a second one must too; and of the time of n the next one."""

CLEAN = 0.015
"""The same for both in a log in which hardly anyone is in two places at once: there, side by side is meant."""

DOUBLED = 0.005
"""Hardly: so much of people's time at the most."""

LEAST_SECONDS, LEAST_DAYS = 3600, 3
"""So long, and on so many days, it must have been, a day less in a clean log."""


def is_clean(entries: Iterable[Entry]) -> bool:
    """Whether the people of a log are in one place at a time, but for slips; False where no person is named."""
    by_person: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.person and not entry.date_only:
            by_person.setdefault(entry.person, []).append(entry)
    once = twice = 0
    for rows in by_person.values():
        for start, end, active in stretches(rows):
            once += end - start
            twice += end - start if len(active) > 1 else 0
    return once > 0 and twice <= DOUBLED * once


def machines_of(entries: Sequence[Entry], open_hours_a_day: float, clean: bool = False) -> int:
    """The machines of one work center by its rows; `clean`: its log has no overlaps by slip."""
    timed = [e for e in entries if not e.date_only and e.end_at is not None and e.kind != "breakdown"]
    if not timed:
        return _by_day(entries, open_hours_a_day)
    seconds: dict[int, int] = {}
    days: dict[int, set[int]] = {}
    for start, end, active in stretches(timed, HANDOVER):
        orders = {e.order for e in active}
        people = {e.person or f" {e.order}" for e in active}
        for n in range(1, min(len(orders), len(people)) + 1):
            seconds[n] = seconds.get(n, 0) + end - start
            days.setdefault(n, set()).add(start // DAY)
    found = 1
    while True:
        more, need = seconds.get(found + 1, 0), CLEAN if clean else SECOND if found == 1 else FURTHER
        often = len(days.get(found + 1, ())) >= LEAST_DAYS - clean
        if more < max(LEAST_SECONDS, need * seconds.get(found, 0)) or not often or found >= MACHINES:
            return found
        found += 1


def _by_day(entries: Sequence[Entry], open_hours_a_day: float) -> int:
    """Where no hour is known, as many as a full day's reports need within a day's open hours."""
    hours: dict[int, float] = {}
    for entry in entries:
        if entry.end_at is not None:
            day = entry.start_at // DAY
            hours[day] = hours.get(day, 0.0) + (entry.end_at - entry.start_at) / 3600
    if not hours:
        return 1
    full = sorted(hours.values())[int(0.95 * (len(hours) - 1))]
    return min(MACHINES, max(1, ceil(full / max(open_hours_a_day, 1.0) - 0.05)))


def stretches(entries: Iterable[Entry], trim: int = 0) -> Iterator[tuple[int, int, list[Entry]]]:
    """The time line of a work center in pieces in which the same rows run: (start, end, rows), none of them empty."""
    edges: list[tuple[int, int, int]] = []
    rows = list(entries)
    for i, entry in enumerate(rows):
        if entry.end_at is None:
            continue
        cut = min(trim, (entry.end_at - entry.start_at) // 4)
        if entry.end_at - cut > entry.start_at + cut:
            edges += [(entry.start_at + cut, 1, i), (entry.end_at - cut, 0, i)]
    edges.sort()
    active: dict[int, Entry] = {}
    before = 0
    for at, begins, i in edges:
        if active and at > before:
            yield before, at, list(active.values())
        if begins:
            active[i] = rows[i]
        else:
            active.pop(i, None)
        before = at
