"""The shop as it is now: the newest snapshot with what was promised, reported and pinned here laid over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from canyou.floor.models import Snapshot
from canyou.floor.overlays import AGREED, OPENED, SHELF, Laid, laid_at, overlaid
from canyou.floor.snapshots import rows_at
from canyou.plan.adopting.shelf import with_shelf
from canyou.shop.agreed import agreed_from, with_agreed
from canyou.shop.opened import with_opened
from canyou.shop.read import read_rows
from canyou.shop.records import Instant, Opened, Shop
from canyou.shop.schema import SETTINGS_FILE


class CannotPlan(RuntimeError):
    """What is in the database cannot be planned; the message says why."""


@dataclass(frozen=True, slots=True)
class Effective:
    """A shop and what of the rows laid over it could not be: lines for people."""

    shop: Shop
    lost: tuple[str, ...] = ()


def shop_at(snapshot: Snapshot, moment: Instant, version: int | None = None) -> Effective:
    """The shop of a snapshot at a version of the book (without one: as it was imported).

    Its clock stands at `moment` unless it fixes its own.

    Raises:
        CannotPlan: the rows kept no longer read, as after an upgrade that is stricter.
    """
    settings, tables = rows_at(snapshot)
    rows = [] if version is None else laid_at(snapshot.shop_id, version)
    for row in rows:
        if row.file == SETTINGS_FILE:
            settings = {**settings, **row.body}
    merged, lost = overlaid(tables, rows)
    reading = read_rows(settings, merged, machine_now=moment)
    if reading.shop is None:
        first = next((str(problem) for problem in reading.problems if not problem.is_warning), "")
        raise CannotPlan(
            f"Import {snapshot.number} ({snapshot.source}) cannot be read: {first} Import it again."
        )
    return Effective(finished(reading.shop, rows), tuple(_lost(row) for row in lost))


def finished(shop: Shop, rows: Sequence[Laid]) -> Shop:
    """The shop as agreed, with the hours opened and the shelf allotted that its rows speak of, in their order."""
    for row in rows:
        if row.file == AGREED:
            shop = with_agreed(shop, agreed_from(row.body))
    for row in rows:
        if row.file == OPENED:
            there = [
                Opened(*cells)
                for cells in row.body["opened"]
                if (cells[0] is None or cells[0] in shop.work_centers)
                and (cells[2] is None or cells[2] in shop.crews)
            ]
            shop = with_opened(shop, there)
    return with_shelf(shop, shelf_of(rows))


def shelf_of(rows: Sequence[Laid]) -> dict[str, Mapping[str, int]]:
    """By order promised here: what it takes of each part from the shelf, in millionths."""
    return {row.body["order"]: dict(row.body["takes"]) for row in rows if row.file == SHELF}


def _lost(row: Laid) -> str:
    what = row.body.get("order") or row.body.get("work_center") or row.key
    return f"{row.file}: {what}: what was entered here speaks of something that the last import no longer has"


def as_of(shop: Shop, moment: Instant) -> Shop:
    """The same shop at another moment, unless it fixes its clock."""
    return shop if shop.clock_fixed or shop.now_at == moment else replace(shop, now_at=moment)
