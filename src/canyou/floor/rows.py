"""How a row of a shop file becomes a record: its key, its canonical text and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    body = canonical(dict(settings))
    return Row("[]", digest("[]"), body, digest(body))


def file_rows(file: str, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """The rows of one file. Where rows may share a key, they are counted: the second is #2."""
    columns = BY_FILE[file].key
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        cells = {column: value for column, value in row.items() if value not in ("", None)}
        body = canonical(cells)
        names = [cells.get(column, "") for column in columns]
        key = canonical(names)
        count = seen[key] = seen.get(key, 0) + 1
        if count > 1:
            key = canonical([*names, f"#{count}"])
        made.append(Row(key, digest(key), body, digest(body)))
    return made


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
