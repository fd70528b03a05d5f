# wrong: The ReLU after the addition is missing.
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.main_path = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, 4 * width, 1, bias=False),
            nn.BatchNorm2d(4 * width),
        )
        self.shortcut = nn.Sequential(
            nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False),
            nn.BatchNorm2d(4 * width),
        )

    def forward(self, x):
        return self.main_path(x) + self.shortcut(x)
