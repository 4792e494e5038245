"""The shop and its plan as they are now, made once and kept in this process.

A plan is named by the version of the book that it rests on. The book is followed entry by entry: what was promised
since is taken in, after other news the plan is made anew by whoever comes first (`following`). Between two pieces of
news nothing moves: what is planned is taken to go as planned. Questions begin at the clock's last even stride
(`CANYOU_ROLL_SECONDS`), so that processes that never speak to each other show the same.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from django.conf import settings

from canyou.floor.effective import CannotPlan
from canyou.floor.effective import shop_at as effective_shop
from canyou.floor.models import DEFAULT_SHOP, Book, Snapshot
from canyou.shop.records import Instant, Shop

if TYPE_CHECKING:
    from canyou.floor.following import Base
    from canyou.plan.planner import ShopPlan

__all__ = ["CannotPlan", "Current", "NoShop", "NothingImported", "current", "refresh"]


class NoShop(LookupError):
    """The database has no shop yet; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "No shop has been imported yet. Run `canyou import DIR`, or `canyou demo` to look around."
        )


NothingImported = NoShop  # the same, by the name that the pages use


@dataclass(frozen=True, slots=True)
class Current:
    """A shop, its plan, and where both come from. Never changed: a newer one takes its place."""

    shop: Shop
    plan: ShopPlan
    """The plan as questions see it now: what is new begins no earlier than the clock's last stride."""
    version: int
    """The number of the snapshot it rests on."""
    imported_at: Instant
    """When that snapshot was taken."""
    source: str
    """Where it came from, in words."""
    digest: str
    """The snapshot's digest."""
    standing: ShopPlan
    """The same plan as of the last news: its `now` is the moment for which it was made."""
    book: int = 0
    """The version of the book it rests on."""
    head: str = ""
    """The digest of that version's entry."""

    @property
    def name(self) -> str:
        """Names this plan among all plans of the shop: data, moment, book."""
        return f"{self.version}-{self.shop.now_at}-{self.digest[:12]}-{self.book}-{self.head[:12]}"


_kept: dict[str, Current] = {}
_bases: dict[str, Base] = {}
_lock = threading.Lock()
_rolling = threading.Lock()
news = threading.Event()
"""Set when something was written in this process: whoever follows the book looks at once."""
_followed = threading.Event()  # set while a keeper thread follows the database and the clock


def current(shop_slug: str = DEFAULT_SHOP) -> Current:
    """The shop and its plan as they are now.

    While a keeper runs (the web server), this is what it has in hand, without a look at the database. Else
    the book is looked up, and what was written since is taken in.

    Raises:
        NoShop: there is no shop yet.
        CannotPlan: what is in the database cannot be planned.
    """
    kept = _kept.get(shop_slug)
    if kept is not None and _followed.is_set():
        return kept
    return refresh(shop_slug)


def refresh(shop_slug: str = DEFAULT_SHOP) -> Current:
    """Look at the book and the clock, make what is out of date anew, and answer what is current."""
    from canyou.floor.following import (
        NeedsRoll,
        at_version,
    )  # numba takes a while: only who plans waits

    book = _book(shop_slug)
    base = _bases.get(shop_slug)
    if not _is_at(base, book):
        try:
            if book is None:
                raise NeedsRoll
            with _lock:  # one thread makes it, the others wait for that one
                base = _bases.get(shop_slug)
                if not _is_at(base, book):
                    base = _bases[shop_slug] = at_version(book, base)
        except NeedsRoll:
            base = _rolled(shop_slug)
    return _shown(shop_slug, base)


def _book(shop_slug: str) -> Book | None:
    return Book.objects.select_related("shop").filter(shop__slug=shop_slug).first()


def _is_at(base: Base | None, book: Book | None) -> TypeGuard[Base]:
    """Whether a plan in hand is that of the book as it is."""
    return (
        book is not None
        and base is not None
        and (base.shop_id, base.version, base.head) == (book.shop_id, book.version, book.head)
    )


def _rolled(shop_slug: str) -> Base:
    """Have the plan made anew, by one thread of this process; never with `_lock` in hand.

    Whoever holds the book's lock may wait for `_lock`, so nobody who has that one waits for the book.
    """
    from canyou.floor.following import NeedsRoll, at_version, roll

    with _rolling:
        book = _book(shop_slug)
        try:
            if book is None:
                raise NeedsRoll
            base = at_version(book, _bases.get(shop_slug))
        except NeedsRoll:
            made = roll(shop_slug)
            if made is None:
                forget(shop_slug)
                raise NoShop from None
            base = made
        with _lock:
            _bases[shop_slug] = base
        return base


def keep(shop_slug: str, base: Base) -> None:
    """Take a plan that was made under the book's lock, once it is committed."""
    with _lock:
        known = _bases.get(shop_slug)
        if known is None or known.version <= base.version or known.shop_id != base.shop_id:
            _bases[shop_slug] = base
    _shown(shop_slug, base)
    news.set()


def kept_base(shop_slug: str) -> Base | None:
    """What this process has in hand; whoever goes on from it checks that it is a state of the book."""
    return _bases.get(shop_slug)


def shown(base: Base, kept: Current | None = None) -> Current:
    """A plan as questions see it at the clock's last stride."""
    moment = base.plan.now_at if base.plan.shop.clock_fixed else max(_stride(), base.plan.now_at)
    if (
        kept is not None
        and (kept.book, kept.head, kept.version) == (base.version, base.head, base.snapshot)
        and kept.standing is base.plan
        and kept.plan.now_at == moment
    ):
        return kept
    from canyou.plan.adopting.adopt import seen_from

    plan = seen_from(base.plan, moment)
    return Current(
        shop=plan.shop,
        plan=plan,
        version=base.snapshot,
        imported_at=base.imported_at,
        source=base.source,
        digest=base.digest,
        standing=base.plan,
        book=base.version,
        head=base.head,
    )


def _shown(shop_slug: str, base: Base) -> Current:
    made = shown(base, _kept.get(shop_slug))
    _kept[shop_slug] = made
    return made


def _stride() -> Instant:
    """The last even stride of the clock."""
    stride: int = settings.CANYOU_ROLL_SECONDS
    return int(time.time()) // stride * stride


def shop_at(snapshot: Snapshot, moment: Instant) -> Shop:
    """The shop as a snapshot has it, its clock at `moment` unless it fixes its own.

    Raises:
        CannotPlan: the rows kept no longer read, as after an upgrade that is stricter.
    """
    return effective_shop(snapshot, moment).shop


def follow(on: bool) -> None:
    """Say that a keeper follows the database and the clock from now on (or no longer)."""
    if on:
        _followed.set()
    else:
        _followed.clear()


def forget(shop_slug: str | None = None) -> None:
    """Drop what is kept in this process, of one shop or of all; the next call makes it anew."""
    with _lock:
        for kept in (_kept, _bases):
            if shop_slug is None:
                kept.clear()
            else:
                kept.pop(shop_slug, None)
