# wrong: The shortcut starts after the first ReLU, so it goes round the second convolution only.
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()
        )
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.second(self.first(x)))


class ResidualBlock(PlainBlock):
    def forward(self, x):
        x = self.first(x)
        out = self.second(x)
        return self.relu(out + x)
