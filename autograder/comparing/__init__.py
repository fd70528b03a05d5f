"""What a check is written with: one question to two implementations, and a comparison of their answers.

A check never touches a student's code. It draws inputs, asks an `Observer` for two observations of one probe, and
compares them.
"""

from autograder.comparing.check import Check, CheckFailed, assert_same, check
from autograder.comparing.comparison import same
from autograder.comparing.inputs import draw_state, randn
from autograder.comparing.observer import (
    Implementation,
    Observed,
    Observer,
    Probe,
    Raised,
    StudentRaised,
    source_of,
)

__all__ = [
    "Check",
    "CheckFailed",
    "Implementation",
    "Observed",
    "Observer",
    "Probe",
    "Raised",
    "StudentRaised",
    "assert_same",
    "check",
    "draw_state",
    "randn",
    "same",
    "source_of",
]
