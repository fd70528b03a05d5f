"""System calls that a submission is refused, by a seccomp filter.

They make memory or processes that no limit counts (memfd_create, System V segments, nested namespaces), outlive a
submission (keyrings), or reach into the kernel and other processes (ptrace, bpf, io_uring). Nothing that a lesson
needs uses them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag of clone(2)
_X32 = 0x40000000  # the second set of numbers that x86-64 kernels may know
_CLONE3 = 435  # on every architecture

# Numbers from 424 on are the same everywhere: pidfd_getfd, io_uring_*, the mount calls, memfd_secret.
_EVERYWHERE = (438, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 447)


@dataclass(frozen=True)
class _Machine:
    audit: int
    clone: int
    refused: tuple[int, ...]


# In this order: ptrace, process_vm_readv, process_vm_writev, unshare, setns, mount, umount2, pivot_root, chroot,
# memfd_create, shmget, msgget, semget, mq_open, userfaultfd, bpf, perf_event_open, keyctl, add_key, request_key,
# open_by_handle_at.
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        56,
        (
            *(101, 310, 311, 272, 308, 165, 166, 155, 161, 319),
            *(29, 68, 64, 240, 323, 321, 298, 250, 248, 249, 304),
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        220,
        (
            *(117, 270, 271, 97, 268, 40, 39, 41, 51, 279),
            *(194, 186, 190, 180, 282, 280, 241, 219, 217, 218, 265),
        ),
    ),
}


def install() -> None:
    """Refuse them from now on, in this process and all that it starts; needs no_new_privs.

    Raises:
        OSError: the kernel knows filters and would not take this one. Where it knows none, and on a machine whose
            numbers are not listed here, nothing is refused.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return
    program = _program(machine)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.create_string_buffer(header, len(header)), 0, 0)
    if done != 0 and (number := ctypes.get_errno()) not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(machine: _Machine) -> bytes:
    """The filter in classic BPF; each instruction is its code, two jump distances and an operand."""
    refuse, pretend = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    rows = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, refuse),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine.audit == _MACHINES["x86_64"].audit:
        rows += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, refuse)]
    for number in (*machine.refused, *_EVERYWHERE):
        rows += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, refuse)]
    # clone3's flags lie in memory, where a filter cannot look; told that it is missing, libc falls back to clone.
    rows += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, pretend)]
    rows += [
        (_EQUAL, 0, 3, machine.clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *row) for row in rows)
