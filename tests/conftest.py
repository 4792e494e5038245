"""What all tests share: nothing reads the clock, the home folder or the database of the machine."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch a person's own database.
os.environ["CANYOU_HOME"] = tempfile.mkdtemp(prefix="canyou-tests-")
os.environ.pop("CANYOU_DATABASE_URL", None)
