"""Running a probe on somebody's names, so that nothing of one run reaches the next."""

from __future__ import annotations

import copy
import logging
import os
import re
import sys
import traceback
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import torch

from .causes import Cause, Unfit
from .lockout import RefusedAttribute, RefusedImport
from .pristine_torch import pristine_torch
from .probing import PROBE_NAMES

MAX_MESSAGE, MAX_TRACEBACK = 2000, 8000  # characters kept of what an exception says


_LIBRARIES = (os.path.join(sys.prefix, ""), os.path.join(sys.base_prefix, ""), "<frozen ")
_STUB = re.compile(r"\d\d\.\w+")  # all that the released cell's NotImplementedError says: its exercise


class BorrowedAnswer(Exception):
    """What should have been written was imported from where the answer is."""


class Undefined(NotImplementedError):
    """No cell defined the name."""


class Lesson:
    """What a student wrote, by name; a name that is not there is not written yet.

    Args:
        answers: modules from which nothing may come, and nothing may be inherited.
    """

    def __init__(self, names: Mapping[str, Any], answers: Collection[str] = ()) -> None:
        self._names, self._answers = names, answers

    def __getattr__(self, name: str) -> Any:
        try:
            found = self._names[name]
        except KeyError:
            raise Undefined(f"{name} is not defined. Write it, and run the cell that defines it.") from None
        for origin in getattr(found, "__mro__", [found]):
            module = getattr(origin, "__module__", None)
            if module in self._answers or str(module).startswith("torchvision.models."):
                raise BorrowedAnswer(
                    f"{name} comes from {module}, which contains the answer. Write it yourself."
                )
        return found


def run_probe(
    names: Mapping[str, Any],
    source: str,
    name: str,
    given: dict[str, Any],
    seed: int,
    answers: Collection[str] = (),
) -> dict[str, Any]:
    """{"observation": ...} of the probe on `names`, or {"raised": {kind, message, traceback, cause}}.

    Random state, torch's settings, warnings and `given` are afterwards as they were.
    """
    scope = dict(PROBE_NAMES)
    exec(_compiled(source), scope)
    try:
        with pristine_torch(), torch.random.fork_rng(devices=[]), warnings.catch_warnings(), _quiet():
            warnings.simplefilter("ignore")
            torch.manual_seed(seed)
            return {"observation": scope[name](Lesson(names, answers), copy.deepcopy(given))}
    except (Exception, SystemExit) as error:
        return {"raised": described(error)}


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing is logged: what a known mistake makes Matplotlib say would stand in the student's notebook."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@cache
def _compiled(source: str) -> CodeType:
    return compile("from __future__ import annotations\n" + source, "<probe>", "exec")


def _is_ours(filename: str) -> bool:
    return filename == "<probe>" or Path(filename).parent == Path(__file__).parent


def _is_students(filename: str) -> bool:
    return not _is_ours(filename) and not filename.startswith(_LIBRARIES)


def described(error: BaseException) -> dict[str, Any]:
    """The exception as data: kind, message, its traceback without our own frames, and its cause.

    Where none of the student's code was running, a probe was at work on what that code had answered, and the message
    says so.
    """
    kind = str(type(error).__name__)[:MAX_MESSAGE]
    cause, message = cause_of(error), message_of(error)
    try:
        frames = traceback.TracebackException.from_exception(error)
        if cause is Cause.EXCEPTION and not any(_is_students(frame.filename) for frame in frames.stack):
            message = (
                f"The check could not use the value that your code returned. It raised {kind}: {message}"[
                    :MAX_MESSAGE
                ]
            )
            cause = Cause.UNFIT
        frames.stack = traceback.StackSummary.from_list([f for f in frames.stack if not _is_ours(f.filename)])
        text = "".join(frames.format())
    except BaseException:  # an exception is a student's class, and may do anything when looked at
        text = ""
    return {"kind": kind, "message": message, "traceback": text[-MAX_TRACEBACK:], "cause": cause}


def cause_of(error: BaseException) -> Cause:
    """What an exception of the student's code was."""
    if isinstance(error, Undefined):
        return Cause.UNDEFINED
    if isinstance(error, Unfit):
        return Cause.UNFIT
    if isinstance(error, BorrowedAnswer):
        return Cause.BORROWED
    if isinstance(error, RefusedImport | RefusedAttribute):
        return Cause.REFUSED_IMPORT
    if type(error) is NotImplementedError and _STUB.fullmatch(message_of(error)):
        return Cause.STUB
    # torch has no class of its own for a CPU that runs out of memory; this is the one place where its words are read.
    if isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and "can't allocate memory" in message_of(error)
    ):
        return Cause.OUT_OF_MEMORY
    return Cause.EXCEPTION


def message_of(error: BaseException) -> str:
    """What an exception says, or that it cannot say it."""
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:
        return "(its message cannot be read)"
