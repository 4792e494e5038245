"""Logs: events with fields on stderr, and no alarm about what is expected."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from canyou.site.logs import is_unexpected


def test_getting_ready_is_no_alarm() -> None:
    """A 503 is the program's own word while it starts and not logged as an error; a 500 is."""
    assert not is_unexpected(logging.makeLogRecord({"status_code": 503}))
    assert is_unexpected(logging.makeLogRecord({"status_code": 500}))


def test_a_line_for_machines_is_one_json_object(tmp_path: Path) -> None:
    """With log_format json each event is one line of JSON with its fields, ours and others'."""
    code = (
        "from canyou.site import setup; setup(); import logging, structlog;"
        "structlog.get_logger('canyou.test').info('imported', orders=3);"
        "logging.getLogger('other').warning('odd %s', 'thing')"
    )
    environment = {**os.environ, "CANYOU_HOME": str(tmp_path), "CANYOU_LOG_FORMAT": "json"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    ours, others = (json.loads(line) for line in done.stderr.splitlines())
    assert (ours["event"], ours["orders"], ours["level"]) == ("imported", 3, "info")
    assert (others["event"], others["logger"]) == ("odd thing", "other")
