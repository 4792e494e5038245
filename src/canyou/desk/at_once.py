"""Whether a rule of operations lets an option be promised at once. Pure: facts in, a sentence out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at in an option and its question."""

    part: str
    customer: str
    moves: tuple[str, ...]
    """Orders that would stand elsewhere."""
    opens_hours: bool
    extra_cost: Decimal
    chance: float
    slack_minutes: int
    """From the moment that the last delivery is there to the date promised for it."""
    in_fence: bool
    """Whether a step of it begins inside the fence."""
    machine_minutes: int
    is_estimate: bool = False
    """Whether the part was never made, so that its work is a guess."""

    @property
    def costs_someone(self) -> bool:
        """Whether somebody would pay for it: an order that moves, hours opened, money."""
        return bool(self.moves or self.opens_hours or self.extra_cost > 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """One rule. What is empty or zero limits nothing."""

    number: int | None
    name: str
    parts: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    least_chance: float = 0.0
    least_slack_minutes: int = 0
    outside_fence: bool = False
    most_minutes_a_week: int | None = None
    minutes_this_week: int = 0
    """What this rule has promised within the last seven days."""


USUAL = Limits(None, "nobody is disturbed")
"""The rule where operations has set none: what moves nobody, opens no hours and costs nothing extra."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it can be promised at once, by which rule; if not, why not."""

    rule: Limits | None
    why_not: str = ""


def judge(facts: Facts, rules: Sequence[Limits]) -> Verdict:
    """The first rule that allows it, or the reason of the rule that comes closest. Without rules the usual one holds.

    No rule lets an order move, hours be opened or money be spent: that is always a person's word.
    """
    if facts.moves:
        names = _listed(facts.moves)
        return Verdict(None, f"{names} would move for it: operations decides.")
    if facts.opens_hours:
        return Verdict(None, "It opens hours: operations decides.")
    if facts.extra_cost > 0:
        return Verdict(None, "It costs extra: operations decides.")
    if facts.is_estimate:
        return Verdict(None, "The part was never made, so the date is an estimate: operations decides.")
    why_not = ""
    for rule in rules or (USUAL,):
        found = _against(facts, rule)
        if not found:
            return Verdict(rule)
        why_not = why_not or found
    return Verdict(None, why_not)


def _against(facts: Facts, rule: Limits) -> str:
    if rule.parts and facts.part not in rule.parts:
        return f"No rule for promising at once names {facts.part}: operations decides."
    if rule.customers and facts.customer not in rule.customers:
        return f"No rule for promising at once names {facts.customer or 'a customer unknown'}: operations decides."
    if facts.chance < rule.least_chance:
        least = round(rule.least_chance * 100)
        return f"Its chance is below the {least} % that operations wants for a promise at once."
    if facts.slack_minutes < rule.least_slack_minutes:
        return f"It leaves less than the {rule.least_slack_minutes} minutes of slack that operations wants."
    if rule.outside_fence and facts.in_fence:
        return "It begins inside the fence: operations decides."
    most = rule.most_minutes_a_week
    if most is not None and rule.minutes_this_week + facts.machine_minutes > most:
        return f"The {most // 60} machine hours a week that may be promised at once are used up."
    return ""


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(found[:3])
    return f"{shown} and {len(found) - 3} more" if len(found) > 3 else shown
