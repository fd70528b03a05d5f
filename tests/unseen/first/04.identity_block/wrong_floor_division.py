# wrong: in_channels // 4 == width accepts 4*width + 1 to 4*width + 3 as well.
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels // 4 != width:
            raise ValueError("width must be a quarter of in_channels")
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, width, kernel_size=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, in_channels, kernel_size=1, bias=False),
            nn.BatchNorm2d(in_channels),
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.main(x) + x)
