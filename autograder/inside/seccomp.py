"""System calls that a submission is refused, by a seccomp filter that libseccomp makes.

They make memory or processes that no limit counts (memfd_create, System V segments, nested namespaces), outlive a
submission (keyrings), or reach into the kernel and other processes (ptrace, bpf, io_uring). Nothing that a lesson
needs uses them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform

LIBRARY = "libseccomp.so.2"  # Debian's package libseccomp2, on which apt and systemd depend

REFUSED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"),
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_by_handle_at"),
    *("open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "bpf", "perf_event_open"),
    *("keyctl", "add_key", "request_key"),
)
# clone(2)'s: a new mount, cgroup, UTS, IPC, user, PID and network namespace.
_NEW_NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE, _PRETEND_MISSING = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
_ON_OTHER_NUMBERS = 2  # what happens to calls by the numbers of x32, of 32 bits or of another architecture
_MASKED_EQUAL = 7
_UNKNOWN = -1


class _Condition(ctypes.Structure):
    """struct scmp_arg_cmp."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("comparison", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


class Filter:
    """The calls that are refused, not yet in force; raises OSError where libseccomp is missing or too old."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(_ALLOW)))
        self._call("seccomp_attr_set", ctypes.c_int(_ON_OTHER_NUMBERS), ctypes.c_uint32(_REFUSE))
        for name in REFUSED:
            self._add(_REFUSE, name)
        # clone3's flags lie in memory, where a filter cannot look; told that it is missing, libc falls back to clone.
        self._add(_PRETEND_MISSING, "clone3")
        flags = 1 if platform.machine().startswith("s390") else 0
        for flag in _NEW_NAMESPACES:
            self._add(_REFUSE, "clone", _Condition(flags, _MASKED_EQUAL, flag, flag))

    def load(self) -> None:
        """Refuse them from now on, in this process and all that it starts; raises OSError where that fails."""
        self._call("seccomp_load")

    def _add(self, action: int, name: str, *conditions: _Condition) -> None:
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number == _UNKNOWN:
            raise OSError(errno.ENOSYS, f"{LIBRARY} is too old to know the system call {name}")
        rows = (_Condition * len(conditions))(*conditions)
        self._call("seccomp_rule_add_array", ctypes.c_uint32(action), number, len(conditions), rows)

    def _call(self, function: str, *arguments: object) -> None:
        result = getattr(self._library, function)(self._context, *arguments)
        if result != 0:
            raise OSError(-result, f"{function}: {os.strerror(-result)}")


def try_out() -> None:
    """Load the filter in a process of its own, to see here and now whether submissions can be kept in.

    Raises:
        OSError: they cannot; it says why.
    """
    found = Filter()
    pid = os.fork()
    if pid == 0:
        status = 255
        try:
            found.load()
            status = 0
        except OSError as error:
            status = error.errno or 255
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != 0:
        raise OSError(status, f"The kernel takes no seccomp filter: {os.strerror(status)}")
