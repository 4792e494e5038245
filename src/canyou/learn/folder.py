"""A learned shop as a folder, which says of itself that it was learned, so that it may be learned again.

`shop.toml` keeps the name of the log and a digest of the files. A folder that somebody has changed since, or that holds
anything else, is never written over.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from canyou.shop.problems import Problems
from canyou.shop.records import Shop
from canyou.shop.schema import SETTINGS_FILE
from canyou.shop.settings import parse_toml
from canyou.shop.write import write_folder

LEARNED_FROM, LEARNED_DIGEST = "learned_from", "learned_digest"


class Occupied(Exception):
    """The folder holds something that is not to be lost; the message says what to do."""


def check_folder(path: Path) -> None:
    """Nothing where a learned shop may be written: a folder that is not there, is empty, or was learned and left alone.

    Raises:
        Occupied: it holds something else.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise Occupied(f"{path} is a file; name a folder that is not there yet, or is empty.")
    if not any(path.iterdir()):
        return
    said = _said(path)
    if LEARNED_FROM not in said:
        raise Occupied(
            f"{path} holds files that no log was learned into; name another folder, or empty this one."
        )
    if said.get(LEARNED_DIGEST) != digest(path):
        raise Occupied(
            f"{path} was learned from {said[LEARNED_FROM]} and has been changed since; to keep that, name another "
            "folder. To learn it anew, delete it first."
        )


def write_learned(shop: Shop, path: Path, source: str) -> None:
    """Write the folder, with where it came from."""
    notes = {**shop.notes, (SETTINGS_FILE, ""): {LEARNED_FROM: source}}
    write_folder(replace(shop, notes=notes), path)
    notes[SETTINGS_FILE, ""] = {LEARNED_FROM: source, LEARNED_DIGEST: digest(path)}
    write_folder(replace(shop, notes=notes), path)


def digest(path: Path) -> str:
    """SHA-256 over the names and bytes of all files but shop.toml's line about itself."""
    found = hashlib.sha256()
    for file in sorted(path.iterdir()):
        data = file.read_bytes() if file.is_file() else b""
        if file.name == SETTINGS_FILE:
            kept = [line for line in data.splitlines() if not line.startswith(LEARNED_DIGEST.encode())]
            data = b"\n".join(kept)
        found.update(file.name.encode() + b"\0" + hashlib.sha256(data).digest())
    return found.hexdigest()[:16]


def _said(path: Path) -> dict[str, str]:
    try:
        text = (path / SETTINGS_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    values = parse_toml(text, Problems()) or {}
    return {name: str(value) for name, value in values.items()}
