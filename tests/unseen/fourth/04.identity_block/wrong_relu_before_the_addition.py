# wrong: the branch ends in a ReLU of its own before the addition
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"in_channels must be {4 * width}, not {in_channels}")
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, bias=False),
            nn.BatchNorm2d(4 * width),
            nn.ReLU(),
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.branch(x) + x)
