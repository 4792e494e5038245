"""`canyou pin` and `canyou unpin`: the planner's hand on one step, and what it costs."""

from __future__ import annotations

from typing import Any

import typer

from canyou.faces.cli.stop import Stop

ORDER = typer.Argument(metavar="ORDER", help="The order.")
STEP = typer.Argument(metavar="STEP", help="The number of the step.")
PART = typer.Option("", help="The part made by the step; without it the order's own.")
LOT = typer.Option(1, min=1, help="The number of the lot.")


def pin(
    order: str = ORDER,
    step: int = STEP,
    reason: str = typer.Option(..., help="Why it stays there."),
    part: str = PART,
    lot: int = LOT,
    work_center: str = typer.Option("", help="On another work center; without it where it stands."),
    machine: int = typer.Option(0, min=0, help="On another machine, 1 … n."),
    start: str = typer.Option("", help="At another moment, ISO 8601."),
) -> None:
    """Pin a step to its machine and place, with a reason.

    It stays there through imports and replanning until it is freed.
    """
    from canyou.faces.cli import program

    program.start()
    from canyou.floor.book import NoSuchOrder, booked
    from canyou.floor.pins import costs
    from canyou.shop.times import instant

    shop = program.current().shop
    if order not in shop.orders:
        raise Stop(f"There is no order {order}.")
    place: dict[str, Any] = {}
    if work_center:
        if work_center not in shop.work_centers:
            raise Stop(f"There is no work center {work_center}.")
        place["work_center"] = work_center
    if machine:
        place["machine"] = machine
    if start:
        try:
            place["start"] = instant(start, shop.timezone, False)
        except ValueError as error:
            raise Stop(f"--start {start} {error}.") from None
    own = part or (shop.orders[order].part if order in shop.orders else "")
    try:
        with booked() as book:
            book.pin(order, own, step, reason, lot=lot, place=place)
    except NoSuchOrder as problem:
        raise Stop(str(problem)) from None
    mine = next((c for c in costs() if (c.order, c.part, c.step, c.lot) == (order, own, step, lot)), None)
    stands = program.current().standing.problems
    for line in stands:
        if line.startswith(f"reservations.csv: start: {order} step {step} "):
            raise Stop(f"It is pinned, but {line.removeprefix('reservations.csv: start: ')}.")
    print(f"Step {step} of {order} is pinned: {reason}.")
    if mine is not None:
        print(f"It costs {mine.words}.")


def unpin(order: str = ORDER, step: int = STEP, part: str = PART, lot: int = LOT) -> None:
    """Free a step that was pinned here."""
    from canyou.faces.cli import program

    program.start()
    from canyou.floor.book import NoSuchOrder, booked

    shop = program.current().shop
    if order not in shop.orders:
        raise Stop(f"There is no order {order}.")
    own = part or (shop.orders[order].part if order in shop.orders else "")
    try:
        with booked() as book:
            book.unpin(order, own, step, lot=lot)
    except NoSuchOrder as problem:
        raise Stop(str(problem)) from None
    print(f"Step {step} of {order} is free.")
