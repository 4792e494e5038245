"""What an answer says beside its options: how an order stands now, and what an estimate rests on."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.answering.asked import Asked
from canyou.plan.quantity import micros
from canyou.plan.result import Answer, Option
from canyou.plan.wording import joined, number, part_of, short_due, short_moment, step_name


def told(asked: Asked, found: Answer) -> Answer:
    """The answer with its notes; an estimate's operations under the name of the part that it goes by."""
    if asked.order is not None:
        return replace(found, notes=(*found.notes, *about_order(asked)))
    if asked.question.is_estimate:
        options = tuple(renamed(asked, one) for one in found.options)
        return replace(found, options=options, notes=(*found.notes, *about_estimate(asked)))
    return found


def renamed(asked: Asked, one: Option) -> Option:
    part = asked.question.part
    operations = tuple(
        replace(o, part=part) if o.order == asked.subject.name and o.part == asked.part else o
        for o in one.operations
    )
    return replace(one, operations=operations)


def about_order(asked: Asked) -> list[str]:
    """How the order stands in the plan, what was promised, and what of it is not asked anew."""
    shop, order = asked.plan.shop, asked.order
    assert order is not None
    notes = []
    was = asked.plan.orders.get(order.order)
    if was is not None:
        customer = shop.customers.get(order.customer)
        there = asked.plan.model.shipping.there(was.finish_at, customer.transit_days if customer else 0)
        promised = ""
        if order.promised_at is not None:
            promised = f"; {short_due(order.promised_at, shop)} was promised"
        notes.append(f"{order.order} is planned for {short_moment(there, shop)} as it stands{promised}.")
        if was.short:
            notes.append(f"{number(was.short)} of it were scrapped: so many fewer will come.")
    steps = [
        step for step in shop.routings.get(order.part, ())
        if (row := shop.progress.get((order.order, step.step))) is not None and row.state == "done"
    ]  # fmt: skip
    if steps and micros(asked.question.quantity) > micros(order.quantity):
        named = joined([f"{step.step} ({step_name(shop, step)})" for step in steps])
        many = "steps" if len(steps) > 1 else "step"
        more = number(asked.question.quantity - order.quantity)
        notes.append(
            f"What is reported done is not planned again: if the {more} more need {many} {named} too, "
            f"ask for them as {more} of {order.part} beside this order."
        )
    pinned = [r for r in shop.reservations if r.order == order.order and r.pinned]
    if pinned:
        notes.append(
            f"{order.order} has {len(pinned)} pinned step{'s' if len(pinned) > 1 else ''}; "
            "an option that puts one elsewhere frees it."
        )
    return notes


def about_estimate(asked: Asked) -> list[str]:
    """What the dates of a part never made rest on."""
    shop, question = asked.plan.shop, asked.question
    if question.like:
        name = part_of(shop, question.like).name
        like = f"{question.like} {name}" if name and name != question.like else question.like
        work = "" if question.times == 1 else f" with {number(question.times)} times its minutes"
        taken = ", of the same materials" if shop.bom.get(question.like) else ""
        return [
            f"An estimate: {question.called} has never been made; it is planned like {like}{work}{taken}."
        ]
    hours = joined([f"{number(h)} h on {shop.work_centers[c].name or c}" for c, h in question.hours])
    return [
        f"An estimate: {question.called} has never been made; it is planned with {hours}, one after the other."
    ]
