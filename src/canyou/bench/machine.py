"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import numba
import numpy as np


def machine() -> dict[str, Any]:
    """Cores this process may use, processor, Python, numba and numpy, and how busy the machine is.

    `load` is the number of runnable processes over the last minute, None where the system does not say: above
    the number of cores, wall-clock times are longer than they would be on a machine of one's own.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    try:
        load: float | None = round(os.getloadavg()[0], 1)
    except (AttributeError, OSError):
        load = None
    return {
        "cores": cores,
        "processor": processor(),
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "load": load,
    }


def processor() -> str:
    """The processor's own name where the system tells it, else its family."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
