"""Making the plan anew: what stands stays, the rest is planned again, and all processes get the same plan.

A roll follows an import, a report, a pin or a change. It keeps everything where only one thing changed; after news
from outside (an import, progress) it keeps what was promised and what begins inside the fence, and brings nothing into
it that was in time where it stood. The plan is kept as one text, from which every process makes it again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from canyou.floor.entries import AGREE, CHANGE, IMPORT, PIN, REPORT, UNPIN, Entry
from canyou.floor.models import KeptPlan
from canyou.floor.rows import canonical, digest
from canyou.plan.adopting.adoption import operation_body, operation_from
from canyou.plan.adopting.restoring import restored, standing
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.run_list import brought_in, run_changes
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant, Reservation, Shop

KEPT_PLANS = 3
"""How many plans stay in the database: who replays from an older one reads the newest anew."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan as it is written down."""

    text: str

    @property
    def digest(self) -> str:
        return digest(self.text)

    @property
    def packed(self) -> bytes:
        return zlib.compress(self.text.encode("ascii"), 6)

    def plan_of(self, shop: Shop) -> ShopPlan:
        """The plan again, for the shop that it was made for."""
        body = json.loads(self.text)
        operations = [operation_from(row) for row in body["operations"]]
        return restored(shop, operations, body["problems"], body["why"])


def written(plan: ShopPlan, lost: Sequence[str] = ()) -> PlanText:
    """A plan as text: where every step stands, what is wrong, and why what is late is late."""
    return PlanText(
        canonical(
            {
                "operations": [operation_body(o) for o in plan.operations],
                "problems": sorted({*plan.problems, *lost}),
                "why": {name: list(one.why) for name, one in plan.orders.items() if one.why},
            }
        )
    )


def kept_text(row: KeptPlan) -> PlanText:
    """A kept plan's text, unharmed.

    Raises:
        ValueError: it is not what was written.
    """
    text = zlib.decompress(bytes(row.body)).decode("ascii")
    if digest(text) != row.digest:
        raise ValueError(f"the plan kept at version {row.version} of the book is damaged")
    return PlanText(text)


def rolled(shop: Shop, before: ShopPlan | None, news: Sequence[Entry]) -> ShopPlan:
    """The plan of a shop after news, with what stands of the plan before it.

    After news from outside that would make the plan worse than keeping everything does, everything is kept.
    """
    if before is None:
        return make_plan(shop)
    names = renamed(news)
    all_kept = kept_where(before, names, lambda o: True)
    free = freed(before, news)
    if not from_outside(news):
        if free:
            anew = planned_with(shop, kept_where(before, names, lambda o: o.order not in free))
            still = planned_with(shop, all_kept)
            return anew if lateness(anew) <= lateness(still) else still
        if any(entry.kind == AGREE for entry in news) and (other := reordered(shop, before)) is not None:
            return other
        return planned_with(shop, all_kept)
    fence = shop.now_at + int(shop.fence_days * DAY)
    stays = {name for name, order in shop.orders.items() if order.promised_at is not None}
    near = kept_where(
        before, names, lambda o: (o.order in stays or o.start_at < fence) and o.order not in free
    )
    fresh = left_alone(shop, before, near, planned_with(shop, near), names, free)
    if not any(lateness(fresh)):
        return fresh
    # Few gaps are long enough for what is planned around promises: the plan as it stood may serve better.
    still = planned_with(shop, all_kept)
    return still if lateness(still) < lateness(fresh) else fresh


def left_alone(
    shop: Shop,
    before: ShopPlan,
    near: Sequence[Reservation],
    fresh: ShopPlan,
    names: Mapping[str, str],
    free: frozenset[str],
) -> ShopPlan:
    """The fresh plan without what it brought into the run list though it was in time where it stood.

    Inside the fence the run list is the people's: what the planner's search alone would put there stays outside,
    unless its order was late, or waited for a machine that works again.
    """
    was = [replace(o, order=names[o.order]) if o.order in names else o for o in before.operations]
    sooner = brought_in(run_changes(shop, was, fresh.operations, ""))
    late = {names.get(name, name) for name, one in before.orders.items() if one.late_minutes}
    stays = {key for key in sooner if key[0] not in late and key[0] not in free}
    if not stays:
        return fresh
    held = standing([o for o in was if (o.order, o.part, o.step, o.lot) in stays], stands=False)
    calm = planned_with(shop, (*near, *held))
    return calm if lateness(calm) <= lateness(fresh) else fresh


def cause_of(news: Sequence[Entry]) -> str:
    """What happened, in words, for the changes of a run list that have no reason of their own."""
    said: list[str] = []
    for entry in news:
        rows = [(row[0], row[2]) for row in entry.body.get("rows", [])]
        if entry.kind == IMPORT:
            said.append(f"import {entry.body['snapshot']}")
        elif entry.kind == REPORT:
            said += ["a machine's hours were reported" for file, _ in rows if file == "downtime.csv"]
            said += [
                f"step {cells.get('step')} of {cells.get('order')} was reported"
                for file, cells in rows
                if file == "progress.csv"
            ]
        elif entry.kind == AGREE:
            said.append("the agreement changed")
        elif entry.kind in (PIN, UNPIN):
            done = "pinned" if entry.kind == PIN else "freed"
            said.append(f"step {entry.body['step']} of {entry.body['order']} was {done} by hand")
        elif entry.kind == CHANGE:
            why = entry.body.get("why", "")
            orders = entry.body.get("orders") or [entry.body["order"]]
            more = f" and {len(orders) - 1} more" if len(orders) > 1 else ""
            was = "were" if more else "was"
            said.append(f"{orders[0]}{more} {was} changed" + (f" ({why})" if why else ""))
    return ", ".join(dict.fromkeys(said))


def reordered(shop: Shop, before: ShopPlan) -> ShopPlan | None:
    """The plan by other priorities, where it is better by them and breaks no promise; else None.

    What begins inside the fence stays, and so do orders past their promise, which a new place would not help. Other
    promises keep their date, and may be made at other times before it.
    """
    fence = shop.now_at + int(shop.fence_days * DAY)
    behind = {name for name, one in before.orders.items() if one.promised_at is not None and one.late_minutes}
    made = planned_with(shop, kept_where(before, {}, lambda o: o.start_at < fence or o.order in behind))
    broken = any(
        one.promised_at is not None and one.late_minutes and name not in behind
        for name, one in made.orders.items()
    )
    # Where everything stood it would be as late as before, and count by the new importance.
    return None if broken or lateness(made) >= lateness(replace(before, shop=shop)) else made


def from_outside(news: Iterable[Entry]) -> bool:
    """Whether news tells of a later moment or of other data: then the rest is planned anew."""
    return any(entry.kind == IMPORT or (entry.kind == REPORT and entry.body.get("as_of")) for entry in news)


def freed(before: ShopPlan, news: Iterable[Entry]) -> frozenset[str]:
    """The orders that wait for a machine which somebody says works again: what stands of them is planned anew."""
    places = {
        (str(center), machine)
        for entry in news
        if entry.kind == REPORT
        for center, machine in entry.body.get("freed", ())
    }
    if not places:
        return frozenset()
    return frozenset(
        o.order
        for o in before.operations
        if o.work_center and ((o.work_center, None) in places or (o.work_center, o.machine) in places)
    )


def renamed(news: Iterable[Entry]) -> Mapping[str, str]:
    """Orders promised here that the source now has under a name of its own."""
    names: dict[str, str] = {}
    for entry in news:
        names.update(entry.body.get("linked", {}))
    return names


def kept_where(before: ShopPlan, names: Mapping[str, str], stays: Any) -> tuple[Reservation, ...]:
    """Reservations for the steps of a plan that stay."""
    operations = [replace(o, order=names[o.order]) if o.order in names else o for o in before.operations]
    return standing([o for o in operations if stays(o)], stands=False)


def planned_with(shop: Shop, kept: Sequence[Reservation]) -> ShopPlan:
    """The plan of a shop with steps kept where they stand; the shop's own reservations go first.

    A step that was kept and can't be any more is no problem to name: nobody reserved it.
    """
    own = {(r.order, r.part, r.step, r.lot) for r in shop.reservations}
    here = {(name, step) for name, _, step, _ in own}
    now, orders = shop.now_at, shop.orders
    rows = [
        r
        for r in kept
        if (r.order, r.part, r.step, r.lot) not in own
        and r.order in orders
        and orders[r.order].is_planned
        and r.start_at >= now
    ]
    plan = make_plan(replace(shop, reservations=(*shop.reservations, *rows)))
    marks = {
        f"reservations.csv: start: {r.order} step {r.step} " for r in rows if (r.order, r.step) not in here
    }
    problems = tuple(
        line for line in plan.problems if not any(line.startswith(mark) for mark in _marks(line, marks))
    )
    return replace(plan, problems=problems, shop=shop)


def _marks(line: str, marks: set[str]) -> Iterable[str]:
    """The marks that a line may begin with: its own words, looked up rather than searched."""
    words = line.split(" can't stay ")[0].split(" stood in the way ")[0] + " "
    return (words,) if words in marks else ()


def lateness(plan: ShopPlan) -> tuple[float, float]:
    """Importance × minutes late of firm orders: past promises, and the rest."""
    customers, orders = plan.shop.customers, plan.shop.orders
    promised = rest = 0.0
    for name, one in plan.orders.items():
        order = orders.get(name)
        if order is None or not one.late_minutes or not order.is_firm or order.customer not in customers:
            continue
        late = float(one.late_minutes) * float(customers[order.customer].importance)
        if one.promised_at is not None:
            promised += late
        else:
            rest += late
    return promised, rest


def keep(shop_id: int, version: int, snapshot: int, as_of: Instant, text: PlanText) -> None:
    """Keep a plan's text for a version of the book, and drop those before the last few."""
    KeptPlan.objects.create(
        shop_id=shop_id, version=version, snapshot=snapshot, as_of=as_of, body=text.packed, digest=text.digest
    )
    old = KeptPlan.objects.filter(shop_id=shop_id).order_by("-version").values_list("pk", flat=True)
    KeptPlan.objects.filter(pk__in=list(old[KEPT_PLANS : KEPT_PLANS + 50])).delete()
