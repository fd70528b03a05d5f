"""What two tensors that differ have to do with each other, in a sentence: a factor, a shift, an order, a border."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import torch

from autograder.comparing.comparison import same

_SIDES = {
    4: ("image", "channel", "row", "column"),
    3: ("channel", "row", "column"),
    2: ("row", "column"),
    1: ("entry",),
}
_FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "with every negative value set to 0": lambda t: t.clamp(min=0),
    "with every positive value set to 0": lambda t: t.clamp(max=0),
    "without their sign (absolute values)": torch.abs,
    "squared": torch.square,
    "after a square root": lambda t: t.clamp(min=0).sqrt(),
    "after a logarithm": lambda t: t.clamp(min=1e-30).log(),
    "after an exponential": torch.exp,
    "after 1/x": torch.reciprocal,
    "rounded": torch.round,
    "rounded down": torch.floor,
    "clamped to 0..1": lambda t: t.clamp(0, 1),
}


def pattern(student: torch.Tensor, reference: torch.Tensor) -> str | None:
    """A sentence about how the student's values follow from the expected ones; None where none of ours fits."""
    yours, ours = student.detach().double(), reference.detach().double()
    if yours.shape != ours.shape:
        return _other_shape(yours, ours)
    if not ours.numel() or not bool(yours.isfinite().all() and ours.isfinite().all()):
        return None
    return next(_sentences(yours, ours), None)


def _other_shape(yours: torch.Tensor, ours: torch.Tensor) -> str | None:
    if yours.numel() != ours.numel() or not ours.numel():
        return None
    if same(yours.reshape(ours.shape), ours):
        return "The values are right and in the right order; only their shape is wrong."
    for i, j in combinations(range(yours.dim()), 2):
        if yours.transpose(i, j).shape == ours.shape and same(yours.transpose(i, j), ours):
            return f"The values are right, but dimensions {i} and {j} are swapped."
    return None


def _sentences(yours: torch.Tensor, ours: torch.Tensor) -> Iterator[str]:
    if not bool(yours.any()):
        yield "All of your values are 0."
    if yours.numel() > 1 and bool((yours == yours.flatten()[0]).all()) and not same(ours, ours.mean()):
        yield f"All of your values are {yours.flatten()[0].item():.4g}."
    if yours.numel() > 2:
        yield from _scaled(yours, ours)
        yield from _rearranged(yours, ours)
        yield from (
            f"Your values are the expected ones, {words}."
            for words, function in _FUNCTIONS.items()
            if same(yours, function(ours))
        )
        yield from _where(yours, ours)


def _scaled(yours: torch.Tensor, ours: torch.Tensor) -> Iterator[str]:
    factor = float((yours * ours).sum() / ours.square().sum().clamp(min=1e-30))
    if bool(ours.any()) and abs(factor) > 1e-6 and same(yours, ours * factor):
        if abs(factor + 1) < 1e-4:
            yield "Every value has the wrong sign."
        else:
            share = f" (1/{1 / factor:.4g})" if 0 < factor < 1 else ""
            yield f"Every value is {factor:.4g}{share} times the expected value."
    shift = float((yours - ours).mean())
    if same(yours, ours + shift):
        more = "more" if shift > 0 else "less"
        yield f"Every value is {abs(shift):.4g} {more} than expected."
    if ours.numel() > 4 and len(ours.unique()) > 3:
        yield from _stretched(yours, ours)


def _stretched(yours: torch.Tensor, ours: torch.Tensor) -> Iterator[str]:
    """Multiplied and then shifted."""
    around = ours - ours.mean()
    factor = float(((yours - yours.mean()) * around).sum() / around.square().sum().clamp(min=1e-30))
    shift = float(yours.mean()) - factor * float(ours.mean())
    if abs(factor) > 1e-6 and same(yours, ours * factor + shift):
        sign = "plus" if shift > 0 else "minus"
        yield f"Every value is {factor:.4g} times the expected value {sign} {abs(shift):.4g}."


def _rearranged(yours: torch.Tensor, ours: torch.Tensor) -> Iterator[str]:
    for i in range(ours.dim()):
        if same(yours, ours.flip(i)):
            yield f"Your values are the expected ones, in reverse order along dimension {i}."
    for i, j in combinations(range(ours.dim()), 2):
        if same(yours, ours.flip(i, j)):
            yield f"Your values are the expected ones, in reverse order along dimensions {i} and {j}."
        if ours.shape[i] == ours.shape[j] and same(yours, ours.transpose(i, j)):
            yield f"Your values are the expected ones, but dimensions {i} and {j} are swapped."
    if same(yours.flatten().sort().values, ours.flatten().sort().values):
        yield "Your values are the expected ones, in another order."


def _where(yours: torch.Tensor, ours: torch.Tensor) -> Iterator[str]:
    """Where all that differs lies in a few places along one side, or all that agrees does."""
    wrong = (yours - ours).abs() > 1e-4 * max(float(ours.abs().max()), 1e-6)
    names = _SIDES.get(ours.dim(), tuple(f"dimension {i}, index" for i in range(ours.dim())))
    border = _border(wrong)
    if border:
        yield border
    for i, name in enumerate(names):
        size = wrong.shape[i]
        others = [d for d in range(wrong.dim()) if d != i]
        bad = (wrong.any(dim=others) if others else wrong).nonzero().flatten().tolist()
        good = [index for index in range(size) if index not in bad]
        if good and bad and len(good) <= min(2, len(bad) - 1):
            yield f"Only {_places(name, good, size)} {'is' if len(good) == 1 else 'are'} right."
        elif good and bad and len(bad) <= 3:
            yield f"Only {_places(name, bad, size)} {'is' if len(bad) == 1 else 'are'} wrong."


def _border(wrong: torch.Tensor) -> str | None:
    """Whether in maps of at least 4x4 all that differs lies at their edges."""
    if wrong.dim() < 3 or min(wrong.shape[-2:]) < 4 or bool(wrong[..., 1:-1, 1:-1].any()):
        return None
    edges = {
        "first row": wrong[..., 0, 1:-1],
        "last row": wrong[..., -1, 1:-1],
        "first column": wrong[..., 1:-1, 0],
        "last column": wrong[..., 1:-1, -1],
    }
    found = [name for name, part in edges.items() if bool(part.any())]
    if not found:
        return None
    return f"Only the edges are wrong: {', '.join(found)}."


def _places(name: str, indices: list[int], size: int) -> str:
    if indices == [size - 1]:
        return f"the last {name}"
    if indices == [0]:
        return f"the first {name}"
    return (
        f"{name}{'s' if len(indices) > 1 else ''} {', '.join(map(str, indices))} of {size} (counted from 0)"
    )
