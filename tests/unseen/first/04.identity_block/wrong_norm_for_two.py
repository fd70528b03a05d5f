# wrong: One BatchNorm serves the first and the second convolution, since both have width channels.
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be four times the width")
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(width, in_channels, 1, bias=False)
        self.bn_narrow = nn.BatchNorm2d(width)
        self.bn_wide = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.bn_narrow(self.conv1(x)))
        out = self.relu(self.bn_narrow(self.conv2(out)))
        out = self.bn_wide(self.conv3(out))
        return self.relu(out + x)
