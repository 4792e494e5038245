"""The options that a shop has for a question: found outside any lock, kept with the question, judged by the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Sum

from canyou.desk.at_once import Facts, Limits, Verdict, judge
from canyou.desk.clock import end_of_day, now_in
from canyou.desk.errors import Refused, Trouble, refused
from canyou.desk.models import OptionRow, Promise, Question, Rule
from canyou.floor.current import Current, current, refresh
from canyou.floor.rows import canonical
from canyou.shop.records import Instant, Shop

if TYPE_CHECKING:
    from canyou.plan.result import Answer, Option
    from canyou.plan.result import Question as Asked

WEEK_SECONDS = 7 * 86_400
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Found:
    """A question as understood, and the options of one plan for it. Nothing of it is kept yet."""

    fields: dict[str, Any]
    """As they can be asked again, dates as moments."""
    asked: Asked
    answer: Answer
    document: dict[str, Any]
    """As the API shows it."""
    now: Current


def find(shop_slug: str, fields: Mapping[str, Any], *, newest: bool = False) -> Found:
    """Ask the plan as it is now. Takes as long as planning one question does, and no lock.

    `newest` looks at the book first: what another process has just promised is known then.

    Raises:
        Refused: the fields are no question, with a sentence for each that is wrong.
        canyou.floor.current.NoShop, CannotPlan: there is no plan.
    """
    from canyou.plan.asking import answer
    from canyou.plan.document import answer_document, iso
    from canyou.plan.question import BadQuestion, parse_question

    now = refresh(shop_slug) if newest else current(shop_slug)
    try:
        asked = parse_question(now.shop, fields)
    except BadQuestion as bad:
        raise Refused(
            Trouble(found.field, found.text, tuple(found.nearest)) for found in bad.errors
        ) from None
    result = answer(now.plan, asked)
    again = {name: str(value) for name, value in fields.items() if value not in (None, "")}
    again["by"] = iso(asked.by_at, now.shop.timezone)
    if asked.latest_at is not None:
        again["latest"] = iso(asked.latest_at, now.shop.timezone)
    return Found(again, asked, result, answer_document(now.plan, result), now)


def keep(question: Question, found: Found) -> list[OptionRow]:
    """Keep options with their question, in the place of those found before; the desk is locked."""
    from canyou.plan.adopting.adoption import option_body

    OptionRow.objects.filter(shop_id=question.shop_id, question=question, is_fresh=True).update(
        is_fresh=False
    )
    known = OptionRow.objects.filter(shop_id=question.shop_id, question=question)
    last = known.aggregate(last=Max("number"))["last"] or 0
    return OptionRow.objects.bulk_create(
        OptionRow(
            shop_id=question.shop_id,
            question=question,
            number=last + n,
            document=json.dumps(document, separators=(",", ":")),
            body=canonical(option_body(option)),
            version=found.now.book,
        )
        for n, (option, document) in enumerate(
            zip(found.answer.options, found.document["options"], strict=True), start=1
        )
    )


def option_of(row: OptionRow) -> Option:
    """The option as the plan has it, to be verified."""
    from canyou.plan.adopting.adoption import option_from

    return option_from(json.loads(row.body))


def the_option(question: Question, given: str | int | None, *, needed: bool = True) -> OptionRow | None:
    """The option that somebody means: `12-3`, or the 3 alone.

    Raises:
        Refused: there is no such option of this question.
    """
    text = str(given if given is not None else "").strip()
    if not text:
        if needed:
            raise refused("option", "Which option? Name one of the question's.", _names(question))
        return None
    number = text.removeprefix(f"{question.number}-")
    row = None
    if number.isascii() and number.isdigit() and len(number) < 9:
        rows = OptionRow.objects.filter(shop_id=question.shop_id, question=question)
        row = rows.filter(number=int(number)).first()
    if row is None:
        raise refused("option", f"The question has no option {text}.", _names(question))
    return row


def _names(question: Question) -> list[str]:
    rows = OptionRow.objects.filter(shop_id=question.shop_id, question=question, is_fresh=True)
    return [f"{question.number}-{number}" for number in sorted(rows.values_list("number", flat=True))]


def promised_dates(option: Option, by_at: Instant, shop: Shop) -> tuple[Instant, ...]:
    """What is promised for each delivery: the date asked for, where it is there by then, else the end of its day.

    A date is said to the customer as a day, and a day means its end; minutes would promise more than was said.
    """
    return tuple(
        by_at if delivery.at <= by_at else end_of_day(delivery.at, shop.timezone)
        for delivery in option.deliveries
    )


def facts_of(question: Question, row: OptionRow, shop: Shop) -> Facts:
    """What rules look at in an option that was kept with its question."""
    document = json.loads(row.document)
    assert question.by_at is not None
    fields = json.loads(question.fields)
    return facts_in(
        option_of(row),
        shop,
        part=question.part,
        customer=question.customer,
        by_at=question.by_at,
        extra_cost=Decimal(str(document["extra_cost"])),
        chance=float(document.get("said_confidence") or document["confidence"]),
        is_estimate=bool(fields.get("like") or fields.get("hours")),
    )


def facts_asked(asked: Asked, option: Option, shop: Shop) -> Facts:
    """The same in an option of a question that nobody has asked yet."""
    return facts_in(
        option,
        shop,
        part=asked.part or (shop.orders[asked.order].part if asked.order else ""),
        customer=asked.customer,
        by_at=asked.by_at,
        extra_cost=option.extra_cost,
        chance=option.said_confidence or option.confidence,
        is_estimate=asked.is_estimate,
    )


def facts_in(
    option: Option,
    shop: Shop,
    *,
    part: str,
    customer: str,
    by_at: Instant,
    extra_cost: Decimal,
    chance: float,
    is_estimate: bool,
) -> Facts:
    """What rules look at."""
    dates = promised_dates(option, by_at, shop)
    own = [o for o in option.operations if o.order not in {move.order for move in option.moves}]
    fence_ends = now_in(shop) + int(shop.fence_days * DAY_SECONDS)
    return Facts(
        part=part,
        customer=customer,
        moves=tuple(m.order for m in option.moves if not own_hours(part, customer, shop, m.order)),
        opens_hours=bool(option.overtime),
        extra_cost=extra_cost,
        chance=chance,
        slack_minutes=(dates[-1] - option.deliveries[-1].at) // 60,
        in_fence=any(o.start_at < fence_ends for o in own),
        machine_minutes=_minutes(option, shop),
        is_estimate=is_estimate,
    )


def own_hours(part: str, customer: str, shop: Shop, name: str) -> bool:
    """Whether an order only keeps hours for what is asked: then its making room is what it is for."""
    order = shop.orders.get(name)
    return (
        order is not None
        and not order.is_firm
        and bool(customer)
        and (order.customer, order.part) == (customer, part)
    )


def _minutes(option: Option, shop: Shop) -> int:
    """Machine minutes that an option's own steps take, by the routings."""
    moved = {move.order for move in option.moves}
    steps = {(part, step.step): step for part, routing in shop.routings.items() for step in routing}
    total = Decimal(0)
    for o in option.operations:
        step = steps.get((o.part, o.step))
        if o.order not in moved and o.machine is not None and step is not None:
            efficiency = shop.work_centers[o.work_center].efficiency if o.work_center else Decimal(1)
            total += (step.setup_minutes + o.quantity * step.run_minutes) / efficiency
    return int(total)


def verdict_of(question: Question, row: OptionRow, shop: Shop) -> Verdict:
    """Whether operations' rules let this option be promised at once."""
    return judge(facts_of(question, row, shop), limits(question.shop_id, now_in(shop)))


def limits(shop_id: int, at: Instant) -> list[Limits]:
    """The rules that hold, with what each has promised within the last seven days."""
    rules = sorted(Rule.objects.filter(shop_id=shop_id, is_on=True), key=lambda rule: rule.pk)
    if not rules:
        return []
    used = dict(
        Promise.objects.filter(shop_id=shop_id, rule__isnull=False, made_at__gt=at - WEEK_SECONDS)
        .values_list("rule")
        .annotate(total=Sum("machine_minutes"))
    )
    return [
        Limits(
            number=rule.pk,
            name=rule.name,
            parts=frozenset(json.loads(rule.parts)),
            customers=frozenset(json.loads(rule.customers)),
            least_chance=rule.least_chance,
            least_slack_minutes=rule.least_slack_minutes,
            outside_fence=rule.outside_fence,
            most_minutes_a_week=None if rule.most_hours_a_week is None else int(rule.most_hours_a_week * 60),
            minutes_this_week=used.get(rule.pk, 0),
        )
        for rule in rules
    ]
