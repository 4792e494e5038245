"""`canyou plan [DIR]`: every open order on the machines, late ones first with what makes them late."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import planned
from canyou.faces.cli.stop import note

if TYPE_CHECKING:
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
        None, min=0, help="Improve the plan for so long (not in this version)."
    ),
    iterations: int | None = typer.Option(None, min=0, help="Improve so many times (not in this version)."),
    seed: int | None = typer.Option(
        None, help="Start of the random numbers for improving (not in this version)."
    ),
) -> None:
    """Plan every open order: which are late, and why."""
    if seconds is not None or iterations is not None or seed is not None:
        note(
            "This version plans by dispatching alone: --seconds, --iterations and --seed change nothing yet."
        )
    source = planned(folder)
    if as_json:
        from canyou.plan.document import plan_document

        print_document(plan_document(source.plan))
        return
    print("\n".join(lines(source.shop, source.plan, source.age, every)))


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
