"""The tables of the floor: shops, snapshots, and the rows of shop files with the snapshots they were in.

Text is compared for equality alone; what is to be in an order is sorted in Python by code point, because two
databases (and two collations of one) order text differently.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

DEFAULT_SHOP = "main"
"""The slug of the shop where an installation has one alone."""


class FloorShop(models.Model):
    """One shop. All that is kept belongs to one; shops share nothing."""

    slug = models.CharField(max_length=64, unique=True)
    name = models.TextField(blank=True)
    snapshots_taken = models.PositiveIntegerField(default=0)
    """The number of the last snapshot. Raising it is the first write of an import and so its lock."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Snapshot(models.Model):
    """One import: the shop as its source had it at `taken_at`. Written once, never changed."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    """1, 2, 3 … within the shop."""
    taken_at = models.DateTimeField()
    source = models.TextField()
    """Where it came from, in words for people."""
    digest = models.CharField(max_length=64)
    """SHA-256 of all rows in their order: the same digest, the same shop."""
    counts = models.TextField(default="{}")
    """Canonical JSON: rows by file."""
    changed = models.BooleanField(default=True)
    """Whether anything differs from the snapshot before."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="floor_snapshot_number"),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id}/{self.number}"


class Record(models.Model):
    """One version of one row of a shop file, and the snapshots it was in.

    A row that stays the same stays one record over all its snapshots. A version ends when the row changes,
    goes, or takes another place among the rows of its file.
    """

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="records")
    file = models.CharField(max_length=64)
    """`orders.csv`, …; `shop.toml` has its settings as one record."""
    key = models.TextField()
    """Canonical JSON list: the values that name the row within its file."""
    key_digest = models.CharField(max_length=64)
    """SHA-256 of the key. Names may be longer than an index entry can be."""
    body = models.TextField()
    """Canonical JSON object: the row's cells that are not empty."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the body."""
    position = models.BigIntegerField()
    """Rising in the order of the file's rows, with gaps for rows that come between."""
    first_snapshot = models.PositiveIntegerField()
    last_snapshot = models.PositiveIntegerField(null=True)
    """The last snapshot it was in; null: it is current."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shop", "file", "key_digest", "first_snapshot"], name="floor_record_version"
            ),
            models.UniqueConstraint(
                fields=["shop", "file", "key_digest"],
                condition=Q(last_snapshot__isnull=True),
                name="floor_record_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.key} from {self.first_snapshot}"


class Book(models.Model):
    """The promise book of one shop: its row is the lock, its version names the plan.

    Whoever changes what is feasible updates this row first, on both databases, and raises the version.
    """

    shop = models.OneToOneField(FloorShop, on_delete=models.CASCADE, related_name="book")
    version = models.PositiveBigIntegerField(default=0)
    """The version of the last entry."""
    head = models.CharField(max_length=64, blank=True)
    """The digest of the last entry: version and head together name one state of the book."""
    orders_named = models.PositiveIntegerField(default=0)
    """How many orders have been named by this book: CY-1, CY-2 …"""

    def __str__(self) -> str:
        return f"book of shop {self.shop_id} at {self.version}"


class AppendOnly(models.QuerySet["BookEntry"]):
    """Rows that are written once."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("what the book says is never changed; write another entry")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("what the book says is never deleted; write another entry")


class BookEntry(models.Model):
    """One thing that changed what is feasible. Written once, never changed, in the order of its version."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="entries")
    version = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    kind = models.CharField(max_length=16)
    """import, roll, promise, hold, release, change, report, pin, unpin, agree."""
    body = models.TextField()
    """Canonical JSON."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the digest before, the kind and the body: nothing can be taken out or changed unseen."""
    at = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "version"], name="floor_entry_version"),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id}/{self.version} {self.kind}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("what the book says is never changed; write another entry")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("what the book says is never deleted; write another entry")


class Overlay(models.Model):
    """A row beside the imported ones: an order promised here, a report, a pin; or cells over an imported row.

    The shop as it is now is the newest snapshot with these rows laid over it.
    """

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="overlays")
    file = models.CharField(max_length=64)
    """A file of the shop folder; or `+opened`, `+shelf`, `+agreed`: opened hours, what orders take from the shelf,
    what both sides have agreed."""
    key = models.TextField()
    key_digest = models.CharField(max_length=64)
    body = models.TextField()
    """Canonical JSON object: the row's cells, laid over those of the imported row with this key where there is one."""
    base = models.TextField(blank=True)
    """The imported row's body when this was written; empty: there was none. One that differs takes its place."""
    linked_to = models.TextField(blank=True)
    """The order's name in the source: an import that brings it takes this row's place."""
    until_at = models.BigIntegerField(null=True)
    """Of a hold: when it lapses, in seconds since 1970-01-01 UTC."""
    first_version = models.PositiveBigIntegerField()
    """The entry that made it."""
    last_version = models.PositiveBigIntegerField(null=True)
    """The entry that ended it; null: it holds."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shop", "file", "key_digest"],
                condition=Q(last_version__isnull=True),
                name="floor_overlay_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.key} from {self.first_version}"


class KeptPlan(models.Model):
    """Where every step stood after a roll, so that all processes go on from the same plan. The last few are kept."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="kept_plans")
    version = models.PositiveBigIntegerField()
    """The entry of the roll."""
    snapshot = models.PositiveIntegerField()
    """The import it was made from."""
    as_of = models.BigIntegerField()
    """The moment it was made for, in seconds since 1970-01-01 UTC."""
    body = models.BinaryField()
    """Canonical JSON, compressed."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the JSON."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "version"], name="floor_kept_plan"),
        ]

    def __str__(self) -> str:
        return f"plan of shop {self.shop_id} at {self.version}"
