# wrong: ReLU stands before the BatchNorm after the first convolution AND the padding reflects, not zeros.
import torch.nn.functional as F
from torch import nn


def conv(channels):
    return nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect", bias=False)


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.branch = nn.Sequential(
            conv(channels), nn.ReLU(), nn.BatchNorm2d(channels), conv(channels), nn.BatchNorm2d(channels)
        )

    def forward(self, x):
        return F.relu(self.branch(x))


class ResidualBlock(PlainBlock):
    def forward(self, x):
        return F.relu(self.branch(x) + x)
