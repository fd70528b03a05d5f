# wrong: the padding stands on the first 1x1 instead of on the 3x3; the sizes fit all the same, the values do not
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"expected {4 * width} input channels, got {in_channels}")
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, in_channels, 1, bias=False),
            nn.BatchNorm2d(in_channels),
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.branch(x) + x)
