"""The figures of both sides together: promises to customers, and what the two sides promise each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from canyou.desk.clock import now_at
from canyou.desk.figures import Asked, Figures, Given, Share, counts, figures, kept
from canyou.desk.models import OptionRow, Promise, Question

WEEK = 7 * 86_400
WEEKS = 13
MOST_WEEKS = 260


@dataclass(frozen=True, slots=True)
class Both:
    """Of the same weeks."""

    weeks: int
    to_customers: Figures
    to_each_other: Figures
    """Things and answers, in both directions, told as one."""


def figures_of(shop_id: int, shop_slug: str, weeks: int = WEEKS) -> Both:
    """The figures of the last weeks. Imported dates that nobody stands by are no promises and not in them."""
    at = now_at(shop_slug)
    since = at - weeks * WEEK
    rows = Promise.objects.filter(shop_id=shop_id).values_list(
        "kind", "first_due_at", "due_at", "state", "done_at", "closed_at", "renegotiated", "made_at", "is_rush",
        "how",
    )  # fmt: skip
    orders: list[Given] = []
    others: list[Given] = []
    for row in rows:
        kind, first_due, due, state, done, closed, changed, made, rush, how = row
        if how == Promise.VOUCHED:
            made = 0  # a backlog that somebody stands by was not made now: it must not thin out the rushes
        one = Given(first_due, due, state, done, closed, changed, made, rush)
        (orders if kind == Promise.ORDER else others).append(one)
    return Both(weeks, figures(orders, _asked(shop_id, since), since, at), figures(others, (), since, at))


def _asked(shop_id: int, since: int) -> list[Asked]:
    """Questions about pieces, with whether an option met the date disturbing nobody."""
    rows = Question.objects.filter(shop_id=shop_id, kind=Question.ORDER, asked_at__gte=since)
    questions = list(rows.values_list("pk", "asked_at", "state", "by_at"))
    could = set()
    options = OptionRow.objects.filter(shop_id=shop_id, question__asked_at__gte=since)
    for question, text in options.values_list("question_id", "document").iterator(chunk_size=500):
        if question not in could and json.loads(text)["kind"] in ("as_asked", "stock"):
            could.add(question)
    promised: dict[int, int] = {}
    made = Promise.objects.filter(shop_id=shop_id, question__asked_at__gte=since)
    for question, due in made.values_list("question_id", "first_due_at"):
        promised[question] = min(due, promised.get(question, due))
    return [Asked(at, state, pk in could, by or 0, promised.get(pk)) for pk, at, state, by in questions]


def share_document(share: Share) -> dict[str, Any]:
    """So many of so many; the share and its interval only where they say something."""
    low, high = share.interval or (None, None)
    words = (
        "too few to judge by" if not share.is_told else "rests on little" if share.rests_on_little else None
    )
    return {
        "count": share.count if share.is_told else None,
        "of": share.of,
        "share": None if share.share is None else round(share.share, 4),
        "low": None if low is None else round(low, 4),
        "high": None if high is None else round(high, 4),
        "note": words,
    }


def figures_document(found: Both) -> dict[str, Any]:
    """Both as one document."""

    def document(one: Figures) -> dict[str, Any]:
        told = one.by_first_date.is_told
        return {
            "kept_by_first_date": share_document(one.by_first_date),
            "kept_by_current_date": share_document(one.by_current_date),
            "early": one.timing.early if told else None,
            "on_the_day": one.timing.on_the_day if told else None,
            "late": one.timing.late if told else None,
            "median_late_days": one.timing.median_late_days,
            "renegotiated": share_document(one.renegotiated),
        }

    customers = found.to_customers
    return {
        "weeks": found.weeks,
        "to_customers": {
            **document(customers),
            "promised_of_what_could_have_been": share_document(customers.promised_as_could),
            "promised_of_what_was_asked": share_document(customers.promised),
            "declined": customers.declined,
            "withdrawn": customers.withdrawn,
            "rushes": share_document(customers.rushes),
        },
        "to_each_other": document(found.to_each_other),
    }


def judged(shop_slug: str, since: int, at: int) -> list[tuple[int, bool, list[str]]]:
    """Promises of orders whose first date lies between two moments: (that date, whether it was kept, the orders)."""
    rows = Promise.objects.filter(
        shop__slug=shop_slug, kind=Promise.ORDER, first_due_at__gte=since, first_due_at__lte=at
    ).values_list("first_due_at", "due_at", "state", "done_at", "closed_at", "orders")
    found = []
    for first_due_at, due_at, state, done_at, closed_at, orders in rows:
        one = Given(first_due_at, due_at, state, done_at, closed_at)
        if counts(one, one.first_due_at):
            names = [name for name, *_ in json.loads(orders)]
            found.append((one.first_due_at, kept(one, one.first_due_at), names))
    return found
