"""`canyou plan [DIR]`: every open order on the machines, late ones first with what makes them late."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import planned
from canyou.faces.cli.stop import note

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan
    from canyou.plan.result import OrderPlan, Plan
    from canyou.shop.records import Shop

SHOWN_ON_TIME = 20
"""So many orders that are on time fit a look; the rest needs --all."""


def plan(
    folder: Path | None = typer.Argument(
        None, metavar="[DIR]", help="A shop folder; without one, the database."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
    every: bool = typer.Option(False, "--all", help="Show every order that is on time, not the first few."),
    seconds: float | None = typer.Option(
        None, min=0, help="Go on improving the plan for so long; Ctrl-C ends it and keeps the best so far."
    ),
    iterations: int | None = typer.Option(
        None, min=0, help="Go on improving it by so many changes tried; the same seed gives the same plan."
    ),
    seed: int = typer.Option(0, min=0, help="Where the random numbers of improving begin."),
    most_moved: float = typer.Option(
        100,
        min=0,
        max=100,
        help="Of all steps at most so many percent end up on another machine or an hour away by improving.",
    ),
) -> None:
    """Plan every open order: which are late, and why."""
    if seconds is not None and iterations is not None:
        raise typer.BadParameter("give --seconds or --iterations, not both")
    source = planned(folder)
    before = None
    if seconds is not None or iterations is not None:
        before = source.plan
        source = replace(source, plan=improved(before, seconds, iterations, seed, most_moved / 100))
    if as_json:
        from canyou.plan.document import plan_document

        document = plan_document(source.plan)
        if before is not None:
            document["improved"] = what_improved(before, source.plan, most_moved)
        print_document(document)
        return
    print("\n".join(lines(source.shop, source.plan, source.age, every)))


def improved(
    plan: ShopPlan, seconds: float | None, iterations: int | None, seed: int, most_moved: float
) -> ShopPlan:
    """The plan gone on improving, with how far that came on stderr: for whoever looks, not for programs."""
    from canyou.plan.improve import Progress, churn, improve

    def told(now: Progress) -> None:
        note(
            f"{now.seconds:6.0f} s, {now.iterations:,} changes tried: {now.promised:,.0f} past promises, "
            f"{now.rest:,.0f} past other dates"
        )

    note("Improving, by importance × minutes late of what can still move; Ctrl-C keeps the best so far.")
    better = improve(
        plan, seconds=seconds, iterations=iterations, seed=seed, most_moved=most_moved, progress=told
    )
    was, now = plan.weighted_tardiness_minutes, better.weighted_tardiness_minutes
    less = f" ({(was - now) / was:.1%} less)" if was > now else ""
    note(f"Importance × minutes late: {was:,.0f} before, {now:,.0f} now{less}.")
    moved = churn(plan, better)
    note(
        f"Elsewhere than before: {moved.moved:,} of {moved.steps:,} steps on another machine ({moved.other_machine:,}) "
        f"or more than an hour away; {moved.finish_moved:,} of {moved.orders:,} orders finish more than an hour "
        "sooner or later."
    )
    return better


def what_improved(before: ShopPlan, after: ShopPlan, most_moved: float) -> dict[str, float]:
    """What stands beside an improved plan's document: how late it was before, and how much of it is elsewhere now."""
    from dataclasses import asdict

    from canyou.plan.improve import churn

    return {
        "weighted_tardiness_minutes_before": before.weighted_tardiness_minutes,
        **asdict(churn(before, after)),
        "most_moved_percent": most_moved,
    }


def lines(shop: Shop, plan: Plan, age: str, every: bool) -> list[str]:
    """The plan to read: late orders by importance of the delay, then the others by when they are ready."""
    from canyou.faces.cli.moments import day, local
    from canyou.faces.cli.table import emphasis, wrapped

    now = local(plan.now_at, shop.timezone)
    shown = [
        f"{shop.name}, {day(now)} {now.year} {now:%H:%M}"
        + (f" ({age})" if age else "")
        + f": {len(plan.orders):,} orders planned."
    ]
    late = sorted(
        (o for o in plan.orders.values() if o.late_minutes), key=lambda o: (-weight(shop, o), o.order)
    )
    on_time = sorted(
        (o for o in plan.orders.values() if not o.late_minutes), key=lambda o: (there_at(shop, o), o.order)
    )
    if late:
        shown += ["", emphasis(f"{len(late):,} late, the dearest first")]
        shown += order_lines(shop, late, with_why=True)
    if on_time:
        few = on_time if every else on_time[:SHOWN_ON_TIME]
        shown += ["", emphasis(f"{len(on_time):,} on time, the next first")]
        shown += order_lines(shop, few, with_why=False)
        if hidden := len(on_time) - len(few):
            shown.append(f"… and {hidden:,} more; --all shows them.")
    if plan.held:
        shown += ["", *wrapped(f"Held without a date, so not planned: {', '.join(plan.held)}.", "")]
    if plan.problems:
        shown += ["", emphasis("To be looked at")]
        for problem in plan.problems:
            shown += wrapped(problem, "  ", "- ")
    return shown


def order_lines(shop: Shop, orders: list[OrderPlan], with_why: bool) -> list[str]:
    """A table of orders, each followed by its why lines where these are wanted."""
    from canyou.faces.cli.moments import deadline, length, moment
    from canyou.faces.cli.table import number, shortened, table, wrapped

    basis = {"finish": "READY", "ship": "SHIPS", "dock": "THERE"}[shop.promise_basis]
    rows = []
    for entry in orders:
        order = shop.orders[entry.order]
        promised = entry.promised_at is not None
        wanted = entry.promised_at if entry.promised_at is not None else entry.due_at
        rows.append(
            [
                entry.order,
                shortened(order.customer, 20),
                shortened(order.part, 24),
                number(order.quantity),
                deadline(wanted, shop.timezone) + (" promised" if promised else ""),
                moment(there_at(shop, entry), shop.timezone),
                length(entry.late_minutes) if entry.late_minutes else "",
                f"{number(entry.short)} short" if entry.short else "",
            ]
        )
    head, *body = table(["ORDER", "CUSTOMER", "PART", "QTY", "BY", basis, "LATE", ""], rows, right=(3, 6))
    shown = [head]
    for entry, line in zip(orders, body, strict=True):
        shown.append(line)
        if with_why:
            for why in entry.why:
                shown += wrapped(why, "      ", "    - ")
    return shown


def there_at(shop: Shop, entry: OrderPlan) -> int:
    """The moment that a promise is measured by."""
    return {"finish": entry.finish_at, "ship": entry.ships_at, "dock": entry.docks_at}[shop.promise_basis]


def weight(shop: Shop, entry: OrderPlan) -> float:
    """Importance × minutes late: what the plan tries to keep small."""
    customer = shop.customers.get(shop.orders[entry.order].customer)
    return float(customer.importance if customer else 1) * entry.late_minutes
