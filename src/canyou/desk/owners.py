"""Whose an order is, who is asked in their place when they are not in, and how a move stands with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from canyou.desk.consent import Slip, Standing, standing
from canyou.desk.cover import Answerer, Asked, whom
from canyou.desk.hours import hours_of
from canyou.desk.models import Consent, Member, Promise, Question
from canyou.desk.rights import may
from canyou.desk.silence import silence_of

if TYPE_CHECKING:
    from canyou.plan.result import Option
    from canyou.shop.records import Instant, Shop


@dataclass(frozen=True, slots=True)
class Payer:
    """An order that an option moves, and how that stands with its owner."""

    slip: Slip
    owner: Member
    standing: Standing


def standing_promise(shop_id: int, order: str) -> Promise | None:
    """The promise that stands for an order, if one was made here."""
    found = Promise.objects.filter(
        shop_id=shop_id, kind=Promise.ORDER, state="open", orders__contains=json.dumps(order)
    ).select_related("by__user", "to__user")
    return next((one for one in found if any(name == order for name, *_ in json.loads(one.orders))), None)


def owners(shop_id: int, shop: Shop, names: Iterable[str]) -> list[tuple[Member, str]]:
    """Whose orders these are: who was promised them, else the seller that the order names."""
    found = []
    for name in names:
        promise = standing_promise(shop_id, name)
        order = shop.orders.get(name)
        owner = promise.to if promise is not None else None
        if owner is None and order is not None and order.seller:
            rows = Member.objects.filter(shop_id=shop_id, is_active=True).select_related("user")
            owner = rows.filter(person=order.seller).first()
        if owner is not None:
            found.append((owner, name))
    return found


def slips(option: Option) -> list[Slip]:
    """The orders for which somebody pays in an option: those that finish later, or whose promise breaks."""
    found = (
        Slip(move.order, move.from_at, move.to_at, move.promised_at, move.breaks_promise)
        for move in option.moves
    )
    return [slip for slip in found if slip.costs]


def payers(question: Question, option: Option, shop: Shop, word_of: Member | None = None) -> list[Payer]:
    """Who would pay for an option, and how each stands; `word_of` and whoever asked have said it by asking.

    An order whose owner is not known here, or can be asked by nobody, is operations' to move.
    """
    wanted = {slip.order: slip for slip in slips(option)}
    if not wanted:
        return []
    rows = Consent.objects.filter(shop_id=question.shop_id, question=question, order__in=sorted(wanted))
    asked: dict[str, list[Consent]] = {}
    for row in sorted(rows, key=lambda row: row.number):
        asked.setdefault(row.order, []).append(row)
    silence = silence_of(question.shop_id)
    themselves = {question.asker_id, word_of.pk if word_of is not None else None}
    found = []
    for owner, name in owners(question.shop_id, shop, wanted):
        slip = wanted[name]
        if owner.pk in themselves:
            stands: Standing = "let"
        else:
            stands = standing(slip, [row.said for row in asked.get(name, ())], silence.lets)
            if stands == "not_asked" and asked_for(owner, shop.now_at, shop.timezone)[0] is None:
                continue
        found.append(Payer(slip, owner, stands))
    return found


def asked_for(meant: Member, at: Instant, timezone: str) -> tuple[Member | None, str]:
    """Who is asked where `meant` is meant: they, or their cover; and why not they."""
    rows = {
        row.pk: row for row in Member.objects.filter(shop_id=meant.shop_id).select_related("user", "shop")
    }
    people = {key: answerer(row) for key, row in rows.items()}
    found: Asked = whom(people, meant.pk, at, timezone)
    return (rows[found.key] if found.key is not None else None), found.why


def answerer(member: Member) -> Answerer:
    """Somebody as the table of covers has them."""
    able = member.is_active and may(member.side, member.role, "answer")
    return Answerer(member.pk, hours_of(member.hours), member.away_until_at, member.cover_id, able)
