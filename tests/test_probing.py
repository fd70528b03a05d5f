"""What probes are built from does not make a student wait."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from autograder.course.catalogue import find_exercise
from autograder.judge.bank import implementation, misconceptions
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import reference

for name in ("02.conv2d", "02.batchnorm", "04.identity_block", "06.resnet50", "12.resnet"):
    exercise = find_exercise(name)[1]
    judge_exercise(exercise, reference(exercise.reference), 0)
    judge_exercise(exercise, implementation(misconceptions(name)[0]), 0)
    assert not {"sympy", "torch._dynamo"} & set(sys.modules), name
"""


def test_checks_load_neither_torchs_compiler_nor_sympy() -> None:
    """They take seconds to import, and the first check of every session would wait for them."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
