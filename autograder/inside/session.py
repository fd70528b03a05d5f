"""The isolated worker: runs a submission's cells, then probes on what they defined.

It runs in a fork of `parent`, where nothing can be imported but torch's world, this package and the files that the
lesson may import. Requests come and answers go over two pipes as `wire` messages; a
submission's own output goes nowhere near them.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import torch

from . import wire
from .causes import Cause
from .output import Kept
from .pristine_torch import compiled_as_written
from .probe_runner import cause_of, described, message_of, run_probe

MAX_OUTPUT = 2**20  # characters of output kept for all cells of a submission


def serve(session: Session, requests: int, answers: int) -> int:
    """Serve requests from one file descriptor on another until the first is closed; returns an exit status."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, mode), number)
    session.begin()
    while (request := _read(requests)) is not None:
        nonce = request.pop("nonce")
        action = session.run if request.pop("do") == "run" else session.observe
        _write(answers, _answer(nonce, action, request))
    return 0


def _answer(nonce: str, action: Callable[..., dict[str, Any]], request: dict[str, Any]) -> bytes:
    try:
        return wire.encode({"nonce": nonce, **action(**request)}, wire.MAX_HEADER)
    except wire.WireError as error:
        raised = {"kind": "TypeError", "message": str(error), "traceback": "", "cause": Cause.UNSENDABLE}
    except BaseException as error:  # KeyboardInterrupt is an error here: nobody sits at this keyboard
        raised = described(error)
    return wire.encode({"nonce": nonce, "raised": raised})


class Session:
    """One submission: an IPython shell and the names its cells define."""

    def __init__(self) -> None:
        from traitlets.config import Config

        from .shell import Shell

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = (
            "Plain"  # a deep recursion's traceback takes ten seconds in the others
        )
        self._shell = Shell.instance(config=config)
        self._left = MAX_OUTPUT

    def begin(self) -> None:
        """Let this process be the notebook's kernel, in the folder where it is now."""
        from .shell import find_modules_beside

        find_modules_beside()
        torch.compile = compiled_as_written

    def run(self, cell: str) -> dict[str, Any]:
        """Run one cell: {"cell": its error, message, cause and outputs}. One that raises is recorded."""
        with contextlib.suppress(
            OSError
        ):  # cells follow so fast that the time of a folder's last change may stay
            sys.path_importer_cache.pop(os.getcwd(), None)
        return {"cell": self._cell(cell)}

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> dict[str, Any]:
        """Run a probe on the names defined so far."""
        return run_probe(self._shell.user_ns, source, name, given, seed)

    def _cell(self, source: str) -> dict[str, Any]:
        shown, results = self._publisher(), self._result_hook()
        printed = {"stdout": Kept(self._left), "stderr": Kept(self._left)}
        error: BaseException | None
        try:
            with redirect_stdout(printed["stdout"]), redirect_stderr(printed["stderr"]):
                result = self._shell.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as ours:  # IPython itself tripped over the cell, or over what it left
            error = ours
        row = _described(error) if error else _NO_ERROR
        try:
            outputs = self._within_limit(self._outputs(printed, shown, results))
        except Exception:  # a value that is shown decides by itself how
            outputs = json.dumps([_note("[The output of this cell cannot be kept.]")])
        return {**row, "outputs": outputs}

    def _outputs(
        self, printed: dict[str, Kept], shown: list[dict[str, Any]], results: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        outputs: list[dict[str, Any]] = [
            {"output_type": "stream", "name": name, "text": text}
            for name, stream in printed.items()
            if (text := stream.text())
        ]
        if any(stream.cut for stream in printed.values()):
            outputs.append(_TOO_MUCH)
        outputs += [
            {"output_type": "display_data", "data": row["data"], "metadata": row["metadata"] or {}}
            for row in shown
        ]
        return outputs + [{"output_type": "execute_result", "execution_count": None, **r} for r in results]

    def _publisher(self) -> list[dict[str, Any]]:
        """Let the shell put whatever a cell displays into the list returned."""
        from IPython.core.displaypub import CapturingDisplayPublisher

        self._shell.display_pub = CapturingDisplayPublisher()
        return self._shell.display_pub.outputs

    def _result_hook(self) -> list[dict[str, Any]]:
        """Let the shell put the value of a cell's last expression into the list returned, as data and metadata."""
        from IPython.core.displayhook import CapturingDisplayHook

        results: list[dict[str, Any]] = []
        self._shell.display_trap.hook = CapturingDisplayHook(shell=self._shell, outputs=results)
        return results

    def _within_limit(self, outputs: list[dict[str, Any]]) -> str:
        """The outputs as JSON text, without what goes beyond the limit for all cells."""
        kept: list[str] = []
        for output in outputs:
            text = json.dumps(output, default=str)
            if len(text) > self._left:
                kept.append(json.dumps(_TOO_MUCH))
                break
            self._left -= len(text)
            kept.append(text)
        return f"[{', '.join(kept)}]"


def _described(error: BaseException) -> dict[str, str]:
    return {"error": type(error).__name__[:200], "message": message_of(error), "cause": cause_of(error)}


def _note(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stderr", "text": text}


_NO_ERROR = {"error": "", "message": "", "cause": ""}
_TOO_MUCH = _note(f"[The rest of the output is left out: only {MAX_OUTPUT:,} characters are kept.]")


def _read(fd: int) -> Any:
    head = _exactly(fd, 8)
    if not head:
        return None
    return wire.decode(_exactly(fd, struct.unpack(">Q", head)[0]), wire.MAX_BYTES)


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
