# wrong: the check compares in_channels // 4 with width, so 4*width + 1 to + 3 are accepted
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels // 4 != width:
            raise ValueError(f"expected {4 * width} input channels, got {in_channels}")
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + x)
