"""Moving others for a question: re-sequencing in a window, so that as little as possible slips, and no promise breaks.

The question's steps are placed where they are needed; what stands in the way is lifted and placed again, into gaps or
in the way of others that mind less, until all stand (ejection chains; Glover, Discrete Applied Mathematics 65, 1996).
That is tried several times with other prices, and the least harm wins. `move.resequence` is the door.
"""

from pathlib import Path

import numba

from canyou.plan.kernels import cache_folder, dispatch, heap, material, placing, standing

_base = (
    dispatch,
    heap,
    material,
    placing,
    standing,
)  # compiled into their own folder before this one is named
_folder = numba.config.CACHE_DIR
numba.config.CACHE_DIR = str(cache_folder(Path(__file__).parent))

from canyou.plan.moving import chains, worths  # noqa: E402  (compiled into this package's folder)

numba.config.CACHE_DIR = _folder

__all__ = ["chains", "worths"]
