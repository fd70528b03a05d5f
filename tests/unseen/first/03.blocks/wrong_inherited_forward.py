# wrong: The branch already goes through a ReLU in PlainBlock.forward, so y = ReLU(ReLU(F(x)) + x).
import torch
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = torch.relu(self.norm1(self.conv1(x)))
        x = torch.relu(self.norm2(self.conv2(x)))
        return x


class ResidualBlock(PlainBlock):
    def forward(self, x):
        return torch.relu(super().forward(x) + x)
