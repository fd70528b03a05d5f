"""The isolated worker: runs a submission's cells, then probes on what they defined.

It runs in a fork of `parent`, where nothing can be imported but torch's world, this package and the files that the
lesson may import. Requests come and answers go over two pipes as `wire` messages; a
submission's own output goes nowhere near them.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

from . import wire
from .running import run_probe

MAX_OUTPUT = 2**20  # characters of output kept for all cells of a submission


def serve(requests: int, answers: int) -> int:
    """Serve requests from one file descriptor on another until the first is closed; returns an exit status."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, mode), number)
    session = Session()
    while (request := _read(requests)) is not None:
        nonce = request.pop("nonce")
        action = session.run if request.pop("do") == "run" else session.observe
        try:
            answer = wire.encode({"nonce": nonce, **action(**request)})
        except wire.WireError as error:
            answer = wire.encode({"nonce": nonce, "raised": _unanswerable(error)})
        _write(answers, answer)
    return 0


class Session:
    """One submission: an IPython shell and the names its cells define."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self._shell = InteractiveShell.instance(config=config)
        self._kept = 0

    def run(self, cells: list[str]) -> dict[str, Any]:
        """Run every cell in order; one that raises is recorded, and the next one runs."""
        return {"cells": [self._cell(source) for source in cells]}

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> dict[str, Any]:
        """Run a probe on the names defined so far."""
        return run_probe(self._shell.user_ns, source, name, given, seed)

    def _cell(self, source: str) -> dict[str, Any]:
        from IPython.utils.capture import capture_output

        results = self._result_hook()
        with capture_output() as captured:
            result = self._shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        outputs: list[dict[str, Any]] = []
        if captured.stdout:
            outputs.append({"output_type": "stream", "name": "stdout", "text": captured.stdout})
        if captured.stderr:
            outputs.append({"output_type": "stream", "name": "stderr", "text": captured.stderr})
        outputs += [
            {"output_type": "display_data", "data": rich.data, "metadata": rich.metadata or {}}
            for rich in captured.outputs
        ]
        outputs += [
            {"output_type": "execute_result", "execution_count": None, **result} for result in results
        ]
        row = {"error": type(error).__name__ if error else "", "message": str(error)[:2000] if error else ""}
        return {**row, "outputs": json.dumps(self._within_limit(outputs), default=str)}

    def _result_hook(self) -> list[dict[str, Any]]:
        """Let the shell put the value of a cell's last expression into the list returned, as data and metadata."""
        from IPython.core.displayhook import CapturingDisplayHook

        results: list[dict[str, Any]] = []
        self._shell.display_trap.hook = CapturingDisplayHook(shell=self._shell, outputs=results)
        return results

    def _within_limit(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for output in outputs:
            self._kept += len(json.dumps(output, default=str))
            if self._kept > MAX_OUTPUT:
                text = f"[More output than the {MAX_OUTPUT:,} characters that are kept.]"
                return [*kept, {"output_type": "stream", "name": "stderr", "text": text}]
            kept.append(output)
        return kept


def _unanswerable(error: wire.WireError) -> dict[str, str]:
    return {"kind": "TypeError", "message": str(error), "traceback": ""}


def _read(fd: int) -> Any:
    head = _exactly(fd, 8)
    if not head:
        return None
    return wire.decode(_exactly(fd, struct.unpack(">Q", head)[0]))


def _exactly(fd: int, count: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < count:
        chunk = os.read(fd, count - len(chunks))
        if not chunk:
            return b""
        chunks += chunk
    return bytes(chunks)


def _write(fd: int, message: bytes) -> None:
    view = memoryview(struct.pack(">Q", len(message)) + message)
    while view:
        view = view[os.write(fd, view) :]
