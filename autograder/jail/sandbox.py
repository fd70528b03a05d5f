"""Where submissions of one lesson run: a warm parent process, and a fork of it for each of them."""

from __future__ import annotations

import itertools
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from autograder.course.catalogue import Lesson
from autograder.inside.limits import Limits
from autograder.jail import layout
from autograder.jail.level import BUBBLEWRAP, available_level

if TYPE_CHECKING:
    from autograder.jail.budget import Budget
    from autograder.jail.worker import Worker

START_SECONDS = 180.0  # importing torch on a machine that is busy with other things
ANSWER_SECONDS = 30.0

# An editable install finds the real packages by a finder of its own, and by a path where the folder is on it.
PROGRAM = """
import os, sys
sys.meta_path[:] = [f for f in sys.meta_path if getattr(f, "__module__", "").startswith("_frozen_importlib")]
sys.path[:] = [p for p in sys.path if not os.path.isdir(os.path.join(p, "resnet_ref"))]
sys.path.insert(0, {importable!r})
from inside import lockout
lockout.install({hidden!r})
from inside.limits import Limits
from inside.parent import main
main({control}, {namespaces}, {limits}, {ahead})
"""


class Sandbox:
    """Starts the warm parent; `worker()` gives a fresh isolated process for one submission.

    Args:
        lesson: whose earlier lessons' files can be imported inside.
        limits: of each submission; the catalogue's for the lesson if left out.
        level: "bubblewrap" or "process"; the strongest that this machine can give if left out.
        single: for one submission. It then loads ahead only what every submission needs, and `worker()`, not this,
            waits for it: meanwhile the caller can import torch too, which nothing here does before.

    Raises:
        RuntimeError: the parent did not start; a fault of ours or of the machine.
    """

    def __init__(
        self,
        lesson: Lesson,
        limits: Limits | None = None,
        level: str | None = None,
        *,
        single: bool = False,
    ) -> None:
        self.level = level or available_level()[0]
        self.limits = limits or lesson.limits
        self._numbers = itertools.count()
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        layout.lay_out(self._folder / "importable", lesson)
        self._faults = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the sandbox)
        self._single = single
        self._start()
        if not single:
            self._wait()

    def worker(self, budget: Budget) -> Worker:
        """A process that has run nothing yet, to be paid from `budget`; raises RuntimeError where none starts."""
        from autograder.jail.worker import Worker

        if not self._ready:
            self._wait()
        # It holds no submission's code, but the machine may have killed it.
        if self._process.poll() is not None:
            self._control.close()
            self._start()
            self._wait()
        number = next(self._numbers)
        to_worker, requests = os.pipe()
        answers, from_worker = os.pipe()
        try:
            request = {"start": number, "cpu_seconds": max(1, math.ceil(budget.cpu_seconds))}
            socket.send_fds(self._control, [json.dumps(request).encode()], [to_worker, from_worker])
            self._answer()
        finally:
            os.close(to_worker)
            os.close(from_worker)

        def end(patience: float) -> int | None:
            status, cpu_seconds = self._end(number, patience)
            budget.spend_cpu(cpu_seconds)
            return status

        return Worker(requests, answers, end, budget, self.limits.cpu_seconds)

    def close(self) -> None:
        """End the parent and every submission's process, and remove what was laid out."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._faults.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        self._ready = False
        self._control, theirs = socket.socketpair()
        self._control.settimeout(START_SECONDS)
        bubblewrap = self.level == BUBBLEWRAP
        importable = self._folder / "importable"
        inside = layout.COURSE if bubblewrap else str(importable)
        program = PROGRAM.format(
            importable=inside,
            hidden=layout.HIDDEN_PACKAGES,
            control=theirs.fileno(),
            namespaces=bubblewrap,
            limits=repr(self.limits),
            ahead=not self._single,
        )
        home = layout.own_tmp() if bubblewrap else str(self._folder)
        command = [
            *(layout.bubblewrap(importable) if bubblewrap else []),
            sys.executable,
            "-I",
            "-c",
            program,
        ]
        settings = layout.environment(home, inside)
        if bubblewrap:
            place = command.index("--clearenv") + 1
            command[place:place] = [
                word for name, text in settings.items() for word in ("--setenv", name, text)
            ]
        with theirs:
            # bwrap's own process keeps the environment it is started with, so it starts from an empty one too.
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath)} if bubblewrap else settings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._faults,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def _wait(self) -> None:
        """Wait until the parent greets."""
        from autograder.inside import wire

        try:
            greeting = self._control.recv(len(wire.GREETING))
        except OSError:
            greeting = b""
        if greeting != wire.GREETING:
            faults = self._said()
            self.close()
            raise RuntimeError(f"The isolated process did not start ({self.level}).\n{faults}")
        self._control.settimeout(ANSWER_SECONDS)
        self._ready = True

    def _end(self, number: int, patience: float) -> tuple[int | None, float]:
        """Status of the ended process, None where it had to be ended, and the processor seconds that it used."""
        try:
            self._control.sendall(json.dumps({"end": number, "patience": patience}).encode())
            answer = self._answer()
        except OSError:  # the parent is gone, and with it every fork; the next worker() starts another
            self._process.kill()
            self._process.wait()
            return None, 0.0
        return answer["status"], answer["cpu_seconds"]

    def _answer(self) -> dict[str, Any]:
        answer = self._control.recv(4096)
        if not answer:
            raise ConnectionError(f"The isolated parent process ended.\n{self._said()}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def _said(self) -> str:
        self._faults.seek(0)
        return self._faults.read()[-4000:].decode(errors="replace")
