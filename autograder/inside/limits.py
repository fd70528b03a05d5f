"""What a submission may use."""

from __future__ import annotations

from dataclasses import dataclass

TOO_MANY_PROCESSES = 150  # exit status of a submission that was ended for the processes it started


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; the wall clock is kept outside, everything else by the kernel."""

    wall_seconds: float = 60.0
    cell_seconds: float = 20.0  # of that for one cell, which is left out where it takes longer
    cpu_seconds: int = 60
    memory_bytes: int = 4 * 2**30
    processes: int = 32
    file_bytes: int = 64 * 2**20
    tmp_bytes: int = 256 * 2**20
