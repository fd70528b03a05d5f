# right: PlainBlock is an nn.Sequential; ResidualBlock inherits it and runs all layers but the last before the sum
import torch
from torch import nn


class PlainBlock(nn.Sequential):
    def __init__(self, channels):
        layers = []
        for _ in range(2):
            layers += [
                nn.Conv2d(channels, channels, kernel_size=3, padding="same", bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
            ]
        super().__init__(*layers)


class ResidualBlock(PlainBlock):
    def forward(self, x):
        *branch, last = self
        out = x
        for layer in branch:
            out = layer(out)
        return last(torch.add(x, out))
