# wrong: gives BatchNorm the momentum and eps of Keras, 0.99 and 1e-3, instead of torch's defaults.
import torch
from torch import nn


def conv_bn(channels):
    return [
        nn.Conv2d(channels, channels, kernel_size=3, stride=1, padding=1, bias=False),
        nn.BatchNorm2d(channels, eps=1e-3, momentum=0.99),
    ]


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(*conv_bn(channels), nn.ReLU(), *conv_bn(channels))

    def forward(self, x):
        return torch.relu(self.layers(x))


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(*conv_bn(channels), nn.ReLU(), *conv_bn(channels))

    def forward(self, x):
        return torch.relu(self.layers(x) + x)
