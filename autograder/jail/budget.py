"""What is left of the time and the processes that one submission may use."""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograder.inside.limits import Limits

REPLACEMENTS = 3  # cells that may end or outlast their process before the submission is given up


@dataclass
class Budget:
    """Counts down over everything that a submission makes run, its processes' replacements included.

    Only time spent waiting for the submission counts, not what the judge itself takes. `begin` sets how much of the
    whole the next part, a cell or an exercise, may take.
    """

    seconds: float
    cpu_seconds: float
    cell_seconds: float
    replacements: int = REPLACEMENTS

    def __post_init__(self) -> None:
        self._whole = self.seconds
        self.begin(math.inf)

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        """A whole submission's."""
        return cls(limits.wall_seconds, limits.cpu_seconds, limits.cell_seconds)

    def begin(self, seconds: float) -> None:
        """Start a part that may take so long."""
        self._part = self._part_left = seconds

    @property
    def seconds_left(self) -> float:
        """For the part that has begun."""
        return max(0.0, min(self.seconds, self._part_left))

    def spend(self, seconds: float) -> None:
        """Take off what has passed."""
        self.seconds -= seconds
        self._part_left -= seconds

    def spend_cpu(self, seconds: float) -> None:
        """Take off what an ended process has used of the processor."""
        self.cpu_seconds -= seconds

    def overrun(self) -> str:
        """A sentence about the limit that was the nearest."""
        if self._part_left < self.seconds:
            what, seconds = "This part of the submission", self._part
        else:
            what, seconds = "The submission", self._whole
        return (
            f"{what} did not finish within {seconds:g} seconds. Look for a loop that does not end, or for training "
            "outside the time that the lesson names."
        )

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may run."""
        return self.seconds <= 0 or self.cpu_seconds <= 0
