"""Reading snapshots: which there are, and the rows of any of them as they were."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q

from canyou.floor.models import DEFAULT_SHOP, Record, Snapshot
from canyou.shop.schema import BY_FILE, SETTINGS_FILE


def latest(shop_slug: str = DEFAULT_SHOP) -> Snapshot | None:
    """The newest snapshot of a shop, None where nothing has been imported."""
    return Snapshot.objects.filter(shop__slug=shop_slug).order_by("-number").first()


def snapshots(shop_slug: str = DEFAULT_SHOP, limit: int = 50) -> list[Snapshot]:
    """The newest snapshots, newest first."""
    return list(Snapshot.objects.filter(shop__slug=shop_slug).order_by("-number")[:limit])


def rows_at(snapshot: Snapshot) -> tuple[dict[str, Any], dict[str, list[dict[str, str]]]]:
    """Settings and tables of a snapshot as they were imported, rows in the order of their files."""
    found = (
        Record.objects.filter(shop_id=snapshot.shop_id, first_snapshot__lte=snapshot.number)
        .filter(Q(last_snapshot=None) | Q(last_snapshot__gte=snapshot.number))
        .values_list("file", "position", "body")
    )
    by_file: dict[str, list[tuple[int, str]]] = {}
    for file, position, body in found.iterator(chunk_size=5000):
        by_file.setdefault(file, []).append((position, body))
    settings: dict[str, Any] = {}
    tables: dict[str, list[dict[str, str]]] = {}
    for file in sorted(by_file):
        bodies = [json.loads(body) for _, body in sorted(by_file[file])]
        if file == SETTINGS_FILE:
            settings = bodies[0]
        else:
            # Empty cells are not kept, but a file without one of its needed columns would be refused.
            empty = {column.name: "" for column in BY_FILE[file].columns if column.needed}
            tables[file] = [{**empty, **body} for body in bodies]
    return settings, tables


def bodies_at(snapshot: Snapshot, file: str) -> dict[str, dict[str, str]]:
    """The rows of one file in a snapshot, by the JSON text of their key."""
    found = (
        Record.objects.filter(shop_id=snapshot.shop_id, file=file, first_snapshot__lte=snapshot.number)
        .filter(Q(last_snapshot=None) | Q(last_snapshot__gte=snapshot.number))
        .values_list("key", "body")
    )
    return {key: json.loads(body) for key, body in found.iterator(chunk_size=5000)}
