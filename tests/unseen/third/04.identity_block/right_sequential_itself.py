# right: the block is the nn.Sequential of its branch; forward runs it with super() and adds
import torch
from torch import nn


class IdentityBlock(nn.Sequential):
    def __init__(self, in_channels, width):
        out_channels = 4 * width
        if out_channels - in_channels:
            raise ValueError(f"in_channels is {in_channels}, but 4 * width is {out_channels}")
        super().__init__(
            nn.Conv2d(out_channels, width, (1, 1), bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, (3, 3), padding=(1, 1), bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, out_channels, (1, 1), bias=False),
            nn.BatchNorm2d(out_channels),
        )

    def forward(self, x):
        out = super().forward(x)
        out += x
        return out.relu_()
