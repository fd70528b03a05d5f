# wrong: The branch is multiplied by a learnable number that starts at 0; F(x) should be added as it is.
import torch
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return torch.relu(self.body(x))


class ResidualBlock(PlainBlock):
    def __init__(self, channels):
        super().__init__(channels)
        self.alpha = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.relu(x + self.alpha * self.body(x))
