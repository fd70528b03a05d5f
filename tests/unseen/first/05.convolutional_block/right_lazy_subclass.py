# right: the class itself is an nn.Sequential of lazy layers, the main path; add_module for the shortcut
import torch
from torch import nn


class ConvolutionalBlock(nn.Sequential):
    def __init__(self, in_channels, width, stride=2):
        super().__init__(
            nn.LazyConv2d(width, 1, bias=False),
            nn.LazyBatchNorm2d(),
            nn.ReLU(inplace=True),
            nn.LazyConv2d(width, 3, stride=stride, padding=1, bias=False),
            nn.LazyBatchNorm2d(),
            nn.ReLU(inplace=True),
            nn.LazyConv2d(4 * width, 1, bias=False),
            nn.LazyBatchNorm2d(),
        )
        shortcut = nn.Sequential(
            nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False), nn.BatchNorm2d(4 * width)
        )
        self.add_module("shortcut", shortcut)

    def forward(self, x):
        out = x
        for name, layer in self.named_children():
            if name != "shortcut":
                out = layer(out)
        return torch.relu(out + self.shortcut(x))
