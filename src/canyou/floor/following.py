"""Following the book: the plan at a version of it, from the last roll and what has been written since.

What was promised, held or released since is taken into the plan as it stands; after anything else there is a roll.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from canyou.floor import rolling, run_list
from canyou.floor.effective import Effective, shop_at
from canyou.floor.entries import (
    HOLD,
    IMPORT,
    PROMISE,
    RELEASE,
    REPORT,
    ROLL,
    Entry,
    append,
    entries_after,
    lock,
)
from canyou.floor.models import Book, BookEntry, KeptPlan, Snapshot
from canyou.floor.snapshots import latest
from canyou.plan.adopting.adopt import adopt, released
from canyou.plan.adopting.adoption import adoption_from
from canyou.plan.planner import ShopPlan
from canyou.plan.run_list import RunChange, run_changes
from canyou.shop.records import Instant

MOST_TRIES = 3
"""So many times a roll is made outside the lock; whoever writes meanwhile makes it old. Then it is made inside."""


@dataclass(frozen=True, slots=True)
class Base:
    """The plan at one version of the book, as of the moment of its last news."""

    shop_id: int
    version: int
    head: str
    """The digest of that version's entry."""
    plan: ShopPlan
    snapshot: int
    imported_at: Instant
    source: str
    digest: str
    """The snapshot's digest."""


SETTLE_AFTER = 100
"""After so many entries the plan is written down as it stands: who starts then has fewer to take in."""


class NeedsRoll(Exception):
    """Something was written since the last roll that a plan can't take in as it stands."""


def at_version(book: Book, kept: Base | None) -> Base:
    """The plan at a book's version, going on from what is kept where that is a state the book had.

    Raises:
        NeedsRoll: the plan has to be made anew first.
        CannotPlan: the rows kept no longer read.
    """
    if kept is not None and (kept.shop_id, kept.version, kept.head) == (
        book.shop_id,
        book.version,
        book.head,
    ):
        return kept
    if kept is not None and is_past(book, kept):
        news = entries_after(book.shop_id, kept.version, book.version)
        if not any(entry.rolls or (entry.kind == ROLL and not entry.body.get("settled")) for entry in news):
            return replayed(kept, news, book)
    row = (
        KeptPlan.objects.filter(shop_id=book.shop_id, version__lte=book.version).order_by("-version").first()
    )
    if row is None:
        raise NeedsRoll
    news = entries_after(book.shop_id, row.version, book.version)
    if any(entry.rolls for entry in news):
        raise NeedsRoll
    return replayed(read(row), news, book)


def is_past(book: Book, kept: Base) -> bool:
    """Whether what is kept is a state that this book had: the same entry under its version."""
    if kept.shop_id != book.shop_id or kept.version > book.version:
        return False
    if not kept.version:
        return True
    return BookEntry.objects.filter(shop_id=book.shop_id, version=kept.version, digest=kept.head).exists()


def read(row: KeptPlan) -> Base:
    """The plan of a roll, made again from its text."""
    snapshot = Snapshot.objects.get(shop_id=row.shop_id, number=row.snapshot)
    found = shop_at(snapshot, row.as_of, row.version)
    head = BookEntry.objects.filter(shop_id=row.shop_id, version=row.version).values_list("digest", flat=True)
    return based(snapshot, row.version, head[0], rolling.kept_text(row).plan_of(found.shop))


def based(snapshot: Snapshot, version: int, head: str, plan: ShopPlan) -> Base:
    return Base(
        snapshot.shop_id, version, head, plan, snapshot.number, int(snapshot.taken_at.timestamp()),
        snapshot.source, snapshot.digest,
    )  # fmt: skip


def replayed(base: Base, news: list[Entry], book: Book) -> Base:
    """The plan with what was written since taken in, in its order."""
    plan = base.plan
    for entry in news:
        plan = taken_in(plan, entry)
        if entry.kind == IMPORT:  # the same rows as before: only its number and date are new
            snapshot = Snapshot.objects.get(shop_id=book.shop_id, number=entry.body["snapshot"])
            base = based(snapshot, base.version, base.head, plan)
    return replace(base, plan=plan, version=book.version, head=book.head)


def taken_in(plan: ShopPlan, entry: Entry) -> ShopPlan:
    """One entry taken into a plan as it stands; what was promised once is not judged by the clock again."""
    if entry.kind in (PROMISE, HOLD):
        gone = entry.body.get("instead_of", [])
        if gone:
            plan = released(plan, gone)
        return adopt(plan, adoption_from(entry.body["adoption"]))
    if entry.kind == RELEASE:
        return released(plan, entry.body["orders"])
    return plan


@dataclass(frozen=True, slots=True)
class Draft:
    """A roll that is not written yet."""

    version: int
    snapshot: Snapshot
    as_of: Instant
    effective: Effective
    text: rolling.PlanText
    changes: tuple[RunChange, ...] = ()
    """What it changed in the run list."""


def drafted(book: Book) -> Draft | None:
    """Make the plan anew for a book's version; None where nothing has been imported. Nothing is written."""
    snapshot = latest(book.shop.slug)
    if snapshot is None:
        return None
    row = (
        KeptPlan.objects.filter(shop_id=book.shop_id, version__lte=book.version).order_by("-version").first()
    )
    before: ShopPlan | None = None
    as_of = int(snapshot.taken_at.timestamp())
    news: list[Entry] = []
    if row is not None:
        entries = entries_after(book.shop_id, row.version, book.version)
        news = [entry for entry in entries if entry.rolls]
        before = read(row).plan
        for entry in entries:
            before = taken_in(before, entry)
        as_of = max(row.as_of, *(moment_of(entry) for entry in news), row.as_of)
    found = shop_at(snapshot, as_of, book.version)
    plan = rolling.rolled(found.shop, before, news)
    changes: tuple[RunChange, ...] = ()
    if before is not None:
        names = rolling.renamed(news)
        was = [replace(o, order=names[o.order]) if o.order in names else o for o in before.operations]
        changes = run_changes(plan.shop, was, plan.operations, rolling.cause_of(news))
    return Draft(book.version, snapshot, as_of, found, rolling.written(plan, found.lost), changes)


def moment_of(entry: Entry) -> Instant:
    """The moment from which an entry has the plan made anew, 0 where it leaves it as it is."""
    if entry.kind == IMPORT:
        return int(entry.body["taken_at"])
    if entry.kind == REPORT:
        return int(entry.body.get("as_of") or 0)
    return 0


def roll(shop_slug: str) -> Base | None:
    """Make the plan anew and write it down, once for all processes; None where nothing has been imported.

    It is made outside the lock; where somebody wrote meanwhile, again; in the end inside.
    """
    for attempt in range(MOST_TRIES):
        inside = attempt == MOST_TRIES - 1
        with transaction.atomic():
            book = lock(shop_slug) if inside else None
            if inside:
                return None if book is None else roll_locked(book)
        book = Book.objects.select_related("shop").filter(shop__slug=shop_slug).first()
        if book is None:  # a database from before there was a book
            continue
        try:
            return at_version(book, None)  # another process was first
        except NeedsRoll:
            draft = drafted(book)
        if draft is None:
            return None
        with transaction.atomic():
            locked = lock(shop_slug)
            if locked is not None and (locked.version, locked.head) == (book.version, book.head):
                return write_down(locked, draft)
    return None


def roll_locked(book: Book) -> Base | None:
    """Make the plan anew under the lock and write it down."""
    draft = drafted(book)
    return None if draft is None else write_down(book, draft)


def write_down(book: Book, draft: Draft) -> Base:
    """Write a roll into the locked book; the plan that everybody goes on from."""
    body: dict[str, Any] = {
        "snapshot": draft.snapshot.number, "as_of": draft.as_of, "plan": draft.text.digest,
    }  # fmt: skip
    if draft.changes:
        body["run_list"] = run_list.body_of(draft.changes)
    append(book, ROLL, body, datetime.now(UTC))
    rolling.keep(book.shop_id, book.version, draft.snapshot.number, draft.as_of, draft.text)
    return based(draft.snapshot, book.version, book.head, draft.text.plan_of(draft.effective.shop))


def settle(shop_slug: str, kept: Base | None, after: int = SETTLE_AFTER) -> bool:
    """Write the plan down as it stands where many entries have come since it was; nothing moves. Whether it was."""
    book = Book.objects.select_related("shop").filter(shop__slug=shop_slug).first()
    row = None if book is None else KeptPlan.objects.filter(shop_id=book.shop_id).order_by("-version").first()
    if book is None or row is None or book.version - row.version < after:
        return False
    try:
        base = at_version(book, kept)
    except NeedsRoll:
        return False
    text = rolling.written(base.plan)
    with transaction.atomic():
        locked = lock(shop_slug)
        if locked is None or (locked.version, locked.head) != (book.version, book.head):
            return False
        body = {"snapshot": base.snapshot, "as_of": base.plan.now_at, "plan": text.digest, "settled": True}
        append(locked, ROLL, body, datetime.now(UTC))
        rolling.keep(locked.shop_id, locked.version, base.snapshot, base.plan.now_at, text)
    return True
