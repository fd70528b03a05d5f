"""One submission's isolated process, seen from outside: an `Implementation` whose code is the student's."""

from __future__ import annotations

import os
import secrets
import select
import signal
import struct
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from autograder.inside import wire
from autograder.inside.limits import TOO_MANY_PROCESSES
from autograder.inside.probe_runner import MAX_MESSAGE, MAX_TRACEBACK
from autograder.jail import cell_outputs
from autograder.judge.exercises import OutcomeError
from autograder.observing import Raised
from autograder.outcomes import Outcome

DEATH_SECONDS = 3.0  # between the end of the answers and the end of the process


class Worker:
    """Asks the process on the other side of two pipes, believes nothing of what it says, and waits no longer than
    the deadline.

    Args:
        requests, answers: file descriptors to write requests to and to read answers from.
        end: ends the process after so many seconds of patience; returns its status as a shell would give it, or None
            where it had not ended by itself.
        wall_seconds: time for everything together, from the first request on.
    """

    def __init__(
        self, requests: int, answers: int, end: Callable[[float], int | None], wall_seconds: float
    ) -> None:
        self._requests, self._answers, self._end = requests, answers, end
        self._wall_seconds = wall_seconds
        self._deadline = 0.0
        self._broken: OutcomeError | None = None
        os.set_blocking(requests, False)

    def run(self, cells: Sequence[str]) -> list[dict[str, Any]]:
        """Run the submission's cells; for each its error, if any, and its outputs as JSON text.

        Raises:
            OutcomeError: the process timed out, died or broke the protocol.
        """
        rows = self._ask({"do": "run", "cells": list(cells)}).get("cells")
        if not isinstance(rows, list) or len(rows) != len(cells):
            raise self._break(
                OutcomeError(Outcome.TAMPERED, "The answer does not hold one row for every cell.")
            )
        try:
            return [_row(row) for row in rows]
        except ValueError as error:
            raise self._break(OutcomeError(Outcome.TAMPERED, str(error))) from None

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        answer = self._ask({"do": "observe", "source": source, "name": name, "given": given, "seed": seed})
        raised = answer.get("raised")
        if isinstance(raised, dict):
            kind, message, traceback = (str(raised.get(key, "")) for key in ("kind", "message", "traceback"))
            return Raised(kind[:MAX_MESSAGE], message[:MAX_MESSAGE], traceback[-MAX_TRACEBACK:])
        if "observation" not in answer:
            raise self._break(OutcomeError(Outcome.TAMPERED, "The answer holds no observation."))
        return answer["observation"]

    @property
    def usable(self) -> bool:
        """Whether it still answers."""
        return self._broken is None

    @property
    def seconds_left(self) -> float:
        """Time until the deadline; all of it before the first request."""
        return max(0.0, self._deadline - time.monotonic()) if self._deadline else self._wall_seconds

    def close(self) -> None:
        """End the process and everything it started."""
        if self._broken is None:
            self._end(0.0)
        self._broken = OutcomeError(Outcome.CRASHED, "This worker was closed.")
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
        self._deadline = self._deadline or time.monotonic() + self._wall_seconds
        nonce = secrets.token_hex(16)
        try:
            message = wire.encode({"nonce": nonce, **request})
        except wire.WireError:
            limit = wire.MAX_BYTES // 2**20
            text = f"Its code takes more than {limit} MB. Put data into files, not into the notebook."
            raise self._break(OutcomeError(Outcome.UNREADABLE, text)) from None
        try:
            self._send(struct.pack(">Q", len(message)) + message)
            (length,) = struct.unpack(">Q", self._receive(8))
            if length > wire.MAX_BYTES:
                raise OutcomeError(Outcome.TAMPERED, f"An answer of {length:,} bytes was announced.")
            answer = wire.decode(self._receive(length))
            if not isinstance(answer, dict) or answer.pop("nonce", None) != nonce:
                raise OutcomeError(Outcome.TAMPERED, "The answer does not belong to the question.")
        except wire.WireError as error:
            stop = OutcomeError(Outcome.TAMPERED, f"The answer breaks the protocol: {error}")
            raise self._break(stop) from None
        except BrokenPipeError:
            raise self._death() from None
        except OutcomeError as stop:
            raise self._break(stop) from None
        return answer

    def _break(self, stop: OutcomeError) -> OutcomeError:
        """Nothing this process says counts any more: end it, and give every later question the same answer."""
        if self._broken is None:
            self._broken = stop
            self._end(0.0)
        return self._broken

    def _death(self) -> OutcomeError:
        if self._broken is not None:
            return self._broken
        status = self._end(DEATH_SECONDS)
        if status is None:
            text = "The submission closed the pipe on which it is asked, and went on running."
            self._broken = OutcomeError(Outcome.TAMPERED, text)
        elif status == 128 + signal.SIGXCPU:
            self._broken = self._timeout()
        elif status == TOO_MANY_PROCESSES:
            text = "The submission started more processes than it may have."
            self._broken = OutcomeError(Outcome.CRASHED, text)
        elif status == 128 + signal.SIGKILL:
            text = "The process that ran the submission was killed, most likely for the memory it took."
            self._broken = OutcomeError(Outcome.OUT_OF_MEMORY, text)
        else:
            text = f"The process that ran the submission ended by itself (status {status})."
            self._broken = OutcomeError(Outcome.CRASHED, text)
        return self._broken

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self._requests], [], self.seconds_left)[1]:
                raise self._timeout()
            view = view[os.write(self._requests, view) :]

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            if not select.select([self._answers], [], [], self.seconds_left)[0]:
                raise self._timeout()
            chunk = os.read(self._answers, min(count - len(data), 2**20))
            if not chunk:
                raise self._death()
            data += chunk
        return bytes(data)

    def _timeout(self) -> OutcomeError:
        return OutcomeError(
            Outcome.TIMEOUT,
            f"The submission did not finish within {self._wall_seconds:g} seconds. Look for a loop that does not end, "
            "or for training outside the time that the lesson names.",
        )


def _row(row: Any) -> dict[str, Any]:
    """What is said of one cell, checked; raises ValueError."""
    wanted = ("error", "message", "outputs")
    if not isinstance(row, dict) or any(not isinstance(row.get(key), str) for key in wanted):
        raise ValueError("The answer about a cell has the wrong form.")
    return {
        "error": row["error"][:MAX_MESSAGE],
        "message": row["message"][:MAX_MESSAGE],
        "outputs": cell_outputs.accepted(row["outputs"]),
    }
