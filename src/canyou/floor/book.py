"""The promise book's door: everything that changes what is feasible goes through here, under the shop's lock.

    with booked("main") as book:          # transaction + lock
        stood = book.promise(wanted, option)
        …                                 # the conversation's own rows, in the same transaction

Nothing in it is kept unless the block ends well; then this process goes on from the plan it made, and the others
follow the book's entries. An option is never trusted: each of its steps is put down anew in the plan as it stands.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from canyou.floor import current as plans
from canyou.floor import entries, overlays, run_list
from canyou.floor.current import Current, NoShop
from canyou.floor.models import DEFAULT_SHOP, Book, Overlay, Snapshot
from canyou.floor.overlays import Row
from canyou.floor.rows import canonical
from canyou.floor.wanted import ORDERS, NoSuchOrder, Stood, Wanted, name_of, order_of, order_row, row_for
from canyou.plan.adopting.adoption import Adoption, Stale
from canyou.shop.records import Instant, Order

if TYPE_CHECKING:
    from canyou.floor.following import Base
    from canyou.plan.planner import ShopPlan
    from canyou.plan.result import Option

__all__ = ["NoSuchOrder", "OpenBook", "Stale", "Stood", "Wanted", "booked"]

RESERVATIONS = "reservations.csv"


@dataclass
class OpenBook:
    """A shop's book, locked until the block ends. Made by `booked` alone."""

    shop_slug: str
    row: Book
    clock_at: Instant
    """This machine's clock: by it holds lapse, and entries are dated."""
    now_at: Instant
    """The moment for the plan: the shop's own where it fixes its clock."""
    _base: Base | None = None

    @property
    def version(self) -> int:
        """The book's version; an option asked at another one may be stale, and is verified all the same."""
        return self.row.version

    @property
    def current(self) -> Current:
        """The shop and its plan at the book's version, as a question sees it at this moment."""
        return plans.shown(self._plan_base())

    @property
    def plan(self) -> ShopPlan:
        """The plan at the book's version, as of its last news."""
        return self._plan_base().plan

    def promise(self, wanted: Wanted, option: Option, *, holding: Sequence[str] = ()) -> Stood:
        """Promise an option: its steps are put down where they were offered, and stay.

        `holding` are the orders of a hold that it takes the place of. What is promised for each delivery is
        `option.deliveries[k].at`, or `wanted.promised_at`.

        Raises:
            Stale: a step no longer fits where it was offered; nothing is changed, ask again.
            NoSuchOrder: the order asked about is not there.
            ValueError: the option can't be promised as it is; the message says why.
        """
        return self._take_in(entries.PROMISE, wanted, option, tuple(holding), None)

    def hold(self, wanted: Wanted, option: Option, until_at: Instant) -> Stood:
        """Keep an option's capacity until a moment of this machine's clock; then it is released by itself.

        Raises:
            Stale, NoSuchOrder, ValueError: as `promise`.
        """
        if wanted.order:
            raise ValueError("an order that exists has its place already: only a new one can be held for")
        if until_at <= self.clock_at:
            raise ValueError("a hold ends after it begins")
        return self._take_in(entries.HOLD, wanted, option, (), until_at)

    def release(self, orders: Sequence[str], why: str = "") -> int:
        """Take orders that were promised or held here out of the plan; what they stood on is free. The version.

        Raises:
            NoSuchOrder: one was not promised or held here.
        """
        base = self._plan_base()
        standing = self._own_orders(orders)
        version = entries.append(
            self.row, entries.RELEASE, {"orders": list(orders), "why": why}, self._clock()
        )
        keys = [(file, row.key) for row in standing for file in (ORDERS, overlays.SHELF)]
        overlays.end(self.row.shop_id, version, keys)
        from canyou.plan.adopting.adopt import released

        plan = released(base.plan, set(orders))
        self._base = replace(base, plan=plan, version=version, head=self.row.head)
        return version

    def change(self, order: str, cells: Mapping[str, Any], why: str = "") -> int:
        """Change an order: another date promised, on hold, cancelled, another quantity. The plan is made anew.

        `cells` are columns of orders.csv, as text or as `Order` has them (an instant for a time). The version.

        Raises:
            NoSuchOrder: there is no such order.
            ValueError: a column that orders.csv does not have, or a value that it can't hold.
        """
        shop = self._plan_base().plan.shop
        known = shop.orders.get(order)
        if known is None:
            raise NoSuchOrder(f"There is no order {order}.")
        return self.lay(entries.CHANGE, [order_row(shop, known, cells)], {"order": order, "why": why})

    def enter(self, wanted: Wanted, quantity: Decimal, promised_at: Instant) -> str:
        """Enter an order that was promised elsewhere (by phone, say), whether it can be kept or not; its name.

        The plan is made anew with it and says whether it is kept.
        """
        shop = self._plan_base().plan.shop
        name = wanted.order or self._new_name(set(shop.orders))
        order = order_of(shop, wanted, name, quantity, promised_at, self.now_at)
        cells = overlays.cells_of(shop, "orders", orders={name: order})[0]
        self.lay(
            entries.CHANGE, [Row(ORDERS, (name,), cells, wanted.linked_to)], {"order": name, "why": "entered"}
        )
        return name

    def report(
        self,
        rows: Sequence[Row],
        *,
        ended: Sequence[Row] = (),
        as_of: Instant | None = None,
        freed: Sequence[tuple[str, int | None]] = (),
    ) -> int:
        """What the floor tells: progress, downtime, gates cleared, stock. The plan is made anew. The version.

        `rows` are rows of the shop folder's files (`overlays.row_of(file, cells)`); `ended` those that no longer
        hold. With progress the plan begins at this moment (`as_of`, else now); else it stays as of its last news.
        `freed` are machines (None: all of a work center) that work again: what waits for them is planned anew.
        """
        moves_on = any(row.file == "progress.csv" for row in rows)
        moment = as_of if as_of is not None else (self.now_at if moves_on else None)
        body: dict[str, Any] = {"as_of": moment, "ended": [[row.file, list(row.key)] for row in ended]}
        if freed:
            body["freed"] = [list(one) for one in freed]
        version = self.lay(entries.REPORT, rows, body)
        overlays.end(self.row.shop_id, version, [(row.file, row.key_text) for row in ended])
        return version

    def pin(
        self,
        order: str,
        part: str,
        step: int,
        reason: str,
        *,
        lot: int = 1,
        place: Mapping[str, Any] | None = None,
    ) -> int:
        """Pin a step where it stands, or at another place, with a reason; it stays there until freed. The version.

        `place` may have `work_center`, `machine` and `start` (an instant).

        Raises:
            NoSuchOrder: the plan has no such step.
        """
        base = self._plan_base()
        key = (order, part, step, lot)
        found = next((o for o in base.plan.operations if (o.order, o.part, o.step, o.lot) == key), None)
        if found is None:
            raise NoSuchOrder(f"The plan has no step {step} of {part} for {order}.")
        from canyou.shop.records import Reservation

        given = dict(place or {})
        pinned = Reservation(
            order, part, step, given.get("work_center", found.work_center or ""),
            given.get("machine", found.machine), given.get("start", found.start_at), lot, found.quantity,
            pinned=True, reason=reason,
        )  # fmt: skip
        cells = overlays.cells_of(base.plan.shop, "reservations", reservations=(pinned,))[0]
        row = Row(RESERVATIONS, (order, part, str(step), str(lot)), {**cells, "lot": str(lot)})
        return self.lay(
            entries.PIN, [row], {"order": order, "part": part, "step": step, "lot": lot, "reason": reason}
        )

    def unpin(self, order: str, part: str, step: int, *, lot: int = 1) -> int:
        """Free a step that was pinned here. The version.

        Raises:
            NoSuchOrder: nothing is pinned there.
        """
        key = canonical([order, part, str(step), str(lot)])
        pinned = Overlay.objects.filter(
            shop_id=self.row.shop_id, file=RESERVATIONS, key=key, last_version=None
        )
        if not pinned.exists():
            raise NoSuchOrder(f"Step {step} of {part} for {order} is not pinned here.")
        body = {"order": order, "part": part, "step": step, "lot": lot}
        version = entries.append(self.row, entries.UNPIN, body, self._clock())
        overlays.end(self.row.shop_id, version, [(RESERVATIONS, key)])
        self._base = None
        return version

    def lay(self, kind: str, rows: Sequence[Row], body: Mapping[str, Any]) -> int:
        """Write rows over the imported ones with an entry of their own; the plan is made anew after it."""
        told = {**body, "rows": [[row.file, list(row.key), dict(row.body)] for row in rows]}
        version = entries.append(self.row, kind, told, self._clock())
        overlays.write(self.row.shop_id, version, rows, self._tables({row.file for row in rows}))
        self._base = None
        return version

    # -- inside

    def _take_in(
        self, kind: str, wanted: Wanted, option: Option, holding: tuple[str, ...], until_at: Instant | None
    ) -> Stood:
        from canyou.plan.adopting.adopt import adopt, released, there
        from canyou.plan.adopting.adoption import adoption_body, adoption_of
        from canyou.plan.subject import ASK

        base = self._plan_base()
        plan = base.plan
        was = plan.shop.orders if wanted.order else {}
        held = self._own_orders(holding)
        if holding:
            plan = released(plan, set(holding))
        orders = self._orders(plan, wanted, option, holding)
        begins_at = self._begins_at(plan)
        what = adoption_of(option, orders, wanted.order or ASK, begins_at)
        plan = adopt(plan, what, begins_at)
        body: dict[str, Any] = {"adoption": adoption_body(what), "option": option.kind}
        if holding:
            body["instead_of"] = list(holding)
        if until_at is not None:
            body["until"] = until_at
        if changes := run_list.changes_of(base.plan, what):
            body["run_list"] = run_list.body_of(changes)
        version = entries.append(self.row, kind, body, self._clock())
        keys = [(file, row.key) for row in held for file in (ORDERS, overlays.SHELF)]
        overlays.end(self.row.shop_id, version, keys)
        overlays.write(
            self.row.shop_id,
            version,
            self._rows(plan, was, what, wanted, until_at),
            self._tables({ORDERS}),
        )
        self._base = replace(base, plan=plan, version=version, head=self.row.head)
        at = tuple(there(plan.orders[name], plan.shop) for name in what.names)
        return Stood(version, what.names, at, what.moved())

    def _orders(
        self, plan: ShopPlan, wanted: Wanted, option: Option, holding: tuple[str, ...]
    ) -> list[Order]:
        """The order that each delivery becomes."""
        dates = wanted.promised_at or tuple(d.at for d in option.deliveries)
        if len(dates) != len(option.deliveries):
            raise ValueError(f"{len(option.deliveries)} deliveries need as many dates (found {len(dates)})")
        if wanted.order:
            known = plan.shop.orders.get(wanted.order)
            if known is None:
                raise NoSuchOrder(f"There is no order {wanted.order}.")
            if len(option.deliveries) > 1:
                raise ValueError(
                    f"{wanted.order} can't be split into deliveries here; make the rest an order of its own."
                )
            return [
                replace(
                    known, quantity=option.deliveries[0].quantity, due_at=wanted.due_at,
                    promised_at=dates[0], state="open",
                )
            ]  # fmt: skip
        taken = set(plan.shop.orders)
        names = list(holding) if len(holding) == len(dates) else []
        first = "" if names else self._new_name(taken)
        orders = []
        for x, (delivery, promised) in enumerate(zip(option.deliveries, dates, strict=True)):
            name = names[x] if names else (first if not x else f"{first}-{x + 1}")
            orders.append(order_of(plan.shop, wanted, name, delivery.quantity, promised, self.now_at))
        return orders

    def _new_name(self, taken: set[str]) -> str:
        """The next name of the book's own that nobody has, nor its further deliveries."""
        while True:
            Book.objects.filter(pk=self.row.pk).update(orders_named=F("orders_named") + 1)
            self.row.refresh_from_db(fields=["orders_named"])
            name = f"CY-{self.row.orders_named}"
            if name not in taken and not any(other.startswith(f"{name}-") for other in taken):
                return name

    def _rows(
        self,
        plan: ShopPlan,
        was: Mapping[str, Order],
        what: Adoption,
        wanted: Wanted,
        until_at: Instant | None,
    ) -> list[Row]:
        """What a promise lays over the imported rows: its orders, what they take from the shelf, opened hours."""
        from canyou.plan.adopting.adoption import opened_body
        from canyou.plan.adopting.shelf import takes_of

        rows = []
        for order in what.orders:
            rows.append(replace(row_for(plan.shop, order, was.get(order.order)), linked_to=wanted.linked_to,
                                until_at=until_at))  # fmt: skip
            takes = {"order": order.order, "takes": takes_of(plan, order.order)}
            rows.append(Row(overlays.SHELF, (order.order,), takes))
        if what.opened:
            hours = {"opened": [opened_body(o) for o in what.opened], "for": list(what.names)}
            rows.append(Row(overlays.OPENED, (f"{self.row.version:020d}",), hours))
        return rows

    def _own_orders(self, names: Sequence[str]) -> list[Overlay]:
        """The rows of orders that were promised or held here."""
        found = []
        for name in names:
            row = Overlay.objects.filter(
                shop_id=self.row.shop_id, file=ORDERS, key=canonical([name]), last_version=None, base=""
            ).first()
            if row is None:
                raise NoSuchOrder(f"{name} was not promised here: it can be changed, not released.")
            found.append(row)
        return found

    def _tables(self, files: set[str]) -> overlays.Tables:
        """The imported rows of some files."""
        from canyou.floor.snapshots import bodies_at, latest

        snapshot: Snapshot | None = latest(self.shop_slug)
        if snapshot is None:
            return {}
        return {file: list(bodies_at(snapshot, file).values()) for file in files if not file.startswith("+")}

    def _plan_base(self) -> Base:
        """The plan at the book's version: caught up, or made anew under the lock."""
        from canyou.floor.following import NeedsRoll, at_version, roll_locked

        if self._base is None or (self._base.version, self._base.head) != (self.row.version, self.row.head):
            try:
                self._base = at_version(self.row, self._base or plans.kept_base(self.shop_slug))
            except NeedsRoll:
                self._base = roll_locked(self.row)
                if self._base is None:
                    raise NoShop from None
        shop = self._base.plan.shop
        if shop.clock_fixed:
            self.now_at = shop.now_at
        return self._base

    def _begins_at(self, plan: ShopPlan) -> Instant:
        """The earliest beginning that may still be promised: two strides of the clock ago.

        Questions begin at its last stride, which lies up to one back, and who is answered needs a while to say yes.
        """
        return self.now_at if plan.shop.clock_fixed else self.now_at - 2 * settings.CANYOU_ROLL_SECONDS

    def _clock(self) -> datetime:
        return datetime.fromtimestamp(self.clock_at, UTC)

    def _release_lapsed(self) -> None:
        """Release holds whose time is over; whoever comes first does it."""
        held = Overlay.objects.filter(
            shop_id=self.row.shop_id, file=ORDERS, last_version=None, until_at__isnull=False
        )
        if not held.exists():
            return
        names = sorted(
            name_of(row) for row in held if row.until_at is not None and row.until_at <= self.now_at
        )
        if names:
            self.release(names, "the hold has lapsed")


@contextmanager
def booked(shop_slug: str = DEFAULT_SHOP, clock_at: Instant | None = None) -> Iterator[OpenBook]:
    """A shop's book, locked in a transaction: what is written in the block is kept together or not at all.

    `clock_at` stands for this machine's clock.

    Raises:
        NoShop: there is no shop of that name, or nothing was imported.
    """
    with transaction.atomic():
        row = entries.lock(shop_slug)
        if row is None:
            raise NoShop
        moment = int(time.time()) if clock_at is None else clock_at
        book = OpenBook(shop_slug, row, moment, moment)
        book._release_lapsed()
        yield book
        made = book._base
        if made is not None and (made.version, made.head) == (book.row.version, book.row.head):
            transaction.on_commit(lambda: plans.keep(shop_slug, made))


def lapsed(shop_slug: str = DEFAULT_SHOP, clock_at: Instant | None = None) -> bool:
    """Release what has lapsed, if anything has; whether anything had. For the clock of a process that serves."""
    moment = int(time.time()) if clock_at is None else clock_at
    waiting = Overlay.objects.filter(
        shop__slug=shop_slug, file=ORDERS, last_version=None, until_at__lte=moment
    )
    if not waiting.exists():
        return False
    with booked(shop_slug, clock_at):
        return True
