"""Plans and answers as the JSON documents of contract.md section 3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from canyou.plan.planner import ShopPlan
from canyou.plan.result import Answer, Operation, Option, Question
from canyou.shop.opentime import zone
from canyou.shop.records import Instant


@lru_cache(maxsize=200_000)
def iso(instant: Instant, timezone: str) -> str:
    """An instant in the shop's own offset at that moment, ISO 8601."""
    offset = zone(timezone).offset_at(instant)
    when = dt.datetime.fromtimestamp(instant, dt.timezone(dt.timedelta(seconds=offset)))
    return when.isoformat()


def number(quantity: Decimal) -> int | float:
    """A quantity as a JSON number."""
    whole = int(quantity)
    return whole if whole == quantity else float(quantity)


def plan_document(plan: ShopPlan) -> dict[str, Any]:
    """The document of `canyou plan --json`."""
    tz = plan.shop.timezone
    orders = [
        {
            "order": o.order,
            "finish": iso(o.finish_at, tz),
            "ships": iso(o.ships_at, tz),
            "docks": iso(o.docks_at, tz),
            "due": iso(o.due_at, tz),
            "promised": None if o.promised_at is None else iso(o.promised_at, tz),
            "short": number(o.short),
            "late_minutes": o.late_minutes,
            "why": list(o.why),
        }
        for o in plan.orders.values()
    ]
    return {
        "now": iso(plan.now_at, tz),
        "held": list(plan.held),
        "problems": list(plan.problems),
        "orders": orders,
        "operations": operation_rows(plan.operations, tz),
        "weighted_tardiness_minutes": plan.weighted_tardiness_minutes,
    }


def operation_rows(operations: Iterable[Operation], tz: str) -> list[dict[str, Any]]:
    return [
        {
            "order": o.order,
            "part": o.part,
            "step": o.step,
            "work_center": o.work_center,
            "machine": o.machine,
            "start": iso(o.start_at, tz),
            "end": iso(o.end_at, tz),
            "quantity": number(o.quantity),
            "lot": o.lot,
            **({} if o.line is None else {"line": o.line}),
        }
        for o in operations
    ]


def question_document(question: Question, tz: str) -> dict[str, Any]:
    """The question as it was understood; what only some kinds of question have is there for those alone."""
    document: dict[str, Any] = {
        "part": question.part or None,
        "order": question.order or None,
        "quantity": number(question.quantity),
        "by": iso(question.by_at, tz),
        "customer": question.customer or None,
        "min_quantity": None if question.min_quantity is None else number(question.min_quantity),
        "latest": None if question.latest_at is None else iso(question.latest_at, tz),
    }
    if question.is_estimate:
        document |= {"estimate": True, "called": question.called}
    if question.like:
        document |= {"like": question.like, "times": number(question.times)}
    if question.hours:
        document["hours"] = [{"work_center": c, "hours": number(h)} for c, h in question.hours]
    if question.sure is not None:
        document["sure"] = question.sure
    return document


def line_rows(lines: Sequence[Question], option: Option, tz: str) -> list[dict[str, Any]]:
    """Of a purchase order's option: when each line is there whole."""
    rows = []
    for n, line in enumerate(lines, 1):
        at = max(d.at for d in option.deliveries if d.line == n)
        rows.append(
            {
                "line": n,
                "part": line.part,
                "quantity": number(line.quantity),
                "by": iso(line.by_at, tz),
                "at": iso(at, tz),
                "on_time": at <= line.by_at,
            }
        )
    return rows


def answer_document(plan: ShopPlan, answer: Answer) -> dict[str, Any]:
    """The document of `canyou ask --json`."""
    tz, question = plan.shop.timezone, answer.question

    def when(instant: Instant | None) -> str | None:
        return None if instant is None else iso(instant, tz)

    return {
        "question": question_document(question, tz)
        | (
            {"lines": [question_document(line, tz) | {"line": n} for n, line in enumerate(answer.lines, 1)]}
            if answer.lines
            else {}
        ),
        "now": iso(answer.now_at, tz),
        "as_asked": answer.as_asked,
        "why_not": answer.why_not or None,
        "options": [
            {
                "kind": option.kind,
                "title": option.title,
                "consequence": option.consequence,
                "deliveries": [
                    {
                        "quantity": number(d.quantity),
                        "at": iso(d.at, tz),
                        **({} if d.line is None else {"line": d.line}),
                        "confidence": d.confidence,
                        "finish_quantiles": [iso(at, tz) for at in d.finish_quantiles],
                    }
                    for d in option.deliveries
                ],
                "moves": [
                    {
                        "order": m.order,
                        "from": iso(m.from_at, tz),
                        "to": iso(m.to_at, tz),
                        "promised": when(m.promised_at),
                        "breaks_promise": m.breaks_promise,
                        "in_fence": m.in_fence,
                        "slack_minutes": m.slack_minutes,
                        "confidence": m.confidence,
                    }
                    for m in option.moves
                ],
                "overtime": [
                    {
                        "work_center": o.work_center,
                        "machine": o.machine,
                        "crew": o.crew,
                        "start": iso(o.start_at, tz),
                        "end": iso(o.end_at, tz),
                    }
                    for o in option.overtime
                ],
                "extra_cost": number(option.extra_cost),
                "confidence": option.confidence,
                "said_confidence": option.said_confidence,
                "said_range": None if option.said_range is None else list(option.said_range),
                "confidence_basis": option.confidence_basis,
                "confidence_range": None
                if option.confidence_range is None
                else list(option.confidence_range),
                "sure_at": when(option.sure_at),
                "finish_quantiles": [iso(at, tz) for at in option.finish_quantiles],
                "why_not_sooner": option.why_not_sooner or None,
                "toll": option.toll or None,
                "words": option.words,
                "operations": operation_rows(option.operations, tz),
                **(
                    {
                        "lines": line_rows(answer.lines, option, tz),
                        "all_at": iso(max(d.at for d in option.deliveries), tz),
                    }
                    if answer.lines
                    else {}
                ),
            }
            for option in answer.options
        ],
        "hidden": answer.hidden,
        "notes": list(answer.notes),
    }
