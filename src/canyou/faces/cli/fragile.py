"""`canyou fragile [DIR]`: what hangs on one machine, one person or one supplier alone."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.check import counted
from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import planned
from canyou.faces.cli.stop import Stop

if TYPE_CHECKING:
    from canyou.faces.cli.source import Source
    from canyou.plan.fragile.finding import AtRisk, Fragile

MOST_DAYS = 365
SHOWN_ORDERS = 4
"""So many orders are named beside a machine; how many more there are is said."""

SHOWN_MACHINES = 15


def fragile(
    folder: Path | None = typer.Argument(
        None, metavar="[DIR]", help="A shop folder; without one, the database."
    ),
    days: float = typer.Option(7, "--days", help="For how many days each is lost, from now on."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """What would break if a machine, a person or a supplier were lost for some days."""
    if not 0 < days <= MOST_DAYS:
        raise Stop(f"--days: between 0 and {MOST_DAYS} days make sense here (found {days:g}).", status=2)
    source = planned(folder)
    from canyou.plan.fragile.document import fragile_document
    from canyou.plan.fragile.finding import fragile as find

    found = find(source.plan, days, progress)
    if as_json:
        print_document(fragile_document(found))
    else:
        print("\n".join(lines(source, found)))


def progress(done: int, of: int) -> None:
    """How far it is, on one line that is written over, where somebody looks at a terminal."""
    if sys.stderr.isatty():
        end = "\r" if done < of else "\r\x1b[K"
        print(f"{done} of {of} losses worked out …", end=end, file=sys.stderr, flush=True)


def lines(source: Source, found: Fragile) -> list[str]:
    """The three lists to read, worst first; people by name."""
    from canyou.faces.cli.moments import day, local
    from canyou.faces.cli.table import emphasis, table, wrapped

    shop = source.shop
    now = local(shop.now_at, shop.timezone)
    span = f"{found.days:g} day{'' if found.days == 1 else 's'}"
    on_time = sum(not one.late_minutes for one in source.plan.orders.values())
    shown = [
        f"{shop.name}, {day(now)} {now.year} {now:%H:%M}"
        + (f" ({source.age})" if source.age else "")
        + f": what breaks of {on_time:,} orders on time if one thing is lost for {span}.",
        "",
        emphasis("Machines, the worst first"),
    ]
    worst = [one for one in found.machines if one.orders]
    body = [
        [
            one.work_center + ("" if shop.work_centers[one.work_center].machines == 1 else f" {one.machine}"),
            f"{one.hours:,.1f}",
            "yes" if one.alone else "",
            *counts(one.orders),
            first_names(one.orders),
        ]
        for one in worst[:SHOWN_MACHINES]
    ]
    heads = ["MACHINE", "HOURS THEN", "ONLY HERE", "PROMISES", "OTHER DATES", "ORDERS THAT WOULD BE LATE"]
    none = (
        "None: every order on time can be kept without it."
        if on_time
        else "None: no order is on time as it is."
    )
    shown += table(heads, body, right=(1, 3, 4)) if body else [none]
    if len(worst) > SHOWN_MACHINES:
        shown.append(f"… and {len(worst) - SHOWN_MACHINES} more; --json has them all.")
    if len(worst) < len(found.machines) and worst:
        rest = len(found.machines) - len(worst)
        shown.append(
            f"Without {'any one' if rest > 1 else 'one'} of the other {rest}, nothing on time would be late."
        )
    shown += ["", emphasis("Machines that only one person ever ran")]
    alone = [one for one in found.people if one.sole_for]
    for one in alone:
        what = f"Only {one.person} has run {' and '.join(one.sole_for)}."
        shown += wrapped(what + without(one.orders), "  ", "- ")
    if not alone:
        shown.append(
            "None by the log."
            if found.people
            else "Nobody is named in the log (events.csv), so nothing is known."
        )
    shown += ["", emphasis("Suppliers, the worst first")]
    for supplier in found.suppliers:
        brings = [
            counted(count, what)
            for count, what in ((supplier.receipts, "receipts"), (supplier.steps, "steps"))
            if count
        ]
        what = f"{supplier.supplier}: {' and '.join(brings) or 'nothing'} to come."
        shown += wrapped(what + without(supplier.orders), "  ", "- ")
    if not found.suppliers:
        shown.append("None is named in receipts.csv or routings.csv.")
    return shown


def counts(orders: Sequence[AtRisk]) -> list[str]:
    """How many promises, and how many dates that nobody promised."""
    promised = sum(one.promised for one in orders)
    other = len(orders) - promised
    return [f"{promised:,}" if promised else "", f"{other:,}" if other else ""]


def without(orders: Sequence[AtRisk]) -> str:
    """What would be late, as the end of a line."""
    return f" Late without: {first_names(orders)}." if orders else " Nothing on time would be late without."


def first_names(orders: Sequence[AtRisk]) -> str:
    names = ", ".join(one.order for one in orders[:SHOWN_ORDERS])
    rest = len(orders) - SHOWN_ORDERS
    return names + (f" and {rest} more" if rest > 0 else "")
