"""Material by time: what is taken was there, each unit serves once, components are made where needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from canyou.plan.verify_need import Need
from canyou.plan.verify_route import Facts, Made, Use
from canyou.plan.verify_time import Calendar
from canyou.shop.records import ZERO, Instant, Shop


@dataclass
class Flow:
    """One part's coming and going; `free_uses` is what each use takes beyond stock reserved for its order."""

    part: str
    receipts: list[tuple[Instant, Decimal]]
    made: list[Made]
    on_hand: Decimal
    lead_at: Instant | None
    """From here on nothing is missing any more: what was short has been bought."""
    uses: list[tuple[Use, Decimal]]

    def short(self) -> tuple[Use, Decimal] | None:
        """The first use that is not covered, and by how much; units taken at one moment count together."""
        supply = sorted([*self.receipts, *((made.at, made.quantity) for made in self.made)])
        have, taken, i = self.on_hand, ZERO, 0
        for n, (use, quantity) in enumerate(self.uses):
            while i < len(supply) and supply[i][0] <= use.at:
                have += supply[i][1]
                i += 1
            taken += quantity
            last_of_moment = n + 1 == len(self.uses) or self.uses[n + 1][0].at > use.at
            if last_of_moment and taken > have and (self.lead_at is None or use.at < self.lead_at):
                return use, taken - have
        return None

    def could_take_at(self, use: Use, quantity: Decimal, earliest: Instant) -> Instant:
        """The earliest moment from `earliest` on at which this could be taken without harming another use."""
        if quantity <= 0:
            return earliest
        change: dict[Instant, Decimal] = defaultdict(Decimal)
        for at, more in self.receipts:
            change[at] += more
        for made in self.made:
            if made.order == use.order:  # what others have made is meant for them
                change[made.at] += made.quantity
        for other, less in self.uses:
            if other is not use:
                change[other.at] -= less
        end = use.at if self.lead_at is None else min(use.at, self.lead_at)
        have = self.on_hand
        since = earliest if have >= quantity else None
        for at in sorted(change):
            if at >= end:
                break
            have += change[at]
            if have < quantity:
                since = None
            elif since is None:
                since = max(earliest, at)
        return max(earliest, end) if since is None else since


def lead_at(shop: Shop, calendar: Calendar, part: str) -> Instant | None:
    """When what is missing of a bought part arrives, if it can be bought."""
    row = shop.parts.get(part)
    if row is None or row.lead_days is None or (row.supply != "buy" and shop.routings.get(part)):
        return None
    return calendar.clock.later(shop.now_at, row.lead_days)


def flows(
    shop: Shop, calendar: Calendar, need: Need, facts: Facts, more: Mapping[str, list[Use]]
) -> dict[str, Flow]:
    """The flow of every part that is taken; `more` are takings without a step (bought parts, deliveries)."""
    receipts: dict[str, list[tuple[Instant, Decimal]]] = defaultdict(list)
    for receipt in shop.receipts:
        receipts[receipt.part].append((receipt.due_at, receipt.quantity))
    out: dict[str, Flow] = {}
    for part in sorted({*facts.uses, *more}):
        own: dict[str, Decimal] = {order: q for (order, name), q in need.reserved.items() if name == part}
        taken: list[tuple[Use, Decimal]] = []
        uses = [*facts.uses.get(part, ()), *more.get(part, ())]
        for use in sorted(uses, key=lambda u: (u.at, u.order, u.name)):
            mine = min(own.get(use.order, ZERO), use.quantity)
            if mine:
                own[use.order] -= mine
            taken.append((use, use.quantity - mine))
        made = facts.made.get(part, [])
        out[part] = Flow(
            part, receipts[part], made, need.free.get(part, ZERO), lead_at(shop, calendar, part), taken
        )
    return out


def check_material(
    calendar: Calendar, all_flows: Mapping[str, Flow], breaches: list[str], label: str
) -> None:
    for flow in all_flows.values():
        short = flow.short()
        if short is not None:
            use, missing = short
            breaches.append(
                f"{label}: {use.name} takes {flow.part} at {calendar.clock.text(use.at)}, "
                f"when {missing:f} of it are short"
            )


def check_made(shop: Shop, facts: Facts, breaches: list[str], label: str) -> None:
    """A component is made for the order that needs it, and no more of it than that order takes."""
    for part, made in sorted(facts.made.items()):
        if part in shop.parts and shop.parts[part].supply == "buy":
            breaches.append(f"{label}: {made[0].order} makes {part}, which is bought")
        by_order: dict[str, Decimal] = defaultdict(Decimal)
        for lot in made:
            by_order[lot.order] += lot.quantity
        for order, quantity in sorted(by_order.items()):
            taken = sum((use.quantity for use in facts.uses.get(part, ()) if use.order == order), ZERO)
            if quantity > taken:
                breaches.append(f"{label}: {order} makes {quantity:f} of {part} and takes {taken:f}")
