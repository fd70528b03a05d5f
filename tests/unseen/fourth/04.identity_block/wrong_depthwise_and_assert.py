# wrong: two mistakes: the 3x3 works on each channel alone (groups), and the constructor raises an AssertionError
from torch import nn


class IdentityBlock(nn.Module):
    expansion = 4

    def __init__(self, in_channels, width):
        super().__init__()
        out_channels = width * self.expansion
        assert in_channels == out_channels, "in_channels must equal 4 * width"
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, padding=1, groups=width, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, out_channels, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += identity
        return self.relu(out)
