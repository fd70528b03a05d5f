# right: the shortcut first takes every stride-th pixel by slicing and then projects with stride 1: the same numbers
import torch
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        wide = 4 * width
        self.conv1, self.bn1 = nn.Conv2d(in_channels, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide)
        self.projection, self.bn_projection = nn.Conv2d(in_channels, wide, 1, bias=False), nn.BatchNorm2d(wide)

    def forward(self, x):
        seen = x[..., :: self.stride, :: self.stride]
        shortcut = self.bn_projection(self.projection(seen))
        out = self.bn1(self.conv1(x)).relu()
        out = self.bn2(self.conv2(out)).relu()
        out = self.bn3(self.conv3(out))
        return (shortcut + out).relu()
