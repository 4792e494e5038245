"""The compiled inner loops of the chances; they are kept in a cache of their own."""

from __future__ import annotations

from pathlib import Path

import numba

from canyou.plan import kernels as planning

_of_the_plan = numba.config.CACHE_DIR
numba.config.CACHE_DIR = str(planning.cache_folder(Path(__file__).parent))

from canyou.plan.chance.kernels.run import run_through  # noqa: E402
from canyou.plan.chance.kernels.slip_in import slip_in  # noqa: E402

numba.config.CACHE_DIR = _of_the_plan

__all__ = ["run_through", "slip_in"]
