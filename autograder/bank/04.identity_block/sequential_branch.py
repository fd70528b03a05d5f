"""The branch as one nn.Sequential, functional ReLU, shortcut read first."""

import torch
import torch.nn.functional as F
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        if in_channels != width * 4:
            raise ValueError("need 4*width channels")
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, 1, "same", bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, in_channels, 1, bias=False),
            nn.BatchNorm2d(in_channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x
        return F.relu(shortcut + self.branch(x))
