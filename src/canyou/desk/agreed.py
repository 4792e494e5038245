"""What the agreement in force says of one option: whom it may bump, whether the week's rushes are used up, its toll."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from canyou.desk.errors import NotAllowed
from canyou.desk.models import Agreement, Member, Promise
from canyou.desk.rights import may
from canyou.desk.terms import Line, Rushes, Terms
from canyou.shop.records import ONE, Instant, Shop

if TYPE_CHECKING:
    from canyou.desk.at_once import Facts
    from canyou.plan.result import Option

WEEK_SECONDS = 7 * 86_400


def agreement_in_force(shop_id: int) -> Agreement | None:
    """The version that holds; None: the two sides have signed none yet."""
    return Agreement.objects.filter(shop_id=shop_id, begun_at__isnull=False, ended_at=None).first()


def terms_in_force(shop_id: int) -> Terms | None:
    """What it says."""
    found = agreement_in_force(shop_id)
    return None if found is None else found.said


@dataclass(frozen=True, slots=True)
class Against:
    """Why the agreement is against an option, and by which line."""

    line: Line
    text: str

    @property
    def refusal(self) -> NotAllowed:
        """The same, to be raised."""
        no = NotAllowed(self.text)
        no.line = self.line
        return no


def against_bump(terms: Terms, shop: Shop, customer: str, option: Option) -> Against | None:
    """Whether an order that would be moved is not to make room for this customer. Pure.

    Only an order that would be later makes room; the asking customer's own orders may always.
    """
    mine = importance(shop, customer)
    for move in option.moves:
        order = shop.orders.get(move.order)
        if order is None or move.to_at <= move.from_at or order.customer == customer:
            continue
        name = shop.customers[order.customer].name if order.customer in shop.customers else order.customer
        theirs = importance(shop, order.customer)
        if order.customer in terms.never:
            return Against("bumping", f"{move.order} is {name}'s, whose orders never make room.")
        if terms.bumping == "nobody":
            return Against("bumping", f"{move.order} would make room, and no order is moved for another.")
        if terms.bumping == "no_less" and theirs > mine:
            return Against("bumping", f"{move.order} is {name}'s, who counts more ({theirs} to {mine}).")
        if terms.bumping == "more" and theirs >= mine:
            return Against("bumping", f"{move.order} is {name}'s, who counts no less ({theirs} to {mine}).")
    return None


def importance(shop: Shop, customer: str) -> Decimal:
    """How a customer counts; one that is not known counts 1."""
    known = shop.customers.get(customer)
    return ONE if known is None else known.importance.normalize() + 0


def budget_of(terms: Terms, team: str) -> Rushes | None:
    """The line that a team's rushes go by; None: they are not limited."""
    named = {one.team.casefold(): one for one in terms.rushes}
    return named.get(team.casefold()) or named.get("")


def rushes_of(shop_id: int, team: str, at: Instant) -> int:
    """Promises within the last seven days that cost somebody and that this team had asked for."""
    rows = Promise.objects.filter(
        shop_id=shop_id, is_rush=True, made_at__gt=at - WEEK_SECONDS, to__title__iexact=team
    )
    return rows.count()


def against_rush(terms: Terms, asker: Member, at: Instant) -> Against | None:
    """Whether the asker's team has had its rushes for the week."""
    budget = budget_of(terms, asker.title)
    if budget is None or asker.side != "sales":
        return None
    had = rushes_of(asker.shop_id, asker.title, at)
    if had < budget.a_week:
        return None
    team = asker.title or "Sales"
    return Against("rush", f"{team} has had {had} of its {budget.a_week} rushes within seven days.")


def fee_of(terms: Terms, facts: Facts, moved: int, opened_hours: Decimal) -> Decimal:
    """What a rush costs whoever wants it. Nothing where it costs nobody anything. Pure."""
    if not facts.costs_someone:
        return Decimal(0)
    fees = terms.fees
    inside = fees.inside_fence if facts.in_fence else Decimal(0)
    return inside + fees.each_order * moved + (fees.each_hour * opened_hours).quantize(Decimal("0.01"))


def toll_of(terms: Terms | None, facts: Facts, option: Option) -> dict[str, Any]:
    """What a rush cost: who made room and for how long, hours opened, money, the fee. Pure; empty for no rush."""
    if not facts.costs_someone:
        return {}
    later = [(m.order, (m.to_at - m.from_at) // 60) for m in option.moves if m.to_at > m.from_at]
    hours = Decimal(sum(o.end_at - o.start_at for o in option.overtime)) / 3600
    fee = fee_of(terms, facts, len(later), hours) if terms is not None else Decimal(0)
    return {
        "moved": [[order, minutes] for order, minutes in later],
        "minutes": sum(minutes for _, minutes in later),
        "opened_hours": float(round(hours, 2)),
        "extra_cost": float(facts.extra_cost),
        "fee": float(fee),
    }


def judged(
    terms: Terms | None, shop: Shop, facts: Facts, option: Option, asker: Member, at: Instant
) -> Against | None:
    """Whether the agreement is against promising this option to whoever asked for it."""
    if terms is None:
        return None
    no = against_bump(terms, shop, facts.customer, option)
    if no is None and facts.costs_someone:
        no = against_rush(terms, asker, at)
    return no


def hold_to(
    terms: Terms | None, shop: Shop, facts: Facts, option: Option, asker: Member, by: Member, at: Instant
) -> None:
    """Refuse what the agreement is against. Both managers settled it, so a manager may go beyond the week's rushes.

    Raises:
        NotAllowed: with the line that it goes by.
    """
    no = judged(terms, shop, facts, option, asker, at)
    if no is not None and not (no.line == "rush" and may(by.side, by.role, "sign_agreement")):
        raise no.refusal


def toll_words(toll: Mapping[str, Any] | str, currency: str = "") -> str:
    """A toll in one sentence; empty for none."""
    found = json.loads(toll) if isinstance(toll, str) else toll
    if not found:
        return ""
    said = []
    if found["moved"]:
        many = len(found["moved"])
        days = found["minutes"] / 1440
        length = f"{days:.1f} days" if days >= 1 else f"{round(found['minutes'] / 60, 1):g} hours"
        said.append(f"{many} order{'' if many == 1 else 's'} later by {length} in all")
    if found["opened_hours"]:
        said.append(f"{found['opened_hours']:g} hours opened")
    if found["extra_cost"]:
        said.append(f"{found['extra_cost']:,.0f} {currency}".strip() + " more")
    if found["fee"]:
        said.append(f"a fee of {found['fee']:,.0f} {currency}".strip())
    return f"It cost {', '.join(said)}." if said else ""
