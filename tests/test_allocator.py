"""Freed memory is kept: the same request a second time costs no page faults."""

from __future__ import annotations

import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import torch
from resnet_ref.allocator import keep_freed_memory
if sys.argv[1] == "keep" and not keep_freed_memory():
    sys.exit("not glibc")
for _ in range(6):  # the first few still find their places
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [torch.ones(2**23) for _ in range(4)]
    del blocks
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(mode: str) -> int:
    """Page faults of taking 128 MB that was taken and freed before, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", FAULTS, mode], capture_output=True, text=True)
    if "not glibc" in done.stderr:
        pytest.skip("SKIPPED LOUDLY: this C library is not glibc, so there is no mallopt to test.")
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_memory_that_was_freed_is_taken_again_without_page_faults() -> None:
    assert faults("keep") < 100 < faults("as it is")
