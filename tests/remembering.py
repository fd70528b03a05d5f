"""Answers to the judge's questions, remembered: with fixed seeds every known mistake is asked the same each time."""

from __future__ import annotations

import copy
import hashlib
from functools import cache
from typing import Any

import pytest
import torch

from autograder.comparing import Implementation
from autograder.inside.wire import encode
from autograder.judge import exercises as engine
from autograder.judge import suspects
from autograder.judge.bank import Misconception, implementation
from autograder.judge.in_process import reference


class Remembering:
    """An implementation that answers each question once; what it said is said again.

    To name a mistake, the judge asks all known ones what it asked the student's code. Nothing of one run reaches the
    next, so with a fixed seed every answer is the same.
    """

    def __init__(self, asked: Implementation) -> None:
        self.asked = asked
        self.answers: dict[bytes, Any] = {}

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        question = hashlib.sha256(encode([source, name, given, seed])).digest()
        if question not in self.answers:
            self.answers[question] = self.asked.observe(source, name, given, seed)
        return copied(self.answers[question])


def copied(answer: Any) -> Any:
    """What `copy.deepcopy` returns, in a quarter of its time: answers are dicts and lists of tensors and numbers."""
    if type(answer) is dict:
        return {key: copied(value) for key, value in answer.items()}
    if type(answer) is list:
        return [copied(value) for value in answer]
    if type(answer) is torch.Tensor:
        return answer.detach().clone()
    return copy.deepcopy(answer)


def remember(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the judge ask the reference and every known mistake each question once."""
    monkeypatch.setattr(suspects, "implementation", _known)
    monkeypatch.setattr(engine, "reference", lambda modules: _reference(tuple(modules)))


@cache
def _known(wrong: Misconception) -> Remembering:
    return Remembering(implementation(wrong))


@cache
def _reference(modules: tuple[str, ...]) -> Remembering:
    return Remembering(reference(modules))
