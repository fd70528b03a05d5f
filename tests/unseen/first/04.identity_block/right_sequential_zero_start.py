# right: one nn.Sequential of named layers, the last BatchNorm's weight starts at zero
from collections import OrderedDict

import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels / width != 4:
            raise ValueError("the input must have four times as many channels as the bottleneck")
        self.branch = nn.Sequential(
            OrderedDict(
                reduce=nn.Conv2d(in_channels, width, 1, bias=False),
                norm_reduce=nn.BatchNorm2d(width),
                relu_reduce=nn.ReLU(),
                look=nn.Conv2d(width, width, 3, padding="same", bias=False),
                norm_look=nn.BatchNorm2d(width),
                relu_look=nn.ReLU(),
                expand=nn.Conv2d(width, in_channels, 1, bias=False),
                norm_expand=nn.BatchNorm2d(in_channels),
            )
        )
        nn.init.zeros_(self.branch.norm_expand.weight)

    def forward(self, x):
        return torch.relu(x + self.branch(x))
