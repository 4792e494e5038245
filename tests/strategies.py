"""Hypothesis strategies for small shops with everything that is awkward in them.

`shops()` draws shops that are valid by the rules of a shop folder (at most warnings): one-minute shifts,
clocks that change, calendars that hardly meet, crews of one, zero durations, short materials, components of
components, work half done. They are drawn simplest first, so that a failing one shrinks to a few lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from canyou.shop.records import (
    BomLine,
    Crew,
    Customer,
    Downtime,
    Gate,
    Hours,
    Order,
    Part,
    Progress,
    Receipt,
    Reservation,
    Shop,
    Step,
    Stock,
    WorkCenter,
)

HOUR = 3600

NOWS = (
    ("UTC", "2026-06-01T07:00:00"),
    ("America/Chicago", "2026-10-30T09:10:00"),  # clocks go back on Sunday
    ("America/Chicago", "2026-03-06T21:59:31"),  # and forward on Sunday
    ("Australia/Lord_Howe", "2026-04-03T16:00:00"),  # by half an hour
    ("Asia/Kathmandu", "2028-02-28T23:59:59"),
    ("America/Chicago", "2026-11-01T01:30:00"),  # in the hour that comes twice
    ("Europe/Berlin", "2026-12-31T12:00:00"),
    ("Asia/Beirut", "2026-03-27T18:00:00"),  # midnight does not exist on Sunday
)

WEEKS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "always": tuple((day, 0, 1440) for day in range(7)),
    "day": tuple((day, 420, 930) for day in range(5)),
    "two": tuple((day, s, s + 480) for day in range(5) for s in (360, 840)),
    "night": tuple((day, s, e) for day in (0, 1, 2, 5, 6) for s, e in ((0, 330), (1320, 1440))),
    "minutes": tuple((day, s, s + 1) for day in range(7) for s in range(540, 600, 3)),
    "sunday": ((6, 60, 200), (6, 1380, 1440)),
    "gaps": tuple(
        (day, s, e) for day in (0, 2, 3, 6) for s, e in ((0, 7), (95, 187), (600, 601), (923, 1171))
    ),
}
NAMES = tuple(WEEKS)

Choose = Callable[..., Any]


@cache
def _sampled(options: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


@cache
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def _dec(value: str | int) -> Decimal:
    return Decimal(value)


def _meet(one: str, other: str) -> bool:
    """Whether two week patterns are ever open together."""
    return any(a[0] == b[0] and max(a[1], b[1]) < min(a[2], b[2]) for a in WEEKS[one] for b in WEEKS[other])


class _Drawing:
    """The draws of one shop; a class only so that the parts of a shop can see each other."""

    def __init__(self, draw: Any, max_orders: int, reservations: bool) -> None:
        self.draw, self.max_orders, self.with_reservations = draw, max_orders, reservations
        self.timezone, text = self.pick(*NOWS)
        self.now = int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.timezone)).timestamp())

    def pick(self, *options: Any) -> Any:
        """One of the options; the first is the simplest."""
        return self.draw(_sampled(options))

    def upto(self, high: int, low: int = 0) -> int:
        return int(self.draw(_integers(low, high)))

    def chance(self, one_in: int) -> bool:
        return self.upto(one_in - 1) == one_in - 1

    def when(self, low_hours: int, high_hours: int) -> int:
        """An instant so many hours from now, at an odd minute sometimes."""
        return self.now + self.upto(high_hours, low_hours) * HOUR + self.pick(0, 0, 60, 1799, 3599)

    def shop(self) -> Shop:
        self.centers = {name: self.center(name) for name in [f"W{i}" for i in range(self.upto(2) + 1)]}
        self.crews = {
            name: Crew(name, self.pick(*NAMES), self.pick(1, 1, 2, 3), "", self.pick("", "always"))
            for name in [f"K{i}" for i in range(self.upto(2))]
        }
        self.products()
        self.customers = {
            "C0": Customer("C0", "Zero", _dec(self.pick(1, 3, 5)), transit_days=self.pick(0, 1, 4)),
            "C1": Customer("C1", "One", _dec(self.pick(1, 2)), min_ship_quantity=_dec(self.pick(0, 3))),
        }
        self.orders: dict[str, Order] = {}
        self.progress: dict[tuple[str, int], Progress] = {}
        self.gates: list[Gate] = []
        for i in range(self.upto(self.max_orders - 1) + 1):
            self.order(f"O{i}")
        basis = self.pick("finish", "ship", "dock")
        ship_days = self.pick((), (0, 1, 2, 3, 4), (2,), (6,))
        return Shop(
            name="Drawn",
            timezone=self.timezone,
            now_at=self.now,
            clock_fixed=True,
            promise_basis=basis,
            ship_days=ship_days,
            ship_cutoff_minute=self.pick(900, 1, 1439),
            calendars=self.calendars(),
            work_centers=self.centers,
            downtime=tuple(self.downtime() for _ in range(self.upto(2))),
            crews=self.crews,
            parts=self.parts,
            routings=self.routings,
            bom=self.bom,
            stock=tuple(self.stock() for _ in range(self.upto(3))),
            receipts=tuple(self.receipt(i) for i in range(self.upto(3))),
            customers=self.customers,
            orders=self.orders,
            progress=self.progress,
            gates=tuple(self.gates),
            reservations=tuple(self.reservations()) if self.with_reservations else (),
        )

    def calendars(self) -> dict[str, tuple[Hours, ...]]:
        """The week patterns in use, with a date or two that are closed or open otherwise."""
        used = {c.calendar for c in self.centers.values()} | {k.calendar for k in self.crews.values()}
        used |= {c.overtime_calendar for c in self.centers.values()} - {""}
        used |= {k.overtime_calendar for k in self.crews.values()} - {""}
        today = datetime.fromtimestamp(self.now, ZoneInfo(self.timezone)).date()
        out = {}
        for name in sorted(used):
            rows = [Hours(name, *row) for row in WEEKS[name]]
            for day in {self.upto(4) for _ in range(self.upto(2))}:
                date = (today + timedelta(days=day)).isoformat()
                start, end = self.pick((0, 0), (0, 0), (0, 1440), (119, 181), (1439, 1440))
                rows.append(Hours(name, date, start, end))
            out[name] = tuple(rows)
        return out

    def center(self, name: str) -> WorkCenter:
        return WorkCenter(
            name,
            f"Center {name}",
            self.pick(*NAMES),
            machines=self.pick(1, 2, 3),
            efficiency=_dec(self.pick("1", "0.85", "1.3", "0.07")),
            overtime_calendar=self.pick("", "always", "sunday"),
            overtime_hour_cost=_dec(self.pick(0, 90)),
        )

    def downtime(self) -> Downtime:
        center = self.pick(*self.centers.values())
        start = self.when(-30, 90)
        end = start + self.pick(60, HOUR, 31 * HOUR, 200 * HOUR)
        machine = self.pick(None, *range(1, center.machines + 1))
        return Downtime(center.work_center, machine, start, end, "")

    def products(self) -> None:
        """Made parts P0…, bought parts B0…; a part is made of those after it only, so there are no cycles."""
        made = [f"P{i}" for i in range(self.upto(3) + 1)]
        bought = [f"B{i}" for i in range(self.upto(2))]
        self.parts = {name: Part(name, f"Part {name}", "", "make") for name in made}
        for name in bought:
            lead = self.pick(_dec(2), _dec(0), _dec(11), None)
            self.parts[name] = Part(name, f"Bar {name}", "", "buy", lead)
        self.routings = {name: self.routing(name) for name in made}
        self.bom = {}
        names = [*made, *bought]
        for i, name in enumerate(made):
            below = names[i + 1 :]
            wanted = {self.pick(*below) for _ in range(self.pick(0, 0, 1, 2)) if below}
            lines = []
            for component in sorted(wanted):
                quantity = _dec(self.pick("1", "2", "0.25", "1.5"))
                lines.append(BomLine(name, component, quantity, self.pick(*self.routings[name]).step))
            if lines:
                self.bom[name] = tuple(lines)

    def routing(self, part: str) -> tuple[Step, ...]:
        return tuple(self.step(part, 10 * i + 10) for i in range(self.upto(3) + 1))

    def step(self, part: str, number: int) -> Step:
        wait = _dec(self.pick(0, 0, 0, 17, 600))
        if self.chance(8):
            return Step(part, number, outside_days=_dec(self.pick(1, 3)), wait_minutes=wait)
        center = self.pick(*self.centers.values())
        others = [name for name in self.centers if name != center.work_center]
        alternates = (self.pick(*others),) if others and self.chance(5) else ()
        crew = self.pick("", *self.crews)
        if crew:
            calendars = [self.centers[name].calendar for name in (center.work_center, *alternates)]
            crew = crew if all(_meet(self.crews[crew].calendar, c) for c in calendars) else ""
        return Step(
            part,
            number,
            "",
            center.work_center,
            _dec(self.pick("10", "0", "45", "1", "0.5", "90")),
            _dec(self.pick("1", "0", "3.33", "0.01", "12")),
            alternates,
            crew,
            self.pick("all", "setup") if crew else "all",
            wait_minutes=wait,
            overlap_quantity=_dec(self.pick("0", "0", "0", "0", "1", "3", "0.5")),
        )

    def order(self, name: str) -> None:
        part = self.pick(*self.parts)
        quantity = _dec(self.pick("1", "2", "4", "7", "10", "0.5"))
        due = self.when(-60, 300)
        order = Order(name, self.pick(*self.customers), part, quantity, due)
        if self.chance(2):
            order = replace(order, promised_at=due + self.pick(0, 0, 48, -5) * HOUR)
        order = replace(order, kind=self.pick(*["firm"] * 6, "release", "blanket", "forecast", "quote"))
        state = self.pick(*["open"] * 8, "hold", "shipped", "cancelled")
        if state == "hold":
            order = replace(order, hold_until_at=self.pick(None, self.when(-20, 120)), hold_reason="credit")
        if state == "shipped":
            order = replace(order, shipped_at=self.now - HOUR, shipped_quantity=quantity)
        elif quantity > 1 and self.chance(6):
            order = replace(order, shipped_quantity=_dec(1))
        order = replace(order, state=state)
        self.orders[name] = order
        steps = self.routings.get(part, ())
        if steps and state == "open" and self.chance(3):
            self.begin(order, steps)
        elif steps and self.chance(5):
            step = self.pick(*steps)
            cleared = self.pick(None, None, self.now - HOUR)
            self.gates.append(Gate(name, step.step, "drawing", self.when(-20, 150), "", cleared))

    def begin(self, order: Order, steps: tuple[Step, ...]) -> None:
        """Some steps done with scrap, then one that is running, paused or not begun; seldom out of turn."""
        left = order.quantity
        done = self.upto(len(steps))
        missed: list[Step] = []
        for step in steps[:done]:
            scrap = min(left, _dec(self.pick("0", "0", "0", "1", "0.5")))
            left -= scrap
            if self.chance(12):
                missed.append(step)  # never reported: the step after it may run all the same
                continue
            finished = self.now - self.upto(20) * HOUR
            row = Progress(order.order, step.step, "done", left, scrap, finished_at=finished)
            self.progress[order.order, step.step] = row
        state = self.pick("", "running", "paused") if done < len(steps) else ""
        if not state:
            return
        step, started = steps[done], self.now - self.upto(30) * HOUR
        if step.is_outside:
            back = self.pick(None, self.now - 5 * HOUR, self.when(1, 90))
            row = Progress(order.order, step.step, "running", started_at=started, due_back_at=back)
            self.progress[order.order, step.step] = row
            return
        scrap = min(left, _dec(self.pick("0", "0", "0", "1", "0.5")))
        good = min(left - scrap, _dec(self.pick("0", "1", "2", "100")))
        where = self.pick("", *step.alternates)
        center = self.centers[where or step.work_center]
        if center.machines == 1 and any(
            {s.work_center, *s.alternates} == {center.work_center} for s in missed
        ):
            state = "paused"  # running, it would hold the only machine until a step that needs that machine is done
        machine = self.upto(center.machines, 1) if state == "running" else None
        row = Progress(order.order, step.step, state, good, scrap, where, machine, started)
        self.progress[order.order, step.step] = row

    def stock(self) -> Stock:
        reserved = self.pick("", "", "", *self.orders)
        on_hand = _dec(self.pick("1", "3", "0", "20", "0.75"))
        return Stock(self.pick(*self.parts), on_hand, self.pick("", "", "quarantine"), "", reserved)

    def receipt(self, number: int) -> Receipt:
        quantity = _dec(self.pick("1", "5", "30", "0.5"))
        return Receipt(f"R{number}", self.pick(*self.parts), quantity, self.when(-40, 200))

    def reservations(self) -> list[Reservation]:
        """Where steps of some orders stood in a last plan: most of it can stay, some of it cannot."""
        out = []
        for order in self.orders.values():
            steps = [s for s in self.routings.get(order.part, ()) if not s.is_outside]
            if not (order.is_planned and steps and self.chance(3)):
                continue
            for step in steps:
                center = self.centers[self.pick(step.work_center, *step.alternates)]
                start = self.when(-3, 200)
                out.append(
                    Reservation(
                        order.order,
                        order.part,
                        step.step,
                        center.work_center,
                        self.upto(center.machines, 1),
                        start,
                        end_at=start + self.pick(1, 5) * HOUR,
                        pinned=self.chance(4),
                    )
                )
        return out


@st.composite
def shops(draw: Any, max_orders: int = 6, reservations: bool = False) -> Shop:
    """A small valid shop of up to `max_orders` orders; with `reservations`, some steps stand somewhere."""
    return _Drawing(draw, max_orders, reservations).shop()
