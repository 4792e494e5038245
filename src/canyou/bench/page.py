"""The tables of docs/benchmarks.md, written from figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from canyou.bench.comparing import WAYS


def renewed(page: str, figures: dict[str, Any]) -> str:
    """The page with each block between `<!-- NAME -->` and `<!-- end -->` written anew; the rest as it is.

    Blocks whose figures were not measured this time stay. The machine is named where everything was measured on it.

    Raises:
        KeyError: the page has a block that nothing writes.
    """

    def block(found: re.Match[str]) -> str:
        write, needed = BLOCKS[found[2]], NEEDED[found[2]]
        return found[1] + write(figures) + "\n" + found[3] if needed <= set(figures) else found[0]

    return re.sub(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", block, page, flags=re.DOTALL)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, its figures to the right."""
    lines = [" | ".join(heads), " | ".join(["---", *["---:"] * (len(heads) - 1)])]
    return "\n".join(f"| {line} |" for line in [*lines, *(" | ".join(row) for row in rows)])


def machine(figures: dict[str, Any]) -> str:
    on = figures["machine"]
    return (
        f"{on['cores']} cores of an {on['processor']}, Python {on['python']}, numba {on['numba']}, "
        f"numpy {on['numpy']}; {on['load']} processes wanted to run on average while it began."
    )


def plan(figures: dict[str, Any]) -> str:
    heads = (
        "orders",
        "steps",
        "seconds",
        "processor",
        "demand",
        "build",
        "dispatch",
        "settle",
        "read off",
        "MB",
    )
    names = ("plan", "cpu", "demand", "build", "dispatch", "settle", "read_off")
    rows = [
        [
            f"{row['orders']:,}{' rich' if row['rich'] else ''}",
            f"{row['steps']:,}",
            *(f"{row[f'{name}_seconds']:.2f}" for name in names),
            f"{row['memory_megabytes']:,.0f}",
        ]
        for row in figures["plan"]
    ]
    reading = ", ".join(
        f"{'a rich' if row['rich'] else 'a plain'} shop {row['read_seconds']:.2f} s"
        for row in figures["plan"]
        if "read_seconds" in row
    )
    return (
        f"{table(heads, rows)}\n\nReading and checking the folder with 5,000 orders is not in it: {reading}."
    )


def quality(figures: dict[str, Any]) -> str:
    found = figures["quality"]
    heads = ("way to plan", "promised", "the rest", "sum", "the plan's sum is")
    rows = [
        [
            row["way"],
            *(f"{row[part]:,.0f}" for part in ("promised", "rest", "sum")),
            f"{row['plan_of_it']:.2f} of it",
        ]
        for row in found["pooled"]
    ]
    said = f"Importance × minutes late, over {found['shops']} shops with {found['orders']:,} orders in all:"
    return f"{said}\n\n{table(heads, rows)}"


def worst(figures: dict[str, Any]) -> str:
    heads = (
        "shop",
        "load",
        "plan",
        "of it promised",
        "earliest due date",
        "of it promised",
        "best of 11",
        "of it promised",
    )
    names = (
        "plan",
        "plan_promised",
        "earliest_due_date",
        "earliest_due_date_promised",
        "best_of_11",
        "best_of_11_promised",
    )
    return table(
        heads,
        [
            [
                f"{row['orders']} orders, {'rich' if row['rich'] else 'plain'}, seed {row['seed']}",
                f"{row['load']}",
                *(f"{row[name]:,.0f}" for name in names),
            ]
            for row in figures["quality"]["worst"]
        ],
    )  # fmt: skip


def ask(figures: dict[str, Any]) -> str:
    heads = (
        "orders",
        "median ms",
        "99 in 100 within ms",
        "processor median",
        "processor 99 in 100",
        "as asked",
    )
    names = ("median_ms", "p99_ms", "cpu_median_ms", "cpu_p99_ms")
    rows = [
        [
            f"{row['orders']:,}{' rich' if row['rich'] else ''}",
            *(f"{row[name]:.1f}" for name in names),
            f"{row['as_asked_share']:.0%}",
        ]
        for row in figures["ask"]["in_process"]
    ]
    web = figures["ask"]["over_http"]
    return (
        f"{table(heads, rows)}\n\n`POST /api/options` through the web server, one client, {web['orders']:,} orders, "
        f"{web['count']} questions: median {web['median_ms']:.1f} ms, 99 in 100 within {web['p99_ms']:.1f} ms, "
        f"the slowest {web['worst_ms']:.1f} ms."
    )


def cold(figures: dict[str, Any]) -> str:
    return table(
        ("command", "least seconds", "median seconds", "least processor seconds"),
        [
            [
                f"`{row['command']}`",
                *(f"{row[f'{name}_seconds']:.2f}" for name in ("least", "median", "least_cpu")),
            ]
            for row in figures["ask"]["cold"]
        ],
    )


def move(figures: dict[str, Any]) -> str:
    found = figures["move"]
    heads = (
        "date asked",
        "questions",
        "moving others",
        "right-shifting",
        "less",
        "orders later",
        "right-shifting: orders later",
        "right-shifting: promises broken",
    )
    soon = {0.0: "the soonest", 0.25: "a quarter of the way to the gaps'", 0.5: "half of the way"}
    rows = [(soon[row["between_soonest_and_gaps"]], row) for row in found["by_date"]]
    lines = [
        [
            name,
            f"{row['questions']:,}",
            f"{row['slipped']:,}",
            f"{row['right_shifting']:,}",
            f"{row['less']:.1%}",
            f"{row['orders_later']:,}",
            f"{row['right_shifting_orders_later']:,}",
            f"{row['right_shifting_promises_broken']:,}",
        ]
        for name, row in [*rows, ("all", found)]
    ]
    said = (
        f"{found['rush_questions']} rush questions on {found['shops']} shops. "
        f"Moving others meets {found['met_by_both']} of them by the date that right-shifting meets, "
        f"{found['met_keeping_promises']} of these with every promise kept "
        f"(the others break {found['promises_broken']}). Σ importance × minutes slipped, over what both meet:"
    )
    return f"{said}\n\n{table(heads, lines)}"


def improve(figures: dict[str, Any]) -> str:
    found = figures["improve"]
    heads = (
        "improved for",
        "job shops",
        "best known reached",
        "gap",
        "gap, verified ones",
        "gap as dispatched",
    )
    job_shops = [
        [
            f"{row['seconds']:g} s",
            f"{row['job_shops']}",
            f"{row['reached']}",
            *(f"{row[name]:.1%}" for name in ("gap", "gap_verified", "gap_dispatched")),
        ]
        for row in found["job_shops"]
    ]
    large_heads = (
        "shop",
        "seconds",
        "dispatched",
        "improved",
        "less",
        "promised before",
        "after",
        "steps moved",
    )
    large = [
        [
            f"{row['orders']:,} orders, {'rich' if row['rich'] else 'plain'}, load {row['load']}",
            f"{row['seconds']:g}",
            f"{row['before']:,}",
            f"{row['after']:,}",
            f"{row['less']:.1%}",
            f"{row['promised_before']:,}",
            f"{row['promised_after']:,}",
            f"{row['moved']:,} of {row['steps']:,}",
        ]
        for row in found["large"]
    ]
    loaded = [
        [row["way"], *(f"{row[part]:,}" for part in ("promised", "rest", "sum"))]
        for row in found["loaded"]["pooled"]
    ]
    said = (
        f"The {found['loaded']['shops']} shops on which plans are compared above, each improved for "
        f"{found['loaded']['seconds']:g} s, importance × minutes late:"
    )
    return "\n\n".join(
        [
            table(heads, job_shops),
            table(large_heads, large),
            said,
            table(("way to plan", "promised", "the rest", "sum"), loaded),
        ]
    )


def load(figures: dict[str, Any]) -> str:
    heads = ("database", "servers", "people", "live median", "99 in 100", "answer median", "99 in 100",
             "promise median", "99 in 100", "calls", "failed", "cores at work")  # fmt: skip
    rows = [
        [
            row["database"],
            f"{row['servers']}",
            f"{row['people']}",
            *(
                f"{row[f'{kind}_{name}_ms']:,.0f}"
                for kind in ("live", "answer", "promise")
                for name in ("median", "p99")
            ),
            f"{sum(row[f'{kind}_calls'] for kind in ('live', 'answer', 'promise')):,}",
            f"{row['failed']}",
            f"{row['machine_cores_used']:.1f}",
        ]
        for row in figures["load"]
    ]
    return f"Milliseconds, on {figures['load'][0]['orders']:,} orders:\n\n{table(heads, rows)}"


def compare(figures: dict[str, Any]) -> str:
    found = figures["compare"]
    ways = [
        name for name in WAYS if name != "cp_sat" or any(row["cp_sat"] is not None for row in found["rows"])
    ]
    heads = ("shop", "steps", *(WAYS[name] for name in ways), "best known")
    rows = [
        [
            row["shop"],
            f"{row['steps']:,}",
            *(figure(row[name]) for name in ways),
            figure(row.get("best_known")),
        ]
        for row in found["rows"]
    ]
    return (
        f"Importance × minutes late; improved for {found['improved_seconds']:g} s. {found['referee'].rstrip('.')}.\n\n"
        f"{table(heads, rows)}"
    )


def figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def confidence(figures: dict[str, Any]) -> str:
    found = figures["confidence"]
    band, cost, agreement = found["band"], found["cost"], found["agreement"]
    said = (
        f"{found['promises']:,} promises on {found['shops']} shops. Of the {band['n']:,} said to hold at 80 to 95 %, "
        f"{band['said']:.1%} on average, {band['kept']:.1%} were kept: {100 * band['off']:+.1f} points "
        f"({100 * band['low']:+.1f} to {100 * band['high']:+.1f})."
    )
    bins = [[f"{row['said']:.1%}", f"{row['was']:.1%}", f"{row['n']:,}"] for row in found["bins"]]
    parts = [
        (row.get("kind") or f"all, work picked {row['picks']}", row)
        for row in (*found["by_kind"], *found["by_habit"])
        if row["n"]
    ]
    rows = [
        [name, f"{row['n']:,}", f"{row['said']:.1%}", f"{row['kept']:.1%}",
         f"{100 * row['off']:+.1f} ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})"]
        for name, row in parts
    ]  # fmt: skip
    costs = (
        f"{cost['runs']:,} runs of a plan of {cost['steps']:,} steps take {cost['seconds']:.2f} s "
        f"({cost['cpu_seconds']:.2f} s of processor time), and keep {cost['kept_megabytes']:.0f} MB. The chances of "
        f"{agreement['options']} options are off those of a thousand runs of the whole plan with them by "
        f"{100 * agreement['mean_off']:.1f} points on average; {agreement['within_2_points']:.0%} are within 2."
    )
    return "\n\n".join(
        [
            said,
            table(("said", "kept", "promises"), bins),
            "Those said to hold at 80 to 95 %, by what was promised:",
            table(("promise", "number", "said", "kept", "points off"), rows),
            costs,
        ]
    )


BLOCKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "machine": machine,
    "plan": plan,
    "quality": quality,
    "worst": worst,
    "ask": ask,
    "cold": cold,
    "move": move,
    "load": load,
    "improve": improve,
    "compare": compare,
    "confidence": confidence,
}

NEEDED: dict[str, set[str]] = {
    "machine": {"machine", "plan", "ask"},
    "plan": {"plan"},
    "quality": {"quality"},
    "worst": {"quality"},
    "ask": {"ask"},
    "cold": {"ask"},
    "move": {"move"},
    "load": {"load"},
    "improve": {"improve"},
    "compare": {"compare"},
    "confidence": {"confidence"},
}
"""What must have been measured for a block."""
