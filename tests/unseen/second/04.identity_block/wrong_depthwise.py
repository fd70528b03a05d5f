# wrong: the 3x3 convolution is depthwise (groups=width) instead of mixing all channels.
import torch
import torch.nn.functional as F
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"expected {4 * width} channels, got {in_channels}")
        self.reduce = nn.Sequential(nn.Conv2d(in_channels, width, 1, bias=False), nn.BatchNorm2d(width))
        self.spatial = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False), nn.BatchNorm2d(width)
        )
        self.expand = nn.Sequential(nn.Conv2d(width, in_channels, 1, bias=False), nn.BatchNorm2d(in_channels))

    def forward(self, x):
        out = F.relu(self.reduce(x))
        out = F.relu(self.spatial(out))
        return F.relu(self.expand(out) + x)
