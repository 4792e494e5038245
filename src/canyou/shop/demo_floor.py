"""The demo shop's past: its order book run through its machines, up to now.

A small event simulation by earliest due date with the shop's shifts, set-up people, inspectors, breakdowns
and scrap. What comes out is consistent in itself: the log, what is done, what runs where, what has shipped.
"""

from __future__ import annotations

import heapq
import random
from bisect import insort
from dataclasses import dataclass, field
from functools import cache

from canyou.shop.demo_book import CENTER, ROUTINGS, DemoOrder, DemoStep
from canyou.shop.demo_days import Days, Minute, OpenTime
from canyou.shop.demo_tables import CREWS

CREW = {row[0]: row for row in CREWS}


@dataclass
class Work:
    """One step of one order that has been begun."""

    order: DemoOrder
    step: DemoStep
    machine: int
    quantity: int
    start: Minute
    end: Minute
    scrap: int = 0
    pieces: list[tuple[str, Minute, Minute]] = field(default_factory=list)
    """(kind, start, end) as the log has them; none for an outside step."""

    def good_by(self, minute: Minute) -> int:
        """Good units made by a moment; scrap is found at the end."""
        if minute >= self.end:
            return self.quantity - self.scrap
        run = sum(e - s for kind, s, e in self.pieces if kind == "run")
        ran = sum(max(0, min(e, minute) - s) for kind, s, e in self.pieces if kind == "run" and s < minute)
        return min(self.quantity - self.scrap, int(self.quantity * ran / max(1, run)))


@dataclass(frozen=True)
class Past:
    """What has happened by `now`."""

    begun: dict[str, list[Work]]
    """By order, in the order of its steps; the last may not be over."""
    shipped: dict[str, Minute]
    now: Minute


class Floor:
    """The running simulation; `run` answers the past."""

    def __init__(self, days: Days, rng: random.Random, broken: tuple[str, int, Minute]) -> None:
        self.days, self.rng, self.broken = days, rng, broken
        self.free_at: dict[str, list[Minute]] = {code: [0] * row[3] for code, row in CENTER.items()}
        self.busy: dict[str, list[Minute]] = {crew: [] for crew in CREW}
        self.queue: dict[str, list[tuple[int, int, DemoOrder, int]]] = {code: [] for code in CENTER}
        self.events: list[tuple[Minute, int, str, DemoOrder | None, int]] = []
        self.begun: dict[str, list[Work]] = {}
        self.shipped: dict[str, Minute] = {}
        self.counter = 0
        self.calendar = cache(days.open_time)
        self.window = cache(self._window)

    def _window(self, code: str) -> OpenTime:
        """When the work center and its crew are both there."""
        hours = self.calendar(CENTER[code][2])
        crew = CENTER[code][7]
        return hours.both(self.calendar(CREW[crew][1])) if crew else hours

    def run(self, book: list[DemoOrder], now: Minute) -> Past:
        for order in book:
            stuck = self.rng.randint(8, 14) if self.rng.random() < 0.05 else 0  # its material came late
            begins = order.release + stuck if order.release + stuck < -2 else order.release
            self.at(self.days.minute(begins, 6), "", order, 0)
        while self.events and self.events[0][0] <= now:
            time, _, code, arriving, index = heapq.heappop(self.events)
            if arriving is not None:
                self.arrive(time, arriving, index)
            elif code:
                self.dispatch(code, time)
        return Past(self.begun, {k: t for k, t in self.shipped.items() if t <= now}, now)

    def at(self, time: Minute, code: str, order: DemoOrder | None = None, index: int = 0) -> None:
        self.counter += 1
        heapq.heappush(self.events, (time, self.counter, code, order, index))

    def arrive(self, time: Minute, order: DemoOrder, index: int) -> None:
        steps = ROUTINGS[order.part]
        if index == len(steps):
            self.shipped[order.order] = self.truck(time)
            return
        step = steps[index]
        if step.outside_days:
            back = self.days.number(time + (step.outside_days + self.rng.choice([-1, 0, 0, 0, 1])) * 1440)
            end = max(time + 60, self.days.minute(back, 10.5))
            work = Work(order, step, 0, self.left(order), time, end)
            self.begun.setdefault(order.order, []).append(work)
            self.at(end, "", order, index + 1)
            return
        self.counter += 1
        insort(self.queue[step.code], (order.due, self.counter, order, index), key=lambda job: job[:2])
        self.dispatch(step.code, time)

    def truck(self, time: Minute) -> Minute:
        """The first truck, at 15:00 of a working day."""
        number = self.days.number(time)
        leaves = self.days.minute(number, 15)
        return leaves if leaves >= time else self.days.minute(number + 1, 15)

    def left(self, order: DemoOrder) -> int:
        return order.quantity - sum(work.scrap for work in self.begun.get(order.order, ()))

    def dispatch(self, code: str, time: Minute) -> None:
        while self.queue[code]:
            crew = CENTER[code][7]
            opens = self.window(code).next_open(time)
            if opens > time:
                return self.at(opens, code)
            machine = next(
                (m for m, t in enumerate(self.free_at[code], 1) if t <= time and self.works(code, m, time)), 0
            )
            if not machine:
                return None
            if crew:
                self.busy[crew] = [t for t in self.busy[crew] if t > time]
                if len(self.busy[crew]) >= CREW[crew][2]:
                    return self.at(min(self.busy[crew]), code)
            _, _, order, index = self.queue[code].pop(0)
            self.start(code, machine, time, order, index)
        return None

    def works(self, code: str, machine: int, time: Minute) -> bool:
        return (code, machine) != self.broken[:2] or time < self.broken[2] - 180

    def start(self, code: str, machine: int, time: Minute, order: DemoOrder, index: int) -> None:
        rng, center, step = self.rng, CENTER[code], ROUTINGS[order.part][index]
        quantity, efficiency = self.left(order), float(center[4])
        setup = max(1, round(step.setup / efficiency * rng.lognormvariate(0, 0.3))) if step.setup else 0
        run = max(1, round(step.run * quantity / efficiency * rng.lognormvariate(0, 0.16)))
        both, machine_hours = self.window(code), self.calendar(center[2])
        pieces = [("setup", s, e) for s, e in both.pieces(time, setup)]
        ready = pieces[-1][2] if pieces else time
        hours = both if center[8] == "all" else machine_hours
        before, stop = run, 0
        if (
            code in ("TURN", "SWISS", "M3", "M4", "M5", "TM", "WEDM", "CGR")
            and run > 60
            and rng.random() < 0.03
        ):
            before, stop = rng.randint(20, run - 20), rng.randint(40, 300)
        scrap = 0
        if code not in ("SAW", "WASH", "PACK", "MARK") and quantity > 8 and rng.random() < 0.05:
            scrap = rng.randint(1, max(1, quantity // 30))
        again = rng.randint(20, 70) if scrap and rng.random() < 0.4 else 0
        for kind, minutes in (("run", before), ("breakdown", stop), ("run", run - before), ("rework", again)):
            edge = pieces[-1][2] if pieces else ready
            pieces += [(kind, s, e) for s, e in hours.pieces(edge, minutes)]
        end = pieces[-1][2]
        self.free_at[code][machine - 1] = end
        self.at(end, code)
        crew = center[7]
        if crew:
            leaves = end if center[8] == "all" else ready
            self.busy[crew].append(leaves)
            for other, row in CENTER.items():
                if row[7] == crew and other != code:
                    self.at(leaves, other)
        self.begun.setdefault(order.order, []).append(
            Work(order, step, machine, quantity, time, end, scrap, pieces)
        )
        self.at(end + step.wait + rng.randint(5, 40), "", order, index + 1)
