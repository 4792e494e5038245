"""Writes docs/benchmarks.md's tables and pictures anew: `python -m canyou.bench.pictures FIGURES.json DOCS`.

FIGURES.json is what `canyou bench all --json` printed, DOCS the folder of the page.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from canyou.bench.chart import Points, bars, diagonal, log_lines
from canyou.bench.page import renewed


def pictures(figures: dict[str, Any]) -> dict[str, str]:
    """Each picture that there are figures for, by the name of its file."""
    found: dict[str, str] = {}
    if "plan" in figures:
        found["bench-plan.svg"] = log_lines(
            "Making a plan", "orders", "seconds of processor time",
            kinds(figures["plan"], "cpu_seconds"),
        )  # fmt: skip
    if "ask" in figures:
        asked = figures["ask"]["in_process"]
        found["bench-ask.svg"] = log_lines(
            "Answering a question with all its options", "orders", "milliseconds of processor time",
            {
                "median": curve(asked, "cpu_median_ms"),
                "1 in 100 is slower": curve(asked, "cpu_p99_ms"),
            },
        )  # fmt: skip
    if "quality" in figures:
        found["bench-quality.svg"] = bars(
            f"Lateness of plans, pooled over {figures['quality']['shops']} shops",
            "million importance × minutes",
            [(row["way"], row["sum"] / 1e6) for row in figures["quality"]["pooled"]],
            marked="plan",
        )
    if "move" in figures:
        move = figures["move"]
        found["bench-move.svg"] = bars(
            f"What others slip, over {move['questions']} rush questions for the same dates",
            "million importance × minutes",
            [("moving others", move["slipped"] / 1e6), ("right-shifting", move["right_shifting"] / 1e6)],
            marked="moving others",
        )
    one = [row for row in figures.get("load", []) if row["servers"] == 1]
    if len(one) > 1:
        found["bench-load.svg"] = log_lines(
            "People who ask twice a minute, one server", "people", "milliseconds, 99 in 100 within",
            {
                "live options": [(float(row["people"]), float(row["live_p99_ms"])) for row in one],
                "an answer": [(float(row["people"]), float(row["answer_p99_ms"])) for row in one],
            },
        )  # fmt: skip
    if "improve" in figures and figures["improve"]["large"]:
        large = figures["improve"]["large"]
        found["bench-improve.svg"] = bars(
            f"Lateness of large shops after {large[0]['seconds']:.0f} s of improving",
            "share of that of the plan as dispatched",
            [("as dispatched", 1.0), *((shop_name(row), row["after"] / row["before"]) for row in large)],
            marked="as dispatched",
        )
    if "compare" in figures:
        found["bench-compare.svg"] = bars(
            "Lateness of job shops, pooled, by the way to plan",
            "importance × minutes",
            [(row["way"], float(row["late"])) for row in figures["compare"]["job_shops"]],
            marked="improved",
        )
    if "confidence" in figures:
        found["bench-confidence.svg"] = diagonal(
            "What was said, and what was kept", "said", "kept",
            [(row["said"], row["was"]) for row in figures["confidence"]["bins"]],
        )  # fmt: skip
    return found


def shop_name(row: dict[str, Any]) -> str:
    return f"{row['orders']:,} {'rich' if row['rich'] else 'plain'}, load {row['load']}"


def kinds(rows: Iterable[dict[str, Any]], name: str) -> dict[str, Points]:
    """A curve of plain shops and one of rich ones, as far as there are any."""
    rows = list(rows)
    found = {"plain shops": curve(rows, name), "rich shops": curve(rows, name, rich=True)}
    return {kind: points for kind, points in found.items() if points}


def curve(rows: Iterable[dict[str, Any]], name: str, rich: bool = False) -> list[tuple[float, float]]:
    """One figure over the number of orders."""
    return sorted((float(row["orders"]), float(row[name])) for row in rows if row["rich"] is rich)


def main(figures: str, docs: str) -> None:
    """Write pictures and tables over those of last time."""
    found = json.loads(Path(figures).read_text(encoding="utf-8"))
    for name, picture in pictures(found).items():
        (Path(docs) / "pictures" / name).write_text(picture, encoding="utf-8")
    page = Path(docs) / "benchmarks.md"
    page.write_text(renewed(page.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
