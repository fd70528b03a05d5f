"""How the C library hands out memory."""

from __future__ import annotations

import ctypes
import platform

# Numbers of malloc.h.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4


def keep_freed_memory() -> bool:
    """Have glibc keep what is freed for the next request, instead of giving it back to the system.

    Returns whether it does; False with another C library.

    A training step on a CPU frees and asks for the same hundreds of megabytes as the step before. From the system
    each page of them comes zeroed and by a fault of its own, which took a quarter of the step and more
    (benchmarks/README.md, `train.py`). The process holds its peak until it ends.

    Source: mallopt(3). tcmalloc and jemalloc, which PyTorch's tuning guide recommends, do the same by default.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return all(
        mallopt(name, value) for name, value in ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, -1), (M_TOP_PAD, 2**26))
    )
