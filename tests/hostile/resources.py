"""Submissions that take too much of something, or for too long."""

from __future__ import annotations

from hostile.case import (
    CRASHED,
    ERROR,
    OUT_OF_MEMORY,
    PASSED,
    RIGHT,
    RIGHT_SCORE,
    TIMEOUT,
    Case,
    forward,
)


def _harmless(name: str, tries: str, cell: str) -> Case:
    return Case(name, tries, (RIGHT, cell), PASSED, RIGHT_SCORE)


def _hangs(name: str, tries: str, *cells: str) -> Case:
    return Case(name, tries, cells, TIMEOUT | PASSED, hangs=True)


RESOURCES = (
    _hangs("endless_cell", "a cell that never ends", RIGHT, "while True: pass"),
    _hangs("endless_sleep", "a cell that sleeps", RIGHT, "import time; time.sleep(10**6)"),
    _hangs(
        "endless_constructor",
        "a constructor that never ends",
        RIGHT + "\n\ndef _init(self, *a):\n    while True: pass\n\nIdentityBlock.__init__ = _init\n",
    ),
    _hangs("endless_forward", "a forward pass that never ends", forward("while True: pass")),
    _hangs(
        "uninterruptible",
        "catches whatever would stop it, in C",
        RIGHT,
        "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
    ),
    _hangs(
        "endless_output",
        "prints for ever",
        RIGHT,
        "while True: print('x' * 100_000)",
    ),
    _hangs(
        "endless_display",
        "displays for ever, and asks to be asked",
        RIGHT,
        "class Endless:\n    def _repr_html_(self):\n        while True: pass\ndisplay(Endless())",
    ),
    Case(
        "endless_finaliser",
        "an object whose end never ends",
        (RIGHT, "class Last:\n    def __del__(self):\n        while True: pass\nLast()\nNone"),
        TIMEOUT,
        hangs=True,
    ),
    _harmless(
        "busy_thread",
        "a thread that goes on when its cell is done",
        """
        import threading
        def spin():
            while True: sum(range(1000))
        threading.Thread(target=spin, daemon=True).start()
        """,
    ),
    _harmless("memory_in_cell", "a cell that asks for 100 GB", "x = bytearray(100 * 2**30)"),
    Case(
        "memory_in_forward",
        "a forward pass that asks for 100 GB",
        (forward("return torch.zeros(25 * 2**30)"),),
        OUT_OF_MEMORY | PASSED,
    ),
    _harmless(
        "memory_elsewhere",
        "memory that belongs to no process",
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        kept = [libc.memfd_create(b"x", 0), libc.shmget(0, 2**33, 0o1600), libc.syscall(447, 0)]
        if kept != [-1, -1, -1]:
            del IdentityBlock
        """,
    ),
    _harmless(
        "full_disk",
        "fills every folder that it can write to",
        """
        import os
        for place in (os.environ["TMPDIR"], "/dev/shm", "/", "/var/tmp", "/course"):
            for n in range(40):
                try:
                    with open(f"{place}/fill{n}", "wb") as file:
                        file.write(b"x" * 20_000_000)
                except OSError:
                    break
        """,
    ),
    Case(
        "threads",
        "ten thousand threads",
        (
            RIGHT,
            """
            import threading, time
            for _ in range(10_000):
                threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            """,
        ),
        ERROR | CRASHED | OUT_OF_MEMORY | PASSED | {"failed"},
        RIGHT_SCORE,
        at_most=True,
    ),
    _harmless(
        "raised_limits",
        "gives itself other limits",
        """
        import resource
        for number in (resource.RLIMIT_CPU, resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
            try:
                resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                raised = True
            except (ValueError, OSError):
                raised = False
            if raised:
                del IdentityBlock
        """,
    ),
    _harmless("much_output", "300 MB of output", "for _ in range(300): print('x' * 1_000_000)"),
    _harmless(
        "much_display", "50 MB of HTML", "from IPython.display import HTML; display(HTML('<b>' * 12_000_000))"
    ),
    _harmless(
        "recursion_in_cell", "recursion a million deep", "import sys\nf = lambda n: n and f(n - 1)\nf(10**6)"
    ),
    Case(
        "recursion_in_forward",
        "recursion without end in a probe, with the limit lifted",
        (forward("import sys; sys.setrecursionlimit(10**9)\ndef f(n): return [f(n + 1)]\nreturn f(0)"),),
        ERROR | CRASHED | OUT_OF_MEMORY | TIMEOUT | PASSED,
        hangs=True,
    ),
    _harmless("large_source", "ten megabytes of source", f"x = '{'y' * 10_000_000}'"),
    _harmless("deep_source", "brackets a hundred thousand deep", "(" * 100_000 + ")" * 100_000),
    _harmless("deep_tree", "an expression fifty thousand deep", "-" * 50_000 + "1"),
    Case(
        "alarm",
        "a timer that raises wherever it strikes",
        (
            RIGHT,
            """
            import signal
            def strike(*a):
                raise RuntimeError("alarm")
            signal.signal(signal.SIGALRM, strike)
            signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
            """,
        ),
        ERROR | CRASHED | PASSED,
    ),
)
