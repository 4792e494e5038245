"""The compiled local search: a plan as sequences on machines and people, changed step by step and timed anew.

Compiled code is kept in a folder of its own, named after these sources and those of `plan/kernels`.
"""

from __future__ import annotations

from pathlib import Path

import numba

import canyou.plan.kernels.clock
from canyou.plan.kernels import cache_folder

__all__ = ["canyou"]

numba.config.CACHE_DIR = str(cache_folder(Path(__file__).parent))
