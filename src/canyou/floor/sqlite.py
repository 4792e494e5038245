"""The embedded database's write-ahead log, and the fault that SQLite before 3.51.3 has in it.

Where two connections checkpoint one after the other while a third commits, an old SQLite can take a reset log
for a copied one and lose what is in it. The program stays clear of that: with such a version no connection
checkpoints by itself, and the one that does (`checkpoint`) keeps every writer out meanwhile.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

FIRST_SOUND_VERSION = (3, 51, 3)
"""The first SQLite release whose write-ahead log resets soundly."""


def has_wal_reset_fault(version: tuple[int, ...] | None = None) -> bool:
    """Whether this SQLite (or the version given) has the write-ahead log's reset fault."""
    return (version or sqlite3.sqlite_version_info) < FIRST_SOUND_VERSION


def checkpoint(path: Path) -> bool:
    """Copy the write-ahead log into the database while no writer can commit; False if a writer was at work.

    A passive checkpoint needs no write lock of its own. A second connection holds that lock meanwhile, so
    that no commit can reset the log under the checkpoint, which is the moment the fault needs.
    """
    gate = sqlite3.connect(path, timeout=1, isolation_level=None)
    worker = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        gate.execute("PRAGMA wal_autocheckpoint=0")
        worker.execute("PRAGMA wal_autocheckpoint=0")
        worker.execute("PRAGMA synchronous=FULL")
        gate.execute("BEGIN IMMEDIATE")
        try:
            busy, _, _ = worker.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        finally:
            gate.execute("ROLLBACK")
        return not busy
    except sqlite3.OperationalError:
        return False  # somebody writes; the next round comes in a while
    finally:
        worker.close()
        gate.close()
