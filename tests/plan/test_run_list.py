"""What changed in the run list: nothing for nothing, the fewest that explain the difference, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import shops

from canyou.plan.planner import make_plan
from canyou.plan.result import Operation
from canyou.plan.run_list import brought_in, run_changes
from canyou.shop.records import Downtime, Shop

HOUR = 3600
NOW = 1_800_000_000


def shop(**changes: Any) -> Shop:
    return Shop(name="Small", timezone="UTC", now_at=NOW, **changes)


def step(order: str, hour: int, machine: int = 1) -> Operation:
    start = NOW + hour * HOUR
    return Operation(order, "P", 10, "SAW", machine, start, start + HOUR, Decimal(1))


@given(shops())
def test_a_plan_against_itself_has_no_change(drawn: Shop) -> None:
    plan = make_plan(drawn)
    assert run_changes(plan.shop, plan.operations, plan.operations, "nothing") == ()


@given(st.permutations(range(6)))
def test_as_few_steps_changed_places_as_explain_the_new_turn(turn: list[int]) -> None:
    """Taking out the steps that are named leaves the others in the same turn, and no smaller set does."""
    names = [f"SO-{n}" for n in range(6)]
    before = [step(name, hour) for hour, name in enumerate(names)]
    after = [step(names[n], hour) for hour, n in enumerate(turn)]
    found = {one.order for one in run_changes(with_orders(names), before, after, "import 2")}
    rest = [names[n] for n in turn if names[n] not in found]
    assert rest == sorted(rest)
    best = max(len(kept) for kept in (rising(turn, mask) for mask in range(64)) if kept is not None)
    assert len(found) == 6 - best


def rising(turn: list[int], mask: int) -> list[int] | None:
    kept = [n for n in turn if mask >> n & 1]
    return kept if kept == sorted(kept) else None


def with_orders(names: list[str], **changes: Any) -> Shop:
    from canyou.shop.records import Order

    rows = {
        name: Order(order=name, customer="", part="P", quantity=Decimal(1), due_at=NOW + 99 * HOUR)
        for name in names
    }
    return shop(orders=rows, **changes)


def test_what_stands_after_the_fence_may_go_anywhere() -> None:
    before, after = [step("SO-1", 60), step("SO-2", 62)], [step("SO-2", 60), step("SO-1", 62)]
    assert run_changes(with_orders(["SO-1", "SO-2"]), before, after, "import 2") == ()
    assert len(run_changes(with_orders(["SO-1", "SO-2"]), before[:1], [step("SO-1", 5)], "import 2")) == 1


def test_each_change_says_why() -> None:
    """A machine that is down, an order that is gone, on hold or new, a pin; else what happened."""
    names = ["SO-1", "SO-2", "SO-3"]
    before = [step("SO-1", 1), step("SO-2", 2), step("SO-9", 3)]
    after = [step("SO-1", 1, 2), step("SO-3", 4)]
    known = with_orders(names, downtime=(Downtime("SAW", 1, NOW, NOW + 90 * 60),))
    known = replace(known, orders={**known.orders, "SO-2": replace(known.orders["SO-2"], state="hold")})
    why = {one.order: one.why for one in run_changes(known, before, after, "import 2")}
    assert why["SO-1"].startswith("SAW is down until")
    assert why["SO-2"] == "SO-2 is on hold"
    assert why["SO-3"] == "SO-3 is new: import 2"
    assert why["SO-9"] == "SO-9 is gone from the source"


def test_only_what_begins_sooner_was_brought_in() -> None:
    known = with_orders(["SO-1", "SO-2"])
    changes = run_changes(known, [step("SO-1", 60), step("SO-2", 1)], [step("SO-1", 3), step("SO-2", 60)], "")
    assert {key[0] for key in brought_in(changes)} == {"SO-1"}
