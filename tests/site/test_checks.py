"""Start-up checks, and the embedded database's log kept clear of its fault."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from canyou.floor.sqlite import checkpoint, has_wal_reset_fault
from canyou.site import checks
from canyou.site.config import Config


@pytest.mark.parametrize(
    ("version", "faulty"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False)]
)
def test_which_sqlite_has_the_fault(version: tuple[int, ...], faulty: bool) -> None:
    """Releases before 3.51.3 have it, that one and later ones do not."""
    assert has_wal_reset_fault(version) is faulty


def test_a_faulty_sqlite_is_named_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A faulty SQLite is named with the way out; of a sound one and of PostgreSQL nothing is said."""
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(checks, "has_wal_reset_fault", lambda: True)
    (warning,) = checks.sqlite_write_ahead_log(None)
    assert "write-ahead log" in warning.msg
    assert "PostgreSQL" in str(warning.hint)
    monkeypatch.setattr(checks, "has_wal_reset_fault", lambda: False)
    assert checks.sqlite_write_ahead_log(None) == []
    monkeypatch.setattr(checks, "has_wal_reset_fault", lambda: True)
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="postgresql"))
    assert checks.sqlite_write_ahead_log(None) == []


def test_a_secret_that_others_can_read_is_named(settings: Any, tmp_path: Path) -> None:
    """A key file open to others is a warning with the command that closes it."""
    settings.CONFIG = replace(Config(home=tmp_path))
    settings.CONFIG.secret_file.write_text("s" * 50, encoding="ascii")
    settings.CONFIG.secret_file.chmod(0o644)
    (warning,) = checks.home_is_private(None)
    assert "chmod 600" in str(warning.hint)
    settings.CONFIG.secret_file.chmod(0o600)
    assert checks.home_is_private(None) == []


def writer_of(path: Path) -> sqlite3.Connection:
    """A connection as the program makes it where SQLite has the fault: it never checkpoints by itself."""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def test_a_checkpoint_copies_the_log_into_the_database(tmp_path: Path) -> None:
    """What was in the log alone is in the database file afterwards, while the writer is still connected."""
    path = tmp_path / "shop.sqlite3"
    writer = writer_of(path)
    writer.execute("CREATE TABLE t (x)")
    writer.execute("INSERT INTO t VALUES ('a needle in the log')")
    assert b"a needle in the log" not in path.read_bytes()
    assert checkpoint(path)
    assert b"a needle in the log" in path.read_bytes()
    writer.close()


def test_no_checkpoint_while_somebody_writes(tmp_path: Path) -> None:
    """While a transaction is under way the checkpoint gives way, and the transaction is unharmed."""
    path = tmp_path / "shop.sqlite3"
    writer = writer_of(path)
    writer.execute("CREATE TABLE t (x)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES (1)")
    assert not checkpoint(path)
    writer.execute("COMMIT")
    assert writer.execute("SELECT count(*) FROM t").fetchone() == (1,)
    writer.close()
