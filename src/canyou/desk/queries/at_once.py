"""Whether what is found for a question that nobody has asked yet could be promised at once, and by which line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from canyou.desk.agreed import judged, terms_in_force, toll_of
from canyou.desk.at_once import judge
from canyou.desk.clock import now_in
from canyou.desk.models import Member
from canyou.desk.options import facts_asked, limits
from canyou.shop.records import Shop

if TYPE_CHECKING:
    from canyou.plan.result import Option, Question

__all__ = ["Chosen", "judged_for"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes of an option if this person picks it."""

    at_once: bool
    why_not: str = ""
    against: str = ""
    """Why the agreement is against it."""
    line: str = ""
    """The line of the agreement that decides; empty while there is none."""
    fee: Decimal = Decimal(0)


def judged_for(member: Member, asked: Question, options: Sequence[Option], shop: Shop) -> tuple[Chosen, ...]:
    """Each option as it would be judged if this person asked now; the same as on the question's page."""
    if not options:
        return ()
    at = now_in(shop)
    rules, terms = limits(member.shop_id, at), terms_in_force(member.shop_id)
    found = []
    for option in options:
        facts = facts_asked(asked, option, shop)
        verdict = judge(facts, rules)
        no = judged(terms, shop, facts, option, member, at)
        line = no.line if no is not None else ("at-once" if terms is not None else "")
        found.append(
            Chosen(
                at_once=verdict.rule is not None and no is None,
                why_not=verdict.why_not,
                against=no.text if no is not None else "",
                line=line,
                fee=Decimal(str(toll_of(terms, facts, option).get("fee", 0))),
            )
        )
    return tuple(found)
