"""Who ran which machine, by the shop's log, and what only one person ever ran.

A machine is what the log calls one. Only rows of kind `run` count: who sets up or repairs a machine may not run it.
Nobody is compared with anybody: what counts is that a machine has one name beside it and no second.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from canyou.shop.records import Shop


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a machine's run rows are one person's."""

    machine: str
    share: float
    rows: int


@dataclass(frozen=True, slots=True)
class Runs:
    """What one person ran."""

    person: str
    sole_for: tuple[str, ...]
    """Machines that nobody else ever ran, by name."""
    shares: tuple[Share, ...]
    """By machine."""


def runs_by_person(shop: Shop) -> list[Runs]:
    """Everyone named in the log, by name, with the machines they ran."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for event in shop.events:
        if event.kind == "run" and event.person.strip():
            rows[event.machine][event.person.strip()] += 1
    mine: dict[str, list[Share]] = defaultdict(list)
    sole: dict[str, list[str]] = defaultdict(list)
    for machine in sorted(rows):
        total = sum(rows[machine].values())
        for person, count in rows[machine].items():
            mine[person].append(Share(machine, count / total, count))
            if len(rows[machine]) == 1:
                sole[person].append(machine)
    return [Runs(person, tuple(sole[person]), tuple(mine[person])) for person in sorted(mine)]


def machines_named(shop: Shop, name: str) -> tuple[str, int | None] | None:
    """The work center, and its machine, that a log means: by its name or number, or with the machine's number behind.

    None where the shop has no such machine.
    """
    known = {
        center.name.casefold(): key
        for key, center in reversed(list(shop.work_centers.items()))
        if center.name
    }
    known |= {key.casefold(): key for key in shop.work_centers}
    wanted = name.casefold().strip()
    if wanted in known:
        return known[wanted], None
    match = re.fullmatch(r"(.*?)[\s/#_.:-]*(\d+)", wanted)
    if match is None or match[1] not in known:
        return None
    center = shop.work_centers[known[match[1]]]
    number = int(match[2])
    return (center.work_center, number) if 1 <= number <= center.machines else None
