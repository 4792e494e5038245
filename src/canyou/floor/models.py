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
