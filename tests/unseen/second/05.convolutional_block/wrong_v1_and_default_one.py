# wrong: The first 1x1 takes the stride, not the 3x3 AND the default stride is 1, not 2.
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.reduce = nn.Conv2d(in_channels, width, 1, stride=stride, bias=False)
        self.bn_reduce = nn.BatchNorm2d(width)
        self.spatial = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn_spatial = nn.BatchNorm2d(width)
        self.expand = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn_expand = nn.BatchNorm2d(4 * width)
        self.project = nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False)
        self.bn_project = nn.BatchNorm2d(4 * width)
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.act(self.bn_reduce(self.reduce(x)))
        y = self.act(self.bn_spatial(self.spatial(y)))
        y = self.bn_expand(self.expand(y))
        return self.act(y + self.bn_project(self.project(x)))
