# right: one common class whose shortcut is a function: nothing for the plain block, the input for the residual one
from torch import nn


class _Unit(nn.Module):
    """Convolution and BatchNorm."""

    def __init__(self, channels):
        super().__init__()
        self.convolution = nn.Conv2d(channels, channels, (3, 3), padding=(1, 1), bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        return self.norm(self.convolution(x))


class _Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.units = nn.ModuleDict({"first": _Unit(channels), "second": _Unit(channels)})

    @staticmethod
    def shortcut(x):
        return 0

    def forward(self, x):
        inner = self.units["first"](x).clamp(min=0)
        return (self.units["second"](inner) + self.shortcut(x)).clamp(min=0)


class PlainBlock(_Block):
    pass


class ResidualBlock(_Block):
    @staticmethod
    def shortcut(x):
        return x
