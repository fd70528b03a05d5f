"""Sequential throughout: the plain block is one, the residual block wraps one; in-place addition."""

from torch import nn


def half(channels):
    return [nn.Conv2d(channels, channels, 3, padding="same", bias=False), nn.BatchNorm2d(channels)]


class PlainBlock(nn.Sequential):
    def __init__(self, channels):
        super().__init__(*half(channels), nn.ReLU(inplace=True), *half(channels), nn.ReLU(inplace=True))


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.residual = nn.Sequential(*list(PlainBlock(channels))[:-1])
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.residual(x)
        y += x
        return self.relu(y)
