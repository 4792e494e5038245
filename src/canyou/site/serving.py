"""The web server: granian, WSGI, one worker with four threads.

One worker, because the plan is kept in its memory and numba's kernels release the interpreter's lock; four
threads measured best on two cores.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def progress_line(text: str) -> None:
    """Write one line about the start to stderr, at once."""
    print(text, file=sys.stderr, flush=True)


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until stopped by a signal. The database is brought up to date first.

    Raises:
        OSError: the address cannot be listened on.
    """
    from django.db import connections

    from canyou.site import SETTINGS_MODULE, migrate, setup

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    setup()
    migrate(progress_line)
    say_warnings()
    # The worker may be a fork of this process: SQLite must not carry a connection into one.
    connections.close_all()

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server: Any = Granian(
        "canyou.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        backlog=256,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    )
    server.serve()


def say_warnings() -> None:
    """Run the start-up checks and say on stderr what they found."""
    from django.core.checks import run_checks

    for found in run_checks(tags=["canyou"]):
        progress_line(f"Note: {found.msg}")
