# wrong: The last 1x1 convolution of the main path takes the stride, not the 3x3.
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, stride=stride, bias=False),
            nn.BatchNorm2d(4 * width),
        )
        self.shortcut = nn.Sequential(
            nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False), nn.BatchNorm2d(4 * width)
        )

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x))
