"""Two classes that share nothing; functional ReLU; the sum starts from the input."""

import torch.nn.functional as F
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c1 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.n1 = nn.BatchNorm2d(channels)
        self.c2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        h = F.relu(self.n1(self.c1(x)))
        h = F.relu(self.n2(self.c2(h)))
        return h


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c1 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.n1 = nn.BatchNorm2d(channels)
        self.c2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        identity = x
        h = F.relu(self.n1(self.c1(x)))
        h = self.n2(self.c2(h))
        h = identity + h
        return F.relu(h)
