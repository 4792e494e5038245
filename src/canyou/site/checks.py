"""What is checked at start-up, each with a sentence that says what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import connection

from canyou.floor.sqlite import FIRST_SOUND_VERSION, has_wal_reset_fault


@register("canyou")
def sqlite_write_ahead_log(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say so where SQLite has the fault in its write-ahead log; the program then checkpoints with care."""
    if connection.vendor != "sqlite" or not has_wal_reset_fault():
        return []
    wanted = ".".join(str(number) for number in FIRST_SOUND_VERSION)
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} has a rare fault in its write-ahead log (mended in {wanted}). "
            "Canyou lets one connection alone checkpoint, which keeps clear of it.",
            hint="Use a Python with a newer SQLite, or PostgreSQL (CANYOU_DATABASE_URL).",
            id="canyou.W001",
        )
    ]


@register("canyou")
def home_is_private(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say so where others on the machine can read the secret key."""
    path = settings.CONFIG.secret_file
    if os.name != "posix" or not path.is_file() or not path.stat().st_mode & 0o077:
        return []
    return [
        Warning(f"{path} can be read by others on this machine.", hint=f"chmod 600 {path}", id="canyou.W002")
    ]
