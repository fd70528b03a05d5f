# right: PlainBlock is an nn.Sequential; ResidualBlock is one too and runs all but its last layer before it adds
import torch
import torch.nn.functional as F
from torch import nn


class PlainBlock(nn.Sequential):
    def __init__(self, channels):
        layers = []
        for _ in range(2):
            layers.append(nn.Conv2d(channels, channels, 3, padding="same", bias=False))
            layers.append(nn.BatchNorm2d(channels))
            layers.append(nn.ReLU())
        super().__init__(*layers)


class ResidualBlock(PlainBlock):
    def forward(self, x):
        out = x
        for layer in list(self)[:-1]:
            out = layer(out)
        return self[-1](out + x)
