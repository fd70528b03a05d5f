# right: lazy convolutions and BatchNorms, everything in one expression, channels_last inside
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if divmod(in_channels, 4) != (width, 0):
            raise ValueError(f"{in_channels} != 4 * {width}")
        self.a, self.na = nn.LazyConv2d(width, 1, bias=False), nn.LazyBatchNorm2d()
        self.b, self.nb = nn.LazyConv2d(width, 3, padding=1, bias=False), nn.LazyBatchNorm2d()
        self.c, self.nc = nn.LazyConv2d(in_channels, 1, bias=False), nn.LazyBatchNorm2d()

    def forward(self, x):
        y = x.contiguous(memory_format=torch.channels_last)
        return (self.nc(self.c(self.nb(self.b(self.na(self.a(y)).relu())).relu())) + y).relu()
