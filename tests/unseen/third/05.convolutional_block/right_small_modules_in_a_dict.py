# right: a ConvNorm module of one's own, the paths in a ModuleDict, the shortcut first and the paths summed
import torch
from torch import nn


class ConvNorm(nn.Sequential):
    def __init__(self, before, after, kernel, stride=1):
        super().__init__(
            nn.Conv2d(before, after, kernel, stride=stride, padding=(kernel - 1) // 2, bias=False),
            nn.BatchNorm2d(after),
        )


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.paths = nn.ModuleDict(
            {
                "shortcut": ConvNorm(in_channels, 4 * width, 1, stride),
                "main": nn.Sequential(
                    ConvNorm(in_channels, width, 1),
                    nn.ReLU(),
                    ConvNorm(width, width, 3, stride),
                    nn.ReLU(),
                    ConvNorm(width, 4 * width, 1),
                ),
            }
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(sum(path(x) for path in self.paths.values()))
