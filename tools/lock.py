"""Writes uv.lock from pyproject.toml, always against the public index: `python3 tools/lock.py [--upgrade]`.

Whatever index this machine's settings name stays out of it: another host, once in the lock, does not leave it
by locking again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from get_uv import CHECKOUT, certificate_options, get_uv
from pip_settings import PUBLIC_INDEX


def main() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    command = [str(get_uv()), "lock", "--no-config", *certificate_options(), "--default-index", PUBLIC_INDEX]
    command += ["--python", sys.executable, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=CHECKOUT, env=environment).returncode)


if __name__ == "__main__":
    main()
