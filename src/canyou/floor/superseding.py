"""What an import does to the rows laid over the one before: where the source speaks for itself, it goes first.

A row holds as long as the source says what it said when the row was written. An order promised here goes when the
source brings it, under the same name or under the one it is linked to; its promised date stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from canyou.floor.models import Overlay
from canyou.floor.overlays import SHELF, Row, end, write
from canyou.floor.rows import Row as FileRow
from canyou.floor.rows import canonical
from canyou.shop.schema import BY_FILE

ORDERS = "orders.csv"


@dataclass(frozen=True, slots=True)
class Superseded:
    """Rows that an import takes the place of."""

    ended: tuple[tuple[str, str], ...] = ()
    """(file, key text)."""
    linked: Mapping[str, str] = field(default_factory=dict)
    """Orders promised here by their name in the source."""
    promised: Mapping[str, str] = field(default_factory=dict)
    """By name in the source: the promised date, where the source does not know it."""
    bodies: Mapping[str, str] = field(default_factory=dict)
    """By name in the source: the row that it brought."""
    kept: tuple[tuple[Row, str], ...] = ()
    """What holds on of rows whose other columns the source has changed, with the rows that it brought."""


def superseded_by(shop_id: int, rows: Mapping[str, Sequence[FileRow]]) -> Superseded:
    """Which rows an import's rows take the place of. Nothing is written."""
    standing = list(Overlay.objects.filter(shop_id=shop_id, last_version=None))
    files = {row.file for row in standing} & set(BY_FILE)
    came = {file: {row.key: row.body for row in rows.get(file, ())} for file in files}
    ended: list[tuple[str, str]] = []
    linked: dict[str, str] = {}
    promised: dict[str, str] = {}
    bodies: dict[str, str] = {}
    kept: list[tuple[Row, str]] = []
    for row in sorted(standing, key=lambda r: (r.file, r.key)):
        if row.file not in BY_FILE:
            continue
        now = came[row.file].get(row.key, "")
        if not row.base and now:
            ended.append((row.file, row.key))
        elif row.base:
            stays = unspoken(json.loads(row.body), json.loads(row.base), json.loads(now or "{}"), row.file)
            if not now or not stays:
                ended.append((row.file, row.key))
            elif stays.keys() != json.loads(row.body).keys():
                kept.append((Row(row.file, tuple(json.loads(row.key)), stays, row.linked_to), now))
                ended.append((row.file, row.key))
        other = canonical([row.linked_to]) if row.file == ORDERS and row.linked_to else ""
        if other and other in came[row.file] and not row.base:
            body = json.loads(row.body)
            ended.append((row.file, row.key))
            linked[body["order"]] = row.linked_to
            bodies[row.linked_to] = came[row.file][other]
            if not json.loads(bodies[row.linked_to]).get("promised"):
                promised[row.linked_to] = body.get("promised", "")
    gone = {json.loads(key)[0] for file, key in ended if file == ORDERS}
    for row in standing:
        if row.file == SHELF and json.loads(row.key)[0] in gone:
            ended.append((row.file, row.key))
    return Superseded(tuple(dict.fromkeys(ended)), linked, promised, bodies, tuple(kept))


def supersede(shop_id: int, version: int, what: Superseded) -> None:
    """End the rows, and keep the dates that were promised for orders that the source now has itself."""
    end(shop_id, version, what.ended)
    for row, now in what.kept:
        write(shop_id, version, [row], {row.file: [json.loads(now)]})
    for name, date in sorted(what.promised.items()):
        if date:
            base = {ORDERS: [json.loads(what.bodies[name])]}
            write(shop_id, version, [Row(ORDERS, (name,), {"promised": date})], base)


def unspoken(
    body: Mapping[str, str], base: Mapping[str, str], now: Mapping[str, str], file: str
) -> dict[str, str]:
    """The cells of a row in whose columns the source says what it said before, with the key's; empty for none."""
    keys = BY_FILE[file].key
    stays = {
        name: value for name, value in body.items() if name in keys or now.get(name, "") == base.get(name, "")
    }
    return stays if stays.keys() - set(keys) else {}
