"""What the kernel's own limits cannot do: bounds on the sum over all processes of a submission."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from .limits import TOO_MANY_PROCESSES, Limits

INTERVAL = 0.1  # seconds between two looks
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def supervise(pid: int, limits: Limits) -> int:
    """Wait for `pid`, the first process of a PID namespace, and kill it with all others where they exceed a limit.

    Returns:
        Its wait status; that of SIGXCPU where the processor time was too much, of SIGKILL for the memory, and of an
        exit with TOO_MANY_PROCESSES.
    """
    namespace = os.readlink(f"/proc/{pid}/ns/pid")
    while True:
        finished, status = os.waitpid(pid, os.WNOHANG)
        if finished:
            return status
        processes = _processes(namespace)
        if (excess := _excess(processes, limits)) is not None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return excess
        time.sleep(INTERVAL)


def _excess(processes: list[Path], limits: Limits) -> int | None:
    """The wait status that says which limit the processes exceed together, or None."""
    if len(processes) > limits.processes:
        return TOO_MANY_PROCESSES << 8
    usage = [_usage(folder) for folder in processes]
    if sum(seconds for seconds, _ in usage) > limits.cpu_seconds:
        return signal.SIGXCPU
    # Pages that a fork shares with its parent count in both; only where that is too much are they told apart.
    if (
        sum(resident for _, resident in usage) > limits.memory_bytes
        and sum(map(_own_bytes, processes)) > limits.memory_bytes
    ):
        return signal.SIGKILL
    return None


def _processes(namespace: str) -> list[Path]:
    """Folders in /proc of the processes of a PID namespace."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end between two lines
            if os.readlink(folder / "ns/pid") == namespace:
                found.append(folder)
    return found


def _usage(folder: Path) -> tuple[float, int]:
    """Processor seconds of a process and of its children that have ended, and its resident bytes."""
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0
    return sum(map(int, fields[11:15])) / _TICKS, int(fields[21]) * _PAGE


def _own_bytes(folder: Path) -> int:
    """Resident bytes of a process, a page shared by n processes counting as 1/n of it."""
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
