# wrong: The layers stand in a plain Python list, so their parameters and buffers belong to no module.
from torch import nn


def make_layers(channels):
    return [
        nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
    ]


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = make_layers(channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.relu(x)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = make_layers(channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = x
        for layer in self.layers:
            out = layer(out)
        return self.relu(out + x)
