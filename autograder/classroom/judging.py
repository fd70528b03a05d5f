"""Who judges a class: one process with a warm sandbox, or several."""

from __future__ import annotations

import atexit
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context

import torch

from autograder.course.catalogue import Lesson, find_lesson
from autograder.jail import Sandbox, available_level
from autograder.jail.budget import Budget
from autograder.jail.level import BUBBLEWRAP
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged
from autograder.reading import Submission


class NotIsolated(RuntimeError):
    """Submissions cannot be isolated on this machine, and nobody allowed less."""


def require_isolation(allow_weak: bool, option: str) -> None:
    """Raise NotIsolated where submissions cannot be isolated, unless weaker isolation is allowed by `option`."""
    level, why = available_level()
    if level != BUBBLEWRAP and not allow_weak:
        raise NotIsolated(
            f"Submissions cannot be isolated here. {why} To grade all the same, where you trust everybody's code: "
            f"{option}"
        )


class LessonJudge:
    """Runs and judges submissions, in a sandbox that stays warm as long as the lesson stays the same."""

    def __init__(self) -> None:
        self._lesson: Lesson | None = None
        self._sandbox: Sandbox | None = None

    def judge(self, lesson: Lesson, submission: Submission) -> Judged:
        """Judge one submission; raises RuntimeError where no sandbox starts."""
        if self._sandbox is None or lesson != self._lesson:
            self.close()
            self._sandbox, self._lesson = Sandbox(lesson), lesson
        return judge_submission(submission, lesson.exercises, Budget.of(lesson.limits), self._sandbox)

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._sandbox.close()
        self._sandbox = None


@cache
def lesson_judge() -> LessonJudge:
    """This process's judge."""
    made = LessonJudge()
    atexit.register(made.close)
    return made


def judge_class(lesson: Lesson, submissions: Sequence[Submission], jobs: int) -> Iterator[Judged | str]:
    """What every submission came to, in their order, or the traceback of what failed on our side.

    With more than one job they run in so many processes, which start anew and import torch once each.
    """
    if jobs == 1 or len(submissions) < 2:
        yield from (_attempt(lesson.name, submission) for submission in submissions)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        futures = [pool.submit(_attempt, lesson.name, submission) for submission in submissions]
        try:
            for future in futures:
                try:
                    yield future.result()
                except BrokenProcessPool as error:
                    yield f"{error} Grade again with --resume for those that are left."
        finally:
            pool.shutdown(cancel_futures=True)


def _attempt(lesson: str, submission: Submission) -> Judged | str:
    try:
        return lesson_judge().judge(find_lesson(lesson), submission)
    except Exception:
        return traceback.format_exc()


def _one_thread() -> None:
    torch.set_num_threads(1)  # as many judges as there are cores would wait for each other's threads
