"""The site: settings, start-up, serving. The one place that knows all faces.

setup()                  Django is ready to be used in this process
migrate(progress)        the database has this version's tables
serve(host, port)        the web server runs until it is stopped
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

SETTINGS_MODULE = "canyou.site.settings"


def setup(home: Path | str | None = None) -> None:
    """Make Django ready in this process; further calls do nothing.

    `home` stands for CANYOU_HOME, for this process and those it starts.

    Raises:
        canyou.site.config.BadConfig: a setting cannot be used.
    """
    if home is not None:
        os.environ["CANYOU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django
    from django.apps import apps
    from django.conf import settings

    if apps.ready:
        return
    from canyou.site.logs import configure_logs

    configure_logs(settings.LOGGING)
    django.setup()


def migrate(progress: Callable[[str], None] = lambda line: None) -> None:
    """Bring the database up to this version, after `setup`; `progress` gets a line if there is work to do."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        settings.CONFIG.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return
    progress(f"Bringing the database up to date ({len(waiting)} step{'s' if len(waiting) > 1 else ''}) …")
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages and the API until stopped (see `canyou.site.serving`)."""
    from canyou.site.serving import serve as run

    run(host, port)


__all__ = ["migrate", "serve", "setup"]
