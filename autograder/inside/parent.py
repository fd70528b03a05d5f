"""The process that every submission is a fork of: torch imported once, and nothing in it worth stealing.

It obeys one control socket: {"start": id} with two file descriptors makes a submission's process, {"end": id} ends
it and answers how it ended and what processor time it used. In namespaces mode each submission becomes process 1 of
its own PID namespace, with its own mounts, IPC and user, so it can neither see nor signal this process or another
submission. Processes that outlive their submission become children of this one, and are ended with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import seccomp, wire
from .limits import Limits
from .supervision import supervise

if TYPE_CHECKING:
    from .session import Session

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 2, 4, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
_libc = ctypes.CDLL(None, use_errno=True)
DYING_SECONDS = 5.0  # a killed process that is not gone by then hangs in the kernel, and is left to it


@dataclass(frozen=True)
class _Child:
    """A submission's process, and the folder that goes with it where it has no /tmp of its own."""

    pid: int
    folder: str | None


def main(control_fd: int, namespaces: bool, limits: Limits, ahead: bool) -> None:
    """Serve the control socket until it is closed; `ahead` loads more than torch, for many submissions."""
    _control_process(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _control_process(_PR_SET_DUMPABLE, 0)
    _control_process(_PR_SET_CHILD_SUBREAPER, 1)
    if namespaces:
        seccomp.try_out()  # a fault of the machine, so it should not look like one of every submission
    session = _warm_up(ahead)
    control = socket.socket(fileno=control_fd)
    control.sendall(wire.GREETING)
    children: dict[int, _Child] = {}
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 2)
        if not message:
            break
        request = json.loads(message)
        if "start" in request:
            cpu_seconds = min(request.get("cpu_seconds", limits.cpu_seconds), limits.cpu_seconds)
            # Less, where it replaces a process that has used some.
            own = replace(limits, cpu_seconds=cpu_seconds)
            children[request["start"]] = _start(control, session, fds, namespaces, own)
            answer = {}
        else:
            child = children.pop(request["end"])
            status, cpu_seconds = _end(child.pid, request["patience"])
            cpu_seconds += _end_strangers({other.pid for other in children.values()})
            answer = {"status": status, "cpu_seconds": cpu_seconds}
            if child.folder:
                shutil.rmtree(child.folder, ignore_errors=True)
        control.sendall(json.dumps(answer).encode())
    for child in children.values():
        _end(child.pid, 0.0)
    _end_strangers(set())


def _warm_up(ahead: bool) -> Session:
    """Load what submissions use, once, and keep the pages shared with their forks.

    Returns:
        A session that has run nothing; every fork has its own copy.
    """
    import torch
    from torch import nn

    from .session import Session
    from .shell import Shell

    Session().run("1")  # the first cell of a process loads much
    Shell.clear_instance()
    session = Session()
    torch.set_num_threads(1)
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
    nn.functional.cross_entropy(net(torch.randn(2, 3, 8, 8)), torch.tensor([0, 1])).backward()
    if ahead:
        import matplotlib.pyplot  # noqa: F401

        torch.optim.SGD(net.parameters(), lr=0.1).step()  # a process's first one takes a second to import
    gc.collect()
    gc.freeze()
    return session


def _start(
    control: socket.socket, session: Session, fds: list[int], namespaces: bool, limits: Limits
) -> _Child:
    folder = None if namespaces else tempfile.mkdtemp(prefix="submission-")
    pid = os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        return _Child(pid, folder)
    status = 1
    try:
        control.close()
        os.setsid()
        _control_process(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if folder:
            _move_into(folder)
            status = _serve(session, fds, limits, {})
        else:
            status = _in_namespaces(session, fds, limits)
    except BaseException as error:  # this process must end here, whatever happens
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    os._exit(status)


def _move_into(folder: str) -> None:
    """Let everything that the environment puts into the folder for all submissions lie in this one's own."""
    shared = os.environ["TMPDIR"]
    for name, value in os.environ.items():
        if value.startswith(shared):
            os.environ[name] = folder + value.removeprefix(shared)
    tempfile.tempdir = folder


def _in_namespaces(session: Session, fds: list[int], limits: Limits) -> int:
    """Make a second process, the first of new namespaces, and wait for it; its status as a shell would give it."""
    uid, gid = os.getuid(), os.getgid()
    _require(_libc.unshare(_NEWUTS | _NEWIPC | _NEWUSER | _NEWPID | _NEWNET), "unshare")
    _control_process(_PR_SET_DUMPABLE, 1)  # or its own uid_map would not be writable
    inner = 10_000 + os.getpid() % 50_000
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inner} {uid} 1"),
        ("gid_map", f"{inner} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    pid = os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        _control_process(_PR_SET_DUMPABLE, 0)
        return _shell_status(supervise(pid, limits))
    _control_process(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError):  # where the machine's memory ends, this is the process to end
        Path("/proc/self/oom_score_adj").write_text("1000")
    _mount_own(limits)
    _drop_capabilities()
    seccomp.Filter().load()
    os._exit(_serve(session, fds, limits, {resource.RLIMIT_NPROC: limits.processes}))


def _mount_own(limits: Limits) -> None:
    flags = _MS_NOSUID | _MS_NODEV
    # Not before the fork: the supervisor needs its own /proc.
    _require(_libc.unshare(_NEWNS), "unshare mounts")
    _require(_libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None), "make mounts private")
    size = f"size={limits.tmp_bytes},mode=700".encode()
    _require(
        _libc.mount(b"tmpfs", os.environ["TMPDIR"].encode(), b"tmpfs", flags, size), "mount a tmp of its own"
    )
    _require(_libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", flags, size), "mount /dev/shm")
    # Where the system does not allow a /proc of our own, an empty folder takes the place of the parent's.
    if _libc.mount(b"proc", b"/proc", b"proc", flags, None) != 0:
        _require(_libc.mount(b"tmpfs", b"/proc", b"tmpfs", flags, b"size=0,mode=500"), "cover /proc")


def _drop_capabilities() -> None:
    _control_process(_PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _require(_libc.capset(header, (ctypes.c_uint32 * 6)()), "drop capabilities")


def _serve(session: Session, fds: list[int], limits: Limits, more: dict[int, int]) -> int:
    from .session import serve

    home = os.path.join(os.environ["TMPDIR"], "home")
    os.makedirs(home, mode=0o700, exist_ok=True)
    os.chdir(home)
    kernel = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_DATA: limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    for number, soft in (kernel | more).items():
        # At the hard limit of processor time the kernel kills outright; a second before, it says why.
        resource.setrlimit(number, (soft, soft + (number == resource.RLIMIT_CPU)))
    gc.enable()
    return serve(session, *fds)


def _end(pid: int, patience: float) -> tuple[int | None, float]:
    """End a submission's process and everything it started.

    Returns:
        Its status as a shell would give it, or None where it had not ended by itself within `patience` seconds; and
        the processor seconds of it and of all that it has waited for.
    """
    by_itself = _reap(pid, patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    if by_itself:
        return by_itself
    os.kill(pid, signal.SIGKILL)  # a process that has only just started leads no group yet
    _, cpu_seconds = _reap(pid, DYING_SECONDS) or (None, 0.0)
    return None, cpu_seconds


def _end_strangers(known: set[int]) -> float:
    """End children of this process that are not `known`: what a submission started and left behind.

    A submission can leave its process group and refuse to die with its supervisor; it cannot have another parent
    than this process once its own is gone.

    Returns:
        Their processor seconds; a submission's own are among them where its supervisor died before it.
    """
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    cpu_seconds = 0.0
    deadline = time.monotonic() + DYING_SECONDS
    while children.exists() and (strangers := set(map(int, children.read_text().split())) - known):
        for pid in strangers:
            os.kill(pid, signal.SIGKILL)
            cpu_seconds += (_reap(pid, deadline - time.monotonic()) or (0, 0.0))[1]
        if time.monotonic() >= deadline:
            break
    return cpu_seconds


def _reap(pid: int, patience: float) -> tuple[int, float] | None:
    """Status and processor seconds of a child, or None where it has not ended within `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        finished, status, usage = os.wait4(pid, os.WNOHANG)
        if finished:
            return _shell_status(status), usage.ru_utime + usage.ru_stime
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.001)


def _shell_status(status: int) -> int:
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _control_process(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    _require(_libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _require(result: Any, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
