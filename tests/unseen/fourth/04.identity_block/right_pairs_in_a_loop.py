# right: a list of (convolution, BatchNorm) pairs is walked in a loop; the sum is made in the loop's last round
from itertools import pairwise

import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        if in_channels != 4 * width:
            raise ValueError(f"{in_channels} channels come in and {4 * width} go out: nothing to add")
        super().__init__()
        channels = (in_channels, width, width, in_channels)
        self.convolutions, self.norms = nn.ModuleList(), nn.ModuleList()
        for kernel, (given, gives) in zip((1, 3, 1), pairwise(channels), strict=True):
            self.convolutions.append(nn.Conv2d(given, gives, kernel, padding=kernel // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(gives))

    def forward(self, x):
        out = x
        for position, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            out = norm(convolution(out))
            if position == 2:
                out = out + x
            out = torch.relu(out)
        return out
