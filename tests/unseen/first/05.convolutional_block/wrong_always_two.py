# wrong: Both strides are written as 2, so the stride argument is ignored.
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width * 4, 1, bias=False),
            nn.BatchNorm2d(width * 4),
        )
        self.shortcut = nn.Sequential(
            nn.Conv2d(in_channels, width * 4, 1, stride=2, bias=False),
            nn.BatchNorm2d(width * 4),
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.branch(x) + self.shortcut(x))
