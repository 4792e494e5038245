"""The records of the shop: work centers, routings, orders and progress, from what was learned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal

from canyou.learn.log import Entry, Log
from canyou.learn.minutes import Minutes
from canyou.learn.places import StepPlaces
from canyou.learn.routes import Route, Routes, flow_seconds, subsequence_end
from canyou.learn.standing import Standing, open_visits
from canyou.learn.visits import Run, Visit
from canyou.learn.waits import Between, Waits
from canyou.shop.records import (
    Customer,
    Event,
    Gate,
    Hours,
    Order,
    Part,
    Shop,
    Step,
    WorkCenter,
)  # fmt: skip
from canyou.shop.schema import MINUTES

CUSTOMER = "unknown"
WAITED_FOR = "what is left of its usual wait (learned from the log)"
MADE_UP = "made up: start + the part's usual time from first to last report"


class Maker:
    """Puts the records together; what it had to guess is kept to be told."""

    def __init__(
        self,
        log: Log,
        timezone: str,
        runs: Mapping[str, Run],
        routes: Routes,
        typical: Mapping[tuple[str, str], Minutes],
        places: StepPlaces,
        waits: Waits,
        waiting: Mapping[str, tuple[Between, float]],
        machines: Mapping[str, int],
        calendars: Mapping[str, tuple[Hours, ...]],
        calendar_of: Mapping[str, str],
    ) -> None:
        self.log, self.timezone, self.runs, self.routes = log, timezone, runs, routes
        self.typical, self.places, self.waits, self.machines = typical, places, waits, machines
        self.waiting = waiting
        self.calendars, self.calendar_of = calendars, calendar_of
        self.variants: dict[str, list[str]] = {}
        self.unseen: list[str] = []
        self.standing = Standing(machines)
        self.names: dict[str, Counter[str]] = defaultdict(Counter)
        self.counted: dict[str, list[bool]] = defaultdict(list)
        for run in runs.values():
            for visit in run.visits:
                self.names[visit.key][visit.name] += 1
                self.counted[visit.key].append(visit.good > 0)

    def shop(self) -> Shop:
        """The shop as it stands at the log's last moment."""
        parts: dict[str, Part] = {}
        routings: dict[str, tuple[Step, ...]] = {}
        part_of: dict[tuple[str, Route], str] = {}
        finished_parts = {run.part for run in self.routes.finished.values()}
        for part in sorted({run.part for run in self.runs.values()}):
            route = self.routes.of_part.get(part, ())
            parts[part] = Part(part, part, "", "make" if route else "buy")
            part_of[part, route] = part
            if route:
                routings[part] = self.steps(part, part, route)
            if part not in finished_parts:
                self.unseen.append(part)
        for order, route in sorted(self.routes.of_order.items()):
            base = self.runs[order].part
            if (base, route) not in part_of:
                number = 2
                while f"{base}/R{number}" in parts:
                    number += 1
                name = part_of[base, route] = f"{base}/R{number}"
                parts[name] = Part(name, f"{base}, another route", "", "make")
                routings[name] = self.steps(name, base, route)
                self.variants[name] = []
            if part_of[base, route] != base:
                self.variants[part_of[base, route]].append(order)
        self.progress(part_of, routings)
        centers = {
            name: WorkCenter(name, name, self.calendar_of[name], self.machines[name])
            for name in self.machines
        }
        orders, notes = self.orders(part_of)
        return Shop(
            name="Learned from a shop floor log", timezone=self.timezone, now_at=self.log.now_at, clock_fixed=True,
            calendars=dict(self.calendars), work_centers=centers, parts=parts, routings=routings,
            customers={CUSTOMER: Customer(CUSTOMER, CUSTOMER)}, orders=orders, progress=self.standing.rows,
            gates=self.gates(orders, routings),
            events=tuple(self.event(e) for e in sorted(
                (*self.log.entries, *self.log.counts), key=lambda e: (e.start_at, e.order, e.machine))),
            notes=notes,
        )  # fmt: skip

    def event(self, e: Entry) -> Event:
        end = self.log.now_at if e.end_at is None else e.end_at
        return Event(
            e.order,
            e.part,
            e.step_name,
            e.machine,
            e.kind,
            e.start_at,
            end,
            e.person,
            e.quantity,
            e.good,
            e.rejected,
        )

    def steps(self, part: str, base: str, route: Route) -> tuple[Step, ...]:
        """The routing of a part: steps by tens, each where it was mostly done, with the waits between them."""
        places = [self.places.of(base, key) for key in route]
        steps = []
        for i, key in enumerate(route):
            usual = self.usual(base, key)
            wait = 0.0
            if i + 1 < len(route):
                wait = self.waits.of(Between(base, key, route[i + 1], places[i + 1][0])).median()
            steps.append(
                Step(
                    part, 10 * (i + 1), max(self.names[key], key=lambda n: (self.names[key][n], n)), places[i][0],
                    number(usual.setup, 2), number(usual.run, 4), places[i][1:], wait_minutes=number(wait, 0),
                )
            )  # fmt: skip
        return tuple(steps)

    def usual(self, part: str, key: str) -> Minutes:
        """What a step takes for a part; where none of it has done the step, what it takes for any."""
        return self.typical.get((part, key)) or self.typical["", key]

    def progress(
        self, part_of: Mapping[tuple[str, Route], str], routings: Mapping[str, tuple[Step, ...]]
    ) -> None:
        """Progress of every order under way."""
        counts = {key: sum(some) * 2 >= len(some) for key, some in self.counted.items()}
        at: dict[str, dict[str, int]] = {}
        waiting: list[tuple[Run, Visit, int]] = []
        for order, route in sorted(self.routes.of_order.items()):
            run = self.runs[order]
            reached = subsequence_end(run.keys, route) or 0
            found, place = {}, 0
            for key in run.keys:
                place = route.index(key, place) + 1
                found[key] = place * 10
            at[order] = found
            left = open_visits(run, self.typical, counts)
            # What runs on a machine has taken it from the earlier steps there: they are done, or nothing could go on.
            taken = {v.running_on: place for place, v in enumerate(left) if v.running_on}
            undone = {
                visit.key
                for place, visit in enumerate(left)
                if not any(place < taken.get(name, 0) for name in self.places.of(run.part, visit.key))
            }
            by_key = {visit.key: visit for visit in run.visits}
            of_step = {step: by_key[key] for key, step in found.items()}
            for i in range(1, reached + 1):
                visit = of_step.get(10 * i)
                if visit is None or visit.key not in undone:
                    self.standing.done(run, 10 * i, visit)
            waiting += [(run, by_key[key], found[key]) for key in run.keys if key in undone]
        runs_now = self.standing.choose([one for one in waiting if one[1].running_on])
        for run, visit, step in sorted(waiting, key=lambda one: (one[1].running_since, one[0].order, one[2])):
            self.standing.under_way(
                run, step, visit, self.usual(run.part, visit.key), (run.order, step) in runs_now
            )

    def gates(
        self, orders: Mapping[str, Order], routings: Mapping[str, tuple[Step, ...]]
    ) -> tuple[Gate, ...]:
        """What is left of the wait that each order is in, as a gate of its next step."""
        gates = []
        for name, (where, waited) in sorted(self.waiting.items()):
            steps = routings.get(orders[name].part, ())
            undone = [s for s in steps if self.state(name, s.step) not in ("done", "running")]
            left = self.waits.of(where).median(waited)
            if undone and left >= 1 and orders[name].state == "open":
                due = self.log.now_at + round(left) * 60
                gates.append(Gate(name, undone[0].step, WAITED_FOR, due - due % 60))
        return tuple(gates)

    def state(self, order: str, step: int) -> str:
        row = self.standing.rows.get((order, step))
        return row.state if row else ""

    def orders(
        self, part_of: Mapping[tuple[str, Route], str]
    ) -> tuple[dict[str, Order], dict[tuple[str, str], dict[str, str]]]:
        """All orders of the log, the finished ones shipped when they were last heard of."""
        flow = flow_seconds(self.routes.finished.values())
        longest = max((run.last_at - run.first_at for run in self.runs.values()), default=0)
        orders: dict[str, Order] = {}
        notes: dict[tuple[str, str], dict[str, str]] = {}
        for name, run in sorted(self.runs.items(), key=lambda item: (item[1].first_at, item[0])):
            due = run.first_at + round(flow.get(run.part, flow.get("", longest)))
            finished = name in self.routes.finished
            route = self.routes.of_order.get(name, self.routes.of_part.get(run.part, ()))
            part = run.part if finished else part_of[run.part, route]
            quantity = number(run.quantity, 3)
            good = number(run.visits[-1].good, 3) if run.visits and run.visits[-1].good else quantity
            orders[name] = Order(
                name, CUSTOMER, part, quantity, due - due % 60, state="shipped" if finished else "open",
                created_at=run.first_at, shipped_at=run.last_at if finished else None,
                shipped_quantity=min(good, quantity) if finished else Decimal(0),
            )  # fmt: skip
            notes["orders.csv", name] = {"due_basis": MADE_UP}
        return orders, notes


def number(value: float, places: int) -> Decimal:
    """A number of so many decimal places at the most, written in one way only."""
    found = round(Decimal(str(min(max(value, 0.0), float(MINUTES)))), places)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()
