"""Reuses lesson 04's block: its layers are built for the right channels, then some are replaced."""

import torch
from torch import nn

from resnet_ref.identity_block import IdentityBlock


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 2) -> None:
        super().__init__()
        inner = IdentityBlock(4 * width, width)
        inner.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        inner.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.main = nn.Sequential(
            inner.conv1, inner.bn1, nn.ReLU(), inner.conv2, inner.bn2, nn.ReLU(), inner.conv3, inner.bn3
        )
        self.side = nn.Sequential()
        self.side.add_module("project", nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False))
        self.side.add_module("norm", nn.BatchNorm2d(4 * width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([self.main(x), self.side(x)]).sum(dim=0).relu()
