# right: one shared function computes F(x); layers made by setattr, F.relu, in-place on its own tensors
import torch.nn.functional as F
from torch import nn


def add_layers(module, channels):
    for i in (1, 2):
        setattr(module, f"conv{i}", nn.Conv2d(channels, channels, 3, padding="same", bias=False))
        setattr(module, f"bn{i}", nn.BatchNorm2d(channels))


def f(module, x):
    for i in (1, 2):
        if i == 2:
            x = F.relu_(x)
        x = getattr(module, f"bn{i}")(getattr(module, f"conv{i}")(x))
    return x


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        add_layers(self, channels)

    def forward(self, x):
        return F.relu(f(self, x), inplace=True)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        add_layers(self, channels)

    def forward(self, x):
        return f(self, x).add_(x).relu_()
