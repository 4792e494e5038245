"""Report: what the floor tells in two taps: a machine down or up again, a step started, done, or short by so many.

A report is a row over the imported ones, in the book: the plan is made anew, and promises keep their place in it.
The next import that says otherwise takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, NotThere, refused
from canyou.desk.models import Member
from canyou.floor.book import OpenBook, booked
from canyou.floor.overlays import Row, cells_of, row_of
from canyou.plan.result import Operation
from canyou.shop.records import Downtime, Instant, Progress, Shop
from canyou.shop.times import wall

DOWNTIME, PROGRESS = "downtime.csv", "progress.csv"
LONGEST_DOWN = 400 * 86_400


def machine_down(
    member: Member, work_center: str, machine: int | None, until_at: Instant | None, reason: str = ""
) -> int:
    """A machine is down from now until a moment; machine None: all of the work center. The book's version.

    Raises:
        NotAllowed, NotThere, Refused.
    """
    need(member, "report_floor")
    if len(reason) > LONGEST_NOTE:
        raise refused("reason", f"At most {LONGEST_NOTE:,} characters go in here.")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        _machine(shop, work_center, machine)
        at = now_in(shop)
        if until_at is None or not at < until_at <= at + LONGEST_DOWN:
            raise refused("until", "Until when? A moment that is still ahead, within a year.")
        row = down_row(shop, Downtime(work_center, machine, at, until_at, reason.strip() or "reported"))
        desk = record.lock(member.shop_id)
        version = book.report([row])
        told = {"work_center": work_center, "machine": machine, "until": until_at, "reason": reason.strip()}
        record.add(desk, member, "machine_down", f"machine/{work_center}"[:64], told)
        return version


def machine_up(member: Member, work_center: str, machine: int | None) -> int:
    """A machine that is down now works again, whoever said that it was down. The book's version.

    Raises:
        NotAllowed, NotThere.
        Gone: it is not down.
    """
    need(member, "report_floor")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        _machine(shop, work_center, machine)
        at = now_in(shop)
        down = [
            one
            for one in shop.downtime
            if one.work_center == work_center and one.machine == machine and is_down(one, at)
        ]
        if not down:
            raise Gone("It is not down.")
        desk = record.lock(member.shop_id)
        # What has been is kept, cut at this moment: a second of it at the least, or it would be none.
        version = book.report(
            [down_row(shop, replace(one, end_at=max(at, one.start_at + 1))) for one in down],
            freed=[(work_center, machine)],
        )
        record.add(desk, member, "machine_up", f"machine/{work_center}"[:64], {"machine": machine})
        return version


def started(member: Member, order: str, step: int, machine: int | None = None, work_center: str = "") -> int:
    """A step has begun, on the machine that the plan has it on unless another is named. The book's version.

    Raises:
        NotAllowed, NotThere, Gone, Refused.
    """
    with _step(member, order, step) as (book, shop, planned, known):
        if known is not None and known.state in ("running", "done"):
            raise Gone(f"Step {step} of {order} is {known.state} already.")
        place = work_center or planned.work_center or ""
        number = machine if machine is not None else planned.machine
        if place:
            _machine(shop, place, number)
        at = now_in(shop)
        base = known if known is not None else Progress(order, step, "running")
        row = replace(base, state="running", work_center=place, machine=number, started_at=at)
        return _kept(book, member, shop, row, "started")


def done(member: Member, order: str, step: int, good: Decimal | None = None) -> int:
    """A step is done: what is left of it, unless fewer are named. The book's version.

    Raises:
        NotAllowed, NotThere, Gone, Refused.
    """
    with _step(member, order, step) as (book, shop, planned, known):
        if known is not None and known.state == "done":
            raise Gone(f"Step {step} of {order} is done already.")
        at = now_in(shop)
        base = known if known is not None else Progress(order, step, "done", started_at=at)
        quantity = base.good_quantity + planned.quantity if good is None else good
        if quantity < 0 or quantity > shop.orders[order].quantity:
            raise refused(
                "good", f"How many are good? At most the {shop.orders[order].quantity.normalize():f} ordered."
            )
        row = replace(
            base, state="done", good_quantity=quantity, finished_at=at,
            work_center=base.work_center or planned.work_center or "", machine=base.machine or planned.machine,
        )  # fmt: skip
        return _kept(book, member, shop, row, "step_done")


def short_by(member: Member, order: str, step: int, pieces: Decimal) -> int:
    """So many were scrapped at a step: the order will be short of them. The book's version.

    Raises:
        NotAllowed, NotThere, Refused.
    """
    with _step(member, order, step) as (book, shop, planned, known):
        if pieces <= 0 or pieces > planned.quantity:
            raise refused(
                "pieces", f"How many? From 1 to the {planned.quantity.normalize():f} that are left."
            )
        base = known if known is not None else Progress(order, step, "paused")
        row = replace(
            base, scrap_quantity=base.scrap_quantity + pieces,
            work_center=base.work_center or planned.work_center or "", machine=base.machine or planned.machine,
        )  # fmt: skip
        return _kept(book, member, shop, row, "short_by")


def is_down(down: Downtime, at: Instant) -> bool:
    """Whether it lasts at a moment. What ended as it began (see `machine_up`) has a second left, and is over."""
    return down.start_at <= at < down.end_at - 1


@contextmanager
def _step(
    member: Member, order: str, step: int
) -> Iterator[tuple[OpenBook, Shop, Operation, Progress | None]]:
    """The book locked, and the step of an order's own part that a report is about, as planned and as reported."""
    need(member, "report_floor")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        known = shop.orders.get(order)
        if known is None:
            raise NotThere(f"There is no order {order}.")
        planned = (o for o in book.plan.operations if (o.order, o.part, o.step) == (order, known.part, step))
        mine = next(planned, None)
        if mine is None:
            raise Gone(f"Nothing is left to do of step {step} of {order}.")
        yield book, shop, mine, shop.progress.get((order, step))


def _kept(book: OpenBook, member: Member, shop: Shop, row: Progress, verb: str) -> int:
    cells = cells_of(shop, "progress", progress={(row.order, row.step): row})[0]
    desk = record.lock(member.shop_id)
    version = book.report([row_of(PROGRESS, cells)])
    told = {"step": row.step, "good": str(row.good_quantity), "scrap": str(row.scrap_quantity)}
    record.add(desk, member, verb, f"order/{row.order}"[:64], told)
    return version


def down_row(shop: Shop, down: Downtime) -> Row:
    zone = ZoneInfo(shop.timezone)
    cells = {
        "work_center": down.work_center,
        "machine": "" if down.machine is None else str(down.machine),
        "start": wall(down.start_at, zone),
        "end": wall(down.end_at, zone),
        "reason": down.reason,
    }
    return row_of(DOWNTIME, cells)


def _machine(shop: Shop, work_center: str, machine: int | None) -> None:
    center = shop.work_centers.get(work_center)
    if center is None:
        raise NotThere(f"There is no work center {work_center}.")
    if machine is not None and not 1 <= machine <= center.machines:
        raise NotThere(
            f"{center.name or work_center} has {center.machines} machines (found number {machine})."
        )


VERBS: Sequence[str] = ("machine_down", "machine_up", "started", "step_done", "short_by")
"""What the record calls reports."""
