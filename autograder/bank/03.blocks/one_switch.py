"""One base class with a switch; layers in a ModuleList; clamp for ReLU; the shortcut may be nn.Identity."""

import torch
from torch import nn


class Block(nn.Module):
    shortcut = False

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(channels, channels, (3, 3), padding=(1, 1), bias=False) for _ in range(2)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for _ in range(2))
        self.skip = nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, second = zip(self.convs, self.norms, strict=True)
        out = second[1](second[0](first[1](first[0](x)).clamp(min=0)))
        if self.shortcut:
            out = torch.add(out, self.skip(x))
        return torch.clamp_min(out, 0)


class PlainBlock(Block):
    pass


class ResidualBlock(Block):
    shortcut = True
