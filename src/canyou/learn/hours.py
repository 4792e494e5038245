"""The hours that were really worked, as calendars: a weekly pattern for each group of work centers.

The week is laid out in quarter hours. Two things are counted in each: on how many dates somebody worked then
(cover), and how often a row began or ended then (edges). A row may run on its clock over a night in which nobody
is there: in hours that are covered and in which next to nothing ever begins or ends, the shop is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from canyou.learn.log import Entry
from canyou.shop.opentime import Zone
from canyou.shop.records import Hours

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SLOT = 900
SLOTS = 96
"""Quarter hours of a day."""

ENOUGH_HOURS, ENOUGH_EDGES = 25.0, 60.0
"""From so much work in so many rows (two edges each) a work center speaks for itself; with less it joins a group."""

ENOUGH_DATES = 5.0
"""Fewer dates of a weekday cannot say that an hour of it is otherwise than on other days."""

SURE_DATES = 12.0
"""With fewer dates of work in the usual hour of all days together, a gap in the day may be chance, and is open."""

ALIKE = 0.72
"""Two groups whose open hours overlap by so much of their union are one."""

OPEN_SHARE = 0.3
"""An hour is open if it is worked at least so often as the usual open hour."""

EDGE_SHARE = 0.12
"""…and if rows begin and end in it at least so often, for the work in it, as in the week as a whole."""

SURE_EDGES = 6.0
"""Where so many edges would be if it were open, having next to none is no chance (e⁻⁶ is a quarter of a percent)."""

AROUND = 5
"""Quarter hours to both sides in which edges are counted: they are rarer than work."""


@dataclass(slots=True)
class Week:
    """Cover and edges by quarter hour of the week, Monday first."""

    cover: Floats
    edges: Floats

    @property
    def worked_hours(self) -> float:
        return float(self.cover.sum()) * SLOT / 3600


def calendars_of(
    by_center: Mapping[str, Sequence[Entry]], zone: Zone
) -> tuple[dict[str, tuple[Hours, ...]], dict[str, str]]:
    """The calendars, and which one each work center has."""
    weeks = {name: week_of(rows, zone) for name, rows in by_center.items()}
    whole = Week(
        sum((w.cover for w in weeks.values()), np.zeros(7 * SLOTS)),
        sum((w.edges for w in weeks.values()), np.zeros(7 * SLOTS)),
    )
    groups: list[tuple[Week, list[str], Bools]] = []
    strong = [name for name, week in weeks.items() if speaks_for_itself(week)]
    for name in sorted(strong, key=lambda n: (-weeks[n].worked_hours, n)):
        groups.append((weeks[name], [name], open_slots(weeks[name])))
        groups = merged_groups(groups)
    if not groups:
        groups = [(whole, [], open_slots(whole))]
    for name in sorted(set(weeks) - set(strong)):
        best = max(range(len(groups)), key=lambda g: (fit(weeks[name], groups[g][2]), -g))
        groups[best][1].append(name)
    named = named_groups([(members, slots) for _, members, slots in groups])
    calendars = {calendar: rows_of(calendar, slots) for calendar, _, slots in named}
    return calendars, {name: calendar for calendar, members, _ in named for name in members}


def speaks_for_itself(week: Week) -> bool:
    """Whether a work center has so much work that its own hours can be seen."""
    return week.worked_hours >= ENOUGH_HOURS and float(week.edges.sum()) >= ENOUGH_EDGES


def merged_groups(groups: list[tuple[Week, list[str], Bools]]) -> list[tuple[Week, list[str], Bools]]:
    """Groups that work the same hours joined, the two most alike first, until no two are alike."""
    while len(groups) > 1:
        pairs = [(likeness(groups[a][2], groups[b][2]), -a, -b) for a in range(len(groups)) for b in range(a)]
        share, a, b = max(pairs)
        if share < ALIKE:
            break
        one, two = groups[-b], groups[-a]
        week = Week(one[0].cover + two[0].cover, one[0].edges + two[0].edges)
        groups[-b] = (week, one[1] + two[1], open_slots(week))
        groups.pop(-a)
    return groups


def likeness(one: Bools, two: Bools) -> float:
    both, either = int((one & two).sum()), int((one | two).sum())
    return both / either if either else 1.0


def fit(week: Week, slots: Bools) -> float:
    """How well open hours explain the little work of a work center: much of it inside, few hours besides."""
    total = float(week.cover.sum())
    inside = float(week.cover[slots].sum()) / total if total else 1.0
    return inside - 0.8 * float(slots.mean())


def week_of(entries: Sequence[Entry], zone: Zone) -> Week:
    """Cover and edges of one work center; rows without an hour, and breakdowns, say nothing about hours."""
    timed = [e for e in entries if not e.date_only and e.end_at is not None and e.kind != "breakdown"]
    cover, edges = np.zeros(7 * SLOTS), np.zeros(7 * SLOTS)
    if not timed:
        return Week(cover, edges)
    walls = [(zone.local(e.start_at), zone.local(e.end_at or 0)) for e in timed]
    first = min(a for a, _ in walls) // 86_400 * SLOTS
    last = (max(b for _, b in walls) // 86_400 + 1) * SLOTS
    steps = np.zeros(last - first + 1, np.int64)
    # Day 0 of 1970 was a Thursday: quarter hours are turned so that the week begins on Monday.
    turn = (first // SLOTS + 3) % 7 * SLOTS
    for a, b in walls:
        begin, end = a // SLOT - first, max(-(-b // SLOT), a // SLOT + 1) - first
        steps[begin] += 1
        steps[end] -= 1
        edges[(begin + turn) % len(edges)] += 1
        edges[((b - 1) // SLOT - first + turn) % len(edges)] += 1
    busy = np.cumsum(steps[:-1]) > 0
    np.add.at(cover, (np.arange(len(busy)) + turn) % len(cover), busy)
    return Week(cover, edges)


def open_slots(week: Week) -> Bools:
    """Which quarter hours of the week are open."""
    cover = attended(week).reshape(7, SLOTS)
    load = cover.sum(axis=1)
    usual = float(np.median(np.sort(load)[-4:]))
    if not usual:
        return np.ones(7 * SLOTS, np.bool_)
    full, some = load >= 0.4 * usual, load >= 0.08 * usual
    day = smooth(cover[full].mean(axis=0))
    plateau = float(np.median(np.sort(day)[-24:]))
    break_slots = 2 if plateau * int(full.sum()) >= SURE_DATES else 12
    pattern = tidy(day >= OPEN_SHARE * plateau, break_slots)
    slots = np.zeros((7, SLOTS), np.bool_)
    for d in range(7):
        if full[d]:
            slots[d] = adapted(pattern, smooth(cover[d]), plateau)
        elif some[d]:
            slots[d] = tidy(smooth(cover[d]) >= OPEN_SHARE * plateau, 2 if plateau >= SURE_DATES else 12)
    edges = week.edges.reshape(7, SLOTS)
    full_edges = edges[full].sum(axis=0)
    for d in range(7):
        slots[d] = trimmed(slots[d], full_edges if full[d] else edges[d])
    if not slots.any():
        slots[full] = pattern
    return joined(slots.ravel()) if slots.any() else np.ones(7 * SLOTS, np.bool_)


def attended(week: Week) -> Floats:
    """Cover where rows begin and end as well; nothing where the clock only ran on."""
    span = 2 * AROUND + 1
    window = np.ones(span)
    ring = np.concatenate((week.edges[-AROUND:], week.edges, week.edges[:AROUND]))
    edges = np.convolve(ring, window, "valid")
    ring = np.concatenate((week.cover[-AROUND:], week.cover, week.cover[:AROUND]))
    cover = np.convolve(ring, window, "valid")
    rate = float(week.edges.sum()) / max(float(week.cover.sum()), 1.0)
    # by time of day as well: of a single hour of the week there is often too little to judge by
    daily_edges = np.tile(edges.reshape(7, SLOTS).sum(axis=0), 7)
    daily_cover = np.tile(cover.reshape(7, SLOTS).sum(axis=0), 7)
    alive = daily_edges >= EDGE_SHARE * rate * daily_cover
    dead_here = (rate * cover >= SURE_EDGES) & (edges < EDGE_SHARE / 3 * rate * cover)
    by_day, day_cover = week.edges.reshape(7, SLOTS).sum(axis=1), week.cover.reshape(7, SLOTS).sum(axis=1)
    dead_day = (rate * day_cover >= SURE_EDGES) & (by_day < EDGE_SHARE * rate * day_cover)
    return np.where(alive & ~dead_here & ~dead_day.repeat(SLOTS), week.cover, 0.0)


def smooth(day: Floats) -> Floats:
    """The mean over an hour around each quarter hour, not beyond midnight."""
    padded = np.concatenate((day[:1].repeat(2), day, day[-1:].repeat(2)))
    return np.convolve(padded, np.ones(5) / 5, "valid")


def adapted(pattern: Bools, day: Floats, plateau: float) -> Bools:
    """The usual day, but where this one is clearly otherwise for two hours or more it is as it was worked."""
    found = pattern.copy()
    for begin, end, is_open in runs(pattern):
        here = day[begin:end]
        if is_open:
            # of few dates some are idle by chance; the more there are, the surer is what is seldom worked
            idle = (
                here
                < (0.25 if plateau >= 3 * ENOUGH_DATES else 0.1 if plateau >= ENOUGH_DATES else 0.0) * plateau
            )
        else:
            idle = here >= max(0.5 * plateau, 0.6 * ENOUGH_DATES)
        for a, b, otherwise in runs(idle):
            if otherwise and b - a >= 8:
                found[begin + a : begin + b] = not is_open
    return found


def trimmed(slots: Bools, edges: Floats) -> Bools:
    """Each open stretch cut to where rows begin and end in it, but for one in a hundred at either side."""
    found = slots.copy()
    for begin, end, is_open in runs(slots):
        if not is_open:
            continue
        count = np.cumsum(edges[begin:end])
        total = float(count[-1])
        if total < 20:
            continue
        head = int(np.searchsorted(count, 0.01 * total, "right")) if begin > 0 else 0
        tail = int(np.searchsorted(count, 0.99 * total, "left")) + 1 if end < SLOTS else end - begin
        found[begin : begin + head] = False
        found[begin + tail : end] = False
    return found


def tidy(slots: Bools, break_slots: int = 2) -> Bools:
    """Without breaks of so many quarter hours and less, and without single open stretches of less than an hour."""
    found = slots.copy()
    for begin, end, is_open in runs(found):
        if not is_open and end - begin <= break_slots and begin > 0 and end < len(found):
            found[begin:end] = True
    for begin, end, is_open in runs(found):
        if is_open and end - begin < 4:
            found[begin:end] = False
    return found


def joined(week: Bools) -> Bools:
    """Midnight is no closing time: a night that is open up to it or from it on by a hair is open to it."""
    found = week.copy()
    for d in range(7):
        midnight = d * SLOTS
        before = [(midnight - k) % len(found) for k in range(1, 4)]
        after = [(midnight + k) % len(found) for k in range(3)]
        if found[before].any() and found[after].any():
            found[before] = found[after] = True
    return found


def runs(flags: Bools) -> list[tuple[int, int, bool]]:
    """Stretches of equal flags: (begin, end, flag)."""
    if not len(flags):
        return []
    edges = np.flatnonzero(np.diff(flags.astype(np.int8))) + 1
    cuts = [0, *edges.tolist(), len(flags)]
    return [(a, b, bool(flags[a])) for a, b in pairwise(cuts)]


def named_groups(groups: list[tuple[list[str], Bools]]) -> list[tuple[str, list[str], Bools]]:
    """Groups by open hours a week, with a name that says what they are."""
    found: list[tuple[str, list[str], Bools]] = []
    taken: dict[str, int] = {}
    for members, slots in sorted(groups, key=lambda g: (int(g[1].sum()), g[0])):
        days = slots.reshape(7, SLOTS)
        hours = float(days.sum()) / 4 / max(1, int(days.any(axis=1).sum()))
        name = "day" if hours <= 11.5 else "two-shift" if hours <= 17.5 else "round"
        taken[name] = taken.get(name, 0) + 1
        found.append((name if taken[name] == 1 else f"{name}-{taken[name]}", members, slots))
    return found


def rows_of(calendar: str, slots: Bools) -> tuple[Hours, ...]:
    """The rows of a calendar; a day without any is closed."""
    rows: list[Hours] = []
    for d in range(7):
        here = [
            Hours(calendar, d, begin * 15, end * 15)
            for begin, end, is_open in runs(slots.reshape(7, SLOTS)[d])
            if is_open
        ]
        rows += here or [Hours(calendar, d, 0, 0)]
    return tuple(rows)
