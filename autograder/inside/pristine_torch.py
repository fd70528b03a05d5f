"""Torch and Python as they are in a fresh process, for as long as a probe runs.

A cell may leave a switch on (a default dtype, gradients off) or put a function of its own in the place of torch's.
Neither should decide about what the student wrote; and what a probe says of itself ("the input is untouched") should
not rest on a `torch.equal` that always says yes.
"""

from __future__ import annotations

import builtins
import copy
import math
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import figures, layers, probing, weights, wire

_MISSING = object()
_COMPILE = torch.compile
_COMPILER = "torch._dynamo"  # the module that torch.compile loads when it is first called
_TORCH: tuple[ModuleType, ...] = (builtins, copy, math, torch, torch.random, nn, F)
_MODULES = (*_TORCH, figures, layers, probing, weights, wire)
_CLASSES: tuple[type, ...] = (
    torch.Tensor,
    nn.Module,
    nn.Parameter,
    nn.Sequential,
    layers.Watch,
    layers.Weight,
)


def _functions(place: Any) -> dict[str, Any]:
    return {
        name: value for name, value in vars(place).items() if callable(value) or isinstance(value, property)
    }


_ORIGINALS = [(place, _functions(place)) for place in (*_MODULES, *_CLASSES)]


@contextmanager
def pristine_torch() -> Iterator[None]:
    """Torch's own functions and its default settings inside; afterwards everything is as it was found.

    Random state is left alone.
    """
    replaced = _put_back()
    try:
        with ExitStack() as stack:
            for setting in _settings():
                stack.enter_context(setting)
            yield
    finally:
        for place, name, value in replaced:
            if value is _MISSING:
                delattr(place, name)
            else:
                setattr(place, name, value)


def _put_back() -> list[tuple[Any, str, Any]]:
    """Undo what was replaced, and return it; what a class was given before its parent's own counts too."""
    replaced = []
    for place, functions in _ORIGINALS:
        now = dict(vars(place))
        for name, value in functions.items():
            if now.get(name, _MISSING) is not value:
                replaced.append((place, name, now.get(name, _MISSING)))
                setattr(place, name, value)
        if isinstance(place, type):
            for name in now.keys() - functions.keys():
                if callable(now[name]) and any(name in vars(parent) for parent in place.__mro__[1:]):
                    replaced.append((place, name, now[name]))
                    delattr(place, name)
    return replaced


def _settings() -> Iterator[Any]:
    yield torch.inference_mode(False)
    yield torch.enable_grad()
    yield torch.autocast("cpu", enabled=False)
    yield np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
    yield _default_dtype()
    yield _any_algorithm()
    yield _nothing_compiled()
    if torch.get_default_device().type != "cpu":
        yield torch.device("cpu")


def compiled_as_written(*given: Any, **named: Any) -> Any:
    """`torch.compile` with the eager function behind it, which says the same and takes no compiler."""
    torch.compiler.set_stance("force_eager")
    return _COMPILE(*given, **named)


@contextmanager
def _nothing_compiled() -> Iterator[None]:
    if _COMPILER in sys.modules:
        with torch.compiler.set_stance("force_eager"):
            yield
        return
    torch.compile = compiled_as_written  # loading the compiler takes seconds, so only where it is asked for
    try:
        yield
    finally:
        torch.compile = _COMPILE
        if _COMPILER in sys.modules:
            torch.compiler.set_stance("default")


@contextmanager
def _default_dtype() -> Iterator[None]:
    found = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(found)


@contextmanager
def _any_algorithm() -> Iterator[None]:
    found = torch.get_deterministic_debug_mode()
    torch.set_deterministic_debug_mode(0)
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(found)
