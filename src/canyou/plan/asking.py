"""Putting a question to a plan: the options the shop really has, best first. The one door to `answering`."""

from __future__ import annotations

from canyou.plan.answering import bought, gaps, moving, outside, overtime, shipping
from canyou.plan.answering.asked import Asked, Way, asked_of
from canyou.plan.answering.chances import with_chances
from canyou.plan.answering.lines import answer_lines
from canyou.plan.answering.notes import told
from canyou.plan.answering.ranking import ranked
from canyou.plan.answering.reason import why_not_as_asked
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Answer, Option, Question

__all__ = ["WAYS", "answer", "answer_lines", "answer_to"]

WAYS: tuple[Way, ...] = (
    gaps.whole,
    gaps.stock,
    gaps.partial,
    gaps.two_lots,
    bought.bought,
    overtime.overtime,
    outside.outside,
    moving.move_others,
)
"""Every way to say yes, but for faster shipping, which looks at what the others cost. Each sees whether it applies."""


def answer(plan: ShopPlan, question: Question) -> Answer:
    """Every option that is not dominated, best first; nothing is kept and the plan stays as it is."""
    asked = asked_of(plan, question)
    return told(asked, answer_to(asked))


def answer_to(asked: Asked) -> Answer:
    """The answer to a question whatever it is about: a part, an order that exists, a part by another's routing."""
    found: list[Option] = [one for way in WAYS for one in way(asked)]
    found += shipping.faster_shipping(asked, found)
    kept, hidden = ranked(asked, with_chances(asked, found))
    return Answer(
        asked.question,
        asked.plan.now_at,
        tuple(kept),
        any(one.kind == "as_asked" for one in kept),
        why_not_as_asked(asked, found),
        hidden,
    )
