"""Warm sandboxes that the tests of one process share: starting one imports torch, which outlasts most tests."""

from __future__ import annotations

import atexit
from functools import cache
from types import TracebackType
from typing import Self

from autograder.course.catalogue import Lesson
from autograder.inside.limits import Limits
from autograder.jail import Sandbox, available_level


def warm_sandbox(lesson: Lesson, limits: Limits | None = None, level: str | None = None) -> Sandbox:
    """A sandbox that stays open until the tests end. A budget of less than its limits makes a submission hurry."""
    return _started(lesson, limits or lesson.limits, level or available_level()[0])


@cache
def _started(lesson: Lesson, limits: Limits, level: str) -> Sandbox:
    sandbox = Sandbox(lesson, limits, level)
    atexit.register(sandbox.close)
    return sandbox


class WarmSandbox:
    """What the commands get instead of a `Sandbox` of their own; closing it leaves it open."""

    def __init__(self, lesson: Lesson, *, single: bool = False) -> None:
        shared = warm_sandbox(lesson)
        self.level, self.limits, self.worker = shared.level, shared.limits, shared.worker

    def close(self) -> None:
        """Leave it open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
