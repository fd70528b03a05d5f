"""The inputs and weights that a check draws, outside the place where a submission runs."""

from __future__ import annotations

import torch
from torch import nn

from autograder.inside.layers import STATISTICS, Kind, watch
from autograder.inside.weights import State
from resnet_ref.modes import evaluation_mode


def randn(rng: torch.Generator, *shape: int) -> torch.Tensor:
    """Standard-normal values of this shape."""
    return torch.randn(*shape, generator=rng)


def draw_state(model: nn.Module, rng: torch.Generator, *inputs: torch.Tensor) -> State:
    """Weights and BatchNorm statistics for every layer of a reference model, in execution order; the model gets them.

    Values are such that every mistake shows: scales and shifts are never 1 and 0, some scales are negative, and some
    variances are so small that another `eps` changes the output. Every BatchNorm's statistics lie near those of what
    comes in, so that no value grows until, beside it, a difference elsewhere is within the tolerance.
    """
    labels = {id(p): name.rpartition(".")[0] for name, p in model.named_parameters()}
    layers = watch(model, *inputs, summaries=False)[1].layers
    with torch.no_grad():
        for layer in layers:
            for name, weight in layer.weights.items():
                if name not in STATISTICS:
                    weight.tensor.copy_(_draw(layer.kind, name, weight.tensor, rng))
    _draw_statistics(model, rng, *inputs)
    return [
        {
            "kind": layer.kind,
            "depth": layer.depth,
            "behind": layer.behind,
            "label": labels[id(layer.weights["weight"].tensor)],
            "weights": {name: weight.tensor.detach().clone() for name, weight in layer.weights.items()},
        }
        for layer in layers
    ]


def _draw(kind: Kind, name: str, like: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    if kind == "batch_norm" and name == "weight":
        sign = torch.where(torch.rand(like.shape, generator=rng) < 0.2, -1.0, 1.0)
        return sign * torch.empty(like.shape).uniform_(0.5, 1.5, generator=rng)
    if like.dim() > 1:
        drawn = torch.randn(like.shape, generator=rng) * (2.0 / like[0].numel()) ** 0.5
        if like.dim() == 4:  # its channels' variances are what BatchNorm divides by
            drawn *= torch.empty(len(like), 1, 1, 1).uniform_(-3.0, 0.5, generator=rng).exp()
        return drawn
    return torch.randn(like.shape, generator=rng) * 0.3


def _draw_statistics(model: nn.Module, rng: torch.Generator, *inputs: torch.Tensor) -> None:
    """Give every BatchNorm, from the first to the last, statistics near those of what comes in."""

    def draw(module: nn.Module, arguments: tuple[torch.Tensor, ...]) -> None:
        variance, mean = torch.var_mean(arguments[0], (0, 2, 3))
        # Where a channel is next to constant, rounding would grow from layer to layer.
        variance = torch.maximum(variance, torch.maximum(mean.square() / 20, 0.003 * variance.mean()))
        moved = mean + 0.3 * variance.sqrt() * torch.randn(mean.shape, generator=rng)
        module.running_mean.copy_(moved)  # type: ignore[operator]
        wider = torch.empty(mean.shape).uniform_(-0.7, 0.7, generator=rng).exp()
        module.running_var.copy_(variance * wider)  # type: ignore[operator]

    normalising = [module for module in model.modules() if getattr(module, "running_var", None) is not None]
    hooks = [module.register_forward_pre_hook(draw) for module in normalising]
    try:
        with evaluation_mode(model), torch.no_grad():
            model(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
