"""What all tests share: nothing touches the home folder or the database of the machine."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# Before Django reads its settings: tests never touch a person's own database.
os.environ["CANYOU_HOME"] = tempfile.mkdtemp(prefix="canyou-tests-")
os.environ.pop("CANYOU_DATABASE_URL", None)

# A busy machine draws slowly: that says nothing about what is tested.
settings.register_profile("canyou", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("canyou")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set, a skipped browser test fails the run: nobody would see that it did not run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    skipped = [report.nodeid for report in reporter.stats.get("skipped", ()) if "browser" in report.keywords]
    if skipped:
        reporter.write_line(
            f"\n{len(skipped)} browser tests were skipped, which CI does not accept.", red=True
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
