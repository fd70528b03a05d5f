# wrong: the shortcut has a ReLU after its BatchNorm
import torch
from torch import nn


def unit(given, gives, kernel, stride=1):
    return nn.Sequential(
        nn.Conv2d(given, gives, kernel, stride=stride, padding=kernel // 2, bias=False), nn.BatchNorm2d(gives)
    )


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.reduce = unit(in_channels, width, 1)
        self.look = unit(width, width, 3, stride)
        self.expand = unit(width, 4 * width, 1)
        self.project = unit(in_channels, 4 * width, 1, stride)

    def forward(self, x):
        shortcut = torch.relu(self.project(x))
        x = torch.relu(self.reduce(x))
        x = torch.relu(self.look(x))
        return torch.relu(self.expand(x) + shortcut)
