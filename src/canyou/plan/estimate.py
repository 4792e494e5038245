"""A part never made, planned as if it were known: by another part's routing and materials, or by hours typed in.

The part gets a name of its own in a copy of the plan's shop, so that nothing is taken from the other's stock and
nobody else's work changes; what an answer shows goes under the other part's name again.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from canyou.plan.planner import ShopPlan
from canyou.plan.recipe import Recipes
from canyou.plan.result import Question
from canyou.shop.records import ZERO, Part, Shop, Step


def with_new_part(plan: ShopPlan, question: Question) -> tuple[ShopPlan, str]:
    """The same plan in a shop that knows how the part asked about would be made, and the name the part has there."""
    shop = plan.shop
    part = name_for(shop, question.called)
    like = question.like
    if like:
        steps = tuple(times(replace(step, part=part), question.times) for step in shop.routings[like])
        lines = tuple(replace(line, part=part) for line in shop.bom.get(like, ()))
        unit = shop.parts[like].unit if like in shop.parts else ""
    else:
        steps, lines, unit = by_hours(shop, part, question), (), ""
    more = replace(
        shop,
        parts={**shop.parts, part: Part(part, question.called, unit, "make")},
        routings={**shop.routings, part: steps},
        bom={**shop.bom, part: lines} if lines else shop.bom,
    )
    model = replace(plan.model, shop=more, recipes=Recipes(more, plan.model.calendars))
    copy = replace(plan, shop=more, model=model)
    if "operations" in plan.__dict__:  # read off once already
        object.__setattr__(copy, "operations", plan.operations)
    return copy, part


def name_for(shop: Shop, called: str) -> str:
    """A name that no part of the shop has."""
    name = called
    while name in shop.parts or name in shop.routings:
        name = f"~{name}"
    return name


def times(step: Step, factor: Decimal) -> Step:
    """A step that takes so many times its minutes, set-up and run; days outside and waits stay."""
    if factor == 1:
        return step
    return replace(step, setup_minutes=step.setup_minutes * factor, run_minutes=step.run_minutes * factor)


def by_hours(shop: Shop, part: str, question: Question) -> tuple[Step, ...]:
    """One step for each work center in turn, its hours spread evenly over the pieces."""
    return tuple(
        Step(
            part,
            10 * n,
            "",
            center,
            ZERO,
            hours * 60 / question.quantity,
            crew=crew_of(shop, center),
        )
        for n, (center, hours) in enumerate(question.hours, 1)
    )


def crew_of(shop: Shop, center: str) -> str:
    """The crew that a new step on a work center needs: the one that all its known steps need, if it is one."""
    crews = {
        step.crew
        for steps in shop.routings.values()
        for step in steps
        if not step.is_outside and center in (step.work_center, *step.alternates)
    }
    return crews.pop() if len(crews) == 1 else ""
