# wrong: The plain block ends with its second BatchNorm; its last ReLU is missing.
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return self.body(x)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = PlainBlock(channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.body(x) + x)
