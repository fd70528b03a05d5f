# wrong: The second convolution of each block is left with PyTorch's default, bias=True.
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return self.layers(x).relu()


class ResidualBlock(PlainBlock):
    def forward(self, x):
        return (self.layers(x) + x).relu()
