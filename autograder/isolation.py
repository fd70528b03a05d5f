"""Running a submission where it can neither see the answers nor reach the judge.

This is the "process" level: a separate Python with resource limits, an empty environment and an empty folder, in
which only the files that the lesson may import can be imported. It keeps honest code from meeting the answers by
accident; it does not hide the disk from hostile code.
"""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.catalogue import Lesson
from autograder.judge.checking import Raised
from autograder.judge.engine import OutcomeError
from autograder.judge.outcomes import Outcome
from autograder.sandbox import wire

SANDBOX = Path(__file__).parent / "sandbox"
ALWAYS_IMPORTABLE = ("__init__", "shapes", "figures", "cifar10")
START_SECONDS = 120.0  # importing torch on a machine that is busy with other things
WALL_SECONDS = 60.0
CPU_SECONDS = 60
MEMORY_BYTES = 4 * 2**30
FILE_BYTES = 64 * 2**20

# An editable install finds the real packages by a finder of its own, and by a path where the folder is on it.
START = """
import os, sys
sys.meta_path[:] = [f for f in sys.meta_path if getattr(f, "__module__", "").startswith("_frozen_importlib")]
sys.path[:] = [p for p in sys.path if not os.path.isdir(os.path.join(p, "resnet_ref"))]
sys.path.insert(0, {importable!r})
from sandbox.worker import main
main({requests}, {answers})
"""


class Worker:
    """A separate process that holds one submission; an `Implementation` whose code is the student's."""

    isolation = "process"

    def __init__(self, lesson: Lesson, wall_seconds: float = WALL_SECONDS) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="submission-"))
        self._deadline = 0.0
        self._wall_seconds = wall_seconds
        _lay_out(self._folder, lesson)
        to_worker, self._requests = os.pipe()
        self._answers, from_worker = os.pipe()
        self._faults = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the worker)
        code = START.format(
            importable=str(self._folder / "importable"), requests=to_worker, answers=from_worker
        )
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            cwd=self._folder / "home",
            env=_environment(self._folder / "home"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._faults,
            pass_fds=(to_worker, from_worker),
            start_new_session=True,
            preexec_fn=_limit,
        )
        os.close(to_worker)
        os.close(from_worker)
        self._require_ready()

    def run(self, cells: Sequence[str]) -> list[dict[str, Any]]:
        """Run the submission's cells; for each its error, if any, and its outputs as JSON text.

        Raises:
            OutcomeError: the worker timed out, died or broke the protocol.
        """
        answer = self._ask({"do": "run", "cells": list(cells)})
        return answer["cells"]

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        answer = self._ask({"do": "observe", "source": source, "name": name, "given": given, "seed": seed})
        if "raised" in answer:
            raised = answer["raised"]
            return Raised(str(raised["kind"]), str(raised["message"]), str(raised["traceback"]))
        return answer["observation"]

    def close(self) -> None:
        """End the worker and everything it started, and remove its folder."""
        for fd in (self._requests, self._answers):
            os.close(fd)
        self._faults.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_ready(self) -> None:
        """Wait for the worker's greeting; before it no code of the submission has run, so a fault is ours."""
        self._deadline = time.monotonic() + START_SECONDS
        try:
            greeting = self._receive(len(wire.GREETING))
        except OutcomeError:
            greeting = b""
        self._deadline = 0.0
        if greeting != wire.GREETING:
            self._faults.seek(0)
            faults = self._faults.read()[-4000:].decode(errors="replace")
            self.close()
            raise RuntimeError(f"The isolated worker did not start. \n{faults}")

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        nonce = secrets.token_hex(16)
        message = wire.encode({"nonce": nonce, **request})
        self._deadline = self._deadline or time.monotonic() + self._wall_seconds
        try:
            self._send(struct.pack(">Q", len(message)) + message)
            length = struct.unpack(">Q", self._receive(8))[0]
            if length > wire.MAX_BYTES:
                raise OutcomeError(Outcome.TAMPERED, f"An answer of {length:,} bytes was announced.")
            answer = wire.decode(self._receive(length))
            if not isinstance(answer, dict) or answer.pop("nonce", None) != nonce:
                raise OutcomeError(Outcome.TAMPERED, "The answer does not belong to the question.")
            return answer
        except wire.WireError as error:
            raise OutcomeError(Outcome.TAMPERED, f"The answer breaks the protocol: {error}") from None
        except BrokenPipeError:
            raise self._death() from None

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self._requests], [], self._left())[1]:
                raise self._timeout()
            view = view[os.write(self._requests, view[: select.PIPE_BUF]) :]

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            if not select.select([self._answers], [], [], self._left())[0]:
                raise self._timeout()
            chunk = os.read(self._answers, min(count - len(data), 2**20))
            if not chunk:
                raise self._death()
            data += chunk
        return bytes(data)

    def _left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _timeout(self) -> OutcomeError:
        return OutcomeError(
            Outcome.TIMEOUT,
            f"The submission did not finish within {self._wall_seconds:g} seconds. Look for a loop that does not end, "
            "or for training outside the time that the lesson names.",
        )

    def _death(self) -> OutcomeError:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return OutcomeError(Outcome.TAMPERED, "The submission closed its answering pipe.")
        if code == -signal.SIGXCPU or code == -signal.SIGKILL:
            return self._timeout()
        return OutcomeError(
            Outcome.CRASHED, f"The process that ran the submission ended by itself (status {code})."
        )


def _lay_out(folder: Path, lesson: Lesson) -> None:
    """Put into `folder` exactly what a submission of `lesson` may import."""
    (folder / "home").mkdir()
    importable = folder / "importable"
    shutil.copytree(SANDBOX, importable / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    (importable / "autograder").mkdir()
    shutil.copy(SANDBOX / "lesson_package.py", importable / "autograder" / "__init__.py")
    shutil.copy(SANDBOX.parent / "pictures.py", importable / "autograder" / "pictures.py")
    (importable / "resnet_ref").mkdir()
    spec = find_spec("resnet_ref")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package resnet_ref is not installed. Run the set-up again: make test.")
    source = Path(spec.origin).parent
    for module in dict.fromkeys((*ALWAYS_IMPORTABLE, *lesson.may_import)):
        shutil.copy(source / f"{module}.py", importable / "resnet_ref" / f"{module}.py")
    (importable / "resnet_ref" / "data").symlink_to(source / "data", target_is_directory=True)


def _environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
