"""`canyou bench`: measures on a shop that it makes itself, with the sizes in the answer."""

from __future__ import annotations

from enum import StrEnum

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.stop import note


class What(StrEnum):
    """What can be measured in this version."""

    plan = "plan"
    ask = "ask"
    move = "move"
    improve = "improve"
    load = "load"
    compare = "compare"
    confidence = "confidence"
    all = "all"


def bench(
    what: What = typer.Argument(
        What.plan,
        help="What to measure: making plans (and how good they are), answering questions, moving others, "
        "improving plans (half an hour), plans beside simpler ways and CP-SAT (ten minutes), people at work through "
        "the web server (ten minutes), whether chances hold (some minutes), or all.",
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Measure how fast this machine plans and answers."""
    from canyou.bench import run

    figures = run(what.value, progress=note)
    if as_json:
        print_document(figures)
        return
    print("\n".join(lines(figures)))


def lines(figures: object, indent: str = "") -> list[str]:
    """Any figures as indented lines; a list of records becomes a table."""
    from canyou.faces.cli.table import table

    if isinstance(figures, dict):
        shown = []
        for name, value in figures.items():
            if isinstance(value, dict | list):
                shown += [f"{indent}{name}:", *lines(value, indent + "  ")]
            else:
                shown.append(f"{indent}{name}: {written(value)}")
        return shown
    if isinstance(figures, list) and figures and all(isinstance(row, dict) for row in figures):
        heads = list(dict.fromkeys(name for row in figures for name in row))
        rows = [[written(row.get(name, "")) for name in heads] for row in figures]
        return [indent + line for line in table(heads, rows, right=range(len(heads)))]
    if isinstance(figures, list):
        return [indent + ", ".join(written(value) for value in figures)]
    return [indent + written(figures)]


def written(value: object) -> str:
    """A figure with as many places as say something."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
