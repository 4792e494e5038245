"""Bills of material and stock: parts made of themselves, steps that do not exist, stock nobody can use."""

from __future__ import annotations

from collections import defaultdict

from canyou.shop.problems import Problems
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks bom.csv for cycles and steps, stock.csv for a status that is a slip."""
    _check_cycles(sheets, problems)
    _check_steps(sheets, problems)
    for line, stock in sheets.stock.sound():
        if stock.status != "free" and stock.status.lower() == "free":
            problems.warn(
                "stock.csv",
                line,
                "status",
                "is not free in small letters, so the stock cannot be used",
                stock.status,
            )


def _check_steps(sheets: Sheets, problems: Problems) -> None:
    if not sheets.routings.readable:
        return
    steps: dict[str, list[int]] = defaultdict(list)
    for step in sheets.routings.records:
        steps[step.part].append(step.step)
    unsure = {sheets.routings.records[i].part for i in sheets.routings.broken}
    told: set[str] = set()
    for line, row in sheets.bom.sound():
        if row.part not in steps:
            if row.part in sheets.parts.by_key and row.part not in told:
                told.add(row.part)
                problems.warn(
                    "bom.csv",
                    line,
                    "part",
                    "has no routing, so that its components are never needed",
                    row.part,
                )
        elif row.step is not None and row.step not in steps[row.part] and row.part not in unsure:
            there = ", ".join(map(str, sorted(steps[row.part])))
            problems.error("bom.csv", line, "step", f"is no step of {row.part}, which has {there}", row.step)


def _check_cycles(sheets: Sheets, problems: Problems) -> None:
    """Names each cycle once, at the line that closes it."""
    below: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for line, row in sheets.bom.sound():
        below[row.part].append((row.component, line))
    state: dict[str, int] = {}  # 1: on the path now, 2: done
    for top in list(below):
        if top in state:
            continue
        path, iterators = [top], [iter(below[top])]
        state[top] = 1
        while path:
            component, line = next(iterators[-1], ("", 0))
            if not line:
                state[path.pop()] = 2
                iterators.pop()
            elif state.get(component) == 1:
                cycle = [*path[path.index(component) :], component]
                problems.error("bom.csv", line, "component", "is made of itself", " -> ".join(cycle))
            elif component not in state:
                state[component] = 1
                path.append(component)
                iterators.append(iter(below.get(component, ())))
