# right: both paths stand in one list and are added up by sum; layers are made from a table
from torch import nn


def path(*steps):
    """Convolutions (in, out, kernel, stride), each with a BatchNorm, and a ReLU between two of them."""
    layers = []
    for number, (given, gives, kernel, stride) in enumerate(steps):
        if number:
            layers.append(nn.ReLU())
        layers.append(nn.Conv2d(given, gives, kernel, stride, padding=(kernel - 1) // 2, bias=False))
        layers.append(nn.BatchNorm2d(gives))
    return nn.Sequential(*layers)


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        wide = 4 * width
        self.paths = nn.ModuleList(
            [
                path((in_channels, width, 1, 1), (width, width, 3, stride), (width, wide, 1, 1)),
                path((in_channels, wide, 1, stride)),
            ]
        )

    def forward(self, x):
        return sum(way(x) for way in self.paths).relu()
