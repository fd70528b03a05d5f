"""Submissions that leave, die, or end somebody else."""

from __future__ import annotations

from hostile.case import CRASHED, ERROR, FAILED, PASSED, RIGHT, RIGHT_SCORE, TAMPERED, Case, forward


def _harmless(name: str, tries: str, cell: str) -> Case:
    return Case(name, tries, (RIGHT, cell), PASSED, RIGHT_SCORE)


def _left_out(name: str, tries: str, cell: str) -> Case:
    """Its process ends with the cell; that cell is left out, and the right answer before it counts."""
    return Case(name, tries, (RIGHT, cell), PASSED, RIGHT_SCORE)


EXITS = (
    _left_out("hard_exit", "leaves with status 0, as if all were done", "import os; os._exit(0)"),
    _left_out("hard_exit_137", "leaves as if it had been killed for its memory", "import os; os._exit(1)"),
    _left_out("abort", "aborts", "import os; os.abort()"),
    _left_out("segmentation_fault", "reads address 0", "import ctypes; ctypes.string_at(0)"),
    _left_out("became_another", "becomes another program", "import os; os.execv('/bin/true', ['true'])"),
    _left_out("closed_pipes", "closes every file that it has", "import os; os.closerange(0, 1000)"),
    _left_out(
        "crossed_pipes",
        "copies one file descriptor over all others",
        """
        import os
        null = os.open(os.devnull, os.O_RDWR)
        for fd in range(3, 100):
            if fd != null:
                os.dup2(null, fd)
        """,
    ),
    Case("two_servers", "forks, and both answer", (RIGHT, "import os; os.fork()"), CRASHED | TAMPERED),
    Case(
        "successor",
        "ends, and leaves a child behind that answers on",
        (RIGHT, "import os\nif os.fork():\n    os._exit(0)\nos.setsid()"),
        PASSED | CRASHED | TAMPERED,  # the child dies with its parent, or answers in its place before that
        RIGHT_SCORE,
        at_most=True,
    ),
    Case(
        "exit_in_forward",
        "leaves in the middle of a probe",
        (forward("import os; os._exit(0)"),),
        CRASHED | PASSED,
    ),
    Case(
        "system_exit_in_forward",
        "raises SystemExit in a probe",
        (forward("raise SystemExit(0)"),),
        ERROR | PASSED,
    ),
    Case("quit_in_forward", "calls quit() in a probe, which returns", (forward("quit()"),), FAILED | PASSED),
    Case(
        "interrupt_in_forward",
        "raises KeyboardInterrupt, which few handlers catch",
        (forward("raise KeyboardInterrupt"),),
        ERROR | PASSED,
    ),
    Case(
        "own_base_exception",
        "raises an exception of its own that is no Exception",
        (forward("raise type('Stop', (BaseException,), {})('x')"),),
        ERROR | PASSED,
    ),
    Case(
        "generator_exit",
        "raises GeneratorExit in a probe",
        (forward("raise GeneratorExit"),),
        ERROR | PASSED,
    ),
    _harmless("system_exit_in_cell", "sys.exit() in the last cell", "import sys; sys.exit(3)"),
    _harmless("quit_in_cell", "exit() and quit() in a cell", "exit()\nquit()"),
    _harmless("interrupt_in_cell", "raises KeyboardInterrupt in a cell", "raise KeyboardInterrupt"),
    _harmless(
        "kill_all",
        "kills every process that it can name, its parent first",
        """
        import os, signal
        for pid in (os.getppid(), -1, 1, *range(2, 500)):
            for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
                try:
                    if pid != os.getpid() and pid != 0:
                        os.kill(pid, number)
                except OSError:
                    pass
        """,
    ),
    _harmless(
        "detached",
        "daemons that refuse to die with the rest",
        """
        import ctypes, os, signal, subprocess, time
        subprocess.Popen(["sleep", "1000"], start_new_session=True)
        subprocess.Popen("nohup sleep 1000 &", shell=True)
        if os.fork() == 0:
            os.setsid()
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            if os.fork() == 0:
                ctypes.CDLL(None).prctl(1, 0)
                time.sleep(1000)
            os._exit(0)
        """,
    ),
    Case(
        "immortal",
        "leaves its session and its parent's fate, and never answers again",
        (
            RIGHT,
            """
            import ctypes, os, signal, time
            ctypes.CDLL(None).prctl(1, 0)
            try:
                os.setsid()
            except OSError:
                pass
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(1)
            """,
        ),
        frozenset({"timeout"}),
        hangs=True,
    ),
    _harmless(
        "foreign_descriptors",
        "writes into whatever file descriptors /proc shows",
        """
        import glob
        for path in glob.glob("/proc/[0-9]*/fd/*") + glob.glob("/proc/[0-9]*/mem"):
            try:
                with open(path, "wb", buffering=0) as file:
                    if "/proc/1/" not in path and "/proc/self/" not in path:
                        file.write(b"x" * 100)
            except OSError:
                pass
        """,
    ),
    _harmless(
        "traced_parent",
        "attaches to its parent and reads its memory",
        """
        import ctypes, os
        libc = ctypes.CDLL(None)
        for pid in (os.getppid(), 1, 2, 3):
            libc.ptrace(16, pid, 0, 0)
            libc.process_vm_readv(pid, None, 0, None, 0, 0)
        """,
    ),
    _harmless(
        "exit_handlers",
        "handlers that run at the end, or would",
        """
        import atexit, os, signal, weakref
        atexit.register(lambda: os._exit(0))
        class Last:
            def __del__(self):
                while True:
                    pass
        weakref.finalize(IdentityBlock, print, "x")
        last = Last()
        """,
    ),
)
