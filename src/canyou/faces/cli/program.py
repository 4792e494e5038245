"""Starts the program behind the command line: settings, database, server.

The one module of this face that may name the site: a command that serves has to start what it serves.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from canyou.faces.cli.stop import Stop, note

if TYPE_CHECKING:
    from canyou.floor.current import Current


def start(home: Path | None = None, progress: Callable[[str], None] = note) -> Path:
    """Make the database ready, its tables up to date; the folder of the embedded one."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    from canyou import site
    from canyou.site.config import BadConfig

    try:
        site.setup(home)
        site.migrate(progress)
    except (BadConfig, ImproperlyConfigured) as error:
        raise Stop(f"Canyou's settings cannot be used: {error}") from None
    except DatabaseError as error:
        raise Stop(unopened(error)) from None
    except OSError as error:
        named = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        raise Stop(f"The folder of the database cannot be used ({named}); CANYOU_HOME names it.") from None
    from django.conf import settings

    return Path(settings.CONFIG.home)


def unopened(error: Exception) -> str:
    """A sentence about a database that does not answer: its own first line, the setting that names it."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    setting = "CANYOU_DATABASE_URL" if os.environ.get("CANYOU_DATABASE_URL") else "CANYOU_HOME"
    return f"The database cannot be used ({said}); {setting} names it."


def usual_home() -> Path:
    """Where the embedded database is unless CANYOU_HOME says otherwise."""
    from canyou.site.config import default_home

    return default_home(os.environ)


def current() -> Current:
    """The shop as imported last and its plan."""
    from canyou.floor.current import CannotPlan, NoShop
    from canyou.floor.current import current as now

    try:
        return now()
    except (NoShop, CannotPlan) as problem:
        raise Stop(str(problem)) from None


def serve(host: str, port: int) -> None:
    """Serve the pages and the API until stopped."""
    from canyou import site

    site.serve(host, port)
