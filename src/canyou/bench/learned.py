"""How well a shop learned from its log foretells when orders finish, against the simple rule.

    python -m canyou.bench.learned EVENTS.csv --timezone Z

The log is cut at several moments inside it, as it would have stood then. Each time a shop is learned from what was
known, planned, and compared with what then happened to the orders that were under way: the moment of their last row
in the whole log. The simple rule: an order takes as long as the finished orders of its part took on average (where
none is finished, those of all parts), and is never finished before now. Both know the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from zoneinfo import ZoneInfo

from canyou.learn.learning import Learned, learn_log
from canyou.learn.log import DAY, Entry, Log, Rows, read_log
from canyou.plan.planner import make_plan
from canyou.shop.records import Instant, Shop
from canyou.shop.times import zone_of

CUTS = 8
"""So many moments, evenly between the first and the last share of the log's rows."""

FROM, TO = 0.25, 0.75


@dataclass(frozen=True, slots=True)
class Forecast:
    """One order under way at a cut: when it was said to finish and when it did."""

    cut_at: Instant
    order: str
    planned_at: Instant
    bare_at: Instant
    """Planned without learned waits: work, closed hours and other orders alone."""
    rule_at: Instant
    finished_at: Instant


def cut(log: Log, at: Instant) -> Log:
    """The log as it would have stood at a moment: rows that had begun; what ran then has no end and no pieces yet."""
    entries = []
    for entry in log.entries:
        if entry.start_at < at:
            if entry.end_at is None or entry.end_at > at:
                entry = replace(entry, end_at=None, good=entry.good * 0, rejected=entry.rejected * 0)
            entries.append(entry)
    counts = [entry for entry in log.counts if entry.start_at < at]
    return Log(entries, counts, Rows(len(entries) + len(counts), len(entries)), at, [])


def moments(log: Log, count: int = CUTS) -> list[Instant]:
    """Moments to cut at: at noon of the days by which even shares of the rows had begun."""
    starts = sorted(entry.start_at for entry in log.entries)
    shares = [FROM + (TO - FROM) * i / (count - 1) for i in range(count)]
    return sorted({starts[int(share * (len(starts) - 1))] // DAY * DAY + DAY // 2 for share in shares})


def last_rows(entries: Sequence[Entry]) -> dict[str, Instant]:
    found: dict[str, Instant] = defaultdict(int)
    for entry in entries:
        found[entry.order] = max(found[entry.order], entry.end_at or entry.start_at)
    return found


def forecasts(log: Log, tz: ZoneInfo, at: Instant) -> list[Forecast]:
    """What plan and rule say of the orders under way at a moment, and what happened."""
    known = cut(log, at)
    learned = learn_log(known, tz)
    planned, bare = finishes(learned.shop), finishes(without_waits(learned.shop))
    ruled = by_rule(learned)
    first: dict[str, Instant] = {}
    for entry in known.entries:
        first[entry.order] = min(first.get(entry.order, at), entry.start_at)
    truth = last_rows([*log.entries, *log.counts])
    last_known = {name: order.shipped_at for name, order in learned.shop.orders.items()}
    return [
        Forecast(
            at, order, planned.get(order) or last_known[order] or at, bare.get(order) or last_known[order] or at,
            max(at, first[order] + round(ruled(learned.shop.orders[order].part))), truth[order],
        )
        for order in sorted(first)
        if truth[order] > at and order in last_known
    ]  # fmt: skip


def finishes(shop: Shop) -> dict[str, Instant]:
    return {name: plan.finish_at for name, plan in make_plan(shop).orders.items()}


def without_waits(shop: Shop) -> Shop:
    return replace(
        shop,
        gates=(),
        routings={
            part: tuple(replace(step, wait_minutes=step.wait_minutes * 0) for step in steps)
            for part, steps in shop.routings.items()
        },
    )


def by_rule(learned: Learned) -> Callable[[str], float]:
    """How long an order of a part takes: the mean of those finished, else of all finished ones."""
    spans: dict[str, list[int]] = defaultdict(list)
    for order in learned.shop.orders.values():
        if order.shipped_at is not None and order.created_at is not None:
            for part in (order.part, ""):
                spans[part].append(order.shipped_at - order.created_at)
    means = {part: mean(some) for part, some in spans.items()}

    def of(part: str) -> float:
        return means.get(part.partition("/R")[0], means.get("", 0.0))

    return of


def figures(path: Path, timezone: str) -> dict[str, object]:
    tz = zone_of(timezone)
    log = read_log(path.read_bytes(), path.name, tz)
    rows, everything = [], []
    for at in moments(log):
        found = forecasts(log, tz, at)
        everything += found
        rows.append({"cut": dt.datetime.fromtimestamp(at, tz).isoformat(), **errors(found)})
    return {"log": path.name, "cuts": rows, "all": errors(everything)}


def errors(found: Sequence[Forecast]) -> dict[str, object]:
    """Median absolute errors in days, and how often the plan was nearer than the rule."""
    if not found:
        return {"orders": 0}
    ways = {
        "plan": [f.planned_at - f.finished_at for f in found],
        "plan_without_waits": [f.bare_at - f.finished_at for f in found],
        "rule": [f.rule_at - f.finished_at for f in found],
    }
    said: dict[str, object] = {"orders": len(found)}
    for name, off in ways.items():
        said[name] = round(median(map(abs, off)) / DAY, 2)
        said[f"{name}_bias"] = round(median(off) / DAY, 2)
    nearer = [abs(f.planned_at - f.finished_at) < abs(f.rule_at - f.finished_at) for f in found]
    said["plan_nearer_share"] = round(sum(nearer) / len(nearer), 2)
    return said


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path, help="A shop floor log.")
    parser.add_argument("--timezone", default="UTC", help="The log's IANA time zone.")
    given = parser.parse_args()
    print(json.dumps(figures(given.log, given.timezone), indent=1))


if __name__ == "__main__":
    main()
