# wrong: The constructor refuses too few channels only; more than 4*width are let through.
from torch import nn


class IdentityBlock(nn.Module):
    expansion = 4

    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels < self.expansion * width:
            raise ValueError(f"{in_channels} channels are not enough for width {width}")
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, self.expansion * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(self.expansion * width)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x
        return self.relu(out)
