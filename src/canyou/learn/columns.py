"""Which column of a log is which: the contract's own names first, then what other programs call them."""

from __future__ import annotations

import re
from collections.abc import Sequence

NAMES: dict[str, tuple[str, ...]] = {
    "order": (
        "order", "case id", "case", "work order", "work order no", "work order number", "wo", "wo no", "job",
        "job no", "job number", "job id", "order no", "order number", "order id", "order nr", "production order",
        "shop order", "manufacturing order", "mo", "case concept name", "auftrag", "lot", "batch",
    ),
    "part": (
        "part", "part desc", "part description", "part no", "part number", "part name", "part id", "item",
        "item no", "item number", "product", "product name", "product id", "article", "material", "sku", "teil",
    ),
    "step_name": (
        "step name", "step", "activity", "operation", "operation name", "operation description", "task", "process",
        "work step", "concept name", "event", "routing step", "op", "arbeitsgang",
    ),
    "machine": (
        "machine", "machine name", "machine id", "machine no", "resource", "work center", "workcenter",
        "work centre", "workstation", "work station", "station", "equipment", "org resource", "maschine",
    ),
    "person": (
        "person", "worker", "worker id", "worker name", "operator", "operator id", "operator name", "employee",
        "employee id", "employee no", "user", "staff", "clock no", "badge",
    ),
    "quantity": (
        "quantity", "work order qty", "work order quantity", "order qty", "order quantity", "qty", "qty ordered",
        "quantity ordered", "ordered", "lot size", "batch size", "target quantity", "planned quantity", "menge",
    ),
    "good": (
        "good", "good qty", "good quantity", "qty good", "qty completed", "quantity completed", "completed qty",
        "completed", "yield", "produced", "qty produced", "quantity produced", "output", "pieces", "good pieces",
    ),
    "rejected": (
        "rejected", "qty rejected", "rejected qty", "quantity rejected", "reject", "rejects", "scrap", "scrapped",
        "scrap qty", "scrap quantity", "bad", "defects", "qty scrapped",
    ),
    "kind": ("kind", "report type", "type", "event type", "record type", "time type", "category", "kind of time"),
    "rework": ("rework", "is rework", "rework flag"),
    "start": (
        "start", "start timestamp", "start time", "started", "begin", "began", "from", "time start", "clock in",
        "start date", "start datetime", "actual start", "beginn",
    ),
    "end": (
        "end", "complete timestamp", "complete", "end timestamp", "end time", "ended", "finish", "finish time",
        "finished", "to", "until", "stop", "stop time", "clock out", "end date", "end datetime", "actual end",
        "actual finish", "completed at", "ende",
    ),
}  # fmt: skip

NEEDED = ("order", "machine", "start", "end")
"""Without these a row says nothing about a shop."""

KINDS: dict[str, str] = {
    **dict.fromkeys(("run", "d", "production", "produce", "running", "work", "processing", "p", "r"), "run"),
    **dict.fromkeys(("setup", "s", "set up", "setting", "changeover", "change over", "make ready"), "setup"),
    **dict.fromkeys(("breakdown", "b", "down", "downtime", "failure", "stoppage", "repair"), "breakdown"),
    **dict.fromkeys(("rework", "w", "repair of parts", "redo"), "rework"),
}
"""What a row's kind is called, and which of the contract's four kinds it means."""

YES = {"y", "yes", "true", "1", "x"}


def plain(name: str) -> str:
    """A column's name for comparing: small letters, words apart, no marks."""
    return " ".join(re.sub(r"[^\w]+|_", " ", name.casefold()).split())


def mapped(header: Sequence[str]) -> dict[str, int]:
    """Where each column of the contract stands in a header, by the best of its names; the first of equals."""
    names = [plain(cell) for cell in header]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        free = {name: at for at, name in reversed(list(enumerate(names))) if at not in found.values()}
        at = next((free[name] for name in known if name in free), None)
        if at is not None:
            found[column] = at
    return found
