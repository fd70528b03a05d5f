"""Where code under observation lives in this process: the reference, a notebook's kernel, a known mistake."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from autograder.comparing import Raised
from autograder.inside.probe_runner import run_probe


class InProcess:
    """Names in this process: a module's, or those of a notebook's kernel.

    Args:
        answers: modules from which none of the names may come.
    """

    def __init__(self, names: Mapping[str, Any], answers: Collection[str] = ()) -> None:
        self._names, self._answers = names, answers

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        answer = run_probe(self._names, source, name, given, seed, self._answers)
        return Raised(**answer["raised"]) if set(answer) == {"raised"} else answer["observation"]


def reference(modules: Sequence[str]) -> InProcess:
    """The reference's side: the public names of these modules of `resnet_ref`."""
    names: dict[str, Any] = {}
    for module in modules:
        names.update(vars(importlib.import_module(f"resnet_ref.{module}")))
    return InProcess(names)
