# right: LazyConv2d finds its input channels at the first forward; a helper module of convolution and BN.
import torch.nn.functional as F
from torch import nn


class Step(nn.Module):
    def __init__(self, channels, size, activate=True):
        super().__init__()
        self.weights = nn.LazyConv2d(channels, size, padding=size // 2, bias=False)
        self.scale = nn.BatchNorm2d(channels)
        self.activate = activate

    def forward(self, x):
        x = self.scale(self.weights(x))
        return F.relu(x) if self.activate else x


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"{in_channels=} is not four times {width=}")
        self.one = Step(width, 1)
        self.two = Step(width, 3)
        self.three = Step(in_channels, 1, activate=False)

    def forward(self, x):
        return F.relu(x + self.three(self.two(self.one(x))))
