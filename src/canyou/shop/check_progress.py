"""What is going on: progress, gates and reservations against the orders, routings and machines they name."""

from __future__ import annotations

from collections import Counter, defaultdict

from canyou.shop.problems import Problems
from canyou.shop.records import Progress, Step
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets

Routings = dict[str, dict[int, Step]]


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks progress.csv, gates.csv and reservations.csv."""
    routings: Routings = defaultdict(dict)
    unsure: set[str] = set()
    for step in sheets.routings.records:
        routings[step.part].setdefault(step.step, step)
    for i in sheets.routings.broken:  # what steps such a part really has is not known
        routings.pop(sheets.routings.records[i].part, None)
        unsure.add(sheets.routings.records[i].part)
    if not (sheets.routings.readable and sheets.orders.readable):
        return
    _check_steps_exist(sheets, routings, unsure, problems)
    _check_rows(sheets, settings, routings, problems)
    _check_machines_shared(sheets, routings, problems)
    _check_sequence(sheets, routings, problems)
    _check_crews(sheets, routings, problems)
    _check_reservations(sheets, routings, unsure, problems)


def _check_steps_exist(sheets: Sheets, routings: Routings, unsure: set[str], problems: Problems) -> None:
    rows = [("progress.csv", line, row.order, row.step) for line, row in sheets.progress.sound()]
    rows += [("gates.csv", line, gate.order, gate.step) for line, gate in sheets.gates.sound()]
    for file, line, name, step in rows:
        order = sheets.orders.get(name)
        if order is None or order.part not in sheets.parts.by_key or order.part in unsure:
            continue
        steps = routings.get(order.part, {})
        if step not in steps:
            there = ", ".join(map(str, sorted(steps))) or "no routing"
            problems.error(file, line, "step", f"is no step of {order.part}, which has {there}", step)


def _step_of(sheets: Sheets, routings: Routings, row: Progress) -> Step | None:
    order = sheets.orders.get(row.order)
    return routings.get(order.part, {}).get(row.step) if order else None


def _check_rows(sheets: Sheets, settings: Settings, routings: Routings, problems: Problems) -> None:
    told: set[str] = set()
    for line, row in sheets.progress.sound():
        order = sheets.orders.get(row.order)
        step = _step_of(sheets, routings, row)
        if order is None or step is None:
            continue
        if order.state in ("shipped", "cancelled") and row.order not in told:
            told.add(row.order)
            problems.warn("progress.csv", line, "order", f"is {order.state}; its progress is past", row.order)
        if row.finished_at is not None and row.started_at is not None and row.finished_at < row.started_at:
            problems.warn("progress.csv", line, "finished", "is before started", row.order)
        later = settings.clock_known and row.started_at is not None and row.started_at > settings.now_at
        if later and row.state != "done":
            problems.warn("progress.csv", line, "started", "is later than now", row.order)
        if order.quantity < row.good_quantity:
            problems.warn(
                "progress.csv",
                line,
                "good_quantity",
                f"is more than ordered, {order.quantity:f}",
                f"{row.good_quantity:f}",
            )
        if not step.is_outside:
            _check_place(line, row, step, sheets, problems)


def _check_place(line: int, row: Progress, step: Step, sheets: Sheets, problems: Problems) -> None:
    name = row.work_center or step.work_center
    center = sheets.work_centers.get(name)
    if row.work_center and row.work_center != step.work_center and row.work_center not in step.alternates:
        problems.warn(
            "progress.csv",
            line,
            "work_center",
            f"is neither the routing's {step.work_center} nor one of its alternates",
            row.work_center,
        )
    if center is None or sheets.work_centers.is_broken(name):
        return
    if row.machine and row.machine > center.machines:
        problems.error(
            "progress.csv",
            line,
            "machine",
            f"is no machine of {name}, which has {center.machines}",
            row.machine,
        )
    elif row.state == "running" and row.machine is None and center.machines > 1:
        problems.warn(
            "progress.csv",
            line,
            "machine",
            f"is empty for a running step; {name} has {center.machines}",
            row.order,
        )


def _going(sheets: Sheets, routings: Routings) -> list[tuple[int, Progress, Step]]:
    """Running rows, inside, of orders that are not past."""
    found = []
    for line, row in sheets.progress.sound():
        if row.state == "running":
            order, step = sheets.orders.get(row.order), _step_of(sheets, routings, row)
            if order and step and order.state in ("open", "hold") and not step.is_outside:
                found.append((line, row, step))
    return found


def _check_machines_shared(sheets: Sheets, routings: Routings, problems: Problems) -> None:
    first: dict[tuple[str, int], str] = {}
    for line, row, step in _going(sheets, routings):
        if row.machine is not None:
            at = (row.work_center or step.work_center, row.machine)
            other = first.setdefault(at, row.order)
            if other != row.order:
                problems.warn(
                    "progress.csv",
                    line,
                    "machine",
                    f"runs {other} already; they go one after the other, in order of started",
                    f"{row.order} on {at[0]} {at[1]}",
                )


def _check_sequence(sheets: Sheets, routings: Routings, problems: Problems) -> None:
    done = {(row.order, row.step) for row in sheets.progress.records if row.state == "done"}
    for line, row in sheets.progress.sound():
        order = sheets.orders.get(row.order)
        if row.state != "running" or order is None or order.state not in ("open", "hold"):
            continue
        steps = sorted(routings.get(order.part, {}))
        at = steps.index(row.step) if row.step in steps else 0
        if at and (row.order, steps[at - 1]) not in done:
            problems.warn(
                "progress.csv",
                line,
                "state",
                f"is running although step {steps[at - 1]} before it is not done",
                f"{row.order} step {row.step}",
            )


def _check_crews(sheets: Sheets, routings: Routings, problems: Problems) -> None:
    """People are busy on running steps that they attend to the end; a running step's set-up is over."""
    busy: Counter[str] = Counter()
    for line, row, step in _going(sheets, routings):
        crew = sheets.crews.get(step.crew) if step.crew else None
        if crew is None or step.attended != "all" or sheets.crews.is_broken(step.crew):
            continue
        busy[step.crew] += 1
        if busy[step.crew] == crew.people + 1:
            problems.warn(
                "progress.csv",
                line,
                "state",
                f"is running on more steps than crew {step.crew} has people, {crew.people}; all go on",
                f"{row.order} step {row.step}",
            )


def _check_reservations(sheets: Sheets, routings: Routings, unsure: set[str], problems: Problems) -> None:
    for line, row in sheets.reservations.sound():
        steps = routings.get(row.part, {})
        if row.part in sheets.parts.by_key and row.part not in unsure and row.step not in steps:
            there = ", ".join(map(str, sorted(steps))) or "no routing"
            problems.error(
                "reservations.csv", line, "step", f"is no step of {row.part}, which has {there}", row.step
            )
        if row.end_at is not None and row.end_at < row.start_at:
            problems.error("reservations.csv", line, "end", "is before start", row.order)
        center = sheets.work_centers.get(row.work_center)
        if center and row.machine and row.machine > center.machines:
            if not sheets.work_centers.is_broken(row.work_center):
                problems.error(
                    "reservations.csv",
                    line,
                    "machine",
                    f"is no machine of {row.work_center}, which has {center.machines}",
                    row.machine,
                )
        elif center and row.machine is None:
            problems.error("reservations.csv", line, "machine", f"is empty at {row.work_center}", row.order)
