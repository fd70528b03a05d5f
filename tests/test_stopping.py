"""A submission's process is ended at any moment, at once, and what it used of the processor is told."""

from __future__ import annotations

import os
import time

import pytest
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_lesson
from autograder.inside import parent
from autograder.jail.budget import Budget
from autograder.jail.level import BUBBLEWRAP, PROCESS, available_level

LESSON = find_lesson("04_identity_block")
LEVELS = [PROCESS, BUBBLEWRAP] if available_level()[0] == BUBBLEWRAP else [PROCESS]
BURN = "import time\nstart = time.process_time()\nwhile time.process_time() < start + {seconds}: pass"


@pytest.mark.parametrize("level", LEVELS)
def test_a_process_is_ended_however_early(level: str) -> None:
    sandbox = warm_sandbox(LESSON, level=level)
    for _ in range(50):
        started = time.monotonic()
        sandbox.worker(Budget.of(sandbox.limits)).close()
        assert time.monotonic() - started < 20


@pytest.mark.parametrize("level", LEVELS)
def test_processor_time_is_told_and_can_be_lowered(level: str) -> None:
    sandbox = warm_sandbox(LESSON, level=level)
    budget = Budget.of(sandbox.limits)
    before = budget.cpu_seconds
    with sandbox.worker(budget) as worker:
        worker.run(BURN.format(seconds=1))
    assert 1 <= before - budget.cpu_seconds < 2
    budget.cpu_seconds = 7.0
    with sandbox.worker(budget) as worker:
        shown = worker.run("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))").outputs
    assert "(7, 8)" in str(shown)


def sleeper() -> int:
    """A child that sleeps, and leads no group of its own."""
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return pid


def test_what_leads_no_group_yet_is_ended() -> None:
    pid = sleeper()
    status, seconds = parent._end(pid, 0.0)
    assert (status, seconds < 1) == (None, True)
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def test_nobody_waits_for_ever_for_what_cannot_be_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    pid = sleeper()
    kill = os.kill
    monkeypatch.setattr(parent, "DYING_SECONDS", 0.2)
    monkeypatch.setattr(parent.os, "kill", lambda *arguments: None)  # as where it hangs in the kernel
    started = time.monotonic()
    assert parent._end(pid, 0.0) == (None, 0.0)
    assert time.monotonic() - started < 20
    kill(pid, 9)
    os.waitpid(pid, 0)


def test_how_a_process_ended_by_itself_is_told() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(3)
    status, _ = parent._end(pid, 5.0)
    assert status == 3
