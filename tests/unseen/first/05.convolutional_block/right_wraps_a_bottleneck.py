# right: a shared base class with a shortcut method, strides given as tuples, zero start of the last BatchNorm
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride):
        super().__init__()
        self.reduce = nn.Conv2d(in_channels, width, (1, 1), bias=False)
        self.middle = nn.Conv2d(width, width, (3, 3), stride=(stride, stride), padding=(1, 1), bias=False)
        self.expand = nn.Conv2d(width, 4 * width, (1, 1), bias=False)
        self.norms = nn.ModuleList(map(nn.BatchNorm2d, (width, width, 4 * width)))
        nn.init.zeros_(self.norms[-1].weight)
        self.relu = nn.ReLU()

    def shortcut(self, x):
        return x

    def forward(self, x):
        first, second, third = self.norms
        y = self.relu(first(self.reduce(x)))
        y = self.relu(second(self.middle(y)))
        return self.relu(third(self.expand(y)).add(self.shortcut(x)))


class ConvolutionalBlock(Bottleneck):
    def __init__(self, in_channels, width, stride=2):
        super().__init__(in_channels, width, stride)
        self.projection = nn.Conv2d(in_channels, 4 * width, (1, 1), stride=(stride, stride), bias=False)
        self.projection_norm = nn.BatchNorm2d(4 * width)

    def shortcut(self, x):
        return self.projection_norm(self.projection(x))
