"""Layers in a ModuleList of pairs made by a helper, in-place addition into the branch, clamp for ReLU."""

import torch
from torch import nn


def conv_bn(channels_in: int, channels_out: int, kernel: int) -> nn.Sequential:
    conv = nn.Conv2d(channels_in, channels_out, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(channels_out))


class IdentityBlock(nn.Module):
    def __init__(self, in_channels: int, width: int) -> None:
        if 4 * width - in_channels:
            raise ValueError(f"{in_channels=} {width=}")
        super().__init__()
        sizes = [(in_channels, width, 1), (width, width, 3), (width, in_channels, 1)]
        self.steps = nn.ModuleList(conv_bn(*size) for size in sizes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        h = inputs
        for index, step in enumerate(self.steps):
            h = step(h)
            if index < len(self.steps) - 1:
                h = h.clamp(min=0)
        h += inputs
        return h.clamp(min=0)
