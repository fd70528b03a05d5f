# wrong: The ReLU after the second BatchNorm is missing.
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels has to be 4 * width")
        self.reduce = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.spatial = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.expand = nn.Conv2d(width, 4 * width, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = self.reduce(x)
        out = torch.relu(self.norm1(out))
        out = self.spatial(out)
        out = self.norm2(out)
        out = self.expand(out)
        out = self.norm3(out)
        return torch.relu(out + x)
