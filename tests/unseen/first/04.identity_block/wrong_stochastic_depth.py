# wrong: In train mode the branch is left out at random (stochastic depth), which nobody asked for.
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width, drop=0.2):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4*width")
        self.drop = drop
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, bias=False),
            nn.BatchNorm2d(4 * width),
        )

    def forward(self, x):
        if self.training and torch.rand(1).item() < self.drop:
            return torch.relu(x)
        return torch.relu(x + self.branch(x))
