# wrong: x += out writes the sum into the tensor that the caller handed in.
import torch.nn.functional as F
from torch import nn


def conv3x3(channels):
    return nn.Conv2d(channels, channels, kernel_size=3, stride=1, padding=1, bias=False)


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.bn1 = conv3x3(channels), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = conv3x3(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.bn1 = conv3x3(channels), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = conv3x3(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        x += out
        return F.relu(x)
