# wrong: the two narrow convolutions share one BatchNorm
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4 * width")
        self.reduce = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.conv = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.expand = nn.Conv2d(width, 4 * width, kernel_size=1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        self.bn_out = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.bn(self.reduce(x)))
        out = self.relu(self.bn(self.conv(out)))
        out = self.bn_out(self.expand(out))
        return self.relu(out + x)
