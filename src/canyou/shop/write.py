"""Writing a shop as a folder, or as rows for a database, that read back to the same Shop."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from canyou.shop.assemble import note_keys
from canyou.shop.records import Shop
from canyou.shop.schema import SETTINGS, SETTINGS_FILE, TABLES, WEEKDAYS, Column, Table
from canyou.shop.times import clock_text, wall, zone_of

Rows = list[dict[str, str]]


def write_folder(shop: Shop, path: str | Path) -> None:
    """Writes the shop's files into a folder, which is made if it is not there.

    Files of the contract that would be empty are taken away; others in the folder are left alone.
    Raises OSError where the folder cannot be written.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    settings, tables = rows_of(shop)
    (folder / SETTINGS_FILE).write_text(_toml(settings), encoding="utf-8", newline="\n")
    for table in TABLES:
        file, rows = folder / table.file, tables[table.stem]
        if rows or table.needed:
            file.write_text(csv_text(table, rows), encoding="utf-8", newline="")
        else:
            file.unlink(missing_ok=True)


def rows_of(shop: Shop) -> tuple[dict[str, str], dict[str, Rows]]:
    """The shop as text: settings by key, and the rows of each file by its name without `.csv`.

    `canyou.shop.read.read_rows` reads them back. Cells that hold what an empty one stands for are left out.
    """
    zone = zone_of(shop.timezone)
    return _settings(shop, zone), {table.stem: _rows(shop, table, zone) for table in TABLES}


def csv_text(table: Table, rows: Rows) -> str:
    """The text of one file: needed columns always, others where any row has them, notes last."""
    used = dict.fromkeys(name for row in rows for name in row)
    known = [column.name for column in table.columns]
    header = [c.name for c in table.columns if c.needed or c.name in used]
    header += [name for name in used if name not in known]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180 has it; it also gets line breaks quoted
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return out.getvalue()


def _rows(shop: Shop, table: Table, zone: ZoneInfo) -> Rows:
    records = _records(shop, table.stem)
    rows: Rows = [{} for _ in records]
    for column in table.columns:
        cells = _cells(column, [getattr(record, column.field) for record in records], zone)
        for row, cell in zip(rows, cells, strict=True):
            if cell or column.needed:  # a needed column has to be there even where it may be empty
                row[column.name] = cell
    if table.stem == "calendars":
        for row, hours in zip(rows, records, strict=True):
            if hours.end_minute == 0:
                row["start"] = row["end"] = ""
    if any(file == table.file for file, _ in shop.notes):
        fields = [table.column(name).field for name in table.key]
        keys = [tuple(getattr(r, f) for f in fields) for r in records]
        for i, name in note_keys(keys):
            rows[i].update(shop.notes.get((table.file, name), {}))
    return rows


def _records(shop: Shop, stem: str) -> list[Any]:
    kept: Any = getattr(shop, stem)
    if stem in ("calendars", "routings", "bom"):
        return [row for rows in kept.values() for row in rows]
    return list(kept.values() if hasattr(kept, "values") else kept)


def _cells(column: Column, values: list[Any], zone: ZoneInfo) -> list[str]:
    """The texts of a column; each distinct value is written once."""
    write = _writer(column, zone)
    texts = {value: "" if value is None else write(value) for value in set(values)}
    if column.default and not column.needed:
        texts = {value: "" if text == column.default else text for value, text in texts.items()}
    return [texts[value] for value in values]


def _writer(column: Column, zone: ZoneInfo) -> Callable[[Any], str]:
    def day(value: int | str) -> str:
        return WEEKDAYS[value] if isinstance(value, int) else value

    writers: dict[str, Callable[[Any], str]] = {
        "number": lambda value: decimal_text(value),
        "time": lambda value: wall(value, zone),
        "clock": clock_text,
        "day": day,
        "names": ";".join,
        "yes": lambda value: "yes" if value else "",
    }
    return writers.get(column.kind, str)


def decimal_text(value: Decimal) -> str:
    """A number with a point, no exponent and no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _settings(shop: Shop, zone: ZoneInfo) -> dict[str, str]:
    settings: dict[str, str] = {}
    for column in SETTINGS:
        if column.name == "now":
            if shop.clock_fixed:
                settings["now"] = wall(shop.now_at, zone)
        elif column.name == "ship_days":
            if shop.ship_days:
                settings["ship_days"] = ",".join(WEEKDAYS[day] for day in shop.ship_days)
        else:
            value = getattr(shop, column.field)
            text = _writer(column, zone)(value)
            if text and (column.needed or text != column.default):
                settings[column.name] = text
    settings.update(shop.notes.get((SETTINGS_FILE, ""), {}))
    return settings


def _toml(settings: dict[str, str]) -> str:
    """Keys and strings as TOML; a JSON string is a TOML basic string but for the delete character."""
    lines = []
    numbers = {column.name for column in SETTINGS if column.kind == "number"}
    for name, text in settings.items():
        key = name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _quoted(name)
        lines.append(f"{key} = {text if name in numbers or name == 'now' else _quoted(text)}\n")
    return "".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
