"""Stem and head from parameters and functions; blocks in one flat ModuleList; initialised in the constructor."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    plan = ((1, 3), (2, 4), (4, 6), (8, 3))

    def __init__(self, num_classes: int = 10, width: int = 64, stem: str = "cifar", **_: object) -> None:
        super().__init__()
        self.large = stem == "imagenet"
        kernel = 7 if self.large else 3
        self.stem = nn.Parameter(torch.empty(width, 3, kernel, kernel))
        self.stem_norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList()
        channels = width
        for factor, count in self.plan:
            for index in range(count):
                if index:
                    self.blocks.append(IdentityBlock(channels, width * factor))
                else:
                    stride = 1 if factor == 1 else 2
                    self.blocks.append(ConvolutionalBlock(channels, width * factor, stride))
                    channels = 4 * width * factor
        self.head = nn.Module()
        self.head.weight = nn.Parameter(torch.randn(num_classes, channels) / math.sqrt(channels))
        self.head.bias = nn.Parameter(torch.zeros(num_classes))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
        nn.init.kaiming_normal_(self.stem, mode="fan_out")

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        if self.large:
            x = F.relu(self.stem_norm(F.conv2d(images, self.stem, stride=2, padding=3)))
            x = F.max_pool2d(x, 3, 2, 1)
        else:
            x = F.relu(self.stem_norm(F.conv2d(images, self.stem, padding=1)))
        for block in self.blocks:
            x = block(x)
        return x.mean(dim=(-2, -1)) @ self.head.weight.t() + self.head.bias
