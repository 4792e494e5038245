"""What changed between two snapshots, and what was promised first."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from canyou.floor.models import DEFAULT_SHOP, Record, Snapshot
from canyou.floor.rows import canonical, digest
from canyou.floor.snapshots import bodies_at
from canyou.shop.records import Instant
from canyou.shop.schema import SETTINGS_FILE
from canyou.shop.times import instant

ORDERS = "orders.csv"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an order, as it was and as it is; empty text where the source had nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order that is in both snapshots and differs."""

    order: str
    customer: str
    part: str
    due_before_at: Instant
    due_after_at: Instant
    promised_before_at: Instant | None
    promised_after_at: Instant | None
    finish_before_at: Instant | None = None
    """By the plan of each snapshot; None where it was not planned, or finishes were not asked for."""
    finish_after_at: Instant | None = None
    fields: tuple[FieldChange, ...] = ()
    """What else changed, by field name."""

    @property
    def due_moved(self) -> bool:
        """Whether the customer asks for another date."""
        return self.due_before_at != self.due_after_at

    @property
    def finish_moved(self) -> bool:
        """Whether the plan finishes it at another time."""
        both = self.finish_before_at is not None and self.finish_after_at is not None
        return both and self.finish_before_at != self.finish_after_at


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order that came or went."""

    order: str
    customer: str
    part: str
    quantity: str
    due_at: Instant
    promised_at: Instant | None
    state: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """How many rows of another file came, went and differ."""

    file: str
    new: int
    gone: int
    changed: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is otherwise in `snapshot` than in `previous`. Lists are by order name in code-point order.

    An order may stand in several lists: a due date moved and a promise changed are two pieces of news.
    """

    snapshot: Snapshot
    previous: Snapshot
    new: tuple[OrderRow, ...] = ()
    gone: tuple[OrderRow, ...] = ()
    moved: tuple[OrderChange, ...] = ()
    """Due or finish is at another time."""
    promised_otherwise: tuple[OrderChange, ...] = ()
    other: tuple[OrderChange, ...] = ()
    """Only other fields changed."""
    files: tuple[FileChange, ...] = ()
    """Files other than orders.csv in which something changed."""
    settings: tuple[FieldChange, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether both snapshots are the same."""
        return not (self.new or self.gone or self.moved or self.promised_otherwise or self.other) and not (
            self.files or self.settings
        )


@dataclass(frozen=True, slots=True)
class FirstPromise:
    """The first date that was promised for an order, and since when it is known."""

    order: str
    promised_at: Instant
    known_at: datetime
    """When the snapshot that first had it was taken."""
    snapshot: int
    is_current: bool
    """Whether the source still says so."""


def previous_of(snapshot: Snapshot) -> Snapshot | None:
    """The newest snapshot before this one that differs from it, else the one right before, else None."""
    earlier = Snapshot.objects.filter(shop_id=snapshot.shop_id, number__lt=snapshot.number)
    return (
        earlier.exclude(digest=snapshot.digest).order_by("-number").first()
        or earlier.order_by("-number").first()
    )


def changes(snapshot: Snapshot, previous: Snapshot, *, with_finishes: bool = False) -> Changes:
    """What changed from `previous` to `snapshot`.

    `with_finishes` compares the plans of both too: each is planned as of its own import, which the first
    time takes as long as planning takes.
    """
    before, after = bodies_at(previous, ORDERS), bodies_at(snapshot, ORDERS)
    zone_before, zone_after = _timezone(previous), _timezone(snapshot)
    finish_before = finishes(previous) if with_finishes else {}
    finish_after = finishes(snapshot) if with_finishes else {}

    moved, promised, other = [], [], []
    for key in sorted(before.keys() & after.keys()):
        change = _order_change(before[key], after[key], zone_before, zone_after, finish_before, finish_after)
        if change.due_moved or change.finish_moved:
            moved.append(change)
        if change.promised_before_at != change.promised_after_at:
            promised.append(change)
        elif change.fields and not change.due_moved:
            other.append(change)
    return Changes(
        snapshot=snapshot,
        previous=previous,
        new=tuple(
            _order_row(after[key], zone_after) for key in _by_name(after, after.keys() - before.keys())
        ),
        gone=tuple(
            _order_row(before[key], zone_before) for key in _by_name(before, before.keys() - after.keys())
        ),
        moved=tuple(sorted(moved, key=lambda change: change.order)),
        promised_otherwise=tuple(sorted(promised, key=lambda change: change.order)),
        other=tuple(sorted(other, key=lambda change: change.order)),
        files=_file_changes(snapshot, previous),
        settings=_settings_changes(snapshot, previous),
    )


def _by_name(bodies: Mapping[str, Mapping[str, str]], keys: set[str]) -> list[str]:
    return sorted(keys, key=lambda key: bodies[key].get("order", ""))


def _order_row(body: Mapping[str, str], zone: str) -> OrderRow:
    return OrderRow(
        order=body.get("order", ""),
        customer=body.get("customer", ""),
        part=body.get("part", ""),
        quantity=body.get("quantity", ""),
        due_at=instant(body["due"], zone, True),
        promised_at=_promised(body, zone),
        state=body.get("state", "") or "open",
    )


def _promised(body: Mapping[str, str], zone: str) -> Instant | None:
    return instant(body["promised"], zone, True) if body.get("promised") else None


def _order_change(
    before: Mapping[str, str],
    after: Mapping[str, str],
    zone_before: str,
    zone_after: str,
    finish_before: Mapping[str, Instant],
    finish_after: Mapping[str, Instant],
) -> OrderChange:
    order = after.get("order", "")
    told_apart = {"due", "promised"}  # these have places of their own
    return OrderChange(
        order=order,
        customer=after.get("customer", ""),
        part=after.get("part", ""),
        due_before_at=instant(before["due"], zone_before, True),
        due_after_at=instant(after["due"], zone_after, True),
        promised_before_at=_promised(before, zone_before),
        promised_after_at=_promised(after, zone_after),
        finish_before_at=finish_before.get(order),
        finish_after_at=finish_after.get(order),
        fields=_field_changes(before, after, told_apart),
    )


def _field_changes(
    before: Mapping[str, str], after: Mapping[str, str], without: Set[str] = frozenset()
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name, ""), after.get(name, ""))
        for name in sorted((before.keys() | after.keys()) - without)
        if before.get(name, "") != after.get(name, "")
    )


def _settings_of(snapshot: Snapshot) -> dict[str, str]:
    bodies = bodies_at(snapshot, SETTINGS_FILE)
    found: dict[str, object] = dict(next(iter(bodies.values()), {}))
    return {name: value if isinstance(value, str) else canonical(value) for name, value in found.items()}


def _settings_changes(snapshot: Snapshot, previous: Snapshot) -> tuple[FieldChange, ...]:
    return _field_changes(_settings_of(previous), _settings_of(snapshot))


def _timezone(snapshot: Snapshot) -> str:
    return _settings_of(snapshot).get("timezone", "UTC")


def _file_changes(snapshot: Snapshot, previous: Snapshot) -> tuple[FileChange, ...]:
    """Counts from the versions that lie in one of the two snapshots alone; rows that stayed are not read."""
    early, late = sorted((previous.number, snapshot.number))
    records = Record.objects.filter(shop_id=snapshot.shop_id).exclude(file__in=[ORDERS, SETTINGS_FILE])
    ended = records.filter(first_snapshot__lte=early, last_snapshot__gte=early, last_snapshot__lt=late)
    begun = records.filter(first_snapshot__gt=early, first_snapshot__lte=late).filter(
        Q(last_snapshot=None) | Q(last_snapshot__gte=late)
    )
    columns = ("file", "key_digest", "digest")
    before = {(file, key): body for file, key, body in ended.values_list(*columns).iterator(chunk_size=5000)}
    after = {(file, key): body for file, key, body in begun.values_list(*columns).iterator(chunk_size=5000)}
    if snapshot.number < previous.number:
        before, after = after, before
    counted: dict[str, list[int]] = {}
    for file, key in before.keys() | after.keys():
        counts = counted.setdefault(file, [0, 0, 0])
        if (file, key) not in before:
            counts[0] += 1
        elif (file, key) not in after:
            counts[1] += 1
        elif before[file, key] != after[file, key]:
            counts[2] += 1  # else it has only another place among the rows
    return tuple(FileChange(file, *counted[file]) for file in sorted(counted) if any(counted[file]))


_finishes: dict[tuple[str, Instant], dict[str, Instant]] = {}
_finishes_lock = threading.Lock()
_FINISHES_KEPT = 8


def finishes(snapshot: Snapshot) -> dict[str, Instant]:
    """When each order would finish by the plan of that snapshot, as of its import; kept in this process."""
    from canyou.floor.current import shop_at
    from canyou.plan.planner import make_plan

    moment = int(snapshot.taken_at.timestamp())
    with _finishes_lock:
        name = (snapshot.digest, moment)
        if name not in _finishes:
            plan = make_plan(shop_at(snapshot, moment))
            while len(_finishes) >= _FINISHES_KEPT:
                _finishes.pop(next(iter(_finishes)))
            _finishes[name] = {order: planned.finish_at for order, planned in plan.orders.items()}
        return _finishes[name]


def first_promised(order: str, shop_slug: str = DEFAULT_SHOP) -> FirstPromise | None:
    """The first date that any snapshot had as promised for the order; None where nothing ever was.

    The source may have overwritten it since: the snapshots remember.
    """
    versions = list(
        Record.objects.filter(
            shop__slug=shop_slug, file=ORDERS, key_digest=digest(canonical([order]))
        ).order_by("first_snapshot")
    )
    first: tuple[str, int] | None = None
    last = ""
    for version in versions:
        last = json.loads(version.body).get("promised", "")
        if last and first is None:
            first = (last, version.first_snapshot)
    if first is None:
        return None
    text, number = first
    snapshot = Snapshot.objects.get(shop__slug=shop_slug, number=number)
    zone = _timezone(snapshot)
    promised_at = instant(text, zone, True)
    still = bool(last) and versions[-1].last_snapshot is None and instant(last, zone, True) == promised_at
    return FirstPromise(order, promised_at, snapshot.taken_at, number, still)
