"""An answer is its values, however they lie in memory: drawn layouts for every tensor that an exercise answers with."""

from __future__ import annotations

import re

import pytest
from test_features import FUNCTIONS, MODULES, PRELUDE, answer, judged, said

# Each keeps a tensor's values, shape, dtype and graph.
KEEPING = """
import random

def _behind(t):
    return torch.cat([t.reshape(-1)[:1], t.reshape(-1)])[1:].view(t.shape) if t.numel() else t

def _exchanged(t):
    a, b = random.randrange(t.dim()), random.randrange(t.dim())
    return t.transpose(a, b).contiguous().transpose(a, b)

KEEPING = [
    lambda t: t,
    lambda t: torch.stack([t, t], -1)[..., 0],  # every second value
    lambda t: torch.stack([t, t])[1],
    lambda t: t[None].expand(3, *t.shape)[2],
    lambda t: t.flip(0).flip(0) if t.dim() else t,
    lambda t: t.as_subclass(Mine),
    lambda t: t.unsqueeze(-1).squeeze(-1),
    lambda t: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t,
    lambda t: torch._neg_view(-t) if t.dtype not in (torch.bool, torch.uint8) else t,
    lambda t: torch.complex(t, t).real if t.dtype in (torch.float32, torch.float64) else t,
    lambda t: torch.conj(torch.complex(t, -t)).imag if t.dtype in (torch.float32, torch.float64) else t,
    lambda t: torch.vmap(lambda one: one)(t) if t.dim() and t.numel() else t,
    lambda t: t.as_strided(t.size(), t.stride(), t.storage_offset()),
    _behind,
    lambda t: _exchanged(t) if t.dim() else t,
]
# Each keeps the values alone.
DETACHING = [
    lambda t: nn.Parameter(t.detach().clone(), requires_grad=False),
    lambda t: torch.inference_mode()(lambda: t.clone())(),
    lambda t: t.detach().clone().share_memory_(),
    lambda t: torch.from_numpy(np.asfortranarray(t.detach().resolve_neg().numpy().copy())) if t.dim() else t,
]

def drawn(layouts):
    def change(value):
        if not isinstance(value, torch.Tensor):
            return value
        for _ in range(3):
            value = random.choice(layouts)(value)
        return value
    return leaves(change)
"""

WITH_A_GRADIENT = ["02.conv2d", "08.label_smoothing"]
WITHOUT = [
    "01.channel_statistics",
    "08.mixup",
    "09.collect_predictions",
    "09.confusion_matrix",
    "10.normalise",
    "11.gradcam",
    "07.topk",
    "07.evaluate",
    "03.gradient_norms",
    "06.count_parameters",
    "08.warmup_cosine",
]
AS_TENSORS = (
    "NAME = answered(NAME, leaves(lambda v: torch.tensor(v) if isinstance(v, float) or whole(v) else v))"
)
OF_A_CALLABLE = """
def _served(answer):
    if callable(answer):
        return lambda image: drawn(KEEPING + DETACHING)(answer(image))
    return type(answer)(*[[drawn(KEEPING + DETACHING)(batch) for batch in part] for part in answer])
"""
SOURCES = {
    **dict.fromkeys(MODULES, "NAME = around(NAME, lambda forward, x: drawn(KEEPING)(forward(x)))"),
    **dict.fromkeys(WITH_A_GRADIENT, "NAME = answered(NAME, drawn(KEEPING))"),
    **dict.fromkeys(WITHOUT, f"{AS_TENSORS}\nNAME = answered(NAME, drawn(KEEPING + DETACHING))"),
    "01.transforms": f"{OF_A_CALLABLE}\nNAME = answered(NAME, _served)",
}
FAST = ("04.identity_block", "07.topk", "07.evaluate", "08.mixup", "08.label_smoothing", "08.warmup_cosine")


def laid_out(exercise: str, source: str, seed: int) -> str:
    _, names = (MODULES | FUNCTIONS)[exercise]
    lines = [source.replace("NAME", name) for name in names]
    return "\n".join([PRELUDE, KEEPING, f"random.seed({seed})", *lines])


@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 12), marks=pytest.mark.slow)], ids=["", "more"]
)
@pytest.mark.parametrize(
    "exercise", [e if e in FAST else pytest.param(e, marks=pytest.mark.slow) for e in SOURCES]
)
def test_values_count_however_they_lie(exercise: str, seeds: range) -> None:
    for seed in seeds:
        layouts = laid_out(exercise, SOURCES[exercise], seed)
        result, done = judged("sandbox", exercise, answer(exercise), layouts)
        assert [cell.message for cell in done.cells if cell.error] == []
        assert result.full, (seed, said(result))


# What is no row of numbers, or not a real one.
REFUSED = {
    "sparse": "t.detach().to_sparse()",
    "masked": "torch.masked.masked_tensor(t.detach(), torch.ones_like(t, dtype=torch.bool))",
    "meta": "t.to('meta')",
    "nested": "torch.nested.nested_tensor(list(t.detach()))",
    "opaque": "t.detach().float().to_mkldnn()",
    "complex": "torch.complex(t, t)",
    "kept from a vmap": "kept(t.detach())",
}
# The judge says what it cannot work with, or what is missing in what it found; never that the student's code raised.
TRUE = (
    r"^A tensor .* cannot be used as a result\.|^The check could not use the value that your code returned\. It raised|"
    r"^The output (has shape|is detached from the computation graph)|something that cannot be compared|yours (is|has)"
)
KEPT = """
def kept(t):
    seen = []
    torch.vmap(lambda one: seen.append(one) or one)(t)
    return seen[0]
"""


@pytest.mark.parametrize("kind", ["sandbox", "kernel"])
@pytest.mark.parametrize("layout", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(
    "exercise",
    [
        *("04.identity_block", "08.mixup"),
        *(
            pytest.param(e, marks=pytest.mark.slow)
            for e in ("02.conv2d", "09.collect_predictions", "10.normalise")
        ),
    ],
)
def test_what_is_no_row_of_numbers_is_accused_of_nothing_else(exercise: str, layout: str, kind: str) -> None:
    _, names = (MODULES | FUNCTIONS)[exercise]
    wanted = "isinstance(t, torch.Tensor) and t.is_floating_point() and t.dim() > 1"
    change = f"leaves(lambda t: {layout} if {wanted} else t)"
    make = (
        "around(NAME, lambda forward, x: CHANGE(forward(x)))"
        if exercise in MODULES
        else "answered(NAME, CHANGE)"
    )
    lines = [f"{name} = {make.replace('NAME', name).replace('CHANGE', change)}" for name in names]
    result, _ = judged(kind, exercise, answer(exercise), "\n".join([PRELUDE, KEPT, *lines]))
    assert layout.startswith("kept") or not result.full
    for check, saw, misconception in said(result):
        assert misconception is None, (check, saw)
        assert re.search(TRUE, saw), (check, saw)
