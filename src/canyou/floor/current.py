"""The shop and its plan as they are now, made once and kept in this process.

A plan is named by the snapshot it rests on and the moment it is made for. That moment moves in even strides
on the clock (`CANYOU_ROLL_SECONDS`), so that processes that never speak to each other show the same plan.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from canyou.floor.models import DEFAULT_SHOP, Snapshot
from canyou.floor.snapshots import latest, rows_at
from canyou.shop.records import Instant, Shop

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan


class NoShop(LookupError):
    """The database has no shop yet; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "No shop has been imported yet. Run `canyou import DIR`, or `canyou demo` to look around."
        )


NothingImported = NoShop  # the same, by the name that the pages use


class CannotPlan(RuntimeError):
    """What is in the database cannot be planned; the message says why."""


@dataclass(frozen=True, slots=True)
class Current:
    """A shop, its plan, and where both come from. Never changed: a newer one takes its place."""

    shop: Shop
    plan: ShopPlan
    version: int
    """The number of the snapshot it rests on."""
    imported_at: Instant
    """When that snapshot was taken."""
    source: str
    """Where it came from, in words."""
    digest: str
    """The snapshot's digest."""

    @property
    def name(self) -> str:
        """Names this plan among all plans of the shop: data and moment."""
        return f"{self.version}-{self.shop.now_at}-{self.digest[:12]}"


_kept: dict[str, Current] = {}
_lock = threading.Lock()
_followed = threading.Event()  # set while a keeper thread follows the database and the clock


def current(shop_slug: str = DEFAULT_SHOP) -> Current:
    """The shop and its plan as they are now.

    While a keeper runs (the web server), this is what it has in hand, without a look at the database. Else
    the newest snapshot is looked up, and read and planned if it is another one than last time.

    Raises:
        NoShop: there is no shop yet.
        CannotPlan: what is in the database cannot be planned.
    """
    kept = _kept.get(shop_slug)
    if kept is not None and _followed.is_set():
        return kept
    return refresh(shop_slug)


def refresh(shop_slug: str = DEFAULT_SHOP) -> Current:
    """Look at the database and the clock, make what is out of date anew, and answer what is current."""
    snapshot = latest(shop_slug)
    if snapshot is None:
        with _lock:
            _kept.pop(shop_slug, None)
        raise NoShop
    kept = _kept.get(shop_slug)
    if kept is not None and _is_fresh(kept, snapshot):
        return kept
    with _lock:  # one thread makes it, the others wait for that one
        kept = _kept.get(shop_slug)
        if kept is None or not _is_fresh(kept, snapshot):
            kept = _kept[shop_slug] = _make(snapshot, kept)
        return kept


def _is_fresh(kept: Current, snapshot: Snapshot) -> bool:
    return (
        kept.version == snapshot.number
        and kept.digest == snapshot.digest
        and kept.imported_at == int(snapshot.taken_at.timestamp())
        and (kept.shop.clock_fixed or kept.shop.now_at == _moment(snapshot))
    )


def _moment(snapshot: Snapshot) -> Instant:
    """The moment to plan for: the last stride of the clock, but never before the import itself."""
    stride: int = settings.CANYOU_ROLL_SECONDS
    return max(int(time.time()) // stride * stride, int(snapshot.taken_at.timestamp()))


def _make(snapshot: Snapshot, kept: Current | None) -> Current:
    moment = _moment(snapshot)
    if kept is not None and kept.digest == snapshot.digest:
        # The same rows: only the clock has moved, nothing needs to be read again.
        shop = kept.shop if kept.shop.clock_fixed else replace(kept.shop, now_at=moment)
    else:
        shop = shop_at(snapshot, moment)
    from canyou.plan.planner import make_plan  # numba takes a while to load: only who plans waits for it

    plan = kept.plan if kept is not None and shop is kept.shop else make_plan(shop)
    return Current(
        shop=shop,
        plan=plan,
        version=snapshot.number,
        imported_at=int(snapshot.taken_at.timestamp()),
        source=snapshot.source,
        digest=snapshot.digest,
    )


def shop_at(snapshot: Snapshot, moment: Instant) -> Shop:
    """The shop as a snapshot has it, its clock at `moment` unless it fixes its own.

    Raises:
        CannotPlan: the rows kept no longer read, as after an upgrade that is stricter.
    """
    from canyou.shop.read import read_rows

    shop_settings, tables = rows_at(snapshot)
    reading = read_rows(shop_settings, tables, machine_now=moment)
    if reading.shop is None:
        first = next((str(problem) for problem in reading.problems if not problem.is_warning), "")
        raise CannotPlan(
            f"Import {snapshot.number} ({snapshot.source}) cannot be read: {first} Import it again."
        )
    return reading.shop


def follow(on: bool) -> None:
    """Say that a keeper follows the database and the clock from now on (or no longer)."""
    if on:
        _followed.set()
    else:
        _followed.clear()


def forget() -> None:
    """Drop what is kept in this process; the next call makes it anew."""
    with _lock:
        _kept.clear()
