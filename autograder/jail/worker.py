"""One submission's isolated process, seen from outside: an `Implementation` whose code is the student's."""

from __future__ import annotations

import os
import secrets
import select
import signal
import struct
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from autograder.comparing.observer import Raised
from autograder.inside import wire
from autograder.inside.causes import Cause
from autograder.inside.limits import TOO_MANY_PROCESSES
from autograder.inside.probe_runner import MAX_MESSAGE, MAX_TRACEBACK
from autograder.jail import cell_outputs
from autograder.jail.budget import Budget
from autograder.outcomes import CellRun, NoAnswer, Outcome

DEATH_SECONDS = 3.0  # between the end of the answers and the end of the process


class Worker:
    """Asks the process on the other side of two pipes, believes nothing of what it says, and waits no longer than
    the submission's budget allows.

    Args:
        requests, answers: file descriptors to write requests to and to read answers from.
        end: ends the process after so many seconds of patience; returns its status as a shell would give it, or None
            where it had not ended by itself.
        budget: the submission's, which this process spends.
        cpu_seconds: processor time that a submission may use, for what is said where it used more.
    """

    def __init__(
        self,
        requests: int,
        answers: int,
        end: Callable[[float], int | None],
        budget: Budget,
        cpu_seconds: float,
    ) -> None:
        self._requests, self._answers, self._end = requests, answers, end
        self._budget, self._cpu_seconds = budget, cpu_seconds
        self._deadline = 0.0
        self._broken: NoAnswer | None = None
        os.set_blocking(requests, False)

    def run(self, cell: str) -> CellRun:
        """Run one of the submission's cells.

        Raises:
            NoAnswer: the process timed out, died or broke the protocol.
        """
        try:
            return _cell_run(self._ask({"do": "run", "cell": cell}).get("cell"))
        except ValueError as error:
            raise self._break(NoAnswer(Outcome.TAMPERED, str(error))) from None

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        answer = self._ask({"do": "observe", "source": source, "name": name, "given": given, "seed": seed})
        raised = answer.get("raised")
        if isinstance(raised, dict):
            kind, message, traceback, cause = (
                str(raised.get(key, "")) for key in ("kind", "message", "traceback", "cause")
            )
            return Raised(
                kind[:MAX_MESSAGE], message[:MAX_MESSAGE], traceback[-MAX_TRACEBACK:], Cause.known(cause)
            )
        if "observation" not in answer:
            raise self._break(NoAnswer(Outcome.TAMPERED, "The answer holds no observation."))
        return answer["observation"]

    @property
    def usable(self) -> bool:
        """Whether it still answers."""
        return self._broken is None

    def close(self) -> None:
        """End the process and everything it started."""
        if self._broken is None:
            self._end(0.0)
        self._broken = NoAnswer(Outcome.CRASHED, "This worker was closed.")
        for fd in (self._requests, self._answers):
            os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._broken is not None:
            raise self._broken
        nonce = secrets.token_hex(16)
        message = wire.encode({"nonce": nonce, **request})
        started = time.monotonic()
        self._deadline = started + self._budget.seconds_left
        try:
            self._send(struct.pack(">Q", len(message)) + message)
            (length,) = struct.unpack(">Q", self._receive(8))
            if length > wire.MAX_BYTES:
                raise NoAnswer(Outcome.TAMPERED, f"An answer of {length:,} bytes was announced.")
            answer = wire.decode(self._receive(length))
            if not isinstance(answer, dict) or answer.pop("nonce", None) != nonce:
                raise NoAnswer(Outcome.TAMPERED, "The answer does not belong to the question.")
        except wire.WireError as error:
            stop = NoAnswer(Outcome.TAMPERED, f"The answer breaks the protocol: {error}")
            raise self._break(stop) from None
        except BrokenPipeError:
            raise self._death() from None
        except NoAnswer as stop:
            raise self._break(stop) from None
        finally:
            self._budget.spend(time.monotonic() - started)
        return answer

    @property
    def _seconds_left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _break(self, stop: NoAnswer) -> NoAnswer:
        """Nothing this process says counts any more: end it, and give every later question the same answer."""
        if self._broken is None:
            self._broken = stop
            self._end(0.0)
        return self._broken

    def _death(self) -> NoAnswer:
        if self._broken is not None:
            return self._broken
        status = self._end(DEATH_SECONDS)
        if status is None:
            text = "The submission closed the pipe on which it is asked, and went on running."
            self._broken = NoAnswer(Outcome.TAMPERED, text)
        elif status == 128 + signal.SIGXCPU:
            text = (
                f"The submission used more than {self._cpu_seconds:g} seconds of processor time. Look for a loop that "
                "does not end."
            )
            self._broken = NoAnswer(Outcome.TIMEOUT, text)
        elif status == TOO_MANY_PROCESSES:
            text = "The submission started more processes than it may have."
            self._broken = NoAnswer(Outcome.CRASHED, text)
        elif status == 128 + signal.SIGKILL:
            text = "The process that ran the submission was killed, most likely for the memory it took."
            self._broken = NoAnswer(Outcome.OUT_OF_MEMORY, text)
        else:
            text = f"The process that ran the submission ended by itself (status {status})."
            self._broken = NoAnswer(Outcome.CRASHED, text)
        return self._broken

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self._requests], [], self._seconds_left)[1]:
                raise self._timeout()
            view = view[os.write(self._requests, view) :]

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            if not select.select([self._answers], [], [], self._seconds_left)[0]:
                raise self._timeout()
            chunk = os.read(self._answers, min(count - len(data), 2**20))
            if not chunk:
                raise self._death()
            data += chunk
        return bytes(data)

    def _timeout(self) -> NoAnswer:
        return NoAnswer(Outcome.TIMEOUT, self._budget.overrun())


def _cell_run(row: Any) -> CellRun:
    """What is said of one cell, checked; raises ValueError."""
    names = ("error", "message", "cause", "outputs")
    if not isinstance(row, dict) or any(not isinstance(row.get(name), str) for name in names):
        raise ValueError("The answer about a cell has the wrong form.")
    return CellRun(
        error=row["error"][:MAX_MESSAGE],
        message=row["message"][:MAX_MESSAGE],
        cause=row["cause"][:MAX_MESSAGE],
        outputs=cell_outputs.accepted(row["outputs"]),
    )
