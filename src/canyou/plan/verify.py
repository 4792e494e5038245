"""The project's own referee: plans and answers against the shop they were made from, by the contract alone.

It shares no code with the planner, so that it can't share its mistakes, and answers one sentence a breach.
"""

from __future__ import annotations

from canyou.plan.result import Plan
from canyou.plan.verify_answer import verify_answer
from canyou.plan.verify_case import Case, calendar_for, judge
from canyou.plan.verify_need import Ledger, needs
from canyou.plan.verify_orders import Orders, bought, check_reservations
from canyou.shop.records import Shop

__all__ = ["verify", "verify_answer"]


def verify(shop: Shop, plan: Plan) -> list[str]:
    """Every breach of the contract in a plan, one sentence each; empty if it can be trusted.

    Feasibility (machines, hours, crews, material, gates, holds, waits, overlaps), completeness, tightness
    (each step as early as its machine's sequence, its crew and its inputs allow) and what the plan says of
    its orders (finish, truck, dock, lateness, shortage). Seconds are exact wherever the contract is.
    """
    breaches: list[str] = []
    ledger = Ledger(shop)
    need = needs(shop, ledger)
    calendar = calendar_for(shop, plan.operations)
    case = Case(shop, plan.operations, need.left, need, "plan", takings=bought(shop, plan, need))
    judged = judge(case, ledger, breaches, calendar)
    stayed = check_reservations(shop, plan, calendar, ledger, need, breaches)
    # A step that has begun need not stay where it was reserved, and may.
    stayed = {
        *stayed,
        *((r.order, r.part, r.step, r.lot) for r in shop.reservations if (r.order, r.step) in shop.progress),
    }
    judged.tightness.check(stayed, breaches, "plan")
    Orders(shop, plan, calendar, ledger, need, judged.facts.finish, judged.flows, breaches).check()
    return breaches
