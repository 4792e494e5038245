"""Writes the tables of docs/shop-folder.md from the schema: `.venv/bin/python tools/column_tables.py`.

The schema is where a column is described; the page shows the same, and a test fails where it does not.
"""

from __future__ import annotations

import re
from pathlib import Path

from canyou.shop.schema import SETTINGS, TABLES, Column

PAGE = Path(__file__).resolve().parent.parent / "docs" / "shop-folder.md"
KINDS = {
    "name": "name",
    "text": "text",
    "choice": "one of",
    "number": "number",
    "whole": "whole number",
    "time": "time",
    "clock": "HH:MM",
    "day": "day",
    "names": "names, `;` between",
    "yes": "`yes` or empty",
}


def rows(columns: tuple[Column, ...]) -> str:
    """A table of columns: needed ones in bold, what an empty cell stands for in the text."""
    lines = ["| column | is | means |", "| --- | --- | --- |"]
    for column in columns:
        name = f"**{column.name}**" if column.needed else column.name
        kind = KINDS[column.kind]
        if column.kind == "choice":
            kind = ", ".join(f"`{choice}`" for choice in column.choices)
        if column.refers:
            kind += f" in {column.refers}"
        meaning = column.meaning.rstrip(".")
        if column.default not in ("", "0") and "default" not in meaning:
            meaning += f" (default {column.default})"
        lines.append(f"| {name} | {kind} | {meaning}. |".replace("…. |", "… |"))
    return "\n".join(lines)


def headed() -> str:
    """All files, each with its meaning and its columns."""
    parts = [f"### shop.toml\n\nThe shop itself. **Needed.**\n\n{rows(SETTINGS)}"]
    for table in TABLES:
        needed = " **Needed.**" if table.needed else ""
        parts.append(f"### {table.file}\n\n{table.meaning}{needed}\n\n{rows(table.columns)}")
    return "\n\n".join(parts)


def renewed(page: str) -> str:
    """The page with the part between its two marks written anew."""
    return re.sub(
        r"(<!-- columns: begin -->\n).*?(<!-- columns: end -->)",
        lambda found: f"{found[1]}\n{headed()}\n\n{found[2]}",
        page,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
