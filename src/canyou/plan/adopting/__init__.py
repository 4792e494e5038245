"""Taking an option into a plan as it stands, and out again, without planning anew: what a promise does to the plan.

judging.py   where steps are put down and lifted, compiled
adoption.py  what is taken in: orders, their operations, moves, opened hours, what they take from the shelf
arrays.py    the arrays of a model grown by a demand, or without some
adopt.py     the door: `adopt`, `released`, `seen_from`
"""

from pathlib import Path

import numba

from canyou.plan.kernels import cache_folder, material, placing, standing

_base = (material, placing, standing)  # compiled into their own folder before this one is named
_folder = numba.config.CACHE_DIR
numba.config.CACHE_DIR = str(cache_folder(Path(__file__).parent))

from canyou.plan.adopting import judging  # noqa: E402  (compiled into this package's folder)

numba.config.CACHE_DIR = _folder

__all__ = ["judging"]
