# wrong: The 3x3 works on all 4*width channels (the first 1x1 does not reduce), so it is no bottleneck.
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4*width")
        self.conv1 = nn.Conv2d(in_channels, 4 * width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(4 * width)
        self.conv2 = nn.Conv2d(4 * width, 4 * width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(4 * width)
        self.conv3 = nn.Conv2d(4 * width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = torch.relu(self.bn2(self.conv2(out)))
        return torch.relu(self.bn3(self.conv3(out)) + x)
