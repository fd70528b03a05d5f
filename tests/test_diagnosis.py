"""Why a check failed: two mistakes at once, an edit nobody foresaw, a clue; and never a cause that contradicts."""

from __future__ import annotations

import ast
import importlib
import inspect
import random
import re
from pathlib import Path

import pytest
import torch

from autograder.comparing.patterns import pattern
from autograder.course.catalogue import find_exercise, lessons
from autograder.judge.bank import execute
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import InProcess
from autograder.judge.one_edit import edits
from autograder.outcomes import CheckResult, Diagnosis, ExerciseResult, Outcome


def judged(exercise: str, source: str, seed: int = 3) -> ExerciseResult:
    """What the judge says of a source text."""
    return judge_exercise(find_exercise(exercise)[1], InProcess(execute(source, "<student>")), seed)


def diagnoses(exercise: str, source: str) -> dict[str, Diagnosis]:
    """What it says of each check that did not pass, by the check's short name."""
    found = {}
    for check in judged(exercise, source).checks:
        if check.outcome is not Outcome.PASSED:
            assert check.diagnosis is not None
            found[check.id.split(".")[-1]] = check.diagnosis
    return found


TWO_AT_ONCE = """
import math

def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    return 0.5 * (1 + math.cos(math.pi * step / total_steps))
"""


def test_two_mistakes_are_both_named() -> None:
    found = diagnoses("08.warmup_cosine", TWO_AT_ONCE)
    named = {name for d in found.values() for name in (d.misconception, *d.also)}
    assert {"warmup_one_step_ahead", "cosine_from_the_start"} <= named


BLOCK = """
import torch
from torch import nn

class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels")
        self.a = nn.Sequential(nn.Conv2d(in_channels, width, 1, bias=False), nn.BatchNorm2d(width{norm}), {relu})
        self.b = nn.Sequential(nn.Conv2d(width, width, 3, {conv}, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.c = nn.Sequential(nn.Conv2d(width, in_channels, 1, bias=False), nn.BatchNorm2d(in_channels))

    def forward(self, x):
        return torch.relu(x + self.c(self.b(self.a(x))))
"""


@pytest.mark.parametrize(
    ("norm", "relu", "conv", "check", "says"),
    [
        (
            ", eps=3e-3",
            "nn.ReLU()",
            "padding=1",
            "output",
            "Your bn1 has eps=0.003; expected eps=1e-05, the default of torch.",
        ),
        (
            ", momentum=0.37",
            "nn.ReLU()",
            "padding=1",
            "running_statistics",
            "bn1 has momentum=0.37; expected momentum=0.1, the default of torch.",
        ),
        ("", "nn.Mish()", "padding=1", "output", "After bn1 your code runs Mish; expected ReLU."),
        (
            "",
            "nn.ReLU()",
            "padding=3, dilation=3",
            "output",
            "Your conv2 has padding=3 and dilation=3; expected padding=1 and dilation=1.",
        ),
        (
            "",
            "nn.ReLU()",
            "padding=1, groups=1, padding_mode='circular'",
            "output",
            "Your conv2 has padding=0; expected padding=1.",
        ),
    ],
)
def test_a_layer_that_was_made_otherwise_is_read(
    norm: str, relu: str, conv: str, check: str, says: str
) -> None:
    found = diagnoses("04.identity_block", BLOCK.format(norm=norm, relu=relu, conv=conv))[check]
    assert says in (found.cause or found.clue)


def test_the_right_block_is_right() -> None:
    assert judged("04.identity_block", BLOCK.format(norm="", relu="nn.ReLU()", conv="padding=1")).full


def test_an_edit_that_nobody_foresaw_is_said_in_words() -> None:
    source = """
import math

def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return 2 * step / warmup_steps
    return 0.5 * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps)))
"""
    found = diagnoses("08.warmup_cosine", source)
    assert "twice as large" in found["warmup"].cause
    assert found["warmup"].misconception is None


def test_an_error_alone_does_not_name_a_mistake_whose_answers_are_others() -> None:
    source = """
import math

def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    return 0.5 * (1 + math.cos(math.pi / (step - warmup_steps) / (total_steps - warmup_steps)))
"""
    found = diagnoses("08.warmup_cosine", source)
    assert "one step too early" not in " ".join(diagnosis.cause for diagnosis in found.values())


RANDOM = """
import random

def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + random.choice([1, 2, 3, 4])
"""


def test_an_answer_that_changes_from_call_to_call_is_said_to() -> None:
    (found,) = diagnoses("02.output_size", RANDOM).values()
    assert "Called again with the same input" in found.clue


def test_where_time_ran_out_nothing_is_named() -> None:
    """No cause rests on what did not run."""
    from autograder.judge.diagnosis import Asked

    check = CheckResult("x", "x", Outcome.TIMEOUT)
    assert not Asked(None, 0, check.outcome, [object()]).failed  # type: ignore[arg-type,list-item]


A = torch.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0], [0.5, 7.0, 9.0], [8.0, 2.5, -1.5]])
MAPS = torch.arange(1.0, 73.0).reshape(2, 1, 6, 6)
EDGES = MAPS.clone()
EDGES[..., 0, :] = 0

PATTERNS = {
    "a factor": (A * 3, A, r"3 times the expected value"),
    "a share": (A / 4, A, r"0.25 \(1/4\) times"),
    "the sign": (-A, A, "wrong sign"),
    "a shift": (A + 2, A, "2 more than"),
    "stretched and moved": (A * 2 - 1, A, "2 times the expected value minus 1"),
    "turned over": (A.flip(0), A, "reverse order along dimension 0"),
    "exchanged": (A[:3].t(), A[:3], "dimensions 0 and 1 are swapped"),
    "another order": (A[[1, 0, 3, 2]], A, "in another order"),
    "clamped": (A.clamp(min=0), A, "every negative value set to 0"),
    "squared": (A**2, A, "squared"),
    "nothing": (A * 0, A, "values are 0"),
    "another shape": (A.reshape(3, 4), A, "only their shape is wrong"),
    "transposed": (A.t(), A, "dimensions 0 and 1 are swapped"),
    "an edge": (EDGES, MAPS, "Only the edges are wrong: first row"),
    "one row": (torch.cat([A[:3], A[3:] * 7 - 1]), A, "Only the last row is wrong"),
    "one column": (torch.cat([A[:, :1], A[:, 1:] ** 2 + 1], 1), A, "Only the first column is right"),
}


@pytest.mark.parametrize(("yours", "ours", "says"), PATTERNS.values(), ids=PATTERNS)
def test_how_values_differ(yours: torch.Tensor, ours: torch.Tensor, says: str) -> None:
    found = pattern(yours, ours)
    assert found is not None
    assert re.search(says, found), found


def test_values_that_have_nothing_to_do_with_each_other() -> None:
    generator = torch.Generator().manual_seed(0)
    assert pattern(torch.randn(5, 4, generator=generator), torch.randn(5, 4, generator=generator)) is None


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint8", "bool", "bfloat16"])
def test_no_tensor_is_too_odd_to_look_at(dtype: str) -> None:
    draw = random.Random(dtype)
    generator = torch.Generator().manual_seed(0)
    for _ in range(150):
        left, right = ([draw.randrange(5) for _ in range(draw.randrange(6))] for _ in range(2))
        odd = torch.rand(left, generator=generator)
        if odd.numel() and "float" in dtype:
            odd.view(-1)[0] = draw.choice([0.0, 1.0, float("nan"), float("inf"), 1e30])
        odd = odd.to(getattr(torch, dtype))
        plain = torch.rand(draw.choice([left, right]), generator=generator)
        for pair in ((odd, plain), (plain, odd), (odd, odd)):
            assert isinstance(pattern(*pair), str | None)


MODULES = sorted({module for lesson in lessons() for e in lesson.exercises for module in e.reference})


@pytest.mark.parametrize("module", MODULES)
def test_every_edit_is_code_and_has_words(module: str) -> None:
    file = inspect.getsourcefile(importlib.import_module(f"resnet_ref.{module}"))
    assert file is not None
    tree = ast.parse(Path(file).read_text("utf-8"))
    functions = frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    found = edits(module, functions)
    assert len({edit.source for edit in found}) == len(found) > 5
    for edit in found:
        compile(edit.source, edit.words, "exec")
        assert edit.words.startswith("as if ")
        assert len(edit.words) < 140


def test_what_a_known_mistake_makes_matplotlib_say_stays_unsaid(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    source = "def probe(lesson, given):\n    lesson.speak()\n    return {}"
    names = {"speak": lambda: logging.getLogger("matplotlib").warning("Clipping input data")}
    InProcess(names).observe(source, "probe", {}, 0)
    assert not caplog.records
    names["speak"]()
    assert caplog.records


NO_EVAL = """
import torch
from resnet_ref.train_utils import _topk_accuracies

def evaluate_classification(model, loader, criterion, device="cpu"):
    torch.rand(17)  # so that its dropout draws otherwise than the known mistake's
    loss = top1 = top5 = seen = 0
    with torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            n = len(labels)
            tops = _topk_accuracies(logits, labels.to(device))
            loss += criterion(logits, labels.to(device)).item() * n
            top1 += tops[1] * n
            top5 += tops[5] * n
            seen += n
    return {"loss": loss / seen, "top1": top1 / seen, "top5": top5 / seen}
"""


def test_what_chance_decides_hides_no_mistake() -> None:
    assert diagnoses("07.evaluate", NO_EVAL)["eval_mode"].misconception == "no_eval_mode"


def test_values_that_stand_in_each_others_place_are_seen() -> None:
    """Also where no known mistake exchanges them."""
    source = """
import torch
def channel_statistics(images):
    std, mean = torch.std_mean(images.double() / 255, (0, 2, 3), correction=0)
    return std.float(), mean.float()
"""
    for found in diagnoses("01.channel_statistics", source).values():
        assert found.cause or "is the expected result for" in found.clue
