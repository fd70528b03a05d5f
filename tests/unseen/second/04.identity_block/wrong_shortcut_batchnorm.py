# wrong: sends the shortcut through a BatchNorm of its own, so what is added is not the input itself.
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"in_channels is {in_channels}, but 4 * width is {4 * width}")
        self.shortcut = nn.BatchNorm2d(in_channels)
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, kernel_size=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, 4 * width, kernel_size=1, bias=False),
            nn.BatchNorm2d(4 * width),
        )
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.branch(x) + self.shortcut(x))
