"""The compiled inner loops of the plan. Arrays in, arrays out; no shop, no names, no clock.

What is compiled is kept between runs in a folder of its own, named after the sources it was compiled from: numba
looks only at the file of the function itself, and a kernel that calls another one would stay old without this.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import numba


def cache_folder(package: Path | None = None) -> Path:
    """Where compiled kernels lie: $CANYOU_CACHE, else the user's cache folder, else a temporary one.

    A package with kernels of its own that call these sets numba's CACHE_DIR to the folder of its sources and these.
    """
    sources = hashlib.sha256()
    base = Path(__file__).parent
    for file in (*sorted(base.glob("*.py")), *(sorted(package.glob("*.py")) if package else ())):
        sources.update(file.read_bytes())
    mine = package.name if package else "kernels"
    name = f"{mine}-{sources.hexdigest()[:16]}-numba{numba.__version__}-py{sys.version_info[0]}{sys.version_info[1]}"
    home = os.environ.get("CANYOU_CACHE") or os.environ.get("XDG_CACHE_HOME") or ""
    candidates = [Path(home) if home else Path("~/.cache").expanduser(), Path(tempfile.gettempdir())]
    for base in candidates:
        folder = base / "canyou" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="canyou-"))


numba.config.CACHE_DIR = str(cache_folder())
