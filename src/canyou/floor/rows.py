"""How a row of a shop file becomes a record: its key, its canonical text and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from math import isfinite

from canyou.shop.schema import BY_FILE, SETTINGS_FILE

Settings = Mapping[str, object]
Tables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row, ready to be kept."""

    key: str
    key_digest: str
    body: str
    digest: str


def canonical(value: object) -> str:
    """The one JSON text of a value: keys in code-point order, no blanks, ASCII, which any database keeps."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def settings_row(settings: Settings) -> Row:
    """The settings of a shop as the one row of shop.toml."""
    body = canonical({name: _plain(value) for name, value in settings.items()})
    return Row("[]", digest("[]"), body, digest(body))


def _plain(value: object) -> object:
    """TOML's dates, times and odd numbers as the text that the reader takes too."""
    if isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value)


def file_rows(file: str, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """The rows of one file. Where rows may share a key, they are counted: the second is #2."""
    columns = BY_FILE[file].key
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        cells = {
            column: text
            for column, value in row.items()
            if value is not None and (text := str(value).strip())
        }
        body = canonical(cells)
        names = [cells.get(column, "") for column in columns]
        key = canonical(names)
        count = seen[key] = seen.get(key, 0) + 1
        if count > 1:
            key = canonical([*names, f"#{count}"])
        made.append(Row(key, digest(key), body, digest(body)))
    return made


def file_name(table: str) -> str:
    """The file of a table, which may be named with or without `.csv`.

    Raises:
        ValueError: there is no such file.
    """
    name = table if table in BY_FILE else f"{table}.csv"
    if name not in BY_FILE:
        raise ValueError(f"a shop has no file {table!r}; it has {', '.join(BY_FILE)}")
    return name


def digest_of_all(settings: Row, rows: Mapping[str, Sequence[Row]]) -> str:
    """SHA-256 over all rows in their order, file by file in code-point order."""
    whole = hashlib.sha256()
    whole.update(f"{SETTINGS_FILE}\n{settings.digest}\n".encode("ascii"))
    for file in sorted(rows):
        if not rows[file]:
            continue  # a file without rows is as good as none
        whole.update(f"{file}\n".encode("ascii"))
        for row in rows[file]:
            whole.update(f"{row.key_digest}{row.digest}\n".encode("ascii"))
    return whole.hexdigest()
