# right: a table of kernel sizes and channels, ModuleList, a loop; ValueError from a subclass of it
import torch.nn.functional as F
from torch import nn


class ChannelMismatch(ValueError):
    pass


class IdentityBlock(nn.Module):
    expansion = 4

    def __init__(self, in_channels, width):
        if in_channels != self.expansion * width:
            raise ChannelMismatch(in_channels, width)
        super().__init__()
        channels = (in_channels, width, width, in_channels)
        self.steps = nn.ModuleList()
        for index, kernel in enumerate((1, 3, 1)):
            conv = nn.Conv2d(
                channels[index], channels[index + 1], kernel, stride=1, padding=kernel // 2, bias=False
            )
            self.steps.append(nn.ModuleDict({"conv": conv, "norm": nn.BatchNorm2d(channels[index + 1])}))

    def forward(self, x):
        out = x
        for index, step in enumerate(self.steps):
            if index:
                out = F.relu(out)
            out = step["norm"](step["conv"](out))
        return F.relu(out + x)
