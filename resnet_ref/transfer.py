"""Weights from another network, and training nothing but the head (lesson 12).

Yosinski et al. 2014, "How transferable are features in deep neural networks?", arXiv:1411.1792.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import torch
from torch import nn


@torch.no_grad()
def load_by_name(model: nn.Module, state_dict: Mapping[str, torch.Tensor]) -> tuple[list[str], list[str]]:
    """Copy into `model` every entry of `state_dict` whose name and shape it has; the rest stays as it is.

    Returns:
        `(missing, unexpected)`: names of the model that were not filled, and names of the dictionary that
        were not used, each in its own order. A name whose shape differs is in both.

    Raises:
        TypeError: an entry is no tensor.
    """
    own = model.state_dict()
    for name, value in state_dict.items():
        if not isinstance(value, torch.Tensor):
            raise TypeError(
                f"A state dict maps names to tensors, and {name!r} is a {type(value).__name__}. "
                'If this is a whole checkpoint, pass the part with the weights, often checkpoint["model"].'
            )
    fitting = {name for name, value in state_dict.items() if name in own and own[name].shape == value.shape}
    for name in fitting:
        own[name].copy_(state_dict[name])
    return [name for name in own if name not in fitting], [name for name in state_dict if name not in fitting]


class FrozenBatchNorm2d(nn.BatchNorm2d):
    """A BatchNorm that stays in eval mode whatever the model around it does, so its statistics stay put."""

    def train(self, mode: bool = True) -> Self:
        return super().train(False)


def freeze_backbone(model: nn.Module) -> None:
    """Let only the head `model.fc` train, in place; also after a later `model.train()`.

    The statistics of every BatchNorm2d stay put, the head's own too if it has one.

    Raises:
        ValueError: the model has no `fc`.
    """
    head = getattr(model, "fc", None)
    if not isinstance(head, nn.Module):
        names = ", ".join(name for name, _ in model.named_children())
        raise ValueError(
            f"freeze_backbone trains the head `fc`, and this model has only: {names}. Name its head fc."
        )
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            # A new class on the same module keeps its tensors, names and hooks, and still copies and pickles,
            # which a function hung on the instance would not.
            module.__class__ = FrozenBatchNorm2d
            module.eval()
