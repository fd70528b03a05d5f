# wrong: the ReLU between the two convolutions is missing in both blocks
import torch
from torch import nn


def body(channels):
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
    )


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = body(channels)

    def forward(self, x):
        return torch.relu(self.body(x))


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = body(channels)

    def forward(self, x):
        return torch.relu(self.body(x) + x)
