# right: PlainBlock is itself an nn.Sequential; ResidualBlock wraps all of it but the last ReLU.
from collections import OrderedDict

import torch
from torch import nn


class PlainBlock(nn.Sequential):
    def __init__(self, channels):
        super().__init__(
            OrderedDict(
                first=nn.Conv2d(channels, channels, 3, padding="same", bias=False),
                first_norm=nn.BatchNorm2d(channels),
                middle=nn.ReLU(inplace=True),
                second=nn.Conv2d(channels, channels, 3, padding="same", bias=False),
                second_norm=nn.BatchNorm2d(channels),
                last=nn.ReLU(inplace=True),
            )
        )


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.residual = nn.Sequential(*list(PlainBlock(channels).children())[:-1])

    def forward(self, x):
        return torch.add(x, self.residual(x)).relu()
