# wrong: The flag is the wrong way round: the plain block adds its input and the residual one does not.
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, channels, plain):
        super().__init__()
        self.plain = plain
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.plain:
            out = out + x
        return torch.relu(out)


class PlainBlock(Block):
    def __init__(self, channels):
        super().__init__(channels, plain=True)


class ResidualBlock(Block):
    def __init__(self, channels):
        super().__init__(channels, plain=False)
