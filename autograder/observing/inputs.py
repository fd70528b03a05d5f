"""The inputs and weights that a check draws, outside the place where a submission runs."""

from __future__ import annotations

import torch

from autograder.inside.layers import watch
from autograder.inside.weights import State


def randn(rng: torch.Generator, *shape: int) -> torch.Tensor:
    """Standard-normal values of this shape."""
    return torch.randn(*shape, generator=rng)


def draw_state(model: torch.nn.Module, rng: torch.Generator, *inputs: torch.Tensor) -> State:
    """Weights and BatchNorm statistics for every layer of a reference model, in execution order.

    Values are such that every mistake shows: scales and shifts are never 1 and 0, some scales are negative, and some
    variances are so small that another `eps` changes the output.
    """
    labels = {id(p): name.rpartition(".")[0] for name, p in model.named_parameters()}
    return [
        {
            "kind": layer.kind,
            "depth": layer.depth,
            "behind": layer.behind,
            "label": labels[id(layer.weights["weight"].tensor)],
            "weights": {
                name: _draw(layer.kind, name, weight.tensor, rng) for name, weight in layer.weights.items()
            },
        }
        for layer in watch(model, *inputs, summaries=False)[1].layers
    ]


def _draw(kind: str, name: str, like: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    if name == "running_var":
        return torch.exp(torch.empty(like.shape).uniform_(-6.0, 1.0, generator=rng))
    if kind == "batch_norm" and name == "weight":
        sign = torch.where(torch.rand(like.shape, generator=rng) < 0.2, -1.0, 1.0)
        return sign * torch.empty(like.shape).uniform_(0.5, 1.5, generator=rng)
    if like.dim() > 1:
        return torch.randn(like.shape, generator=rng) * (2.0 / like[0].numel()) ** 0.5
    return torch.randn(like.shape, generator=rng) * 0.3
